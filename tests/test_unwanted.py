"""Work that nobody wants any more ends between two rounds of a solver, and leaves nothing behind."""

import threading

import numpy as np
import pytest

from deterrence.solvers.grid import Grid, solve_grid
from deterrence.unwanted import Unwanted, go_on, while_wanted
from shipped import compiled

GRID = Grid(points=9, tolerance=1e-7)


def test_everything_is_wanted_where_nobody_said_anything():
    go_on()
    with while_wanted(lambda: True):
        go_on()


def test_it_is_asked_of_the_thread_that_works_alone():
    raised = []

    def other():
        go_on()
        raised.append(False)

    with while_wanted(lambda: False):
        with pytest.raises(Unwanted, match="ask for it again"):
            go_on()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        with while_wanted(lambda: True):
            go_on()
    go_on()
    assert raised == [False]


@pytest.mark.parametrize("name", ["standoff", "ladder"])
def test_a_solve_ends_at_the_round_at_which_it_is_unwanted(name):
    """Without a horizon (standoff) and with one (ladder); solved afterwards it is what it would have been."""
    game, rounds = compiled(name).game, []
    with while_wanted(lambda: rounds.append(1) or True):
        whole = solve_grid(game, GRID)
    asked = len(rounds)
    assert asked >= 3
    rounds.clear()
    with while_wanted(lambda: rounds.append(1) or len(rounds) < asked // 2), pytest.raises(Unwanted):
        solve_grid(game, GRID)
    assert len(rounds) == asked // 2
    again = solve_grid(game, GRID)
    assert all(np.array_equal(a, b) for a, b in zip(again.values, whole.values, strict=True))
