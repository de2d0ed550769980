"""Two actors' belief nodes, and the vertices beyond them, each as one flat axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..solvers.lattice import Lattice

Sides = tuple[int, int]

# Parts of an axis of vertices, and the nodes that they play as.
_WHOLE = ((slice(None), slice(None)),)
_FOLDED = ((slice(1, -1), slice(None)), (slice(0, 1), slice(0, 1)), (slice(-1, None), slice(-1, None)))


@dataclass(frozen=True, eq=False)
class Axes:
    """Flat nodes p_1·P_2 + p_2 of the lattices, and flat vertices of the lattices between certain beliefs.

    Attributes:
        lattices: of two actors, at most two types each.
        prior: (2, K), padded with nought.
    """

    lattices: tuple[Lattice, ...]
    prior: np.ndarray

    @cached_property
    def nodes(self) -> Sides:
        """Nodes a side."""
        return len(self.lattices[0]), len(self.lattices[1])

    @cached_property
    def vertices(self) -> Sides:
        """Vertices a side: two more than nodes where there are two types."""
        first, second = (n + 2 * (n > 1) for n in self.nodes)
        return first, second

    @cached_property
    def origin(self) -> int:
        """Vertex of the prior."""
        first, second = (lat.origin + (lat.types > 1) for lat in self.lattices)
        return first * self.vertices[1] + second

    @cached_property
    def play(self) -> np.ndarray:
        """Node whose strategies are used at each vertex."""
        inner = [np.clip(place(i, self.vertices) - (n > 1), 0, n - 1) for i, n in enumerate(self.nodes)]
        return inner[0] * self.nodes[1] + inner[1]

    def belief(self, actor: int) -> np.ndarray:
        """Belief about an actor at its own nodes, (P, K)."""
        lattice = self.lattices[actor]
        return lattice.beliefs(self.prior[actor, : lattice.types])

    def line(self, actor: int) -> np.ndarray:
        """Belief about an actor at its own vertices, (E, K)."""
        belief = self.belief(actor)
        return np.vstack([[0.0, 1.0], belief, [1.0, 0.0]]) if belief.shape[1] == 2 else belief

    def fold(self, values: np.ndarray) -> np.ndarray:
        """Add up over the vertices that play as one node does: (R, v, H) -> (R, n, H)."""
        grid = values.reshape(len(values), *self.vertices, -1)
        first, second = (_FOLDED if n > 1 else _WHOLE for n in self.nodes)
        out = grid[:, first[0][0], second[0][0]].copy()
        for a, to_a in first:
            for b, to_b in second:
                if (a, b) != (first[0][0], second[0][0]):
                    out[:, to_a, to_b] += grid[:, a, b]
        return out.reshape(len(values), self.nodes[0] * self.nodes[1], -1)


def place(actor: int, sides: Sides) -> np.ndarray:
    """Place of each flat point along an actor's axis."""
    return np.indices(sides)[actor].ravel()


def stride(actor: int, sides: Sides) -> int:
    """Distance between flat neighbours along an actor's axis."""
    return sides[1] if actor == 0 else 1


def sum_over_other(actor: int, sides: Sides, values: np.ndarray) -> np.ndarray:
    """Sum (flat points, …) over the other actor's axis."""
    return values.reshape(*sides, *values.shape[1:]).sum(1 - actor)
