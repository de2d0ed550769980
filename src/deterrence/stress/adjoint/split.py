"""How mass that leaves belief vertices spreads over those of the next states, as sparse maps with slopes.

Of mass at a vertex with belief b, the part j_k = b_k L_k(o) leaves by outcome o as type k, and goes to vertices around
the posterior so that every type's mean is kept (:mod:`deterrence.forecasting.belief_axes`): m(z) = Σ_k j_k s_k(z) to
vertex z, with s_k(z) type k's own shares. Shares do not depend on the prior, in terms of likelihoods of the whole past;
so what mass owes to beliefs is what L_k s_k says, and nothing more. Between two vertices b₋ and b₊ m is linear in j:
above goes (j_0 − p b₋)/(b₊ − b₋), of p = Σ_k j_k.

Shapes: R outcomes (:mod:`.block`), v vertices (:mod:`.axes`), K types of the mover.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from ...forecasting.belief_axes import BeliefAxis
from . import faces
from .axes import Axes, place, stride


class Split:
    """The spread of mass over one actor's vertices.

    Args:
        axes: of all actors.
        mover: whose.
        following: (R,), next state by outcome, 0…U−1.
        states: U.
        likelihood: (K, R, v), Pr(outcome | type).

    Attributes:
        leaving: (R, v), p.
    """

    def __init__(self, axes: Axes, mover: int, following: np.ndarray, states: int, likelihood: np.ndarray):
        self.line: BeliefAxis = axes.lines[mover]
        self.types = len(likelihood)
        self.likelihood = likelihood
        self.belief = axes.at_vertices(mover)
        self.joint = likelihood * self.belief[:, None]
        self.leaving = self.joint.sum(0)
        self.own, self.step = place(mover, axes.vertices), stride(mover, axes.vertices)
        self._first = following[:, None] * axes.outer + np.arange(axes.outer)
        self._shape = (self.leaving.size, states * axes.outer)

    @cached_property
    def _between(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """With two types: the vertex below each posterior, belief there, the distance to that above, and the part of
        the mass that goes above."""
        belief = self.line.belief[:, 0]
        here = np.divide(self.joint[0], self.leaving, out=np.zeros_like(self.leaving), where=self.leaving > 0)
        low = np.clip(np.searchsorted(belief, here, side="right") - 1, 0, len(belief) - 2)
        gap = belief[low + 1] - belief[low]
        return low, belief[low], gap, (self.joint[0] - self.leaving * belief[low]) / gap

    def _of_type(self, kind: int) -> np.ndarray:
        """With two types: the share of a type's own mass that goes above."""
        low, _, _, up = self._between
        above = np.divide(up, self.leaving, out=np.zeros_like(up), where=self.leaving > 0)
        weight = above * self.line.belief[low + 1, kind]
        whole = weight + (1.0 - above) * self.line.belief[low, kind]
        return np.divide(weight, whole, out=above, where=whole > 0)

    @cached_property
    def _parts(self) -> faces.Parts:
        """With three types and more: entries sorted by where they leave from."""
        assert self.line.places is not None
        likelihood = self.likelihood.reshape(self.types, -1)
        found = faces.split(self.line.places, np.broadcast_to(self.own, self.leaving.shape).ravel(), likelihood)
        order = np.argsort(found.item, kind="stable")
        return faces.Parts(found.item[order], found.place[order], found.share[:, order], found.slope[:, :, order])

    @cached_property
    def _pattern(self) -> tuple[np.ndarray, np.ndarray]:
        """Columns (Z,) and row pointers of the maps."""
        columns, pointer = self._places()
        return columns.astype(np.int32), pointer.astype(np.int32)  # what sparse matrices need not convert

    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        count = self.leaving.size
        if self.types == 1:
            return self._first.ravel(), np.arange(count + 1)
        if self.types == 2:
            below = self._first + (self._between[0] - self.own) * self.step
            return np.stack([below, below + self.step], axis=-1).ravel(), np.arange(0, 2 * count + 1, 2)
        parts = self._parts
        own = np.broadcast_to(self.own, self.leaving.shape).ravel()[parts.item]
        columns = self._first.ravel()[parts.item] + (parts.place - own) * self.step
        return columns, np.concatenate([[0], np.cumsum(np.bincount(parts.item, minlength=count))])

    def _map(self, data: np.ndarray) -> sparse.csr_array:
        columns, pointer = self._pattern
        return sparse.csr_array((data.ravel(), columns, pointer), shape=self._shape)

    @cached_property
    def public(self) -> sparse.csr_array:
        """m, (R·v, U·v): where public mass goes, per unit of mass at the vertex."""
        if self.types == 1:
            return self._map(self.leaving)
        if self.types == 2:
            up = self._between[3]
            return self._map(np.stack([self.leaving - up, up], axis=-1))
        parts = self._parts
        return self._map(np.einsum("kz,kz->z", self.joint.reshape(self.types, -1)[:, parts.item], parts.share))

    def share(self, kind: int) -> sparse.csr_array:
        """s_k: where a type's own mass goes, per unit of it that leaves by the outcome."""
        if self.types == 1:
            return self._map(np.ones(self.leaving.shape))
        if self.types == 2:
            mine = self._of_type(kind)
            return self._map(np.stack([1.0 - mine, mine], axis=-1))
        return self._map(self._parts.share[kind])

    def slope(self, kind: int) -> sparse.csr_array:
        """∂m/∂L_k."""
        if self.types == 1:
            return self._map(np.ones(self.leaving.shape))
        if self.types == 2:
            _, below, gap, _ = self._between
            up = ((1.0 if kind == 0 else 0.0) - below) / gap
            return self._map(np.stack([1.0 - up, up], axis=-1) * self.belief[kind][:, None])
        parts = self._parts
        joint = self.joint.reshape(self.types, -1)[:, parts.item]
        likelihood = np.maximum(self.likelihood[kind].ravel()[parts.item], faces.SMALLEST)
        bent = np.einsum("kz,kz->z", joint, parts.slope[kind]) / likelihood
        belief = np.broadcast_to(self.belief[kind], self.leaving.shape).ravel()[parts.item]
        return self._map(belief * parts.share[kind] + bent)

    def pull(self, product: np.ndarray, kept: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """What targets owe to the likelihoods, (R, v, H) by type, and to beliefs at their vertices, (v, H) by type.

        Args:
            product: (Z, H), by entry of the maps: mass that leaves, times the targets where it leads.
            kept: (R, v, H) or (R, 1, H), the part of it that still counts after each outcome.
        """
        if self.types == 2:
            return self._pull_two(product, kept)
        by_likelihood, by_belief = [], []
        for k in range(self.types):
            by_likelihood.append(add_entries(self.slope(k), product).reshape(*self.leaving.shape, -1) * kept)
            bar = add_entries(self.share(k), product).reshape(*self.leaving.shape, -1) * kept
            by_belief.append(np.einsum("rv,rvh->vh", self.likelihood[k], bar))
        return by_likelihood, by_belief

    def _pull_two(self, product: np.ndarray, kept: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The same with two types, without sparse maps, which is quicker."""
        _, below, gap, _ = self._between
        ends = product.reshape(*self.leaving.shape, 2, -1)
        under = ends[:, :, 0] * kept
        rise = ends[:, :, 1] * kept - under
        by_belief = []
        for k in range(2):
            owed = np.einsum("rv,rvh->vh", self.likelihood[k], under)
            by_belief.append(owed + np.einsum("rv,rvh->vh", self.likelihood[k] * self._of_type(k), rise))
        # The cell's straight line, drawn out to certainty of the second type (under) and of the first (rise).
        rise /= gap[..., None]
        under -= below[..., None] * rise
        rise += under
        rise *= self.belief[0][:, None]
        under *= self.belief[1][:, None]
        return [rise, under], by_belief


def add_entries(carry: sparse.csr_array, product: np.ndarray) -> np.ndarray:
    """Numbers (Z, H) by entry of a map, each times the entry, added up by row."""
    every = np.arange(carry.nnz, dtype=carry.indptr.dtype)
    entries = sparse.csr_array((carry.data, every, carry.indptr), shape=(carry.shape[0], carry.nnz))
    return np.asarray(entries @ product)
