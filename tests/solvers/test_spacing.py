"""One rule for every grid error: figures whose error is known get that error."""

from __future__ import annotations

import pytest

from deterrence.errors import ArgumentError
from deterrence.forecasting.outlook import forecast
from deterrence.solvers.grid import Grid
from deterrence.solvers.lattice import lattices_for
from deterrence.solvers.solving import solve
from deterrence.solvers.spacing import FIRST, SECOND, lattice_ratio, order_of, spacing_error, spacing_ratio
from shipped import compiled


@pytest.mark.parametrize("order", [FIRST, SECOND])
@pytest.mark.parametrize("points,coarse", [(49, 25), (7, 5), (15, 8), (21, 11), (13, 5)])
def test_an_error_of_that_order_is_found_exactly(order, points, coarse):
    def figure(n):
        return 0.4 - 0.7 * (1 / (n // 2)) ** order

    error = spacing_error(figure(points), figure(coarse), spacing_ratio(points, coarse), order)
    assert error == pytest.approx(0.7 * (1 / (points // 2)) ** order, rel=1e-12)


def test_at_twice_the_spacing_it_is_a_third_or_the_whole():
    assert spacing_error(1.0, 1.3, 2.0, SECOND) == pytest.approx(0.1)
    assert spacing_error(1.0, 1.3, 2.0, FIRST) == pytest.approx(0.3)


@pytest.mark.parametrize("ratio", [1.0, 0.5, float("nan")])
def test_a_grid_that_is_no_coarser_tells_nothing(ratio):
    with pytest.raises(ArgumentError, match="wider spacing"):
        spacing_error(1.0, 1.1, ratio, FIRST)


@pytest.mark.parametrize("points", [5, 6, 7, 8, 15, 21, 49])
def test_the_ratio_is_that_of_the_lattices(points):
    fine, coarse = (lattices_for((2, 1), n, 12.0) for n in (points, 5))
    assert spacing_ratio(points, 5) == pytest.approx(lattice_ratio(fine, coarse), rel=1e-12)


def test_an_odd_number_of_intervals_has_no_half():
    """15 nodes a side are 7 intervals, and the grid beside them has 4."""
    grid = Grid(points=15)
    rough = grid.coarser(compiled("ladder").game)
    assert rough is not None and grid.ratio(rough) == pytest.approx(7 / 4)


@pytest.mark.parametrize("name,points", [("ladder", 9), ("ladder", 15), ("standoff", 9), ("standoff", 15)])
def test_outlook_and_certificate_state_the_same_error_of_an_ending(name, points):
    """With a horizon and without, and where the grid has no half."""
    solution = solve(compiled(name), Grid(points=points))
    game = solution.game.structure
    assert order_of(game) == (FIRST if game.horizon is None else SECOND)
    stated = solution.certificate.grid_error.probabilities
    days = None if game.horizon is not None else 3650.0  # the certificate is about the end, whenever that is
    shown = forecast(solution, days).outcomes
    for ending, (spacing, edge) in stated.items():
        assert shown[ending].error == pytest.approx(spacing + edge, abs=2e-6)
