"""Windows in days: closed forms, matrix exponentials, and that the rate of ticks changes nothing."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from clock_games import ClockGame, Ends, Lottery, Waits, standoff, with_null_events
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.forecasting.automata import NOWHERE, Stack, Tracked
from deterrence.forecasting.passage import Passage
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import once
from deterrence.forecasting.ticks import Ticks
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid
from typed_games import in_turn

GRID = Grid(points=9)


def passed(game: StochasticGame, days: float, rate: float | None = None, automata=None) -> Passage:
    pusher = Pusher(GRID.solve(game))
    return pusher.passage(Stack(game.structure, automata or {}), days=days, rate=rate)


def chance_of(passage: Passage, game: StochasticGame, ending: str) -> float:
    return float(passage.ended[game.structure.index(ending)])


@pytest.mark.parametrize("days", [0.0, 0.5, 3.0, 40.0])
def test_a_race_by_a_day(days):
    """Pr(event j is first, and comes by day D) = rate_j / R · (1 − exp(−R D))."""
    rates = (0.3, 0.1, 0.6)
    states = {"race": Waits([(r, f"end {k}") for k, r in enumerate(rates)])} | {f"end {k}": Ends() for k in range(3)}
    game = ClockGame(states).build()
    found = passed(game, days)
    for k, r in enumerate(rates):
        assert chance_of(found, game, f"end {k}") == pytest.approx(r * (1 - math.exp(-days)), abs=1e-11)
    assert found.ended[0] == pytest.approx(math.exp(-days), abs=1e-11)
    assert found.truncation <= 1e-11


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_how_long_a_race_takes(share):
    """The day by which a share is over is −ln(1 − share) / R, or the last of the window."""
    game = ClockGame({"race": Waits([(0.03, "one"), (0.07, "other")]), "one": Ends(), "other": Ends()}).build()
    found = passed(game, 20.0).finishing
    assert found.quantile(share) == pytest.approx(min(-math.log(1 - share) / 0.1, 20.0), abs=1e-9)
    assert found.by(7.0) == pytest.approx(1 - math.exp(-0.7), abs=1e-11)
    halves = type(found).together([found.times(0.5), found.times(0.5)])
    assert halves.by(7.0) == pytest.approx(found.by(7.0), abs=1e-15)


def test_what_is_over_at_once_is_over_by_day_zero():
    game = ClockGame({"start": Lottery([(0.3, "over"), (0.7, "on")]), "on": Waits([(0.1, "over")]), "over": Ends()})
    found = passed(game.build(), 20.0).finishing
    assert found.quantile(0.25) == 0.0
    assert found.quantile(0.3 + 0.7 * (1 - math.exp(-1.0))) == pytest.approx(10.0, abs=1e-8)


def test_one_wait_after_another():
    """Two waits of different rates: 1 − (b e^{−aD} − a e^{−bD}) / (b − a)."""
    a, b, days = 0.4, 0.15, 7.0
    game = ClockGame({"first": Waits([(a, "second")]), "second": Waits([(b, "end")]), "end": Ends()}).build()
    expected = 1 - (b * math.exp(-a * days) - a * math.exp(-b * days)) / (b - a)
    assert chance_of(passed(game, days), game, "end") == pytest.approx(expected, abs=1e-11)


def test_events_that_return_are_counted():
    """Events at a constant rate are Poisson: the expected number by day D is rate · D; of one that stops, less."""
    game = ClockGame({"on": Waits([(0.7, "on"), (0.2, "end")]), "end": Ends()}).build()
    found = passed(game, 11.0)
    alive = (1 - math.exp(-0.2 * 11)) / 0.2
    assert found.taken()[:2] == pytest.approx([0.7 * alive, 0.2 * alive], abs=1e-10)


def plain_generator(game: StochasticGame) -> np.ndarray:
    """The generator over clocks and endings of a game without private types, moves and chance passed through."""
    s, assessment = game.structure, GRID.solve(game)
    play = np.zeros(len(s.moves))
    for x, log in assessment.strategies[0].items():
        rows = list(s.moves_at[x][s.movers[x][0]])
        play[rows] = np.exp(log[0, : len(rows), 0, 0])
    step = np.zeros((len(s.states),) * 2)
    for b, row in enumerate(s.branches):
        moves = s.joint_moves[row.joint]
        made = np.prod([play[m] for m in moves if m >= 0])
        step[s.branch_state[b], s.branch_next[b]] += made * game.numbers.branch_probability[b]
    last = np.isin(s.standing, (Standing.CLOCK, Standing.TERMINAL))
    through = np.linalg.solve(np.eye((~last).sum()) - step[np.ix_(~last, ~last)], step[np.ix_(~last, last)])
    q = np.zeros((last.sum(),) * 2)
    for k, x in enumerate(np.flatnonzero(last).tolist()):
        if s.standing[x] == Standing.CLOCK:
            q[k] = game.numbers.pace[x] * (step[x, last] + step[x, ~last] @ through)
            q[k, k] -= game.numbers.pace[x]
    return q


@pytest.mark.parametrize("days", [1.0, 20.0, 200.0])
def test_ends_are_those_of_the_matrix_exponential(days):
    """Two independent methods on the same game, one type a side."""
    game = standoff(types=(("s calm",), ("s",)), prior=((1.0,), (1.0,)))
    for node in game.states.values():  # the payoffs of the type that is left
        for table in (getattr(node, "moves", {}),):
            for label, (pay, leads) in table.items():
                table[label] = (pay[::2], leads)
    states = {
        name: replace(node, flow=node.flow[::2]) if isinstance(node, Waits)
        else replace(node, worth=node.worth[::2]) if isinstance(node, Ends) else node
        for name, node in game.states.items()
    }  # fmt: skip
    built = replace(game, states=states).build()
    found = passed(built, days)
    last = np.isin(built.structure.standing, (Standing.CLOCK, Standing.TERMINAL))
    begins = np.zeros(last.sum())
    begins[0] = 1.0
    assert found.ended[last] == pytest.approx(begins @ expm(plain_generator(built) * days), abs=1e-10)


@pytest.mark.parametrize("factor", [1.5, 2.0, 7.0])
def test_the_rate_of_ticks_changes_nothing(factor):
    game = standoff().build()
    fastest = float(game.clock.rate.max())
    crossed = {"struck": Tracked(once(np.array([b.joint for b in game.structure.branches]) > 2), 0)}
    one, other = (passed(game, 60.0, rate, crossed) for rate in (None, factor * fastest))
    assert other.final == pytest.approx(one.final, abs=1e-10)
    assert other.made == pytest.approx(one.made, abs=1e-9)
    assert other.believed[0] == pytest.approx(one.believed[0], abs=1e-10)


def with_leaders_who_change() -> ClockGame:
    game = standoff()
    game.states["tense"] = Waits([*game.states["tense"].events, (0.05, "leaders")], game.states["tense"].flow)
    game.states["leaders"] = Lottery([(1.0, "tense")], (0.3, 0.0))
    return game


@pytest.mark.parametrize("made", [standoff, with_leaders_who_change])
def test_further_windows_are_those_of_pushes_of_their_own(made):
    game = made().build()
    struck = np.array([game.structure.states[x] in ("given", "war") for x in game.structure.branch_next])
    stack = Stack(game.structure, {"struck": Tracked(once(struck), 0, asked=NOWHERE)})
    pusher, alone = Pusher(GRID.solve(game)), {}
    whole = pusher.passage(stack, days=40.0, also=(0.0, 7.0, 90.0))
    for days in (0.0, 7.0, 40.0, 90.0):
        alone[days] = pusher.passage(stack, days=days)
        found = whole if days == 40.0 else whole.also[days]
        assert found.taken() == pytest.approx(alone[days].taken(), abs=1e-12)
        assert found.share("struck") == pytest.approx(alone[days].share("struck"), abs=1e-12)
    assert alone[7.0].share("struck")[1] < alone[40.0].share("struck")[1] < alone[90.0].share("struck")[1]
    assert whole.consistency == pytest.approx(alone[40.0].consistency, abs=1e-13)


def test_null_events_change_no_window():
    plain, more = (g.build() for g in (standoff(), with_null_events(standoff(), 0.4)))
    one, other = passed(plain, 60.0), passed(more, 60.0)
    assert other.ended == pytest.approx(one.ended, abs=1e-9)
    assert one.consistency <= 1e-10 and other.consistency <= 1e-10


def test_a_long_window_ends_as_the_endless_game_does():
    game = standoff().build()
    ends = GRID.solve(game).ending_probabilities()
    found = passed(game, 2000.0)
    assert all(chance_of(found, game, name) == pytest.approx(p, abs=1e-7) for name, p in ends.items())


def test_beliefs_keep_their_mean_through_a_change_of_leaders():
    assert passed(with_leaders_who_change().build(), 90.0).consistency <= 1e-10


def test_what_cannot_be_asked_is_refused():
    clock, moves = standoff().build(), in_turn((("s", "s"), ("s",)))
    pusher = Pusher(GRID.solve(clock))
    stack = Stack(clock.structure, {})
    with pytest.raises(ArgumentError, match="say how many days"):
        pusher.passage(stack)
    with pytest.raises(ArgumentError, match="fewer than the events"):
        pusher.passage(stack, days=10.0, rate=0.1)
    with pytest.raises(ArgumentError, match="say how many days"):
        pusher.finish()
    with pytest.raises(UnsupportedGame, match="not pushed move by move"):
        list(pusher.run())
    with pytest.raises(ArgumentError, match="takes no days"):
        Pusher(GRID.solve(moves)).passage(Stack(moves.structure, {}), days=3.0)
    with pytest.raises(ArgumentError, match="not negative"):
        Ticks.of(-1.0, 2.0)
    with pytest.raises(ArgumentError, match="ask for fewer days"):
        Ticks.of(1e6, 2.0)
