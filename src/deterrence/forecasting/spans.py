"""What combinations of some vectors span, kept in reduced row echelon form; compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import compiled, in_place

NEGLIGIBLE = 1e-9
"""What rounding leaves of numbers that are small fractions."""


@in_place
def _extend(vectors: np.ndarray, echelon: np.ndarray, pivots: np.ndarray, rank: int, new: np.ndarray) -> int:
    """Add vectors (n, D) to a span; those that add to it are marked in ``new`` (n,). The rank afterwards.

    Args:
        vectors: used up.
        echelon: (at least rank + n, or D, D), its first rows are one in a column where all others are zero.
        pivots: that column, by row.
        rank: rows so far.
        new: written.
    """
    wide = vectors.shape[1]
    for n in range(vectors.shape[0]):
        for i in range(rank):
            factor = vectors[n, pivots[i]]
            if factor != 0.0:
                for d in range(wide):
                    vectors[n, d] -= factor * echelon[i, d]
        at, largest = 0, 0.0
        for d in range(wide):
            size = abs(vectors[n, d])
            if size > largest:
                at, largest = d, size
        new[n] = largest > NEGLIGIBLE
        if not new[n]:
            continue
        scale = vectors[n, at]
        for d in range(wide):
            value = vectors[n, d] / scale
            echelon[rank, d] = value if abs(value) > NEGLIGIBLE else 0.0
        for i in range(rank):
            factor = echelon[i, at]
            if factor != 0.0:
                for d in range(wide):
                    value = echelon[i, d] - factor * echelon[rank, d]
                    echelon[i, d] = value if abs(value) > NEGLIGIBLE else 0.0
        pivots[rank] = at
        rank += 1
    return rank


@compiled
def carried(vectors: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Vectors over tags (n, G) once every tag has become another, ``after`` (G,), or -1 for none."""
    found = np.zeros(vectors.shape)
    for n in range(vectors.shape[0]):
        for g in range(vectors.shape[1]):
            if after[g] >= 0:
                found[n, after[g]] += vectors[n, g]
    return found


@compiled
def before(functions: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Functions of the tags that follow (n, G) as functions of the tags now, of which each becomes another, ``after``
    (G,), or none at -1, which counts zero."""
    found = np.zeros(functions.shape)
    for n in range(functions.shape[0]):
        for g in range(functions.shape[1]):
            if after[g] >= 0:
                found[n, g] = functions[n, after[g]]
    return found


@compiled
def product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The matrix product of (n, m), mostly zeros, and (m, k): for so few numbers a library's threads are in the way."""
    found = np.zeros((one.shape[0], other.shape[1]))
    for n in range(one.shape[0]):
        for m in range(one.shape[1]):
            factor = one[n, m]
            if factor != 0.0:
                for k in range(other.shape[1]):
                    found[n, k] += factor * other[m, k]
    return found


class Span:
    """Vectors of D numbers.

    Attributes:
        rank: how many are independent.
    """

    def __init__(self, wide: int):
        self.rank = 0
        self._echelon, self._pivots = np.empty((4, wide)), np.empty(4, np.int64)

    def extend(self, vectors: np.ndarray) -> np.ndarray:
        """Add vectors (n, D); which of them are no combination of those that were there before, (n,)."""
        wide = vectors.shape[1]
        most = min(self.rank + len(vectors), wide)
        if most > len(self._pivots):
            room = min(2 * most, wide)
            echelon, pivots = np.empty((room, wide)), np.empty(room, np.int64)
            echelon[: self.rank], pivots[: self.rank] = self._echelon[: self.rank], self._pivots[: self.rank]
            self._echelon, self._pivots = echelon, pivots
        new = np.zeros(len(vectors), bool)
        if wide:
            self.rank = _extend(np.array(vectors, float), self._echelon, self._pivots, self.rank, new)
        return new

    @property
    def basis(self) -> np.ndarray:
        """(rank, D)."""
        return self._echelon[: self.rank]

    @property
    def pivots(self) -> np.ndarray:
        """(rank,), for every one of the basis a place at which all others are zero."""
        return self._pivots[: self.rank]
