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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..lattice import Lattice
from .axis import LEAST_LIKELIHOOD, Array, Axis

Face = tuple[int, ...]
Part = tuple[Array, Array, Array]  # item, place, share by type (K, items)


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
        """b at every place, (K, places); exactly nought for types that are ruled out."""
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

    def split(self, place: Array, likelihood: Array) -> Iterator[Part]:
        """Where each type's mass goes from places after outcomes.

        Args:
            place: (items,).
            likelihood: (K, items), Pr(outcome | type).

        Yields:
            items, their new places, and the share of each type's mass that goes there, (K, items).
        """
        if self.axis.types == 2:
            yield from self._split_two(place, likelihood)
            return
        log = np.log(np.maximum(likelihood, LEAST_LIKELIHOOD)) / self.axis.spacing
        for face, (axis, first) in self.faces.items():
            here = np.flatnonzero((place >= first) & (place < first + len(axis.nodes)))
            if len(here):
                point = axis.nodes.T[:, place[here] - first] + log[np.ix_(face, here)]
                yield from self._split(face, point - point[-1], here, np.ones((len(face), len(here))))

    def _split_two(self, place: Array, likelihood: Array) -> Iterator[Part]:
        """The same for two types, where all of it is a function of the place along a line."""
        axis = self.axis
        settled = place >= len(axis.nodes)
        item = np.flatnonzero(~settled)
        first, second = np.log(np.maximum(likelihood[:, item], LEAST_LIKELIHOOD))
        point = (first - second) / axis.spacing + axis.nodes[place[item], 0]
        held = np.clip(point, -axis.extent, axis.extent)
        inner = np.ones((2, len(item)))
        for k, sign in enumerate((1, -1)):
            beyond = np.flatnonzero(sign * point > axis.extent)
            inner[k, beyond] = np.exp(axis.spacing * (axis.extent - sign * point[beyond]))
            share = np.zeros((2, len(beyond)))
            share[k] = 1.0 - inner[k, beyond]
            yield item[beyond], np.full(len(beyond), self.faces[(k,)][1]), share
        for corner, part in self.spread_two(axis, held):
            yield item, corner, inner * part
        certain = np.flatnonzero(settled)
        yield certain, place[certain], np.ones((2, len(certain)))

    def spread_two(self, axis: Axis, held: Array) -> Iterator[tuple[Array, Array]]:
        """:meth:`spread` for two types, from the first one's coordinate (items,)."""
        low = np.minimum(np.floor(held), axis.extent - 1)
        ratio = np.exp(axis.spacing * (low - held))
        up = (1.0 / ratio - 1.0) / np.expm1(axis.spacing)
        corner = low.astype(np.intp) + axis.extent
        yield corner, np.stack([(1.0 - up) * ratio, 1.0 - up])
        yield corner + 1, np.stack([up * ratio * np.exp(axis.spacing), up])

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
