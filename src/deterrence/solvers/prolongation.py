"""Strategies of a coarse grid on the one of half its spacing: where the finer solve starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .lattice import Lattice


def prolonged(
    strategies: Sequence[Mapping[int, np.ndarray]], lattices: Sequence[Lattice], movers: Sequence[Sequence[int]]
) -> list[dict[int, np.ndarray]] | None:
    """Log strategies by linear interpolation.

    Args:
        strategies: per stage, {state: log σ}, shaped as in :class:`~.grid.Assessment`.
        lattices: one per actor, of the coarse grid.
        movers: per state.

    Returns:
        The same on twice as many intervals; None where an actor has more than two types.
    """
    if any(lattice.types > 2 for lattice in lattices):
        return None
    sizes = [len(lattice) for lattice in lattices]

    def finer(x: int, z: np.ndarray) -> np.ndarray:
        if len(movers[x]) > 1:
            for axis in range(2, z.ndim):
                z = _halved(z, axis)
            return z
        rest = [size for i, size in enumerate(sizes) if i != movers[x][0]]
        shaped = z.reshape(*z.shape[:3], *rest)
        for axis in range(2, shaped.ndim):
            shaped = _halved(shaped, axis)
        return shaped.reshape(*shaped.shape[:3], -1)

    return [{x: finer(x, z) for x, z in stage.items()} for stage in strategies]


def _halved(values: np.ndarray, axis: int) -> np.ndarray:
    count = values.shape[axis]
    if count == 1:
        return values
    moved = np.moveaxis(values, axis, 0)
    out = np.empty((2 * count - 1, *moved.shape[1:]))
    out[::2] = moved
    out[1::2] = 0.5 * (moved[1:] + moved[:-1])
    return np.moveaxis(out, 0, axis)
