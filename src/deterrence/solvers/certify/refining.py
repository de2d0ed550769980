"""Grid error by refinement: the same game on a coarser and on a wider lattice.

A figure Q on a grid of spacing h and cut L differs from its limit by about

    spacing: |Q_h − Q_2h| / 3   at the same L, where the method is of second order (errors fall by four),
             |Q_h − Q_2h|       without a horizon, where it is of first (they fall by two),
    edge:    |Q_L − Q_1.5L|     at the same h.

Without a horizon belief moves by many steps shorter than the spacing, each of which interpolation spreads by about the
step times the spacing: as many steps, as much spreading, in proportion to h.

Reference: Richardson (1911), "The approximate arithmetical solution by finite differences of physical
problems involving differential equations, with an application to the stresses in a masonry dam",
Philosophical Transactions of the Royal Society A 210 (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...errors import ArgumentError
from .given import GridStrategies
from .grid_certificate import prior_values
from .record import GridError

ORDER_DIVISOR = 3  # 2² − 1
ENDLESS_DIVISOR = 1  # 2 − 1
EDGE = 1.5  # how much wider the wider grid is


def grid_error(
    fine: GridStrategies,
    coarse: GridStrategies,
    wider: GridStrategies | None = None,
    *,
    stake: Mapping[str, float] | None = None,
    probabilities: Sequence[Mapping[str, float]] = (),
) -> GridError:
    """Error of the values at the prior, and of any probabilities, by refinement.

    Args:
        fine: the assessment reported.
        coarse: the same game and cut at twice the spacing.
        wider: the same game and spacing with the cut half as far again; None leaves the edge part at zero.
        stake: by actor, what values are divided by; 1 where it is left out.
        probabilities: the reported probabilities by name, from ``fine``, ``coarse`` and, if there is one,
            ``wider``, in this order.

    Raises:
        ArgumentError: grids whose spacing and cut do not stand in these ratios, or names that differ.
    """
    _check(fine, coarse, 2.0, 1.0, "coarse")
    runs = [fine, coarse]
    if wider is not None:
        _check(fine, wider, 1.0, EDGE, "wider")
        runs.append(wider)
    s = fine.game.structure
    scale = [1.0 / (stake[s.actors[i]] if stake else 1.0) for i, _ in s.columns]
    names = [f"{s.actors[i]}, {s.types[i][k].id}" for i, k in s.columns]
    values = [dict(zip(names, prior_values(run) * scale, strict=True)) for run in runs]
    if probabilities and len(probabilities) != len(runs):
        raise ArgumentError(f"{len(runs)} grids, probabilities from {len(probabilities)}: give those of each")
    endless = s.horizon is None
    named = parts(probabilities, endless=endless) if probabilities else {}
    return GridError(parts(values, endless=endless), named, wider is not None)


def parts(runs: Sequence[Mapping[str, float]], *, endless: bool) -> dict[str, tuple[float, float]]:
    """(spacing, edge) of every named figure, from the fine, the coarse and perhaps the wider grid.

    Args:
        runs: figures by name, one mapping for each grid.
        endless: of a game without a horizon.

    Raises:
        ArgumentError: the grids do not give the same names.
    """
    fine, coarse, *wider = runs
    for other in runs[1:]:
        if other.keys() != fine.keys():
            odd = ", ".join(sorted(other.keys() ^ fine.keys()))
            raise ArgumentError(f"every grid must give the same figures; these are not on all: {odd}")
    return {
        name: (
            abs(float(fine[name]) - float(coarse[name])) / (ENDLESS_DIVISOR if endless else ORDER_DIVISOR),
            abs(float(fine[name]) - float(wider[0][name])) if wider else 0.0,
        )
        for name in fine
    }


def _check(fine: GridStrategies, other: GridStrategies, spacing: float, cut: float, name: str) -> None:
    for one, two in zip(fine.lattices, other.lattices, strict=True):
        if one.types == 1:
            continue
        found = two.spacing / one.spacing, two.spacing * two.extent / (one.spacing * one.extent)
        if not np.allclose(found, (spacing, cut), rtol=1e-9):
            raise ArgumentError(
                f"the {name} grid must have {spacing:g} times the spacing and {cut:g} times the cut of the "
                f"fine one, not {found[0]:.4g} and {found[1]:.4g} times"
            )
