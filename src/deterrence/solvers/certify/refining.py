"""Grid error by refinement: the same game on a coarser and on a wider lattice.

A figure Q on a grid of spacing h and cut L differs from its limit by about

    spacing: what :mod:`..spacing` makes of |Q_h − Q_kh|, at the same L,
    edge:    |Q_L − Q_1.5L|, at the same h.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...errors import ArgumentError
from ..spacing import order_of, spacing_error
from .given import GridStrategies
from .grid_certificate import prior_values
from .record import GridError

TWICE = 2.0  # how many times the spacing the coarse grid has
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
    _check(fine, coarse, TWICE, 1.0, "coarse")
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
    order = order_of(s)
    named = parts(probabilities, TWICE, order) if probabilities else {}
    return GridError(parts(values, TWICE, order), named, wider is not None)


def parts(runs: Sequence[Mapping[str, float]], ratio: float, order: int) -> dict[str, tuple[float, float]]:
    """(spacing, edge) of every named figure, from the fine, the coarse and perhaps the wider grid.

    Args:
        runs: figures by name, one mapping for each grid.
        ratio: how many times the spacing the coarse grid has.
        order: of the method.

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
            spacing_error(fine[name], coarse[name], ratio, order),
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
