"""What the two sweeps of a gradient ask of states that are worked on together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers
from .owed import Pulled
from .push import Push


@dataclass(frozen=True, eq=False)
class Carried:
    """What derivatives at some states leave for the next ones. U of those, n nodes, v vertices, H targets.

    Attributes:
        ahead: (C, U, n, H), cotangents of the next states' values.
        mass: (U, v, G), mass there that still counts, by rule.
        gain: (B, H), cotangents of the gains at the states' branches.
    """

    ahead: np.ndarray
    mass: np.ndarray
    gain: np.ndarray


class Met(Protocol):
    """D states at a move, with the values that they lead to. U next states."""

    @property
    def value(self) -> np.ndarray:
        """Values (D, C, n) before the move."""

    @property
    def push(self) -> Push:
        """Mass and targets there, and what targets owe to play, chance and belief."""

    def resolve(self, into: Numbers, values: np.ndarray, owed: Pulled) -> np.ndarray:
        """Carry what is owed through the equilibrium.

        Args:
            into: cotangents of the game's numbers, arrays (…, H), added to.
            values: (C, D, n, H), cotangents of the states' values.
            owed: from :meth:`.push.Push.pull`; used up.

        Returns:
            Cotangents of the next states' values, (C, U, n, H).
        """

    def slopes(self) -> sparse.csr_array:
        """How the values here move with those of the next states, the equilibrium with them: (D·C·n, U·C·n)."""


class Part(Protocol):
    """D states.

    Attributes:
        states: which. targets: (U,), the next states. branches: (B,), the states' branches; all indices.
    """

    states: tuple[int, ...]
    targets: np.ndarray
    branches: np.ndarray

    def at(self, t: int, worth: np.ndarray) -> Met:
        """The states at move t, with the values of the next states, (U, C, n)."""

    def before(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) before move t from those of the next states, (U, v, H), which values do not move."""


def pull(met: Met, into: Numbers, values: np.ndarray, ahead: np.ndarray, mass: np.ndarray) -> Carried:
    """Derivatives at a move; arguments as of :meth:`Met.resolve` and :meth:`.push.Push.sums`."""
    owed = met.push.pull(met.push.sums(ahead, mass))
    after, gain = met.push.through(mass), owed.gain
    return Carried(met.resolve(into, values, owed), after, gain)
