"""Strategies of one belief lattice on another, finer one: where the finer solve starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from .lattice import Lattice


def prolonged(
    strategies: Sequence[Mapping[int, np.ndarray]],
    lattices: Sequence[Lattice],
    finer: Sequence[Lattice],
    movers: Sequence[Sequence[int]],
) -> list[dict[int, np.ndarray]]:
    """Log strategies by linear interpolation in log-odds.

    Args:
        strategies: per stage, {state: log σ}, shaped as in :class:`~.grid.Assessment`.
        lattices: one per actor, of the coarse grid.
        finer: those wanted, of the same types; what lies beyond a coarse cut is as at the cut.
        movers: per state.
    """
    between = [_between(*pair) for pair in zip(lattices, finer, strict=True)]
    sizes = [len(lattice) for lattice in lattices]

    def spread(x: int, z: np.ndarray) -> np.ndarray:
        if len(movers[x]) > 1:
            return _along(z, between)
        mine = movers[x][0]
        rest = [i for i in range(len(sizes)) if i != mine]
        shaped = z.reshape(*z.shape[:3], *(sizes[i] for i in rest))
        shaped = _along(shaped, [between[i] for i in (mine, *rest)])
        return shaped.reshape(*shaped.shape[:3], -1)

    return [{x: spread(x, z) for x, z in stage.items()} for stage in strategies]


def _between(coarse: Lattice, fine: Lattice) -> sparse.csr_array:
    """Weights of coarse nodes at fine ones, (P', P)."""
    if coarse.types == 1:
        return sparse.csr_array(np.ones((1, 1)))
    held, _ = coarse.hold(fine.nodes * (fine.spacing / coarse.spacing))
    index, weight, _ = coarse.locate(held)
    row = np.repeat(np.arange(len(fine)), coarse.types)
    return sparse.csr_array((weight.reshape(-1), (row, index.reshape(-1))), shape=(len(fine), len(coarse)))


def _along(values: np.ndarray, between: Sequence[sparse.csr_array]) -> np.ndarray:
    """Values interpolated along the axes that come after types and moves."""
    for axis, matrix in enumerate(between, start=2):
        if matrix.shape[1] > 1:
            moved = np.moveaxis(values, axis, 0)
            found = (matrix @ moved.reshape(len(moved), -1)).reshape(-1, *moved.shape[1:])
            values = np.moveaxis(found, 0, axis)
    return np.ascontiguousarray(values)
