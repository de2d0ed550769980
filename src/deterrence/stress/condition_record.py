"""What each condition of deterrence contributes: the record that :mod:`.conditions` fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .condition_ranges import CONDITIONS, Setting


@dataclass(frozen=True)
class Figure:
    """A number and its grid error (:func:`deterrence.stress.resolve.small_grid_error`)."""

    value: float
    grid_error: float

    @property
    def decided(self) -> bool:
        """Is it further from zero than its error?"""
        return abs(self.value) > self.grid_error


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Contribution:
    """One condition's part, in the three probabilities (``other``, ``own``, ``any``).

    Attributes:
        condition: capability, credibility or communication.
        settings: its numbers with their ends; empty where the scenario has none, and then nothing moves.
        share: Shapley contribution to the change from the file's values to all three conditions at their best;
            below zero where it makes a challenge less likely.
        at_nil: the probabilities with this condition at its worst, the others as they stand.
    """

    condition: str
    settings: tuple[Setting, ...]
    share: Figures
    at_nil: Figures


@dataclass(frozen=True)
class ThreeConditions:
    """An actor as the one that deters.

    Attributes:
        actor: who deters.
        others: whom: everybody else who can challenge.
        conditions: in the order capability, credibility, communication.
        coalitions: conditions at their best -> the three probabilities; the empty set is the file's values.
        total: change of each probability from none to all three at their best.
        binding: the condition whose share of ``other`` lowers it most, None where that is open.
        verdict: ``binds``; ``undecided``, where the leading two lie within the error of their difference or the
            leading one within its own; ``none lowers it``.
        shared: numbers that carry a condition and are nobody's in particular, left alone.
    """

    actor: str
    others: tuple[str, ...]
    conditions: tuple[Contribution, ...]
    coalitions: Mapping[frozenset[str], Figures]
    total: Figures
    binding: str | None
    verdict: str
    shared: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Conditions for which the scenario has no number of this actor's."""
        return tuple(c.condition for c in self.conditions if not c.settings)

    @property
    def comes_first(self) -> bool:
        """Does part of what others challenge less go with the actor's own challenge coming first more?"""
        other, own = self.total["other"], self.total["own"]
        return other.decided and own.decided and other.value < 0 < own.value

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "actor": self.actor,
            "others": list(self.others),
            "conditions": [
                {
                    "condition": c.condition,
                    "parameters": [{k: v for k, v in vars(s).items() if k != "condition"} for s in c.settings],
                    "share": {m: {**vars(f), "decided": f.decided} for m, f in c.share.items()},
                    "at_nil": {m: dict(vars(f)) for m, f in c.at_nil.items()},
                }
                for c in self.conditions
            ],
            "coalitions": [
                {"ideal": sorted(s, key=CONDITIONS.index), **{m: dict(vars(f)) for m, f in found.items()}}
                for s, found in self.coalitions.items()
            ],
            "total": {m: {**vars(f), "decided": f.decided} for m, f in self.total.items()},
            "binding": self.binding,
            "verdict": self.verdict,
            "comes_first": self.comes_first,
            "missing": list(self.missing),
            "shared": list(self.shared),
        }
