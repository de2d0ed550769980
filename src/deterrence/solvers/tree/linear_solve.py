"""The Jacobian of a tree, bordered by its last column and one row, and its factors: dense when small, else sparse.

Unknowns come in the order in which they are to be eliminated, mostly with the deepest information sets first: the
matrix then fills in only among sets above the eliminated one. SuperLU is given the order as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..curve import Bordered, Dense
from .sparsity import Pairs

Array = np.ndarray
DENSE = 220  # unknowns up to which a dense factorisation is the quicker one
FULL = 0.15  # of all entries, from which it is so for larger ones
WORTH = 0.8  # of the entries, for which another order is taken
PIVOT = 0.01  # a diagonal pivot is kept unless smaller than the largest of its column times this


@dataclass(frozen=True, eq=False)
class Places:
    """Where entries go in a sparse bordered matrix with ones on its diagonal, stored by columns.

    It may have more unknowns than the U of the equations; those others have no part in the last column and row.

    Attributes:
        size: U.
        where: (U,), which row and column of the matrix each unknown has.
        entry: per entry, where it is added among the stored ones.
        diagonal: places of the diagonal, but for its last element.
        last: (U,), places of the last column; ``edge``, (U + 1,), of the last row.
        column: per stored entry, which of the U + 1 unknowns it belongs to; -1 for the others.
        indices, starts: of the matrix by columns.
        pivot: a diagonal pivot is kept unless smaller than the largest of its column times this.
    """

    size: int
    where: Array
    entry: Array
    diagonal: Array
    last: Array
    edge: Array
    column: Array
    indices: Array
    starts: Array
    pivot: float

    @classmethod
    def of(
        cls, rows: Array, columns: Array, whole: int, size: int, order: Array | None = None, pivot: float = PIVOT
    ) -> Places:
        """Of entries at (rows, columns) in a matrix of ``whole`` unknowns, the first ``size`` those of the equations.

        ``order``: the place of each unknown in the order of elimination; as they stand for None.
        """
        order = np.arange(whole) if order is None else order
        width = whole + 1
        where, everything = order[:size], np.arange(whole)
        keys = np.concatenate(
            [
                order[columns] * width + order[rows],
                everything * (width + 1),
                whole * width + where,
                np.append(where, whole) * width + whole,
            ]
        )
        stored, place = np.unique(keys, return_inverse=True)
        entry, diagonal, last, edge = np.split(place, np.cumsum([len(rows), whole, size]))
        mine = np.full(width, -1)
        mine[np.append(where, whole)] = np.arange(size + 1)
        row, column = stored % width, stored // width
        starts = np.searchsorted(column, np.arange(width + 1))
        return cls(
            size,
            where,
            entry,
            diagonal,
            last,
            edge,
            mine[column],
            row.astype(np.intc),
            starts.astype(np.intc),
            pivot,
        )

    def border(self, values: Array, last: Array) -> Border:
        """The matrix with these entries off the ones of its diagonal, and this last column."""
        data = np.bincount(self.entry, weights=values, minlength=len(self.indices))
        data[self.diagonal] += 1.0
        data[self.last] = last
        return Border(self.size, data, self)


@dataclass(frozen=True, eq=False)
class Pattern:
    """Places of the entries of :class:`.sparsity.Pairs`.

    Attributes:
        size: U.
        rows: per entry, its equation.
        place: per entry, where it is added in the flat dense matrix (U, U + 1).
        places: where it goes in a sparse one; None for dense.
    """

    size: int
    rows: Array
    place: Array
    places: Places | None = None

    @classmethod
    def of(cls, pairs: Pairs) -> Pattern:
        """From the entries of a tree."""
        u = len(pairs.unknowns.free)
        place = pairs.rows * (u + 1) + pairs.columns
        if u <= DENSE or len(np.unique(np.append(place, np.arange(u) * (u + 2)))) > FULL * u**2:
            return cls(u, pairs.rows, place)
        return cls(u, pairs.rows, place, Places.of(pairs.rows, pairs.columns, u, u))

    @staticmethod
    def fill_reducing(pairs: Pairs) -> Array | None:
        """The place each unknown should have in the order of elimination; None to leave them deepest first.

        Deepest first fills in next to nothing where types are few. Where many types of one player stand above one
        set of another's, the minimum degree of AᵀA + A does better; both are tried on a matrix of the same pattern.
        """
        u = len(pairs.unknowns.free)
        if u <= DENSE:
            return None
        tried = [_tried(pairs.rows, pairs.columns, u, order) for order in ("NATURAL", "MMD_AT_PLUS_A")]
        return tried[1][1] if tried[1][0] < WORTH * tried[0][0] else None

    def border(self, entries: Array, scale: Array, last: Array) -> Border:
        """1 − diag(scale) E, with one more column."""
        if self.places is not None:
            return self.places.border(-scale[self.rows] * entries, last)
        matrix = np.zeros((self.size, self.size + 1))
        flat = matrix.reshape(-1)
        flat += np.bincount(self.place, weights=entries, minlength=len(flat))
        matrix *= -scale[:, None]
        flat[:: self.size + 2] += 1.0
        matrix[:, -1] = last
        return Border(self.size, matrix)


def least_degree(rows: Array, columns: Array, size: int) -> Array:
    """The place each unknown should have in the order of elimination: the minimum degree of AᵀA + A."""
    return _tried(rows, columns, size, "MMD_AT_PLUS_A")[1]


def _tried(rows: Array, columns: Array, size: int, order: str) -> tuple[int, Array]:
    """Entries of the factors of a matrix of this pattern in an order of elimination, and that order."""
    from scipy import sparse
    from scipy.sparse.linalg import splu

    links = sparse.csc_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    links = sparse.csc_matrix(links + sparse.diags_array(links.sum(axis=1).A1 + 1.0))
    factors = splu(links, permc_spec=order, diag_pivot_thresh=0.0, options={"SymmetricMode": True, "Equil": False})
    return factors.nnz, factors.perm_c


@dataclass(frozen=True, eq=False)
class Border:
    """(∂F/∂x | ∂F/∂s): all but the last row of a square matrix.

    Attributes:
        size: U.
        data: (U, U + 1), or the stored entries of a sparse matrix, zero in its last row.
        places: of those.
    """

    size: int
    data: Array
    places: Places | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(U, U + 1)."""
        return self.size, self.size + 1

    def with_column(self, last: Array) -> Border:
        """The same ∂F/∂x beside the derivative in another parameter."""
        data = self.data.copy()
        if self.places is None:
            data[:, -1] = last
        else:
            data[self.places.last] = last
        return replace(self, data=data)

    def scaled(self, columns: Array) -> Border:
        """Columns (U + 1,) times positive numbers: the derivative in other units."""
        if self.places is None:
            return replace(self, data=self.data * columns)
        return replace(self, data=self.data * np.append(columns, 1.0)[self.places.column])


def factored(border: Border, row: Array) -> Bordered:
    """A bordered Jacobian, factored. Raises ``LinAlgError`` where it is singular."""
    return Dense(border.data, row) if border.places is None else InOrder(border.data, border.places, row)


class InOrder:
    """A sparse one, factored by SuperLU in the order it stands in."""

    def __init__(self, data: Array, places: Places, row: Array):
        from scipy import sparse  # a quarter of a second that small trees need not wait
        from scipy.sparse.linalg import splu

        data = data.copy()
        data[places.edge] = row
        whole = len(places.starts) - 1
        matrix = sparse.csc_matrix((data, places.indices, places.starts), shape=(whole, whole))
        settings = {"SymmetricMode": True, "Equil": False}
        try:
            self._factors = splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=places.pivot, options=settings)
        except RuntimeError as error:  # what SuperLU raises for an exactly singular matrix
            raise np.linalg.LinAlgError(str(error)) from error
        self._where, self._whole = np.append(places.where, whole - 1), whole

    def solve(self, right: Array) -> Array:
        """The solution of [J; row] x = right."""
        full = np.zeros(self._whole)
        full[self._where] = right
        return self._factors.solve(full)[self._where]

    def sign(self) -> float:
        """Sign of the determinant."""
        from ..sparse_border import parity

        pivots = np.prod(np.sign(self._factors.U.diagonal()))
        return float(pivots * parity(self._factors.perm_r) * parity(self._factors.perm_c))
