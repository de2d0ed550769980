"""An actor's belief nodes for pushing mass forward, and how posteriors are spread over them.

With two types the lattice is a line between its *certain* vertices (b = 0 or 1, where play is as at the cut). A
posterior between two nodes b₋ < b' < b₊ is split with weight w = (b' − b₋)/(b₊ − b₋), linear in probability and not in
log-odds: a mean-preserving spread, so E[b_t] = b_0 to rounding, and a type of belief b carries w·b₊/b of its mass to
b₊. With three types and more the same is done on the simplices of the lattice, and beyond the cut on those of the types
that are still possible (:mod:`..solvers.certify.splitting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from ..solvers.certify.axis import Axis
from ..solvers.certify.splitting import Places
from ..solvers.lattice import Lattice


class PosteriorMap(Protocol):
    """Where the mass that leaves by each (outcome, vertex) goes."""

    def matrix(self, kind: int | None = None) -> sparse.csc_array:
        """The linear map onto posterior vertices: of public mass, or of one type's own."""


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

    def renewed(self, share: float) -> sparse.csr_array:
        """Where public mass goes when types are drawn anew with a share s, (vertex after, before)."""
        after = (1 - share) * self.belief + share * self.belief[self.origin]
        if self.places is not None:
            return sparse.csr_array(sum(m * after[None, :, k] for k, m in enumerate(self.places.renewed(share))))
        low, above = self._between(after[:, 0])
        every = np.arange(len(self))
        shape = (len(self), len(self))
        return sparse.csr_array((1 - above, (low, every)), shape) + sparse.csr_array((above, (low + 1, every)), shape)

    def _between(self, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """With two types: the vertex below a belief in the first one, and the share of its mass that goes above."""
        line = self.belief[:, 0]
        low = np.clip(np.searchsorted(line, first, side="right") - 1, 0, len(line) - 2)
        return low, np.clip((first - line[low]) / (line[low + 1] - line[low]), 0.0, 1.0)

    def posteriors(self, likelihood: np.ndarray) -> PosteriorMap:
        """Spread posteriors, from the likelihood (K, O, E, Q), Pr(outcome | type) at every vertex."""
        if self.places is not None:
            return _on_faces(self, self.places, likelihood)
        if self.lattice.types == 1:
            nowhere = np.zeros(likelihood.shape[1:])
            return LinePosteriors(self, nowhere.astype(np.int32), nowhere)
        joint = likelihood * self.belief.T[:, None, :, None]
        mass = joint.sum(0)
        posterior = np.divide(joint[0], mass, out=np.zeros_like(mass), where=mass > 0)
        low, above = self._between(posterior)
        return LinePosteriors(self, low.astype(np.int32), above)


@dataclass(frozen=True, eq=False)
class LinePosteriors:
    """Two types, or one: each posterior goes to a vertex and to the one above it.

    Attributes:
        low, above: (O, E, Q), the lower vertex, and the share of the public mass that goes to the one above.
    """

    axis: BeliefAxis
    low: np.ndarray
    above: np.ndarray

    def matrix(self, kind: int | None = None) -> sparse.csc_array:
        """See :class:`PosteriorMap`."""
        above = self.above if kind is None or self.axis.lattice.types == 1 else self._of_type(kind)
        o, e, q = self.low.shape
        cell = ((np.arange(o)[:, None, None] * e + self.low) * q + np.arange(q)).ravel()
        rows = np.stack([cell, cell + (q if e > 1 else 0)], axis=1).ravel().astype(np.int32)
        data = np.stack([1.0 - above.ravel(), above.ravel()], axis=1).ravel()
        count = o * e * q
        return sparse.csc_array((data, rows, np.arange(0, 2 * count + 1, 2, dtype=np.int32)), shape=(count, count))

    def _of_type(self, kind: int) -> np.ndarray:
        """Share of a type's own mass that goes above: w·b₊(θ)/b'(θ)."""
        below, up = self.axis.belief[self.low, kind], self.axis.belief[self.low + 1, kind]
        posterior = (1 - self.above) * below + self.above * up
        return np.divide(self.above * up, posterior, out=self.above.copy(), where=posterior > 0)


@dataclass(frozen=True, eq=False)
class SimplexPosteriors:
    """Three types and more.

    Attributes:
        shape: (O, E, Q).
        column: (Z,), the flat (outcome, vertex, rest) that an entry leaves.
        row: (Z,), the one it goes to.
        share: (K, Z), of each type's own mass. public: (Z,), of public mass.
    """

    shape: tuple[int, int, int]
    column: np.ndarray
    row: np.ndarray
    share: np.ndarray
    public: np.ndarray

    def matrix(self, kind: int | None = None) -> sparse.csc_array:
        """See :class:`PosteriorMap`."""
        weight = self.public if kind is None else self.share[kind]
        count = int(np.prod(self.shape))
        return sparse.csc_array((weight, (self.row, self.column)), shape=(count, count))


def _on_faces(axis: BeliefAxis, places: Places, likelihood: np.ndarray) -> SimplexPosteriors:
    kinds, o, e, q = likelihood.shape
    flat = likelihood.reshape(kinds, -1)
    vertex = np.broadcast_to(np.arange(e)[None, :, None], (o, e, q)).ravel()
    joint = axis.belief.T[:, vertex] * flat
    mass = joint.sum(0)
    posterior = np.divide(joint, mass, out=axis.belief.T[:, vertex].copy(), where=mass > 0)
    columns, rows, shares = [], [], []
    every = np.arange(flat.shape[1])
    for item, place, share in places.split(vertex, list(flat)):
        column = every[item]
        columns.append(column)
        rows.append((column // (e * q) * e + place) * q + column % q)
        shares.append(share)
    column, row, share = np.concatenate(columns), np.concatenate(rows), np.concatenate(shares, axis=1)
    return SimplexPosteriors((o, e, q), column, row, share, (posterior[:, column] * share).sum(0))
