"""An actor's belief nodes for pushing mass forward, and how posteriors are spread over them.

With two types the lattice is a line between its *certain* vertices (b = 0 or 1, where play is as at the cut). A
posterior between two nodes b₋ < b' < b₊ is split with weight w = (b' − b₋)/(b₊ − b₋), linear in probability and not in
log-odds: a mean-preserving spread, so E[b_t] = b_0 to rounding, and a type of belief b carries w·b₊/b of its mass to
b₊. With three types and more the same is done on the simplices of the lattice, and beyond the cut on those of the types
that are still possible (:mod:`..solvers.certify.splitting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy import sparse

from ..solvers.certify.axis import Axis
from ..solvers.certify.splitting import Places
from ..solvers.lattice import Lattice
from .bayes import bracket, divide


class PosteriorMap(Protocol):
    """Where the mass goes that leaves some vertices by some outcomes."""

    @property
    def place(self) -> np.ndarray:
        """(O, L, Z), the vertices on the actor's axis among which the mass that leaves a vertex is divided."""

    def share(self, kind: int | None = None) -> np.ndarray:
        """(O, L, Z), what goes to each, of public mass or of one type's own."""


@dataclass(frozen=True, eq=False)
class BeliefAxis:
    """An actor's belief nodes for pushing.

    Attributes:
        lattice: of the solution.
        belief: (E, K), b at each vertex.
        play: (E,), the lattice node whose strategies are used there.
        origin: vertex of the prior.
        places: with three types and more, the nodes of every set of types that are still possible.
    """

    lattice: Lattice
    belief: np.ndarray
    play: np.ndarray
    origin: int
    places: Places | None = None

    @classmethod
    def of(cls, lattice: Lattice, prior: np.ndarray) -> BeliefAxis:
        """The axis of a lattice under a prior (K,)."""
        belief = lattice.beliefs(prior)
        if lattice.types == 1:
            return cls(lattice, belief, np.zeros(1, int), lattice.origin)
        if lattice.types == 2:
            last = len(lattice) - 1
            ends = np.vstack([[0.0, 1.0], belief, [1.0, 0.0]])
            return cls(lattice, ends, np.clip(np.arange(last + 3) - 1, 0, last), lattice.origin + 1)
        places = Places(Axis.of(lattice, prior))
        return cls(lattice, places.belief.T, places.node, lattice.origin, places)

    def __len__(self) -> int:
        return len(self.play)

    @cached_property
    def _line(self) -> np.ndarray:
        """With two types, belief in the first one along the axis, rising."""
        return np.ascontiguousarray(self.belief[:, 0])

    def renewed(self, share: float) -> sparse.csr_array:
        """Where public mass goes when types are redrawn with a share s, (vertex after, before)."""
        after = (1 - share) * self.belief + share * self.belief[self.origin]
        if self.places is not None:
            return sparse.csr_array(sum(m * after[None, :, k] for k, m in enumerate(self.places.renewed(share))))
        low, above = self._between(after[:, 0])
        every = np.arange(len(self))
        shape = (len(self), len(self))
        return sparse.csr_array((1 - above, (low, every)), shape) + sparse.csr_array((above, (low + 1, every)), shape)

    def _between(self, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """With two types: the vertex below a belief in the first one, and the share of its mass that goes above."""
        line = self._line
        low = np.clip(np.searchsorted(line, first, side="right") - 1, 0, len(line) - 2)
        return low, np.clip((first - line[low]) / (line[low + 1] - line[low]), 0.0, 1.0)

    def posteriors(self, strategy: np.ndarray, kappa: np.ndarray, at: np.ndarray) -> PosteriorMap:
        """Where mass goes.

        Args:
            strategy: (K, A, L), move probabilities of every type where mass is.
            kappa: (A, O), Pr(outcome | move), or its part in it where others move as well.
            at: (L,), the vertices where mass is.
        """
        shape = (kappa.shape[1], len(at))
        if self.places is not None:
            return _on_faces(self, self.places, np.matmul(kappa.T, strategy), at)
        if self.lattice.types == 1:
            return NoPosteriors(np.zeros((*shape, 1), int))
        low, above = np.empty(shape, np.int32), np.empty(shape)
        bracket(strategy, kappa, self.belief, at, self._line, low, above)
        return LinePosteriors(self, low, above)


@dataclass(frozen=True, eq=False)
class NoPosteriors:
    """One type: there is nothing to learn."""

    place: np.ndarray

    def share(self, kind: int | None = None) -> np.ndarray:
        """See :class:`PosteriorMap`."""
        return np.ones(self.place.shape)


@dataclass(frozen=True, eq=False)
class LinePosteriors:
    """Two types: each posterior goes to a vertex and to the one above it.

    Attributes:
        low, above: (O, L), the lower vertex, and the share of the public mass that goes to the one above.
    """

    axis: BeliefAxis
    low: np.ndarray
    above: np.ndarray

    @property
    def place(self) -> np.ndarray:
        """See :class:`PosteriorMap`."""
        return np.stack([self.low, self.low + 1], axis=-1)

    def share(self, kind: int | None = None) -> np.ndarray:
        """See :class:`PosteriorMap`."""
        above = self.above if kind is None else self._of_type(kind)
        return np.stack([1.0 - above, above], axis=-1)

    def divided(
        self, kind: int | None, live: np.ndarray, own: np.ndarray, stride: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Vertices and shares (O, L, 2) where nobody else moves; see :func:`.bayes.divide`."""
        place, share = np.empty((*self.low.shape, 2), np.int32), np.empty((*self.low.shape, 2))
        kind = -1 if kind is None else kind
        divide(self.low, self.above, self.axis.belief, kind, live, own, stride, place, share)
        return place, share

    def _of_type(self, kind: int) -> np.ndarray:
        """Share of a type's own mass that goes above: w·b₊(θ)/b'(θ)."""
        below, up = self.axis.belief[self.low, kind], self.axis.belief[self.low + 1, kind]
        posterior = (1 - self.above) * below + self.above * up
        return np.divide(self.above * up, posterior, out=self.above.copy(), where=posterior > 0)


@dataclass(frozen=True, eq=False)
class SimplexPosteriors:
    """Three types and more.

    Attributes:
        place: (O, L, Z); where a posterior needs fewer than Z, the rest have no share.
        by_type: (K, O, L, Z), shares of each type's own mass. public: (O, L, Z), of public mass.
    """

    place: np.ndarray
    by_type: np.ndarray
    public: np.ndarray

    def share(self, kind: int | None = None) -> np.ndarray:
        """See :class:`PosteriorMap`."""
        return self.public if kind is None else self.by_type[kind]


def _on_faces(axis: BeliefAxis, places: Places, likelihood: np.ndarray, at: np.ndarray) -> SimplexPosteriors:
    kinds, outcomes, count = likelihood.shape
    flat = likelihood.reshape(kinds, -1)
    vertex = np.broadcast_to(at, (outcomes, count)).ravel()
    joint = axis.belief.T[:, vertex] * flat
    mass = joint.sum(0)
    posterior = np.divide(joint, mass, out=axis.belief.T[:, vertex].copy(), where=mass > 0)
    every = np.arange(flat.shape[1])
    columns, rows, shares = [], [], []
    for item, place, share in places.split(vertex, list(flat)):
        columns.append(every[item])
        rows.append(place)
        shares.append(share)
    column, row, share = np.concatenate(columns), np.concatenate(rows), np.concatenate(shares, axis=1)
    order = np.argsort(column, kind="stable")
    column = column[order]
    each = np.bincount(column, minlength=len(every))
    slot = np.arange(len(column)) - np.repeat(np.cumsum(each) - each, each)
    shape = (len(every), int(each.max(initial=1)))
    place = np.zeros(shape, int)
    by_type = np.zeros((kinds, *shape))
    place[column, slot] = row[order]
    by_type[:, column, slot] = share[:, order]
    public = np.einsum("kc,kcz->cz", posterior, by_type)
    wide = (outcomes, count, shape[1])
    return SimplexPosteriors(place.reshape(wide), by_type.reshape(kinds, *wide), public.reshape(wide))
