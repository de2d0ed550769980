"""Sampled plays on a clock: waits, windows in days, and agreement with the push-forward."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from clock_games import ClockGame, Ends, Lottery, Waits, standoff
from deterrence.errors import ArgumentError
from deterrence.forecasting import rollout as module
from deterrence.forecasting.automata import Stack
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap
from deterrence.games.structure import Standing
from deterrence.scenario.crisis import load
from deterrence.solvers.grid import Grid
from typed_games import in_turn

SAMPLE = Path(__file__).parents[1] / "scenario" / "campaign" / "standoff.yaml"
ERRORS = 4
N = 4000


@cache
def solved(points: int = 25):
    return Grid(points=points).solve(standoff().build())


@cache
def sample(points: int):
    game = load(SAMPLE).compile()
    return game, Grid(points=points, tolerance=1e-8).solve(game.game)


def off(count, n, p, room=0.0):
    """How far a frequency is from a probability, in units of what is allowed."""
    return abs(count / n - p) / (ERRORS * np.sqrt(max(p * (1 - p), 1 / n) / n) + room)


def test_waits_are_exponential_and_events_come_in_proportion():
    """Two waits of rates 0.5 and 0.2 + 0.1: means 2 and 10/3 days, variances their squares."""
    states = {
        "first": Waits([(0.5, "second")]),
        "second": Waits([(0.2, "a"), (0.1, "b")]),
        "a": Ends(),
        "b": Ends(),
    }
    plays = rollout(Grid().solve(ClockGame(states).build()), 20_000, 3, days=1000.0)
    assert plays.stages == 2
    took = plays.days(np.zeros(4))
    assert took == pytest.approx(plays.day[:, -1])
    spread = np.sqrt(4 + 100 / 9)
    assert abs(took.mean() - (2 + 10 / 3)) < ERRORS * spread / np.sqrt(plays.n)
    assert took.std() == pytest.approx(spread, rel=0.03)
    assert off(plays.endings()["a"], plays.n, 2 / 3) < 1


@pytest.mark.parametrize("days", [0.0, 5.0, 60.0])
def test_endings_by_a_day_are_those_of_the_push(days):
    fine, coarse = (Pusher(a).passage(Stack(a.game.structure, {}), days=days).ended for a in (solved(), solved(13)))
    plays = rollout(solved(), N, 11, days=days)
    found = np.bincount(plays.last, minlength=len(fine))
    assert all(off(k, N, p, abs(p - q)) < 1 for k, p, q in zip(found, fine, coarse, strict=True))
    assert posterior_gap(plays, solved()) < 1e-10


def test_first_passage_by_a_day_is_that_of_the_push():
    """An event at least once by day D, and the first challenge: quantities by automata against counting."""
    (game, one), (_, other) = sample(13), sample(7)
    plays = rollout(one, N, 5, days=30.0)
    fine, coarse = (measure(game, a, ["event", "challenge"], days=30.0)[0] for a in (one, other))
    s = game.structure
    challenge = np.array(["challenge" in s.moves[m].tags if m >= 0 else False for m in s.branch_move])
    for key, p in fine.items():
        if key.name == "event":
            count = (game.happenings[key.of].branch[plays.branch] & plays.moved).any(1).sum()
        else:
            made = challenge[plays.branch] & plays.moved
            first = plays.branch[np.arange(N), made.argmax(1)]
            mover = np.array([s.moves[m].actor for m in s.branch_move])
            count = (made.any(1) & (mover[first] == s.actors.index(key.actor))).sum()
        assert off(count, N, p, abs(p - coarse[key])) < 1, key


def test_a_shorter_window_is_the_beginning_of_a_longer_one(monkeypatch):
    monkeypatch.setattr(module, "EVENTS", 8)  # so that room is made several times
    short, long = (rollout(solved(), 300, 7, days=d) for d in (9.0, 40.0))
    assert long.stages > 8
    same = (long.day[:, 1 : short.stages + 1] <= 9.0) & (short.branch >= 0)
    assert (long.branch[:, : short.stages][same] == short.branch[same]).all()
    assert (short.day[:, -1] <= 9.0).all()
    monkeypatch.undo()
    again = rollout(solved(), 300, 7, days=40.0)
    assert (again.branch == long.branch).all() and (again.day == long.day).all()


def test_leaders_change_on_a_clock():
    game = standoff()
    game.states["tense"] = Waits([*game.states["tense"].events, (0.05, "leaders")], game.states["tense"].flow)
    game.states["leaders"] = Lottery([(1.0, "tense")], (0.5, 0.0))
    assessment = Grid(points=9).solve(game.build())
    plays = rollout(assessment, 2000, 2, days=50.0)
    assert (plays.types[:, 0] != plays.last_types[:, 0]).any()
    assert posterior_gap(plays, assessment) < 1e-10


def test_files_have_the_day_of_every_event(tmp_path):
    plays = rollout(solved(), 200, 1, days=30.0)
    table = plays.to_frame()
    assert list(table.columns[:4]) == ["rollout", "stage", "day", "event"]
    assert (table.groupby("rollout")["day"].diff().fillna(0) >= 0).all() and table["day"].between(0, 30).all()
    clocks = [plays.structure.states[x] for x in plays.structure.clocks]
    assert (table["event"].eq("clock") == table["state"].isin(clocks)).all()
    waits = table[table["event"] == "move"].merge(table[table["event"] == "clock"], on=["rollout", "day"])
    assert len(waits) == (table["event"] == "move").sum()  # every move comes with the event that gave the opportunity
    plays.save(tmp_path / "plays.csv.gz")
    assert pd.read_csv(tmp_path / "plays.csv.gz")["day"].to_numpy() == pytest.approx(table["day"].to_numpy())
    plays.save(tmp_path / "plays.nc")
    with xr.open_dataset(tmp_path / "plays.nc") as kept:
        assert kept["day"].values == pytest.approx(plays.day)


def test_plays_stop_at_an_ending_or_with_the_window():
    plays = rollout(solved(), 500, 9, days=20.0)
    ended = plays.structure.standing[plays.last] == Standing.TERMINAL
    waiting = plays.structure.standing[plays.last] == Standing.CLOCK
    assert (ended | waiting).all() and ended.any() and waiting.any()
    assert (plays.day[waiting, -1] == 20.0).all() and (plays.day[ended, -1] < 20.0).all()


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ArgumentError, match="after how many 'days'"):
        rollout(solved(), 10, 1)
    with pytest.raises(ArgumentError, match="after how many 'days'"):
        rollout(solved(), 10, 1, moves=5)
    with pytest.raises(ArgumentError, match="after how many 'days'"):
        rollout(solved(), 10, 1, days=-1.0)
    with pytest.raises(ArgumentError, match="takes no days"):
        rollout(Grid(points=9).solve(in_turn((("s", "s"), ("s",)))), 10, 1, days=3.0)
