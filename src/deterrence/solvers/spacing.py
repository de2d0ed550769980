"""The error of a grid, as a coarser grid shows it: one rule, for every figure that has one.

A figure Q of a method of order p, on a grid of spacing h and on one of spacing kh, differs from its limit by about

    |Q_h − Q_kh| / (k^p − 1)

(Richardson extrapolation): a third of the change at twice the spacing where errors fall as the square (p = 2), the
whole change where they fall in proportion (p = 1). Which order holds is known from experience with the solvers here,
not proved:

* 2 for a solution with a horizon, at the resolutions that are reported and refined;
* 1 without a horizon: belief then moves by many steps shorter than the spacing, each of which interpolation spreads by
  about the step times the spacing; and for the small grids of comparisons, where errors do not yet fall as the square.

Where the order is in doubt the lower one is taken: it states too much rather than too little.

Reference: Richardson (1911), "The approximate arithmetical solution by finite differences of physical problems
involving differential equations, with an application to the stresses in a masonry dam", Philosophical Transactions of
the Royal Society A 210 (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import ArgumentError
from ..games.structure import Structure
from .lattice import Lattice, extent_of

FIRST, SECOND = 1, 2


def order_of(structure: Structure) -> int:
    """The order of the method that solves games of a structure, at the resolutions that are reported."""
    return FIRST if structure.horizon is None else SECOND


def spacing_ratio(points: int, coarse: int) -> float:
    """How many times the spacing of a grid another has, of the same cut.

    Args:
        points: nodes a side of the one.
        coarse: nodes a side of the other.
    """
    return extent_of(points) / extent_of(coarse)


def lattice_ratio(fine: Sequence[Lattice], coarse: Sequence[Lattice]) -> float:
    """The same of two grids by their lattices, one for each actor; 1 where nobody has several types."""
    return max((b.spacing / a.spacing for a, b in zip(fine, coarse, strict=True) if a.types > 1), default=1.0)


def spacing_error(fine: float, coarse: float, ratio: float, order: int) -> float:
    """The error of a figure due to the spacing of its grid, in the figure's own unit.

    Args:
        fine: the figure on the grid that it is reported from.
        coarse: the same on the coarser grid.
        ratio: k, how many times the spacing the coarser grid has: above 1.
        order: p, :data:`FIRST` or :data:`SECOND`.

    Raises:
        ArgumentError: the other grid is no coarser, so that it shows nothing.
    """
    if not ratio > 1:
        raise ArgumentError(f"an error is estimated from a grid of wider spacing, not of {ratio:.4g} times the spacing")
    return abs(float(fine) - float(coarse)) / (ratio**order - 1)
