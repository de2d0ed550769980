"""An extensive form as it is written: the records that a tree is made of, and what is read of it to index and check it.

Everything that is derived of a tree (:mod:`.names`, :mod:`.perfect_recall`, :mod:`.layout`, :mod:`.rounding`) reads a
:class:`Form`, so that it does not depend on the tree, which holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from ..parameters.expression import Expression

Number = Expression | Fraction | float | int


@dataclass(frozen=True)
class Symbol:
    """A named parameter of a tree.

    Attributes:
        name: how it is called in code and on the command line.
        value: the value used unless another is given.
        meaning: one line.
        low, high: the range over which it makes sense.
    """

    name: str
    value: float
    meaning: str = ""
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class InformationSet:
    """Decision nodes that a player cannot tell apart.

    Attributes:
        player: index of the player.
        number: the player's own number for it, from 1, as in files.
        label: its name; may be empty.
        actions: labels of what can be done there.
        weights: μ, base weights of the actions; uniform when None.
        sharpness: λ here is the player's times this; not 1 where payoffs stand discounted to an earlier day.
    """

    player: int
    number: int
    label: str
    actions: tuple[str, ...]
    weights: tuple[float, ...] | None = None
    sharpness: float = 1.0


@dataclass(frozen=True)
class ChanceSet:
    """A lottery: labels of its outcomes and their probabilities."""

    number: int
    label: str
    actions: tuple[str, ...]
    probabilities: tuple[Number, ...]


@dataclass(frozen=True)
class Outcome:
    """Payoffs collected at the nodes that carry it, one number a player."""

    number: int
    label: str
    payoffs: tuple[Number, ...]


class Form(Protocol):
    """The arrays and records of an extensive form, nodes in preorder; :class:`~.tree.GameTree` is one."""

    @property
    def players(self) -> tuple[str, ...]:
        """(N,), labels of the players."""

    @property
    def names(self) -> tuple[str, ...]:
        """(N,), the same, made different."""

    @property
    def parent(self) -> np.ndarray:
        """(n,), index of each node's parent, -1 for the root."""

    @property
    def slot(self) -> np.ndarray:
        """(n,), which action of the parent leads here, counted from 0; -1 for the root."""

    @property
    def information_set(self) -> np.ndarray:
        """(n,), index into ``sets`` at decision nodes, else -1."""

    @property
    def chance_set(self) -> np.ndarray:
        """(n,), index into ``chances`` at chance nodes, else -1."""

    @property
    def outcome(self) -> np.ndarray:
        """(n,), index into ``outcomes``, -1 where the node pays nothing."""

    @property
    def sets(self) -> tuple[InformationSet, ...]:
        """(H,), the information sets."""

    @property
    def chances(self) -> tuple[ChanceSet, ...]:
        """(C,), the chance sets."""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What nodes pay."""

    @property
    def precision(self) -> tuple[Number, ...]:
        """(N,), λ_i."""
