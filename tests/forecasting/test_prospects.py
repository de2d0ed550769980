"""What is to be expected by a pass backward is what a push forward finds, wherever it begins."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clock_games import ClockGame, Ends, Lottery, Waits, standoff
from deterrence.forecasting.automata import DROPPED, NOWHERE, Stack, Tracked
from deterrence.forecasting.both_ways import Asked, pushed
from deterrence.forecasting.prospects import Backward
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.readout_ways import ReadoutWays
from deterrence.forecasting.readouts import Imposition, Meeting, Readout, Readouts
from deterrence.forecasting.registry import once
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid
from forecasting.random_play import GAMES, played_at_random

SAME = 1e-13


def some_branches(structure, seed=0, share=0.3):
    return np.random.default_rng(seed).random(len(structure.branches)) < share


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
    """The standoff, where a leader may be followed by another, of a type redrawn."""
    game = standoff()
    tense = game.states["tense"]
    assert isinstance(tense, Waits)
    states = {**game.states, "tense": Waits([*tense.events, (0.04, "change")], tense.flow)}
    states["change"] = Lottery([(1.0, "tense")], [0.5, 0.0])
    return ClockGame(states, game.types, game.prior, game.precision, game.interest)


@pytest.mark.parametrize(("made", "known"), [(standoff, False), (standoff, True), (with_leaders_who_change, False)])
def test_on_a_clock_a_pass_backward_is_every_push_forward(made, known):
    game = made().build()
    pusher, s, days = Pusher(Grid(points=5).solve(game)), game.structure, 30.0
    truth = {0: 1} if known else {}
    on = np.array([s.states[x] in ("given", "war") for x in s.branch_next])
    ways = ReadoutWays.of(Readouts(s, {"on": Readout.ever(s, on)}))
    begins = range(0, pusher.vertices.count, 3)
    expected = Backward(pusher.players, ways, truth).at_start(days).at(s.initial, "on")[list(begins), 0]
    assert expected == pytest.approx(by_pushes(pusher, on, begins, truth, days), abs=SAME)


def two_steps(structure, states):
    """An automaton that waits at some states for a second thing after a first, as tags and as a meeting."""
    first, then = (some_branches(structure, seed, 0.5) for seed in (1, 2))
    leaving = np.isin(structure.branch_state, states)
    tags = np.tile(np.arange(4, dtype=np.int32), (len(first), 1))  # not yet; has; and play has come there; and then
    tags[first, 0] = 1
    tags[leaving, 1] = 2
    tags[leaving & then, 1] = 3
    tags[then, 2] = 3
    waiting = np.tile(np.arange(2, dtype=np.int32), (len(first), 1))
    waiting[first, 0] = 1
    waiting[leaving, 1] = DROPPED
    return Tracked(tags, asked=NOWHERE), Tracked(waiting, asked=states), Readout.ever(structure, then)


def met_and_tagged(assessment, days=None, truth=None):
    """(mass that comes there, and of it, that to which the second thing then happens), by both ways."""
    s = assessment.game.structure
    states = [int(x) for x in np.flatnonzero(s.standing == Standing.DECISION) if x != s.initial]
    tags, waiting, then = two_steps(s, states)
    meeting = Meeting("waiting", 1, tuple(states), "then")
    asked = Asked.of(Stack(s, {"tags": tags, "waiting": waiting}), Readouts(s, {"then": then}), {"met": meeting})
    found = pushed(Pusher(assessment), asked, days, truth)
    share = found.passage.share("tags")
    return found.met["met"], np.array([share[2] + share[3], share[3]])


@pytest.mark.parametrize("name", GAMES)
def test_mass_meets_what_comes_of_it(name):
    met, tagged = met_and_tagged(played_at_random(GAMES[name](3), 7))
    assert met == pytest.approx(tagged, abs=SAME)
    assert 0.0 < tagged[1] <= tagged[0]


@pytest.mark.parametrize("made", [standoff, with_leaders_who_change])
def test_on_a_clock_mass_meets_what_comes_of_it_in_the_days_that_are_left(made):
    met, tagged = met_and_tagged(Grid(points=5).solve(made().build()), 30.0)
    assert met == pytest.approx(tagged, abs=1e-12)
    assert 0.0 < tagged[1] <= tagged[0]


def test_mass_whose_true_type_is_known_meets_what_comes_of_that_type():
    assessment = Grid(points=5).solve(standoff().build())
    met, tagged = zip(*(met_and_tagged(assessment, 30.0, {0: kind}) for kind in (0, 1)), strict=True)
    assert np.array(met) == pytest.approx(np.array(tagged), abs=1e-12)
    assert abs(met[0][1] - met[1][1]) > 1e-3


def test_waits_in_closed_form():
    """Of events that return at a rate of 0.7 a day and one at 0.2 that ends all: what is to be expected by day D."""
    game = ClockGame({"on": Waits([(0.7, "on"), (0.2, "end")]), "end": Ends()}).build()
    s, days = game.structure, 11.0
    back, end = (np.array([s.states[x] == name for x in s.branch_next]) for name in ("on", "end"))
    ended = (s.standing == Standing.TERMINAL).astype(float)[:, None]
    endings = Readout(np.zeros((len(end), 1), int), np.zeros((len(end), 1)), ended)
    some = {"ever": Readout.ever(s, end), "times": Readout.times(s, back), "ended": endings}
    found = Backward(Pusher(Grid(points=5).solve(game)).players, ReadoutWays.of(Readouts(s, some))).at_start(days)
    by_then = 1 - math.exp(-0.2 * days)
    expected = {"ever": by_then, "times": 0.7 * by_then / 0.2, "ended": by_then}
    for key, value in expected.items():
        assert found.at(s.initial, key) == pytest.approx(value, abs=1e-10)


def test_a_move_that_is_imposed_is_made_whatever_would_be_played():
    """Offering, in the standoff, leads to what comes of an offer, with beliefs as it leaves them or as they were."""
    game = standoff().build()
    s, pusher = game.structure, Pusher(Grid(points=5).solve(game))
    x, offered = s.index("one"), s.index("offered")
    (branch,) = (b for b in s.branches_at[x] if s.branch_next[b] == offered)
    table, gain = np.zeros((len(s.branches), 3), int), np.zeros((len(s.branches), 3))
    table[s.branch_next == s.index("agreed"), 0], gain[s.branch_next == s.index("agreed"), 0] = DROPPED, 1.0
    imposed = {1: Imposition([branch]), 2: Imposition([branch], teaches=False)}
    asked = Readouts(s, {"agreed": Readout(table, gain, np.zeros((len(s.states), 3)), imposed)})
    found = Backward(pusher.players, ReadoutWays.of(asked)).at_start(30.0)
    here, there = found.at(x, "agreed"), found.at(offered, "agreed")[:, 0]
    assert here[:, 2] == pytest.approx(there, abs=SAME)
    flow = pusher.flow(0, x, np.ones(pusher.sizes))
    seen = s.outcomes_at[x].index(int(s.branch_outcome[branch]))
    assert here[:, 1] == pytest.approx((flow.share[seen] * there[flow.place[seen]]).sum(1), abs=SAME)
    assert not found.at(offered, "agreed")[:, 1:].any() and abs(here[:, 1] - here[:, 2]).max() > 1e-4
