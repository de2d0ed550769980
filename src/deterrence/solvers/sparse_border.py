"""Sparse factors of a bordered Jacobian, for :func:`deterrence.solvers.arc.trace` on larger games."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu


class Sparse:
    """[J; row] factored by SuperLU: P_r [J; row] P_c = L U, with ones on L's diagonal."""

    def __init__(self, jacobian: sparse.sparray, row: np.ndarray):
        try:
            self._factors = splu(sparse.vstack([jacobian, row[None, :]], format="csc"))
        except RuntimeError as error:  # what SuperLU raises for an exactly singular matrix
            raise np.linalg.LinAlgError(str(error)) from error

    def solve(self, right: np.ndarray) -> np.ndarray:
        """The solution of [J; row] x = right."""
        return self._factors.solve(right)

    def sign(self) -> float:
        """Sign of the determinant."""
        pivots = np.prod(np.sign(self._factors.U.diagonal()))
        return float(pivots * parity(self._factors.perm_r) * parity(self._factors.perm_c))


def parity(permutation: np.ndarray) -> int:
    """1 for an even permutation, -1 for an odd one: its length less its number of cycles."""
    size = len(permutation)
    links = sparse.csr_array((np.ones(size), (np.arange(size), permutation)), shape=(size, size))
    cycles = connected_components(links, directed=False, return_labels=False)
    return 1 - 2 * int((size - cycles) % 2)
