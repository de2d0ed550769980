"""Sobol' indices, first and total, from a ``saltelli`` design (:mod:`..ensemble.designs`), by SALib.

With f_A, f_B a number at two independent points of a row, and f_j where coordinate j of the first is the second's,

    first  S_j = E[f_B (f_j − f_A)] / Var f        (Saltelli et al. 2010, Table 2, row b)
    total  T_j = E[(f_A − f_j)²] / (2 Var f)       (Jansen 1999; the same table, row f)

with intervals from rows drawn again. References: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010),
"Variance based sensitivity analysis of model output", Computer Physics Communications 181(2), 259–270; recalled, not
opened. Iwanaga, Usher & Herman (2022), "Toward SALib 2.0", Socio-Environmental Systems Modelling 4, 18155; recalled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import ArgumentError
from ..ensemble.designs import FEWEST_ROWS
from .given_data import NORMAL_95, Index

REPLICATES = 200


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
    from SALib.analyze import sobol

    rows = f[np.isfinite(f).all(1)]
    if len(rows) < FEWEST_ROWS:
        raise ArgumentError(f"{len(rows)} rows of worlds are whole, too few for Sobol' indices: draw more")
    d = f.shape[1] - 2
    if np.ptp(rows[:, :2]) == 0.0:
        nothing = Index(0.0, 0.0, 0.0)
        return [Sobol(nothing, nothing)] * d
    in_its_order = rows[:, [0, *range(2, d + 2), 1]].ravel()
    found = sobol.analyze(
        {"num_vars": d, "names": [str(j) for j in range(d)]},
        in_its_order,
        calc_second_order=False,
        num_resamples=REPLICATES,
        seed=seed + 1,  # it takes zero for none
    )
    first, total = (
        [Index.around(float(v), float(half) / NORMAL_95) for v, half in zip(found[s], found[f"{s}_conf"], strict=True)]
        for s in ("S1", "ST")
    )
    return [Sobol(*pair) for pair in zip(first, total, strict=True)]
