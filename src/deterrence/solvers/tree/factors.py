"""The Jacobian of a tree, bordered by its last column and one row, and its factors: dense when small, else sparse.

Unknowns come in the order in which they are to be eliminated, mostly with the deepest information sets first: the
matrix then fills in only among sets above the eliminated one. SuperLU is given the order as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..curve import Bordered, Dense
from .pairs import Pairs

Array = np.ndarray
DENSE = 220  # unknowns up to which a dense factorisation is the quicker one
FULL = 0.15  # of all entries, from which it is so for larger ones
WORTH = 0.8  # of the entries, for which another order is taken
PIVOT = 0.01  # a diagonal pivot is kept unless this much smaller than the largest of its column


@dataclass(frozen=True, eq=False)
class Pattern:
    """Places of entries in the bordered matrix, of size U + 1.

    Attributes:
        size: U.
        place: per entry, where it is added: in the flat dense matrix (U, U + 1), or among the stored ones.
        row: per stored entry, its equation (sparse only).
        diagonal: places of the diagonal.
        indices, starts: of the bordered matrix by columns (sparse only).
        inner, edge: where J's entries and the last row's go among those (sparse only).
    """

    size: int
    place: Array
    row: Array | None = None
    diagonal: Array | None = None
    indices: Array | None = None
    starts: Array | None = None
    inner: Array | None = None
    edge: Array | None = None

    @classmethod
    def of(cls, pairs: Pairs) -> Pattern:
        """From the entries of a tree."""
        u = len(pairs.free)
        keys = np.concatenate([pairs.columns * u + pairs.rows, np.arange(u) * (u + 1)])
        if u <= DENSE or len(np.unique(keys)) > FULL * u**2:
            return cls(u, pairs.rows * (u + 1) + pairs.columns)
        stored, place = np.unique(keys, return_inverse=True)
        row, column = stored % u, stored // u
        counts = np.bincount(column, minlength=u)
        starts = np.concatenate([[0], np.cumsum(counts + 1), [0]])
        starts[-1] = starts[-2] + u + 1
        inner = np.arange(len(stored)) + column
        edge = np.append(starts[1:-1] - 1, starts[-1] - 1)
        indices = np.full(starts[-1], u)
        indices[inner] = row
        indices[starts[-2] : -1] = np.arange(u)
        return cls(
            u,
            place[: len(pairs.rows)],
            row,
            place[len(pairs.rows) :],
            indices.astype(np.intc),
            starts.astype(np.intc),
            inner,
            edge,
        )

    @staticmethod
    def fill_reducing(pairs: Pairs) -> Array | None:
        """The place each unknown should have in the order of elimination; None to leave them deepest first.

        Deepest first fills in next to nothing where types are few. Where many types of one player stand above one
        set of another's, the minimum degree of AᵀA + A does better; both are tried on a matrix of the same pattern.
        """
        u = len(pairs.free)
        if u <= DENSE:
            return None
        from scipy import sparse
        from scipy.sparse.linalg import splu

        ones = np.ones(len(pairs.rows))
        links = sparse.csc_matrix((ones, (pairs.rows, pairs.columns)), shape=(u, u))
        links = sparse.csc_matrix(links + sparse.diags_array(links.sum(axis=1).A1 + 1.0))
        tried = [
            splu(links, permc_spec=order, diag_pivot_thresh=0.0, options={"SymmetricMode": True, "Equil": False})
            for order in ("NATURAL", "MMD_AT_PLUS_A")
        ]
        return tried[1].perm_c if tried[1].nnz < WORTH * tried[0].nnz else None

    def border(self, entries: Array, scale: Array, last: Array) -> Border:
        """1 − diag(scale) E, with one more column."""
        if self.row is None:
            matrix = np.zeros((self.size, self.size + 1))
            flat = matrix.reshape(-1)
            flat += np.bincount(self.place, weights=entries, minlength=len(flat))
            matrix *= -scale[:, None]
            flat[:: self.size + 2] += 1.0
            matrix[:, -1] = last
            return Border(self, matrix)
        data = np.bincount(self.place, weights=entries, minlength=len(self.row)) * -scale[self.row]
        data[self.diagonal] += 1.0
        assert self.indices is not None
        full = np.zeros(len(self.indices))
        full[self.inner] = data
        full[-self.size - 1 : -1] = last
        return Border(self, full)


@dataclass(frozen=True, eq=False)
class Border:
    """(∂F/∂x | ∂F/∂s): all but the last row of a square matrix."""

    pattern: Pattern
    data: Array

    @property
    def shape(self) -> tuple[int, int]:
        """(U, U + 1)."""
        return self.pattern.size, self.pattern.size + 1

    def with_column(self, last: Array) -> Border:
        """The same ∂F/∂x beside the derivative in another parameter."""
        data = self.data.copy()
        if self.pattern.row is None:
            data[:, -1] = last
        else:
            data[-self.pattern.size - 1 : -1] = last
        return Border(self.pattern, data)


def factored(border: Border, row: Array) -> Bordered:
    """A bordered Jacobian, factored. Raises ``LinAlgError`` where it is singular."""
    return Dense(border.data, row) if border.pattern.row is None else InOrder(border, row)


class InOrder:
    """A sparse one, factored by SuperLU in the order it stands in."""

    def __init__(self, border: Border, row: Array):
        from scipy import sparse  # a quarter of a second that small trees need not wait
        from scipy.sparse.linalg import splu

        data = border.data.copy()
        data[border.pattern.edge] = row
        size = border.pattern.size + 1
        matrix = sparse.csc_matrix((data, border.pattern.indices, border.pattern.starts), shape=(size, size))
        settings = {"SymmetricMode": True, "Equil": False}
        try:
            self._factors = splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=PIVOT, options=settings)
        except RuntimeError as error:  # what SuperLU raises for an exactly singular matrix
            raise np.linalg.LinAlgError(str(error)) from error

    def solve(self, right: Array) -> Array:
        """The solution of [J; row] x = right."""
        return self._factors.solve(right)

    def sign(self) -> float:
        """Sign of the determinant."""
        from ..sparse_border import parity

        pivots = np.prod(np.sign(self._factors.U.diagonal()))
        return float(pivots * parity(self._factors.perm_r) * parity(self._factors.perm_c))
