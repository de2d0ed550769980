"""Cotangents of values round the clock: w = v̄ + (∂F/∂V)ᵀ w for values that depend on themselves, V = F(V, p).

∂F/∂V is written out, as a sparse matrix: a value depends on those at a few nodes of the states that follow. States are
taken block by block (:mod:`deterrence.solvers.blocks`), those first that lead to others. Within a block play takes no
time between clocks and does not come back there, so that what is left to be solved for is at its clocks; that is done
by GMRES, for as many targets at a time as make a vector that is not too long. Going round the clock again and again
need not converge, for the equilibrium need not be one that sweeps would find.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...errors import NotConverged
from ...solvers.blocks import Block
from ...solvers.krylov import gmres

LEFT = 1e-12  # residual, as a share of the right-hand side
KEPT, RESTARTS = 60, 40  # of GMRES
TOGETHER = 50_000  # numbers of all targets that are solved for together

Piece = tuple[Sequence[int], Sequence[int], sparse.csr_array]
"""States, the states that follow, and how values (states·width) move with those there."""


class Circuit:
    """Cotangents carried round the clock.

    Args:
        states, width: how many states there are, and values at each.
        clocks: those at which play waits.
        leaving: pieces of the clocks.
        levels: pieces of the states that take no time, by level, in the order in which play passes them.
        blocks: of all that have pieces, each after those that it leads to.
    """

    def __init__(
        self,
        states: int,
        width: int,
        clocks: Sequence[int],
        leaving: Sequence[Piece],
        levels: Sequence[Sequence[Piece]],
        blocks: Sequence[Block],
    ):
        self._size, self._width, self._blocks = states * width, width, blocks
        self._clocks = frozenset(clocks)
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

    def round(self, begun: np.ndarray) -> np.ndarray:
        """Cotangents w (size, H) of all values from those v̄ that play and targets owe.

        Raises:
            NotConverged: the linear system has no solution that is found.
        """
        whole = sum(self._levels, self._leaving).tocsc()
        bars = begun.copy()
        for block in reversed(self._blocks):
            here = self._places(block.states)
            if block.returns:
                bars[here] = self._come_round(block, here, bars[here])
            further = whole[:, here].tocsr() @ bars[here]
            further[here] = 0.0
            bars += further
        return bars

    def _come_round(self, block: Block, here: np.ndarray, begun: np.ndarray) -> np.ndarray:
        """Cotangents at the states of a block, from those that come from before it."""
        leaving = self._leaving[here][:, here]
        levels = [part for level in self._levels if (part := level[here][:, here]).nnz]
        at = np.repeat([x in self._clocks for x in block.states], self._width)

        def settled(bars: np.ndarray) -> np.ndarray:
            """Carried through states that take no time."""
            for level in levels:
                bars = bars + level @ bars
            return bars

        found = np.zeros_like(begun)
        start = settled(begun)[at]
        size = np.abs(start).max(0, initial=0.0)
        some = np.flatnonzero(size)
        many = max(TOGETHER // max(len(start), 1), 1)
        for lot in (some[begin : begin + many] for begin in range(0, len(some), many)):
            everywhere = np.zeros((len(here), len(lot)))

            def once(flat: np.ndarray, everywhere: np.ndarray = everywhere) -> np.ndarray:
                everywhere[at] = flat.reshape(-1, everywhere.shape[1])
                return flat - settled(leaving @ everywhere)[at].reshape(-1)

            right = (start[:, lot] / size[lot]).reshape(-1)
            solved, done = gmres(once, right, left=LEFT, kept=KEPT, rounds=RESTARTS)
            if not done:
                raise NotConverged(
                    "derivatives through the values of a game on a clock did not settle: try a coarser grid"
                )
            found[np.ix_(at, lot)] = solved.reshape(-1, len(lot)) * size[lot]
        return settled(begun + leaving @ found)
