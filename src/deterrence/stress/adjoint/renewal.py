"""Types redrawn at a chance state, in values and in mass, with what they owe to shares and priors.

Belief goes from b to b' = (1 − s) b + s π. In terms of y = b/π, which the prior does not move at a node up to a common
factor, y' = (1 − s) y/Σ_k π_k y_k + s and b'_k = π_k y'_k (:mod:`deterrence.solvers.leader_turnover`,
:mod:`deterrence.forecasting.leader_turnover`).

Shapes: an array's axis of one actor's nodes or vertices is put first, (P, rest); the axis of targets H is last.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...forecasting.belief_axes import BeliefAxis
from ...solvers.lattice import Lattice
from ...solvers.leader_turnover import Column
from . import faces


def _past(belief: np.ndarray, prior: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """b/π and y', (places, K) each."""
    ratio = belief / prior
    return ratio, (1 - share) * ratio + share


def _owed(ratio: np.ndarray, share: float, bar: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cotangents of s, (H,), and of the prior, (K, H), from those of y', (places, K, H)."""
    on_share = np.einsum("pk,pkh->h", 1.0 - ratio, bar)
    along = np.einsum("pk,pkh->ph", ratio, bar)
    return on_share, -(1 - share) * np.einsum("pj,ph->jh", ratio, along)


class ValueRenewal:
    """One actor's change of types, for values before it from values after it.

    Args:
        actor: whose types.
        share: s.
        lattice: of belief about it.
        prior: (K,), π.
        columns: of values.
    """

    def __init__(self, actor: int, share: float, lattice: Lattice, prior: np.ndarray, columns: Sequence[Column]):
        self.share, self.prior, self.types = share, prior, lattice.types
        self.ratio, self.past = _past(lattice.beliefs(prior), prior, share)
        point = np.log(self.past) / lattice.spacing
        held, at_cut = lattice.hold(point)
        self.index, self.weight, order = lattice.locate(held)
        self.slope = _slopes(point, at_cut, order, lattice.types) / lattice.spacing
        self.groups = [
            [columns.index(Column(actor, c, k)) for k in range(lattice.types)]
            for c in sorted({column.worth for column in columns if column.actor == actor})
        ]

    def before(self, after: np.ndarray) -> np.ndarray:
        """Values (C, P, rest) before types change."""
        out = self._moved(after)
        for group in self.groups:
            successor = np.tensordot(self.prior, out[group], axes=1)
            out[group] = (1 - self.share) * out[group] + self.share * successor
        return out

    def _moved(self, after: np.ndarray) -> np.ndarray:
        parts = [after[:, self.index[:, v]] * self.weight[:, v, None] for v in range(self.types)]
        return sum(parts[1:], parts[0])

    def slopes(self, columns: int, actor: int, sides: tuple[int, ...]) -> sparse.csr_array:
        """How values before types change move with those after, (C·n, C·n); ``sides`` are nodes by actor."""
        mixed = np.eye(columns)
        for group in self.groups:
            mixed[np.ix_(group, group)] *= 1 - self.share
            mixed[np.ix_(group, group)] += self.share * self.prior
        count = self.index.shape[0]
        place = np.repeat(np.arange(count), self.types), self.index.ravel()
        moved = sparse.csr_array((self.weight.ravel(), place), shape=(count, count))
        before, after = int(np.prod(sides[:actor])), int(np.prod(sides[actor + 1 :]))
        spread = sparse.kron(sparse.kron(sparse.eye_array(before), moved), sparse.eye_array(after))
        return sparse.csr_array(sparse.kron(mixed, spread))

    def pull(self, after: np.ndarray, bar: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cotangents of the values after, (C, P, rest, H), of s, (H,), and of the prior, (K, H).

        Args:
            after: (C, P, rest). bar: (C, P, rest, H), cotangents of the values before.
        """
        moved, width = self._moved(after), bar.shape[-1]
        on_share, on_prior, on_moved = np.zeros(width), np.zeros((self.types, width)), bar.copy()
        for group in self.groups:
            whole = bar[group].sum(0)
            successor = np.tensordot(self.prior, moved[group], axes=1)
            on_share += np.einsum("cpr,cprh->h", successor - moved[group], bar[group])
            on_prior += self.share * np.einsum("cpr,prh->ch", moved[group], whole)
            on_moved[group] = (1 - self.share) * bar[group] + self.share * self.prior[:, None, None, None] * whole
        out = np.zeros((self.index.shape[0], len(bar), *bar.shape[2:]))
        on_past = np.zeros((*self.past.shape, width))
        for v in range(self.types):
            corner = self.index[:, v]
            np.add.at(out, corner, np.swapaxes(on_moved * self.weight[:, v, None, None], 0, 1))
            on_weight = np.einsum("cpr,cprh->ph", after[:, corner], on_moved)
            on_past += self.slope[:, v, :, None] * on_weight[:, None]
        shared, prior = _owed(self.ratio, self.share, on_past / self.past[..., None])
        return np.swapaxes(out, 0, 1), on_share + shared, on_prior + prior


def _slopes(point: np.ndarray, held: np.ndarray, order: np.ndarray, types: int) -> np.ndarray:
    """How the weight of each corner of a cell moves with each coordinate, (P, corners, K), per spacing."""
    by_coordinate = np.zeros((len(point), types, types))
    rows = np.arange(len(point))
    for r in range(types - 1):
        by_coordinate[rows, r + 1, order[:, r]] += 1.0
        by_coordinate[rows, r, order[:, r]] -= 1.0
    by_coordinate[:, :, -1] = -by_coordinate[:, :, :-1].sum(-1)
    free = np.where(held[:, None], 0.0, by_coordinate)
    free[rows, :, point.argmax(-1)] -= free.sum(-1)
    return free


class MassRenewal:
    """One actor's change of types, for public mass after it from mass before it.

    Args:
        line: the actor's vertices.
        share: s.
        prior: (K,), π.

    Attributes:
        matrix: (E, E), vertex after by vertex before.
    """

    def __init__(self, line: BeliefAxis, share: float, prior: np.ndarray):
        self.line, self.share, self.prior = line, share, prior
        self.ratio, self.past = _past(line.belief, prior, share)
        if line.places is None:
            self._between()
        else:
            self._on_faces(line)
        self.matrix = sparse.csr_array((self.mass, (self.after, self.before)), shape=(len(line), len(line)))

    def _between(self) -> None:
        """Two types: between the vertices around b', linear in probability."""
        line = self.line.belief[:, 0]
        point = (self.prior * self.past)[:, 0]
        low = np.clip(np.searchsorted(line, point, side="right") - 1, 0, len(line) - 2)
        gap = line[low + 1] - line[low]
        up = (point - line[low]) / gap
        every = np.arange(len(line))
        self.before, self.after = np.tile(every, 2), np.concatenate([low, low + 1])
        self.mass = np.concatenate([1.0 - up, up])
        # Shares of each type's own mass, and slopes of the mass, by y'.
        corner = self.line.belief[self.after]
        self.own = self.mass[:, None] * corner / (self.prior * self.past)[self.before]
        ends = np.stack([1.0 - line[low], -line[low]], axis=1) / gap[:, None]
        self.slope = np.concatenate([1.0 - ends, ends]) * self.prior

    def _on_faces(self, line: BeliefAxis) -> None:
        assert line.places is not None
        parts = faces.split_renewed(line.places, np.log(self.past.T) / line.lattice.spacing)
        self.before, self.after, self.own = parts.item, parts.place, parts.share.T
        belief = (self.prior * self.past)[self.before]
        self.mass = (belief * self.own).sum(1)
        bent = np.einsum("zk,jkz->zj", belief, parts.slope) / self.past[self.before]
        self.slope = self.prior * self.own + bent

    def sums(self, mass: np.ndarray, ahead: np.ndarray) -> np.ndarray:
        """By entry of the matrix, mass before times targets after, (entries, H).

        Args:
            mass: (E, rest, H or 1), mass that still counts before types change, by target.
            ahead: (E, rest, H), targets after.
        """
        there = ahead[self.after]
        return np.einsum("zrh,zrh->zh", np.broadcast_to(mass[self.before], there.shape), there)

    def pull(self, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cotangents of s, (H,), and of the prior, (K, H), from :meth:`sums`, of one time or of many."""
        on_past = np.zeros((*self.past.shape, sums.shape[-1]))
        np.add.at(on_past, self.before, self.slope[:, :, None] * sums[:, None])
        on_share, on_prior = _owed(self.ratio, self.share, on_past)
        # Of b'_k = π_k y'_k, what y' leaves.
        return on_share, on_prior + np.einsum("zk,zh->kh", self.past[self.before] * self.own, sums)
