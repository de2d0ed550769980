"""What is to be expected by a pass backward is what a push forward finds, wherever it begins."""

from __future__ import annotations

import numpy as np
import pytest

from clock_games import ClockGame, Lottery, Waits, standoff
from deterrence.forecasting.automata import NOWHERE, Stack, Tracked
from deterrence.forecasting.prospects import Backward
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.readout_ways import ReadoutWays
from deterrence.forecasting.readouts import Readout, Readouts
from deterrence.forecasting.registry import once
from deterrence.forecasting.ticks import Ticks
from deterrence.solvers.grid import Grid
from forecasting.random_play import GAMES, played_at_random

SAME = 1e-13


def some_branches(structure, seed=0):
    return np.random.default_rng(seed).random(len(structure.branches)) < 0.3


def by_pushes(pusher, on, begins, truth, days=None):
    """Pr(a branch is taken), begun at each of some vertices: one push each."""
    stack = Stack(pusher.game.structure, {"on": Tracked(once(on), asked=NOWHERE)})
    found = []
    for v in begins:
        begin = np.eye(pusher.vertices.count)[v]
        found.append(pusher.passage(stack, begin=begin, truth=truth, days=days).share("on")[1])
    return np.array(found)


@pytest.mark.parametrize("name", GAMES)
@pytest.mark.parametrize("known", [False, True])
def test_a_pass_backward_is_every_push_forward(name, known):
    assessment = played_at_random(GAMES[name](3), 7)
    pusher, s = Pusher(assessment), assessment.game.structure
    truth = {0: 1} if known and "renewal" not in name else {}
    on = some_branches(s)
    ways = ReadoutWays.of(Readouts(s, {"on": Readout.ever(s, on)}))
    belief = pusher.vertices.belief
    begins = [v for v in range(0, pusher.vertices.count, 5) if all(belief[i][v, k] for i, k in truth.items())]
    expected = Backward(pusher.players, ways, truth).at_start().at(s.initial, "on")[:, 0]
    assert expected[begins] == pytest.approx(by_pushes(pusher, on, begins, truth), abs=SAME)
    assert 0.05 < expected.max() <= 1 + SAME


def with_leaders_who_change() -> ClockGame:
    """The standoff, where a leader may be followed by another, of a type drawn anew."""
    game = standoff()
    tense = game.states["tense"]
    assert isinstance(tense, Waits)
    states = {**game.states, "tense": Waits([*tense.events, (0.04, "change")], tense.flow)}
    states["change"] = Lottery([(1.0, "tense")], [0.5, 0.0])
    return ClockGame(states, game.types, game.prior, game.precision, game.interest)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("made", [standoff, with_leaders_who_change])
def test_on_a_clock_a_pass_backward_is_every_push_forward(made, known):
    game = made().build()
    if known and made is not standoff:
        pytest.skip("a type that is drawn anew cannot be known")
    pusher, s, days = Pusher(Grid(points=5).solve(game)), game.structure, 30.0
    truth = {0: 1} if known else {}
    on = np.array([s.states[x] in ("given", "war") for x in s.branch_next])
    ways = ReadoutWays.of(Readouts(s, {"on": Readout.ever(s, on)}))
    ticks = Ticks.of(days, float(game.clock.rate.max()))
    begins = range(0, pusher.vertices.count, 3)
    expected = Backward(pusher.players, ways, truth).at_start(days).at(s.initial, "on")[list(begins), 0]
    assert expected == pytest.approx(by_pushes(pusher, on, begins, truth, days), abs=SAME)
    left = Backward(pusher.players, ways, truth).by_ticks_left(ticks.rate, len(ticks))
    again = sum(ticks.within[k] * found.at(s.initial, "on")[list(begins), 0] for k, found in enumerate(left))
    assert again == pytest.approx(expected, abs=SAME)
