"""What the two sweeps of a gradient ask of states that are worked on together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ...games.stochastic import Numbers


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


class Part(Protocol):
    """D states.

    Attributes:
        states: which. targets: (U,), the next states. branches: (B,), the states' branches; all indices.
    """

    states: tuple[int, ...]
    targets: np.ndarray
    branches: np.ndarray

    def values(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Values (D, C, n) before move t from those of the next states, (U, C, n)."""

    def before(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) before move t from those of the next states, (U, v, H)."""

    def pull(
        self, t: int, into: Numbers, worth: np.ndarray, values: np.ndarray, ahead: np.ndarray, mass: np.ndarray
    ) -> Carried:
        """Derivatives at move t.

        Args:
            t: the move.
            into: cotangents of the game's numbers, arrays (…, H), added to.
            worth: (U, C, n), values of the next states. ahead: (U, v, H), targets there.
            values: (C, D, n, H), cotangents of the states' values.
            mass: (D, v, G), mass that still counts here, which is the cotangent of the states' own targets.
        """
