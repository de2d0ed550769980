"""Belief nodes about one actor, and the simplices between them.

A node's coordinates count spacings h of log-likelihood: b(θ) ∝ π(θ) exp(h ℓ_θ), the last ℓ zero. A public
outcome adds log Pr(outcome | θ)/h. Types more than m spacings below the likeliest are held there, the odds
among the others kept. Between nodes lie the simplices of Freudenthal's triangulation: from the node below,
coordinates are stepped up one at a time, largest fraction first, and the weight of each corner is the
difference of successive fractions.

Written apart from :mod:`deterrence.solvers.lattice`, of which only the data are used: K, h, m, nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..lattice import Lattice

Array = np.ndarray
LEAST_LIKELIHOOD = 1e-300  # what never happens under a type: its logarithm is far beyond every cut


@dataclass(frozen=True, eq=False)
class Axis:
    """Belief nodes about one actor.

    Attributes:
        prior: (K,), π.
        spacing: h.
        extent: m.
        nodes: (P, K), integer coordinates, the last zero.
    """

    prior: Array
    spacing: float
    extent: int
    nodes: Array

    @classmethod
    def of(cls, lattice: Lattice, prior: Array, factor: int = 1) -> Axis:
        """A lattice's nodes; with a factor, those of the lattice that many times as fine."""
        fine = Lattice(lattice.types, lattice.spacing / factor, lattice.extent * factor)
        return cls(prior, fine.spacing, fine.extent, lattice.nodes if factor == 1 else fine.nodes)

    @property
    def types(self) -> int:
        """K."""
        return len(self.prior)

    @cached_property
    def belief(self) -> Array:
        """b at every node, (K, P)."""
        weight = self.prior * np.exp(self.spacing * (self.nodes - self.nodes.max(1, keepdims=True)))
        return (weight / weight.sum(1, keepdims=True)).T

    @cached_property
    def _index(self) -> Array:
        table = np.full((2 * self.extent + 1,) * (self.types - 1), -1)
        table[tuple((self.nodes[:, :-1] + self.extent).T)] = np.arange(len(self.nodes))
        return table

    def index(self, coordinates: Array) -> Array:
        """Node of integer coordinates (K, …); -1 where there is none."""
        if self.types == 1:
            return np.zeros(coordinates.shape[1:], int)
        free = coordinates[:-1]
        inside = (np.abs(free) <= self.extent).all(0)
        found = self._index[tuple(np.clip(free, -self.extent, self.extent) + self.extent)]
        return np.where(inside, found, -1)

    def hold(self, point: Array) -> Array:
        """A point (K, …) with types too far behind held at the cut, the last coordinate zero."""
        kept = np.maximum(point, point.max(0) - self.extent)
        return kept - kept[-1]

    def corners(self, point: Array, *, straight: bool = False) -> tuple[Array, Array]:
        """The simplex around a held point.

        Args:
            point: (K, …).
            straight: weights linear in the unnormalised weights exp(h ℓ) instead of in ℓ. The simplices are
                the same, for their walls ℓ_i − ℓ_j = const are straight in both.

        Returns:
            node (K, …) and weight (K, …) of each corner.
        """
        below = np.floor(point[:-1])
        fraction = point[:-1] - below
        order = np.argsort(-fraction, axis=0, kind="stable")
        steps = np.take_along_axis(fraction, order, 0)
        if straight:
            steps = np.expm1(self.spacing * steps) / np.expm1(self.spacing)
        ends = np.ones((1, *steps.shape[1:]))
        weight = -np.diff(np.concatenate([ends, steps, 0 * ends]), axis=0)
        corner = np.concatenate([below, 0 * ends]).astype(int)
        node = [self.index(corner)]
        for step in order:
            corner = corner + (np.arange(self.types).reshape(-1, *(1,) * step.ndim) == step)
            node.append(self.index(corner))
        nodes = np.stack(node)
        # A point on the lattice's rim has corners outside, of no weight but for rounding.
        heaviest = np.take_along_axis(nodes, weight.argmax(0)[None], 0)
        return np.where(nodes < 0, heaviest, nodes), weight
