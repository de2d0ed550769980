"""Beliefs about everybody: where Bayes' rule leads, and how values between nodes are read.

About each actor by Freudenthal's triangulation (:mod:`.axis`), about several by its product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..lattice import Lattice
from .axis import LEAST_LIKELIHOOD, Array, Axis

EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Lookup:
    """Values after a public outcome: at every node, a mean of values at a few nodes.

    Attributes:
        first: (n,), flat index of the first corner; None where beliefs stay (one type).
        others: (flat index, weight) of the other corners; the first has the weight they leave.
    """

    first: Array | None
    others: tuple[tuple[Array, Array], ...] = ()

    def of(self, values: Array, where: Array | slice = EVERY) -> Array:
        """The values (n,) found after the outcome, where that was asked at some of the nodes alone at these."""
        if self.first is None:
            return values[where]
        base = values.take(self.first)
        found = base.copy() if len(self.others) > 1 else base
        for index, weight in self.others:
            rise = values.take(index)
            rise -= base
            rise *= weight
            found = found + rise
        return found


@dataclass(frozen=True, eq=False)
class BeliefGrid:
    """Nodes of the public belief about everybody, flat, actors in order and the last fastest."""

    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, lattices: Sequence[Lattice], prior: Array, factor: int = 1) -> BeliefGrid:
        """The grid of some lattices, ``factor`` times as fine. ``prior`` has shape (N, K)."""
        return cls(tuple(Axis.of(lat, prior[i, : lat.types], factor) for i, lat in enumerate(lattices)))

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Nodes about each actor."""
        return tuple(len(axis.nodes) for axis in self.axes)

    @cached_property
    def count(self) -> int:
        """n, nodes in all."""
        return int(np.prod(self.sizes))

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """Step in flat index to the next node about each actor."""
        return tuple(int(np.prod(self.sizes[i + 1 :])) for i in range(len(self.sizes)))

    @cached_property
    def along(self) -> tuple[Array, ...]:
        """Per actor, the node about it of every flat node, (n,)."""
        return tuple(grid.reshape(-1) for grid in np.indices(self.sizes))

    @cached_property
    def prior(self) -> int:
        """Flat index of the node where play begins."""
        at = [int(np.flatnonzero((axis.nodes == 0).all(1))[0]) for axis in self.axes]
        return int(np.dot(at, self.strides))

    @cached_property
    def belief(self) -> tuple[Array, ...]:
        """Per actor, b at every flat node, (K_i, n)."""
        return tuple(axis.belief[:, where] for axis, where in zip(self.axes, self.along, strict=True))

    @cached_property
    def _coordinates(self) -> tuple[Array, ...]:
        pairs = zip(self.axes, self.along, strict=True)
        return tuple(axis.nodes.T[:, where].astype(float) for axis, where in pairs)

    @cached_property
    def _rest(self) -> tuple[Array, ...]:
        """Flat index of every node with one actor's part set to zero, per actor."""
        flat = np.arange(self.count)
        return tuple(flat - where * step for where, step in zip(self.along, self.strides, strict=True))

    def native(self, values: Array, mover: int) -> Array:
        """(…, P_i, Q), the mover's nodes first and the others' flattened, to (…, n)."""
        rest = [size for i, size in enumerate(self.sizes) if i != mover]
        lead = values.shape[:-2]
        shaped = values.reshape(*lead, self.sizes[mover], *rest)
        return np.moveaxis(shaped, len(lead), len(lead) + mover).reshape(*lead, self.count)

    def after(self, mover: int, likelihood: Sequence[Array | float], where: Array | slice = EVERY) -> Lookup:
        """Where Bayes' rule takes every node after an outcome of a mover's act, or some of the nodes.

        Args:
            mover: i.
            likelihood: per type of i, Pr(outcome | type), (n,) or one number, at these nodes.
            where: which nodes.
        """
        axis, step = self.axes[mover], self.strides[mover]
        if axis.types == 1:
            return Lookup(None)
        logs = [np.log(np.maximum(part, LEAST_LIKELIHOOD)) for part in likelihood]
        start, rest = self._coordinates[mover][:, where], self._rest[mover][where]
        if axis.types == 2:  # the same as below, without the sorting
            place = (logs[0] - logs[1]) / axis.spacing + start[0]
            place = np.clip(place, -axis.extent, axis.extent, out=place)
            place += axis.extent
            low = np.minimum(place.astype(np.intp), 2 * axis.extent - 1)
            place -= low
            low *= step
            low += rest
            return Lookup(low, ((low + step, place),))
        point = np.stack([ell + log / axis.spacing for ell, log in zip(start, logs, strict=True)])
        node, weight = axis.corners(axis.hold(point - point[-1]))
        flat = node * step + rest
        return Lookup(flat[0], tuple(zip(flat[1:], weight[1:], strict=True)))

    def renewed(self, actor: int, share: float) -> Lookup:
        """Where every node goes when an actor's type is redrawn with a share s: b' = (1 − s) b + s π."""
        if (actor, share) not in self._renewals:
            axis, where = self.axes[actor], self.along[actor]
            ratio = (1 - share) * axis.belief / axis.prior[:, None] + share
            point = np.log(ratio) / axis.spacing
            node, weight = axis.corners(axis.hold(point - point[-1]))
            flat = node[:, where] * self.strides[actor] + self._rest[actor]
            self._renewals[actor, share] = Lookup(flat[0], tuple(zip(flat[1:], weight[1:, where], strict=True)))
        return self._renewals[actor, share]

    @cached_property
    def _renewals(self) -> dict[tuple[int, float], Lookup]:
        return {}


@dataclass(frozen=True, eq=False)
class Refinement:
    """From a grid to one ``factor`` times as fine, by Freudenthal interpolation about each actor in turn."""

    coarse: BeliefGrid
    fine: BeliefGrid
    factor: int

    @cached_property
    def kept(self) -> Array:
        """Fine node of every coarse node, (n,)."""
        flat = np.zeros(self.coarse.count, int)
        for i, (coarse, fine) in enumerate(zip(self.coarse.axes, self.fine.axes, strict=True)):
            place = fine.index(coarse.nodes.T * self.factor)
            flat += place[self.coarse.along[i]] * self.fine.strides[i]
        return flat

    @cached_property
    def between(self) -> Array:
        """Fine nodes that lie between coarse ones about every actor that has several types."""
        off = np.ones(self.fine.count, bool)
        for axis, where in zip(self.fine.axes, self.fine.along, strict=True):
            if axis.types > 1:
                off &= (axis.nodes % self.factor != 0).any(1)[where]
        return np.flatnonzero(off)

    @cached_property
    def _corners(self) -> tuple[tuple[Array, Array], ...]:
        return tuple(
            coarse.corners(coarse.hold(fine.nodes.T / self.factor))
            for coarse, fine in zip(self.coarse.axes, self.fine.axes, strict=True)
        )

    def spread(self, values: Array) -> Array:
        """(…, n of the coarse grid) to (…, n of the fine grid)."""
        lead = values.shape[:-1]
        shaped = values.reshape(*lead, *self.coarse.sizes)
        for i, (node, weight) in enumerate(self._corners):
            if len(node) == 2 and self.factor == 2:  # the same as below: middles of neighbours
                shaped = _halved(shaped, len(lead) + i)
                continue
            tail = (1,) * (len(self.coarse.sizes) - i - 1)
            parts = [
                shaped.take(corner, len(lead) + i) * share.reshape(-1, *tail)
                for corner, share in zip(node, weight, strict=True)
            ]
            shaped = sum(parts[1:], parts[0])
        return shaped.reshape(*lead, self.fine.count)


def _halved(values: Array, axis: int) -> Array:
    """Values with the middles of neighbours put between them along an axis."""
    shape = list(values.shape)
    shape[axis] = 2 * shape[axis] - 1
    out = np.empty(shape)
    old, new = np.moveaxis(values, axis, -1), np.moveaxis(out, axis, -1)
    new[..., ::2] = old
    new[..., 1::2] = old[..., :-1]
    new[..., 1::2] += old[..., 1:]
    new[..., 1::2] *= 0.5
    return out
