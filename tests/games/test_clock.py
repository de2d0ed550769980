"""The clock: closed forms, uniformisation, refusals, and the certificate of endless games."""

import math
from dataclasses import replace

import numpy as np
import pytest

from clock_games import Chooses, ClockGame, Ends, Lottery, Waits, plain_values, standoff, with_null_events
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.games.stochastic import StochasticGame
from deterrence.solvers import linearised
from deterrence.solvers.certify.grid_certificate import prior_values
from deterrence.solvers.grid import Grid
from deterrence.solvers.markov import Markov
from deterrence.solvers.solving import solve

GRID = Grid(points=9)


def value(game: StochasticGame, state: str, column: int = 0) -> float:
    return float(GRID.solve(game).values_at_prior[game.structure.index(state), column])


def race(rates=(0.3, 0.1, 0.6), worth=(1.0, -2.0, 0.5), flow=0.7, interest=0.05) -> ClockGame:
    states = {"race": Waits([(rate, f"end {k}") for k, rate in enumerate(rates)], [flow, 0.0])}
    states |= {f"end {k}": Ends([w, 0.0]) for k, w in enumerate(worth)}
    return ClockGame(states, interest=(interest, 0.0))


def test_a_race_of_exponentials():
    """The first of several events: V = (u + Σ rate_j V_j) / (R + r), and each ends it with probability rate_j / R."""
    game = race().build()
    expected = (0.7 + 0.3 * 1.0 - 0.1 * 2.0 + 0.6 * 0.5) / (1.0 + 0.05)
    assert value(game, "race") == pytest.approx(expected, abs=1e-12)
    ends = GRID.solve(game).ending_probabilities()
    assert [ends[f"end {k}"] for k in range(3)] == pytest.approx([0.3, 0.1, 0.6], abs=1e-12)


def test_two_states_by_hand():
    """On and off alternate until it stops: two linear equations, solved by hand."""
    a, b, stop, r, u = 0.4, 0.25, 0.1, 0.02, 1.5
    game = ClockGame(
        {
            "on": Waits([(a, "off"), (stop, "end")], [u, 0.0]),
            "off": Waits([(b, "on")], [0.0, 0.0]),
            "end": Ends([2.0, 0.0]),
        },
        interest=(r, 0.0),
    ).build()
    back = b / (b + r)
    on = (u + stop * 2.0) / (a + stop + r - a * back)
    assert value(game, "on") == pytest.approx(on, abs=1e-9)
    assert value(game, "off") == pytest.approx(back * on, abs=1e-9)


@pytest.mark.parametrize("up", [0.2, 0.35, 0.5])
def test_the_gamblers_ruin_on_a_ladder(up):
    """Steps up at one rate and down at another: the chance of the top before the bottom is (1 − q^k)/(1 − q^n)."""
    down, n = 0.35, 6
    states = {"3": Waits([(up, "4"), (down, "2")])}
    states |= {str(k): Waits([(up, str(k + 1)), (down, str(k - 1))]) for k in (1, 2, 4, 5)}
    states |= {"0": Ends([0.0, 0.0]), "6": Ends([1.0, 0.0])}
    game = ClockGame(states).build()
    q = down / up
    for k in range(1, n):
        expected = k / n if q == 1 else (1 - q**k) / (1 - q**n)
        assert value(game, str(k)) == pytest.approx(expected, abs=1e-9)


def test_values_are_those_of_one_linear_system():
    """Two independent methods on a game without a choice."""
    game = ClockGame(
        {
            "a": Waits([(0.3, "b"), (0.1, "draw")], [0.2, -0.1]),
            "b": Waits([(0.2, "a"), (0.5, "c")], [0.0, 0.4]),
            "draw": Lottery([(0.25, "a"), (0.75, "end")]),
            "c": Chooses(0, {"go on": ([0.3, 0.0], [(0.6, "a"), (0.4, "end")])}),
            "end": Ends([1.0, -2.0]),
        },
        interest=(0.01, 0.0),
    ).build()
    found = GRID.solve(game)
    assert found.values_at_prior == pytest.approx(plain_values(game), abs=1e-9)
    assert prior_values(found) == pytest.approx(plain_values(game)[game.structure.initial], abs=1e-9)


@pytest.mark.parametrize("rate", [0.1, 0.63, 5.0])
def test_null_events_change_nothing(rate):
    """Uniformisation at any constant: what changes nothing may happen as often as it likes."""
    plain, more = (g.build() for g in (standoff(), with_null_events(standoff(), rate)))
    fine = replace(GRID, tolerance=1e-12)
    one, other = fine.solve(plain), fine.solve(more)
    assert other.values_at_prior == pytest.approx(one.values_at_prior, abs=1e-10)
    for x, z in one.strategies[0].items():
        assert np.exp(other.strategies[0][x]) == pytest.approx(np.exp(z), abs=1e-9)
    before, after = one.ending_probabilities(), other.ending_probabilities()
    assert all(after[name] == pytest.approx(before[name], abs=1e-8) for name in before)


def test_the_unit_of_time_changes_nothing():
    """Hours for days: rates, flows and interest divided by 24."""
    game = standoff()
    states = {
        name: Waits([(rate / 24, y) for rate, y in node.events], [f / 24 for f in node.flow])
        if isinstance(node, Waits) else node
        for name, node in game.states.items()
    }  # fmt: skip
    hours = replace(game, states=states, interest=tuple(r / 24 for r in game.interest))
    one, other = GRID.solve(game.build()), GRID.solve(hours.build())
    assert other.values_at_prior == pytest.approx(one.values_at_prior, abs=1e-10)


def test_who_is_named_first_changes_nothing():
    game = standoff(types=(("s",), ("s",)), prior=((1.0,), (1.0,)))

    def two(pay):
        return [pay[0], pay[2]] if pay else pay

    def actor(i):
        return 1 - i

    states, swapped = {}, {}
    for name, node in game.states.items():
        match node:
            case Waits():
                states[name] = Waits(node.events, two(node.flow))
                swapped[name] = Waits(node.events[::-1], two(node.flow)[::-1])
            case Chooses():
                states[name] = Chooses(node.actor, {m: (two(p), b) for m, (p, b) in node.moves.items()})
                swapped[name] = Chooses(actor(node.actor), {m: (two(p)[::-1], b) for m, (p, b) in node.moves.items()})
            case Ends():
                states[name], swapped[name] = Ends(two(node.worth)), Ends(two(node.worth)[::-1])
    one = GRID.solve(replace(game, states=states).build())
    other = GRID.solve(replace(game, states=swapped, interest=game.interest[::-1]).build())
    for x, name in enumerate(one.game.structure.states):
        there = other.values_at_prior[other.game.structure.index(name)]
        assert there[::-1] == pytest.approx(one.values_at_prior[x], abs=1e-10)


@pytest.mark.slow
def test_the_certificate_is_as_of_any_game():
    solution = solve(standoff().build(), Grid(points=13))
    c = solution.certificate
    assert c.residual <= 1e-9
    assert c.consistency <= 1e-10 and c.unfinished <= 1e-8
    assert 0 <= c.regret <= c.logit_bound
    assert c.grid_error is not None and set(c.grid_error.probabilities) == {"faded", "given", "agreed", "war"}


@pytest.mark.parametrize("solved", [True, False])
def test_the_residual_is_that_of_the_strategies_own_values(solved, monkeypatch):
    """By the certificate's own evaluation; also where the linear system is not solved, and sweeps go on instead."""
    if not solved:
        monkeypatch.setattr(linearised, "gmres", lambda product, right, **settings: (0 * right, False))
    found = Grid(points=7).solve(standoff().build())
    assert 0 < found.residual <= 1e-10
    assert found.certify().residual <= 1e-10
    assert found.values_at_prior[0] == pytest.approx(prior_values(found), abs=1e-10)


def test_a_certificate_sees_strategies_that_are_none():
    """Strategies of one game held in another whose war costs more."""
    game = standoff().build()
    found = GRID.solve(game)
    worse = standoff()
    worse.states["war"] = Ends([-8.0, -4.0, -8.0])
    other = replace(found, game=worse.build())
    assert found.certify().residual < 1e-9 < 1e-3 < other.certify().residual


def test_a_change_of_leaders_at_the_clock():
    """Leaders change at a rate: belief comes back towards the prior, on average it stays there."""
    game = standoff()
    game.states["tense"] = Waits([*game.states["tense"].events, (0.02, "leaders")], game.states["tense"].flow)
    game.states["leaders"] = Lottery([(1.0, "tense")], (0.5, 0.0))
    c = GRID.solve(game.build()).certify()
    assert c.residual <= 1e-9 and c.consistency <= 1e-10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pace": None}, "needs numbers for 'pace' and 'interest'"),
        ({"interest": [-0.1, 0.0]}, "discount rate per day is -0.1"),
        ({"discount": [0.9, 1.0]}, "moves take no time"),
        ({"pace": [math.inf] * 8}, "inf events per day"),
    ],
)
def test_a_clock_that_is_none_is_refused(change, words):
    game = standoff().build()
    wrong = replace(
        game, numbers=replace(game.numbers, **{k: v if v is None else np.array(v) for k, v in change.items()})
    )
    with pytest.raises(ArgumentError, match=words):
        GRID.solve(wrong)


def test_moves_for_ever_in_no_time_are_refused():
    states = {
        "wait": Waits([(1.0, "one")]),
        "one": Chooses(0, {"a": ([], [(1.0, "other")]), "b": ([], [(1.0, "end")])}),
        "other": Chooses(1, {"a": ([], [(1.0, "one")]), "b": ([], [(1.0, "end")])}),
        "end": Ends(),
    }
    with pytest.raises(ArgumentError, match=r"follow one another for ever: 'o.*put a clock between"):
        GRID.solve(ClockGame(states).build())


def test_a_horizon_in_moves_is_refused():
    with pytest.raises(ArgumentError, match="windows are in days"):
        GRID.solve(standoff().build().with_horizon(5))


def test_the_solver_that_counts_moves_says_so():
    plain = standoff(types=(("s",), ("s",)), prior=((1.0,), (1.0,)))
    for name, node in plain.states.items():
        if isinstance(node, Chooses):
            plain.states[name] = Chooses(node.actor, {m: (p[1:], b) for m, (p, b) in node.moves.items()})
        elif isinstance(node, Waits):
            plain.states[name] = Waits(node.events, node.flow[1:])
        else:
            plain.states[name] = Ends(node.worth[1:])
    game = plain.build()
    with pytest.raises(UnsupportedGame, match="takes no clock"):
        Markov().solve(game)
    assert solve(game).certificate.residual <= 1e-9
