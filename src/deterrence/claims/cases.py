"""A claim with what its two sides change, and what a study may know of them before anything is solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..forecasting.intervention import CONSEQUENCE
from ..forecasting.keys import Key, Values
from ..forecasting.registry import definitions
from ..scenario.crisis import Crisis
from ..stress.resolve import Change
from .effects import small
from .reading import key_of
from .record import Claim, LeastEffect
from .sides import change_of


@dataclass(frozen=True)
class Known:
    """What is known before anything is solved, in place of a coarser grid.

    Attributes:
        values: numbers by change, on the grid of the baselines.
        reported: by number, its value as it stands on a better grid, and how far that may be off.
    """

    values: Mapping[Change, Values]
    reported: Mapping[Key, tuple[float, float]]


@dataclass(frozen=True)
class Case:
    """A claim with what its two sides change, and the number of each."""

    claim: Claim
    changes: tuple[Change, Change]
    keys: tuple[Key, Key]
    least: LeastEffect

    @classmethod
    def of(cls, claim: Claim, crisis: Crisis, values: Mapping[str, float], least: LeastEffect) -> Case:
        """Of a claim about a crisis at some parameter values."""
        a, b = claim.contrast.a, claim.contrast.b
        changes = change_of(a, crisis, values), change_of(b, crisis, values)
        return cls(claim, changes, (key_of(claim, a), key_of(claim, b)), least)

    @property
    def one_game(self) -> bool:
        """Are both sides read from one game?"""
        return self.changes[0] == self.changes[1]

    def kept(self) -> list[str]:
        """Parameters that the contrast itself sets."""
        return [*self.claim.contrast.a.set, *self.claim.contrast.b.set]

    def small(self, a: float, b: float) -> bool:
        """Is the difference of its two numbers below the least effect?"""
        name = self.keys[0].name
        probability = name == CONSEQUENCE or definitions()[name].unit == "probability"
        return small(self.least, probability, a, b)
