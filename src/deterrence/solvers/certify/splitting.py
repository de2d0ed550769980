"""Bayes-plausible splitting of a posterior onto belief nodes.

A posterior b that falls between nodes is spread over the corners of its simplex so that E[b'] = b: in
unnormalised weights X_θ = π_θ exp(h ℓ_θ), the last type's fixed, the simplices are straight, X = Σ_v α_v W_v,
and type θ puts the share α_v W_v(θ)/X(θ) of its mass on corner v.

Beyond the cut there are no corners. There b = w b_held + (1 − w) c, with w the least of b_θ/b_held(θ),
reached by a type j: the first part is split on the lattice, and c, which leaves j out, is split in the same
way on a lattice for the other types alone. With two types that is the certain vertex. So an actor's places
are the nodes of a lattice (a *face*) for every set of types that are still possible.

After Young (2010), "Solving the incomplete markets model with aggregate uncertainty using the Krusell–Smith
algorithm and non-stochastic simulations", Journal of Economic Dynamics and Control 34(1) (recalled, not
opened).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..lattice import Lattice
from .axis import LEAST_LIKELIHOOD, Array, Axis

Face = tuple[int, ...]
Part = tuple[Array | slice, Array, Array]  # item, place, share by type (K, items)
EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Places:
    """Where the mass of belief about one actor may lie.

    Attributes:
        axis: the lattice of all its types.
    """

    axis: Axis

    @cached_property
    def faces(self) -> dict[Face, tuple[Axis, int]]:
        """Per set of types still possible, its lattice and the place of its first node."""
        axis, found, first = self.axis, {}, 0
        for size in range(axis.types, 0, -1):
            for face in itertools.combinations(range(axis.types), size):
                if size == axis.types:
                    part = axis
                else:
                    lattice = Lattice(size, axis.spacing, axis.extent)
                    part = Axis.of(lattice, axis.prior[list(face)])
                found[face] = part, first
                first += len(part.nodes)
        return found

    @cached_property
    def count(self) -> int:
        """Places in all; the lattice's own nodes come first."""
        return sum(len(axis.nodes) for axis, _ in self.faces.values())

    @cached_property
    def belief(self) -> Array:
        """b at every place, (K, places); exactly zero for types that are ruled out."""
        table = np.zeros((self.axis.types, self.count))
        for face, (axis, first) in self.faces.items():
            table[list(face), first : first + len(axis.nodes)] = axis.belief
        return table

    @cached_property
    def node(self) -> Array:
        """The lattice node whose play is played at every place: ruled out means held at the cut."""
        table = np.empty(self.count, int)
        for face, (axis, first) in self.faces.items():
            point = np.full((self.axis.types, len(axis.nodes)), -np.inf)
            point[list(face)] = axis.nodes.T
            table[first : first + len(axis.nodes)] = self.axis.index(self.axis.hold(point).astype(int))
        return table

    def split(self, place: Array, likelihood: Sequence[Array | float]) -> Iterator[Part]:
        """Where each type's mass goes from places after outcomes.

        Args:
            place: (items,).
            likelihood: per type, Pr(outcome | type), (items,) or one number.

        Yields:
            items, their new places, and the share of each type's mass that goes there, (K, items).
        """
        log = [np.log(np.maximum(part, LEAST_LIKELIHOOD)) / self.axis.spacing for part in likelihood]
        if self.axis.types == 2:
            yield from self._split_two(log[0] - log[1] + self._line[place])
            return
        table = np.stack(np.broadcast_arrays(*log, place)[:-1])
        for face, (axis, first) in self.faces.items():
            here = np.flatnonzero((place >= first) & (place < first + len(axis.nodes)))
            if len(here):
                point = axis.nodes.T[:, place[here] - first] + table[np.ix_(face, here)]
                yield from self._split(face, point - point[-1], here, np.ones((len(face), len(here))))

    def renewed(self, share: float) -> list[sparse.csr_array]:
        """Where each type's mass goes when types are redrawn with a share s, (place after, place before) by type.

        Belief moves to b' = (1 − s)b + sπ, so that every type is possible again; the mass is that of the types as they
        are afterwards.
        """
        axis, every = self.axis, np.arange(self.count)
        point = np.log((1 - share) * self.belief / axis.prior[:, None] + share) / axis.spacing
        parts = list(self._split(tuple(range(axis.types)), point - point[-1], every, np.ones(point.shape)))
        before = np.concatenate([every[item] for item, _, _ in parts])
        after = np.concatenate([place for _, place, _ in parts])
        part = np.concatenate([portion for _, _, portion in parts], axis=1)
        return [sparse.csr_array((row, (after, before)), shape=(self.count, self.count)) for row in part]

    @cached_property
    def _line(self) -> Array:
        """With two types, the first one's coordinate at every place, infinite where belief is certain."""
        certain = [np.inf if face == (0,) else -np.inf for face in self.faces if len(face) == 1]
        return np.concatenate([self.axis.nodes[:, 0], certain])

    def _split_two(self, point: Array) -> Iterator[Part]:
        """The same for two types, where all of it is a function of the place along a line."""
        axis = self.axis
        excess = np.abs(point) - axis.extent
        beyond = np.flatnonzero(excess > 0)
        inner = np.exp(-axis.spacing * excess[beyond])
        likelier = (point[beyond] < 0).astype(int)
        outer = np.zeros((2, len(beyond)))
        outer[likelier, np.arange(len(beyond))] = 1.0 - inner
        for corner, share in self.spread_two(axis, np.clip(point, -axis.extent, axis.extent)):
            share[likelier, beyond] *= inner
            yield EVERY, corner, share
        yield beyond, np.array([self.faces[(k,)][1] for k in range(2)])[likelier], outer

    def spread_two(self, axis: Axis, held: Array) -> Iterator[tuple[Array, Array]]:
        """:meth:`spread` for two types, from the first one's coordinate (items,)."""
        low = np.minimum(np.floor(held), axis.extent - 1)
        corner = low.astype(np.intp) + axis.extent
        ratio = np.exp(axis.spacing * (low - held))
        shares = np.empty((2, 2, len(held)))
        np.subtract(1.0 / ratio, 1.0, out=shares[1, 1])
        shares[1, 1] /= np.expm1(axis.spacing)
        np.subtract(1.0, shares[1, 1], out=shares[0, 1])
        np.multiply(shares[0, 1], ratio, out=shares[0, 0])
        np.multiply(shares[1, 1], ratio * np.exp(axis.spacing), out=shares[1, 0])
        yield corner, shares[0]
        yield corner + 1, shares[1]

    def _split(self, face: Face, point: Array, item: Array, share: Array) -> Iterator[Part]:
        """Split points (|face|, items) on a face; ``share`` is what is left of each type's mass."""
        axis, first = self.faces[face]
        if axis.types == 1:
            yield item, np.full(len(item), first), self._all_types(face, share)
            return
        held = axis.hold(point)
        beyond = np.flatnonzero((point - point.max(0) < -axis.extent).any(0))
        belief, near = _normal(axis, point), _normal(axis, held)
        ratio = np.maximum(belief / near, LEAST_LIKELIHOOD)
        inner = share * np.minimum(ratio.min(0) / ratio, 1.0)
        for corner, part in self.spread(axis, held):
            yield item, first + corner, self._all_types(face, inner * part)
        for j in range(axis.types):
            out = beyond[ratio[:, beyond].argmin(0) == j]
            if len(out):
                rest = [k for k in range(axis.types) if k != j]
                left = np.maximum(share - inner, 0.0)[np.ix_(rest, out)]
                chance = np.maximum(belief - ratio.min(0) * near, 0.0)[np.ix_(rest, out)]
                odds = np.maximum(chance / axis.prior[rest, None], LEAST_LIKELIHOOD)
                outer = np.log(odds) / axis.spacing
                yield from self._split(tuple(face[k] for k in rest), outer - outer[-1], item[out], left)

    def spread(self, axis: Axis, held: Array) -> Iterator[tuple[Array, Array]]:
        """Corners (items,) of held points (K, items), and the share (K, items) of each type's mass there."""
        for corner, weight in zip(*axis.corners(held, straight=True), strict=True):
            yield corner, weight * np.exp(axis.spacing * (axis.nodes.T[:, corner] - held))

    def _all_types(self, face: Face, share: Array) -> Array:
        if len(face) == self.axis.types:
            return share
        full = np.zeros((self.axis.types, share.shape[1]))
        full[list(face)] = share
        return full


def _normal(axis: Axis, point: Array) -> Array:
    weight = axis.prior[:, None] * np.exp(axis.spacing * (point - point.max(0)))
    return weight / weight.sum(0)
