"""Many worlds in one call are what each would be by itself."""

from __future__ import annotations

import pytest

from deterrence.errors import ArgumentError
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import QUICK_TOLERANCE, Change, Resolver
from deterrence.stress.worlds import solve_worlds
from shipped import crisis

GRID = Grid(points=9, tolerance=QUICK_TOLERANCE)


def worlds(name: str, count: int) -> list[dict[str, float]]:
    """Every number a little more, one at a time, where that is possible."""
    table = crisis(name).parameters
    found = []
    for parameter, value in table.defaults.items():
        low, high = table.rows[parameter].range or (value, value)
        if low < value < high:
            found.append({parameter: value + 0.1 * (high - value)})
    return found[:count]


@pytest.mark.parametrize("name", ["ladder", pytest.param("corridor-window", marks=pytest.mark.slow)])
def test_worlds_are_what_each_is_by_itself_to_the_bit(name):
    some = worlds(name, 4)
    together = solve_worlds(crisis(name), some, grid=GRID)
    assert len({tuple(world.values()) for world in together}) == 4
    backwards = solve_worlds(crisis(name), some[::-1], grid=GRID, threads=1)
    assert together == backwards[::-1]
    alone = Resolver(crisis(name), crisis(name).parameters.defaults, GRID)
    assert together[0] == alone.measured(Change.of(some[0]))


def test_what_a_world_leaves_out_is_as_stated():
    stated = crisis("ladder").parameters.defaults
    whole, none = solve_worlds(crisis("ladder"), [dict(stated), {}], {"outcome"}, grid=GRID)
    assert whole == none and {key.name for key in none} == {"outcome"}


def test_a_world_that_cannot_be_is_refused_before_any_is_solved():
    with pytest.raises(ArgumentError, match=r"there is no parameter 'no\.such'"):
        solve_worlds(crisis("ladder"), [{}, {"no.such": 1.0}], grid=GRID)
    with pytest.raises(ArgumentError, match="threads"):
        solve_worlds(crisis("ladder"), [{}], grid=GRID, threads=0)
