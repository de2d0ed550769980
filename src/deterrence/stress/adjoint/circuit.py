"""Cotangents of values round the clock: w = v̄ + (∂F/∂V)ᵀ w for values that hang on themselves, V = F(V, p).

∂F/∂V is written out, as a sparse matrix: a value hangs on those at a few nodes of the states that follow. Between
clocks play takes no time and does not come back, so that what is left to be solved for is at clocks; that is done by
GMRES, for each target by itself. Going round the clock again and again need not converge, for the equilibrium need not
be one that sweeps would find.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...errors import NotConverged
from ...solvers.krylov import gmres

LEFT = 1e-12  # residual, as a share of the right-hand side
KEPT, RESTARTS = 60, 40  # of GMRES

Piece = tuple[Sequence[int], Sequence[int], sparse.csr_array]
"""States, the states that follow, and how values (states·width) move with those there."""


class Circuit:
    """Cotangents carried round the clock.

    Args:
        states, width: how many states there are, and values at each.
        clocks: those at which play waits.
        leaving: pieces of the clocks.
        levels: pieces of the states that take no time, by level, in the order in which play passes them.
    """

    def __init__(
        self,
        states: int,
        width: int,
        clocks: Sequence[int],
        leaving: Sequence[Piece],
        levels: Sequence[Sequence[Piece]],
    ):
        self._size, self._width = states * width, width
        self._clocks = self._places(clocks)
        self._leaving = self._transposed(leaving)
        self._levels = [self._transposed(level) for level in levels]

    def _places(self, states: Sequence[int]) -> np.ndarray:
        return (np.asarray(states, int)[:, None] * self._width + np.arange(self._width)).ravel()

    def _transposed(self, pieces: Sequence[Piece]) -> sparse.csr_array:
        """What values everywhere owe to those of some states, (size, size)."""
        rows, columns, data = [np.zeros(0, int)], [np.zeros(0, int)], [np.zeros(0)]
        for states, following, slopes in pieces:
            entries = slopes.tocoo()
            rows.append(self._places(following)[entries.col])
            columns.append(self._places(states)[entries.row])
            data.append(entries.data)
        place = np.concatenate(rows), np.concatenate(columns)
        return sparse.csr_array((np.concatenate(data), place), shape=(self._size, self._size))

    def _settled(self, bars: np.ndarray) -> np.ndarray:
        """Cotangents (size, …) carried through states that take no time."""
        for level in self._levels:
            bars = bars + level @ bars
        return bars

    def round(self, begun: np.ndarray) -> np.ndarray:
        """Cotangents w (size, H) of all values from those v̄ that play and targets owe.

        Raises:
            NotConverged: the linear system has no solution that is found.
        """
        start = self._settled(begun)[self._clocks]
        whole = np.zeros((self._size, begun.shape[1]))

        def once(here: np.ndarray) -> np.ndarray:
            everywhere = np.zeros(self._size)
            everywhere[self._clocks] = here
            return here - self._settled(self._leaving @ everywhere)[self._clocks]

        for h, right in enumerate(start.T):
            if not right.any():
                continue
            size = np.abs(right).max()
            found, settled = gmres(once, right / size, left=LEFT, kept=KEPT, rounds=RESTARTS)
            if not settled:
                raise NotConverged(
                    "derivatives through the values of a game on a clock did not settle: try a coarser grid"
                )
            whole[self._clocks, h] = found * size
        return self._settled(begun + self._leaving @ whole)
