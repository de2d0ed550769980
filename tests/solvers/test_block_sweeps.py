"""Sweeps over belief nodes against what they stand for: rounds one after another, and events one after another."""

from __future__ import annotations

import numpy as np
import pytest

from clock_games import Chooses, ClockGame, Ends, Lottery, Waits, standoff
from deterrence.solvers.certify import circulation, endless
from deterrence.solvers.certify.block_masses import BlockMasses
from deterrence.solvers.certify.play import Play
from deterrence.solvers.certify.reach import push
from deterrence.solvers.grid import Grid

GRID = Grid(points=7)
CLOSE = 1e-10


def quick() -> ClockGame:
    """Three types of one actor; a lottery between move and clock, a move that follows a move, and a short life."""
    states = {
        "quiet": Waits([(0.5, "one"), (0.4, "other"), (0.3, "faded")], [-0.1, -0.2, -0.1, -0.1]),
        "one": Chooses(
            0,
            {
                "hold": ([0.0] * 4, [(1.0, "quiet")]),
                "press": ([-0.1, 0.2, 0.4, -0.4], [(0.7, "draw"), (0.3, "again")]),
            },
        ),
        "again": Chooses(0, {"stop": ([0.0] * 4, [(1.0, "quiet")]), "go": ([0.1, 0.3, 0.5, -0.3], [(1.0, "draw")])}),
        "draw": Lottery([(0.6, "quiet"), (0.2, "other"), (0.2, "war")]),
        "other": Chooses(1, {"hold": ([0.0] * 4, [(1.0, "quiet")]), "yield": ([0.0] * 4, [(1.0, "given")])}),
        "faded": Ends([0.0] * 4),
        "given": Ends([1.0, 1.0, 1.2, -0.6]),
        "war": Ends([-2.0, -1.0, -0.5, -2.0]),
    }
    types = (("s calm", "s angry", "s wild"), ("s",))
    return ClockGame(
        states, precision=2.0, types=types, prior=((0.5, 0.3, 0.2), (1.0, 0.0, 0.0)), interest=(0.05, 0.04)
    )


def with_leaders() -> ClockGame:
    game = standoff(interest=(0.05, 0.04))
    game.states["tense"] = Waits([*game.states["tense"].events, (0.02, "leaders")], game.states["tense"].flow)
    game.states["leaders"] = Lottery([(1.0, "tense")], (0.5, 0.0))
    return game


GAMES = {"standoff": lambda: standoff(interest=(0.05, 0.04)), "three types": quick, "leaders change": with_leaders}


@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize("name", GAMES)
def test_values_are_those_of_one_round_after_another(name, factor, monkeypatch):
    """All rows, best replies' included, and the gaps, with the finer grid's own tolerance taken down to theirs."""
    monkeypatch.setattr("deterrence.solvers.certify.play.BETWEEN_ERROR", 1e-12)
    monkeypatch.setattr("deterrence.solvers.certify.play.VALUE_ERROR", 1e-12)
    found = GRID.solve(GAMES[name]().build())
    ((_, swept, gaps),) = Play(found, factor).stages(best=True)
    monkeypatch.setattr(endless.Endless, "_alone", lambda self, block: False)
    ((_, plain, others),) = Play(found, factor).stages(best=True)
    assert swept.keys() == plain.keys() and gaps.keys() == others.keys()
    for x, value in plain.items():
        assert swept[x].reshape(len(value), -1) == pytest.approx(
            np.broadcast_to(value.reshape(len(value), -1), swept[x].reshape(len(value), -1).shape), abs=CLOSE
        )
    for x, gap in others.items():
        assert gaps[x] == pytest.approx(gap, abs=CLOSE)


def test_a_better_start_changes_nothing():
    found = GRID.solve(standoff().build())
    ((_, own, _),) = Play(found).stages(best=True)
    ((_, cold, _),) = Play(found, 2).stages(best=True)
    ((_, warm, _),) = Play(found, 2).stages(best=True, near=own)
    assert all(warm[x] == pytest.approx(value, abs=1e-7) for x, value in cold.items())


@pytest.mark.parametrize("name", ["standoff", "three types"])
def test_visits_are_those_of_one_event_after_another(name, monkeypatch):
    found = GRID.solve(GAMES[name]().build())
    swept = push(Play(found))
    monkeypatch.setattr(BlockMasses, "takes", staticmethod(lambda pusher, block: False))
    around = push(Play(found))
    monkeypatch.setattr(circulation.Circulation, "run", lambda self: setattr(self, "left", 1.0))
    monkeypatch.setattr("deterrence.solvers.certify.reach.STILL", 1e-13)
    events = push(Play(found))
    assert swept.consistency <= CLOSE and swept.unfinished <= CLOSE
    for other in (around, events):
        assert swept.endings == pytest.approx(other.endings, abs=CLOSE)
        assert swept.visits[0].keys() >= other.visits[0].keys()
        for x, mass in other.visits[0].items():
            assert swept.visits[0][x] == pytest.approx(mass, abs=CLOSE)
