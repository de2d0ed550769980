"""Every actor's belief nodes, and the vertices of belief beyond them, each as one flat axis.

Nodes are those of the lattices, on which strategies and values are known; vertices are those that mass is pushed on
(:mod:`deterrence.forecasting.belief_axes`): the nodes, and beyond the cut the nodes of the types that are still
possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...forecasting.belief_axes import BeliefAxis
from ...solvers.lattice import Lattice


@dataclass(frozen=True, eq=False)
class Axes:
    """Flat nodes of the lattices of all actors, the last actor's fastest, and flat vertices likewise.

    Attributes:
        lattices: one per actor.
        prior: (N, K), padded with zero.
    """

    lattices: tuple[Lattice, ...]
    prior: np.ndarray

    @cached_property
    def lines(self) -> tuple[BeliefAxis, ...]:
        """Every actor's own vertices."""
        return tuple(BeliefAxis.of(lat, self.prior[i, : lat.types]) for i, lat in enumerate(self.lattices))

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """Nodes by actor."""
        return tuple(len(lattice) for lattice in self.lattices)

    @cached_property
    def vertices(self) -> tuple[int, ...]:
        """Vertices by actor."""
        return tuple(len(line) for line in self.lines)

    @property
    def count(self) -> int:
        """n: nodes in all."""
        return int(np.prod(self.nodes))

    @property
    def outer(self) -> int:
        """v: vertices in all."""
        return int(np.prod(self.vertices))

    @cached_property
    def origin(self) -> int:
        """Vertex of the prior."""
        return int(np.ravel_multi_index([line.origin for line in self.lines], self.vertices))

    @cached_property
    def play(self) -> np.ndarray:
        """Node whose strategies are used at each vertex, (v,)."""
        own = [line.play[place(i, self.vertices)] for i, line in enumerate(self.lines)]
        return np.ravel_multi_index(own, self.nodes)

    def belief(self, actor: int) -> np.ndarray:
        """Belief about an actor at its own nodes, (P, K)."""
        lattice = self.lattices[actor]
        return lattice.beliefs(self.prior[actor, : lattice.types])

    def at_nodes(self, actor: int) -> np.ndarray:
        """Belief about an actor at every node, (K, n)."""
        return self.belief(actor)[place(actor, self.nodes)].T

    def at_vertices(self, actor: int) -> np.ndarray:
        """Belief about an actor at every vertex, (K, v)."""
        return self.lines[actor].belief[place(actor, self.vertices)].T

    def fold(self, values: np.ndarray) -> np.ndarray:
        """Add up over the vertices that play as one node does: (R, v, H) -> (R, n, H)."""
        rows, width = len(values), values.shape[-1]
        lead, tail = rows, int(np.prod(self.vertices)) * width
        for line, lattice, vertices in zip(self.lines, self.lattices, self.vertices, strict=True):
            tail //= vertices
            if vertices > len(lattice):
                first = line.origin - lattice.origin  # the nodes lie side by side among the vertices
                values = _folded(values.reshape(lead, vertices, tail), line.play, first, len(lattice))
            lead *= len(lattice)
        return values.reshape(rows, self.count, width)


def _folded(values: np.ndarray, play: np.ndarray, first: int, nodes: int) -> np.ndarray:
    """(lead, E, tail) -> (lead, P, tail)."""
    out = values[:, first : first + nodes].copy()
    for vertex in (*range(first), *range(first + nodes, len(play))):
        out[:, play[vertex]] += values[:, vertex]
    return out


def place(actor: int, sides: tuple[int, ...]) -> np.ndarray:
    """Place of each flat point along an actor's axis."""
    return np.indices(sides)[actor].ravel()


def stride(actor: int, sides: tuple[int, ...]) -> int:
    """Distance between flat neighbours along an actor's axis."""
    return int(np.prod(sides[actor + 1 :], dtype=int))


def sum_over_others(actor: int, sides: tuple[int, ...], values: np.ndarray) -> np.ndarray:
    """Sum (flat points, …) over every other actor's axis."""
    rest = tuple(j for j in range(len(sides)) if j != actor)
    return values.reshape(*sides, *values.shape[1:]).sum(rest)
