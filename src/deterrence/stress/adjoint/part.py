"""What the two sweeps of a gradient ask of states that are worked on together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ...games.stochastic import Numbers
from .push import Pulled


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

    def before(self, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) before the move from those of the next states, (U, v, H)."""

    def owed(self, ahead: np.ndarray, mass: np.ndarray) -> Pulled:
        """What targets owe to play, chance and belief here.

        Args:
            ahead: (U, v, H), targets of the next states.
            mass: (D, v, G), mass that still counts here, which is the cotangent of the states' own targets.
        """

    def resolve(self, into: Numbers, values: np.ndarray, owed: Pulled) -> np.ndarray:
        """Carry what is owed through the equilibrium.

        Args:
            into: cotangents of the game's numbers, arrays (…, H), added to.
            values: (C, D, n, H), cotangents of the states' values.
            owed: from :meth:`owed`; used up.

        Returns:
            Cotangents of the next states' values, (C, U, n, H).
        """


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
    """Derivatives at a move; arguments as of :class:`Met`."""
    owed = met.owed(ahead, mass)
    after, gain = owed.mass, owed.gain
    return Carried(met.resolve(into, values, owed), after, gain)
