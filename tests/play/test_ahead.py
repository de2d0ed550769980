"""What lies ahead of a position."""

from __future__ import annotations

from functools import cache

import pytest

from deterrence.errors import UnsupportedGame
from deterrence.forecasting.registry import measure
from deterrence.play.ahead import Ahead
from deterrence.play.position import Walk
from deterrence.solvers.grid import Grid, solve_grid
from forecasting.rollout_games import standoff
from renewal_games import two_crises
from shipped import compiled, solved

FROM_THE_GRID = 0.02
"""What values may differ by that are read between nodes, on the small grids here."""


@cache
def ahead(name):
    return Ahead(Walk.over(solved(name), compiled(name)))


@pytest.mark.parametrize("name", ["standoff", "ladder"])
def test_from_the_start_it_is_the_outlook(name):
    a = ahead(name)
    values = measure(compiled(name), a.assessment)[0]
    found = {key.of: value for key, value in values.items() if key.name == "outcome"}
    endings = a.endings(a.walk.start())
    assert sum(endings.values()) == pytest.approx(1.0, abs=1e-9)
    assert endings == {of: pytest.approx(found[of], abs=1e-9) for of in endings}


def expected(a, at):
    """Mean over what may come next of what then lies ahead."""
    total = dict.fromkeys(a.names, 0.0)
    for after in a.walk.after(at):
        for name, chance in a.endings(after.position).items():
            total[name] += after.probability * chance
    return total


@pytest.mark.parametrize("code", ["", "hold", "climb,column", "hold,climb,row,match"])
def test_a_step_on_it_is_on_average_what_it_was(code):
    a = ahead("ladder")
    at = a.walk.at(code)
    assert a.endings(at) == pytest.approx(expected(a, at), abs=FROM_THE_GRID)


def test_with_three_types_and_where_leaders_change():
    for game in (standoff(3), two_crises((0.3, 0.6), types=(("soft", "tough"), ("weak", "middling", "firm")))):
        a = Ahead(Walk.over(solve_grid(game, Grid(points=9))))
        at = a.walk.start()
        while not at.ended:
            endings = a.endings(at)
            assert 0 < sum(endings.values()) <= 1 + 1e-9
            assert endings == pytest.approx(expected(a, at), abs=2 * FROM_THE_GRID)
            at = a.walk.after(at)[0].position


def test_once_ended_it_is_certain():
    a = ahead("standoff")
    at = a.walk.at("faded")
    assert a.endings(at) == {name: float(name == "faded") for name in a.names}
    assert [(n.words, n.chance) for n in a.next_moves(at)] == [("it fades", 1.0)]


def test_next_moves_are_those_of_whoever_may_act_next():
    a = ahead("standoff")
    start = a.walk.start()
    found = a.next_moves(start)
    assert sum(n.chance for n in found) == pytest.approx(1.0)
    acts = next(after for after in a.walk.after(start) if after.position.movers == ("row",))
    strike = next(move for move in a.walk.moves(acts.position)["row"] if move.name == "strike")
    told = next(n for n in found if (n.actor, n.words) == ("row", "strike"))
    assert told.chance == pytest.approx(acts.probability * strike.chance)
    assert [n.chance for n in found] == sorted((n.chance for n in found), reverse=True)


def test_without_a_window_there_is_no_end():
    walk = Walk.over(solved("standoff"))
    with pytest.raises(UnsupportedGame, match="no window is known"):
        Ahead(walk).endings(walk.start())
