"""The belief lattice in log-odds, where Bayes' rule is a translation.

An actor with K types has log weights ℓ in R^K modulo a common constant. Coordinates here are
ℓ − log π in units of the spacing h: the log-likelihood of the public history under each type, so that the
prior is the origin and is always a node, and halving h keeps every node. Nodes are the integer points with
max − min ≤ m, where the cut is L = m·h: a type whose likelihood has fallen by more than e^L against the
likeliest is *held at the cut*; the odds among the others stay as they are.

Interpolation is Freudenthal's (Kuhn's) triangulation: the K vertices of the simplex that a point lies in.
Its walls are hyperplanes ℓ_i − ℓ_j = const, that is b_i = c·b_j, so the *same* simplices are straight in
probabilities as well; :meth:`Lattice.spread` uses that for mean-preserving weights.

References: Freudenthal (1942), "Simplizialzerlegungen von beschränkter Flachheit", Annals of Mathematics
43(3); Kuhn (1960), "Some combinatorial lemmas in topology", IBM Journal 4(5) (both recalled, not opened).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Lattice:
    """Belief nodes of one actor.

    Attributes:
        types: K, number of types (1 means a single node and no beliefs).
        spacing: h, in units of log-likelihood.
        extent: m, the cut in units of h.
    """

    types: int
    spacing: float
    extent: int

    @cached_property
    def nodes(self) -> np.ndarray:
        """Integer coordinates, shape (P, K), last coordinate zero."""
        if self.types == 1:
            return np.zeros((1, 1), int)
        steps = range(-self.extent, self.extent + 1)
        points = [(*c, 0) for c in itertools.product(steps, repeat=self.types - 1)]
        return np.array([c for c in points if max(c) - min(c) <= self.extent])

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def origin(self) -> int:
        """Index of the prior."""
        return int(np.flatnonzero((self.nodes == 0).all(1))[0])

    @cached_property
    def table(self) -> np.ndarray:
        """Node index by shifted coordinates, shape (2m+2,)*(K-1); -1 outside the lattice."""
        table = np.full((2 * self.extent + 2,) * max(self.types - 1, 1), -1)
        if self.types > 1:
            table[tuple((self.nodes[:, :-1] + self.extent).T)] = np.arange(len(self.nodes))
        return table

    def beliefs(self, prior: Any, xp: ModuleType = np) -> Any:
        """b at every node, shape (P, K): prior times likelihood, normalised. ``prior`` has shape (K,)."""
        weight = xp.log(prior) + self.spacing * self.nodes
        weight = xp.exp(weight - weight.max(axis=1, keepdims=True))
        return weight / weight.sum(axis=1, keepdims=True)

    def hold(self, point: Any, xp: ModuleType = np) -> tuple[Any, Any]:
        """Hold types at the cut: coordinates (…, K) with last zero, and a mask of types held."""
        relative = point - point.max(axis=-1, keepdims=True)
        held = relative < -self.extent
        relative = xp.maximum(relative, -float(self.extent))
        return relative - relative[..., -1:], held

    def locate(self, point: Any, xp: ModuleType = np) -> tuple[Any, Any, Any]:
        """Vertices of the simplex around a point that has been held.

        Args:
            point: coordinates (…, K), last zero.

        Returns:
            node indices (…, K), barycentric weights (…, K), and the order in which the coordinates are
            stepped from the first vertex to the last (…, K-1).
        """
        position = point[..., :-1]
        base = xp.clip(xp.floor(position), -self.extent, self.extent - 1 if self.types == 2 else self.extent)
        fraction = position - base
        if self.types == 2:
            first = base[..., 0].astype(int) + self.extent
            f = fraction[..., 0]
            order = xp.zeros(fraction.shape, int)
            return xp.stack([first, first + 1], axis=-1), xp.stack([1 - f, f], axis=-1), order
        order = xp.argsort(-fraction, axis=-1)
        descending = xp.take_along_axis(fraction, order, axis=-1)
        padded = xp.concatenate([xp.ones_like(descending[..., :1]), descending, xp.zeros_like(descending[..., :1])], -1)
        weights = padded[..., :-1] - padded[..., 1:]
        step = (order[..., None] == xp.arange(self.types - 1)).astype(int)
        offsets = xp.concatenate([xp.zeros_like(step[..., :1, :]), xp.cumsum(step, axis=-2)], axis=-2)
        coordinates = base.astype(int)[..., None, :] + offsets + self.extent
        limit = 2 * self.extent + 1
        coordinates = xp.clip(coordinates, 0, limit)
        indices = xp.asarray(self.table)[tuple(xp.moveaxis(coordinates, -1, 0))]
        return xp.where(indices < 0, indices[..., :1], indices), weights, order


def extent_of(points: int) -> int:
    """Steps from the middle of an axis to its cut, of so many nodes a side."""
    return max(points // 2, 2)


def lattices_for(types: tuple[int, ...], points: int, cut: float) -> tuple[Lattice, ...]:
    """One lattice per actor with ``points`` nodes along each axis (made odd) out to the cut L.

    Args:
        types: number of types per actor.
        points: nodes a side, at least 5.
        cut: L, in log-likelihood.
    """
    extent = extent_of(points)
    return tuple(Lattice(k, cut / extent, extent if k > 1 else 0) for k in types)
