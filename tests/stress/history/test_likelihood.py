"""The likelihood of dated acts: against whole-window pushes, sums over days, and re-solving for its derivatives."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.forecasting.acts import Act, path_followed
from deterrence.forecasting.automata import Stack
from deterrence.forecasting.push import Pusher
from deterrence.solvers.grid import Grid
from deterrence.stress.history.likelihood import MEAN, TOTAL, coded, paths_through, with_means
from deterrence.stress.resolve import Change, Resolver
from shipped import compiled, crisis, solved

NAME = "standoff"
DAYS = 30.0
PRESS, ANSWER = ("row", "pressure"), ("column", "strike")


def dated(*acts: tuple[tuple[str, str], float, float], days: float = DAYS, account: str = "as coded") -> DatedCrisis:
    """A crisis of acts, each with the days between which it was made."""
    return DatedCrisis("made-up", account, tuple(DatedAct(*act, first, last) for act, first, last in acts), days)


def log_of(*crises: DatedCrisis) -> float:
    """The log likelihood of crises in the standoff as shipped."""
    return paths_through(compiled(NAME), crises).log_likelihoods(solved(NAME, 5))[TOTAL]


@pytest.mark.parametrize("acts", [(), (PRESS,), (PRESS, ANSWER), (PRESS, ANSWER, ("row", "strike"))], ids=len)
def test_acts_at_any_time_in_the_window_are_the_path_that_a_push_follows(acts):
    game = compiled(NAME)
    path = path_followed(game.structure, [Act(*act) for act in acts])
    whole = Pusher(solved(NAME, 5)).passage(Stack(game.structure, {"path": path}), days=DAYS).share("path")
    found = math.exp(log_of(dated(*((act, 0.0, DAYS) for act in acts))))
    assert found == pytest.approx(float(whole[len(acts)]), rel=1e-11)


def test_what_happens_within_some_days_happens_on_one_of_them():
    """The second act within days 4 to 8 is the second act on the fourth, or the fifth, …"""
    each = [math.exp(log_of(dated((PRESS, 1.0, 2.0), (ANSWER, float(d), d + 1.0)))) for d in range(4, 8)]
    assert math.exp(log_of(dated((PRESS, 1.0, 2.0), (ANSWER, 4.0, 8.0)))) == pytest.approx(sum(each), rel=1e-11)


def test_an_act_that_may_come_after_watching_ends_may_come_within_it_or_not():
    first = (PRESS, 1.0, 2.0)
    within, never = log_of(dated(first, (ANSWER, 20.0, DAYS))), log_of(dated(first))
    open_ended = math.exp(log_of(dated(first, (ANSWER, 20.0, DAYS + 300.0))))
    assert open_ended == pytest.approx(math.exp(within) + math.exp(never), rel=1e-11)


def test_what_cannot_be_has_no_likelihood_and_no_derivative():
    impossible = dated((PRESS, 1.0, 2.0), (("row", "pressure"), 3.0, 4.0))  # again at one rung: no act of its own
    assert log_of(impossible) == -math.inf
    with pytest.raises(ArgumentError, match="no chance"):
        paths_through(compiled(NAME), [impossible]).gradient(compiled(NAME), solved(NAME, 5))


def test_accounts_are_averaged_and_crises_multiplied():
    found = with_means({("x", "one"): math.log(0.2), ("x", "other"): -math.inf, ("y", "one"): math.log(0.5)})
    assert math.exp(found["x", MEAN]) == pytest.approx(0.1)
    assert math.exp(found[TOTAL]) == pytest.approx(0.05)


def test_a_crisis_that_counts_moves_has_no_dates():
    with pytest.raises(UnsupportedGame, match="clock"):
        paths_through(compiled("ladder"), [dated()])
    with pytest.raises(ArgumentError, match="coded_crises"):
        coded(compiled(NAME).brief, compiled(NAME).structure.rungs)


@cache
def resolver() -> Resolver:
    """Of the standoff, solved well enough for differences."""
    found = crisis(NAME)
    return Resolver(found, found.parameters.defaults, Grid(points=5, tolerance=1e-11))


def test_derivatives_agree_with_solving_again():
    """By every parameter, of two crises, one of them with two accounts."""
    crises = (
        dated((PRESS, 3.0, 4.0), (ANSWER, 8.0, 9.0), (("row", "strike"), 8.0, 9.0)),
        dated((PRESS, 3.0, 4.0), account="another"),
        DatedCrisis("second", "as coded", (DatedAct("column", "strike", 1.0, 12.0),), 20.0),
    )
    game, assessment = resolver().solved()
    found = paths_through(game, crises).gradient(game, assessment).derivative[TOTAL]
    for name, value in game.values.items():
        if value == 0.0:
            continue
        step = 1e-4 * abs(value)
        ends = []
        for sign in (1, -1):
            other, solution = resolver().solved(Change.of({name: value + sign * step}))
            ends.append(paths_through(other, crises).log_likelihoods(solution)[TOTAL])
        assert found[name] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=2e-5, abs=2e-7), name


def test_the_flagship_reads_its_coded_crises():
    """An entry for every account, acts in order of their days, none after watching ended."""
    game = compiled("south-asia-2025")
    found = coded(game.brief, game.structure.rungs)
    assert {c.history for c in found} == set(game.brief.coded.crises)
    for told_so in found:
        days = [act.first for act in told_so.acts]
        assert days == sorted(days) and all(day < told_so.days <= game.brief.days for day in days)
        assert np.isfinite(told_so.days)
    assert len({len(c.acts) for c in found if c.history == "may-2025"}) == 2
