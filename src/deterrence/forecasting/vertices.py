"""Belief vertices of all actors together, each as one place on a flat axis, the last actor's running fastest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .belief_axes import BeliefAxis


@dataclass(frozen=True, eq=False)
class Vertices:
    """V = E_1 × … × E_N vertices of belief.

    Attributes:
        axes: of every actor.
    """

    axes: tuple[BeliefAxis, ...]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """(E_1, …, E_N)."""
        return tuple(len(axis) for axis in self.axes)

    @cached_property
    def count(self) -> int:
        """V."""
        return int(np.prod(self.sizes))

    @cached_property
    def own(self) -> tuple[np.ndarray, ...]:
        """Per actor (V,), the vertex on its own axis."""
        return tuple(place.ravel() for place in np.indices(self.sizes))

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """Per actor, the distance between neighbours along its axis."""
        return tuple(int(np.prod(self.sizes[i + 1 :], dtype=int)) for i in range(len(self.sizes)))

    @cached_property
    def belief(self) -> tuple[np.ndarray, ...]:
        """Per actor (V, K), public belief about it."""
        return tuple(axis.belief[own] for axis, own in zip(self.axes, self.own, strict=True))

    @cached_property
    def origin(self) -> int:
        """The prior."""
        return int(np.ravel_multi_index(tuple(axis.origin for axis in self.axes), self.sizes))

    @cached_property
    def nodes(self) -> np.ndarray:
        """(V,), the belief node of the solution (P_1 × … × P_N, flat) whose strategies are used at each vertex."""
        return np.ravel_multi_index(self._played, tuple(len(axis.lattice) for axis in self.axes))

    @cached_property
    def nodes_first(self) -> tuple[np.ndarray, ...]:
        """Per actor, the same with its own nodes running slowest."""
        sizes = [len(axis.lattice) for axis in self.axes]
        found = []
        for i in range(len(sizes)):
            order = [i, *(j for j in range(len(sizes)) if j != i)]
            found.append(np.ravel_multi_index([self._played[j] for j in order], [sizes[j] for j in order]))
        return tuple(found)

    @cached_property
    def _played(self) -> tuple[np.ndarray, ...]:
        return tuple(axis.play[own] for axis, own in zip(self.axes, self.own, strict=True))

    def forgotten(self, actors: tuple[int, ...]) -> np.ndarray:
        """(V,), the vertex to which each goes where beliefs about some actors are put back to the prior."""
        if actors not in self._back:
            own = list(self.own)
            for i in actors:
                own[i] = np.full(self.count, self.axes[i].origin)
            self._back[actors] = np.ravel_multi_index(own, self.sizes)
        return self._back[actors]

    @cached_property
    def _back(self) -> dict[tuple[int, ...], np.ndarray]:
        return {}

    @cached_property
    def stay(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All vertices (V,); vertices and shares, (1, V, 1), where beliefs stay as they are."""
        every = np.arange(self.count)
        return every, every.astype(np.int32)[None, :, None], np.ones((1, self.count, 1))

    @cached_property
    def moments(self) -> np.ndarray:
        """(V, 1 + ΣK), one and every actor's belief: what mass is multiplied by to add up mass and mean beliefs."""
        return np.concatenate([np.ones((self.count, 1)), *self.belief], axis=1)

    @cached_property
    def squares(self) -> np.ndarray:
        """(V, ΣK²), b(θ) b(θ') of every actor."""
        return np.concatenate([(b[:, :, None] * b[:, None, :]).reshape(self.count, -1) for b in self.belief], axis=1)
