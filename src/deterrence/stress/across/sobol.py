"""Sobol' indices, first and total, from a ``saltelli`` design (:mod:`..ensemble.designs`).

With f_A, f_B a number at two independent points of a row, and f_j where coordinate j of the first is the second's,

    first  S_j = E[f_B (f_j − f_A)] / Var f        (Saltelli et al. 2010, Table 2, row b)
    total  T_j = E[(f_A − f_j)²] / (2 Var f)       (Jansen 1999; the same table, row f)

References: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), "Variance based sensitivity analysis of
model output", Computer Physics Communications 181(2), 259–270; recalled, not opened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import ArgumentError
from .given_data import Index

REPLICATES = 200
INTERVAL = (2.5, 97.5)
FEWEST_ROWS = 4


@dataclass(frozen=True)
class Sobol:
    """An input's indices.

    Attributes:
        first: the share of variance that it accounts for by itself.
        total: with everything that it has a part in.
    """

    first: Index
    total: Index


def sobol_indices(f: np.ndarray, seed: int = 0) -> list[Sobol]:
    """Of every coordinate.

    Args:
        f: (rows, d + 2), a number at the worlds of a design in order; a row with a number missing is left out.
        seed: of the resampling of rows that the intervals are from.

    Raises:
        ArgumentError: fewer than four rows are whole.
    """
    rows = f[np.isfinite(f).all(1)]
    if len(rows) < FEWEST_ROWS:
        raise ArgumentError(f"{len(rows)} rows of worlds are whole, too few for Sobol' indices: draw more")
    first, total = _indices(rows)
    rng = np.random.default_rng(seed)
    again = np.array([_indices(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(REPLICATES)])
    low, high = np.percentile(again, INTERVAL, axis=0)
    error = again.std(0)
    columns = np.array([[first, low[0], high[0], error[0]], [total, low[1], high[1], error[1]]]).transpose(2, 0, 1)
    return [Sobol(*(Index(*map(float, row)) for row in pair)) for pair in columns]


def _indices(f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(d,), (d,), first and total; zero where f does not vary."""
    centred = f - f[:, :2].mean()
    a, b, mixed = centred[:, :1], centred[:, 1:2], centred[:, 2:]
    variance = float(centred[:, :2].var())
    if variance <= 0.0:
        return np.zeros(mixed.shape[1]), np.zeros(mixed.shape[1])
    return (b * (mixed - a)).mean(0) / variance, ((a - mixed) ** 2).mean(0) / (2 * variance)
