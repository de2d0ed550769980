"""Derivatives on a clock, through a stationary equilibrium and a push by ticks, against solving again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from clock_games import Lottery, Waits, standoff
from deterrence.errors import ArgumentError
from deterrence.forecasting.registry import known_keys, measure
from deterrence.games.stochastic import StochasticGame
from deterrence.scenario.crisis import load
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.adjoint.cotangent import fields_of
from deterrence.stress.adjoint.target import Target
from deterrence.stress.formulas import formula, gradient
from deterrence.stress.gradient import differentiate
from stress.differences import Differences, compare, direction, moved, pushed
from typed_games import in_turn

SAMPLE = Path(__file__).parents[1] / "scenario" / "campaign" / "standoff.yaml"
GRID = Grid(points=5, tolerance=1e-11)
DAYS, STEP = 40.0, 1e-5


def leaders() -> StochasticGame:
    """Leaders of the first side change at a rate, and an event may change nothing."""
    game = standoff()
    game.states["tense"] = Waits(
        [*game.states["tense"].events, (0.05, "leaders"), (0.04, "tense")], game.states["tense"].flow
    )
    game.states["leaders"] = Lottery([(0.8, "tense"), (0.2, "faded")], (0.3, 0.0))
    return game.build()


def bound() -> StochasticGame:
    """A strategic type and one that is bound, on the side that moves first."""
    game = standoff(types=(("s calm", "bound"), ("s",)), prior=((0.7, 0.3), (1.0,)))
    for name, node in game.states.items():
        if hasattr(node, "moves"):
            moves = {label: (pay[::2], leads) for label, (pay, leads) in node.moves.items()}
            game.states[name] = replace(node, moves=moves)
        elif hasattr(node, "flow"):
            game.states[name] = replace(node, flow=node.flow[::2])
        else:
            game.states[name] = replace(node, worth=node.worth[::2])
    return game.build()


GAMES = {"two strategic types": lambda: standoff().build(), "a type that is bound": bound, "leaders": leaders}


def targets(game: StochasticGame) -> list[Target]:
    """An ending, a branch at least once, another counted, a gain until something happens, a worth."""
    s, rng = game.structure, np.random.default_rng(3)
    branches = len(s.branches)
    some = rng.random(branches) < 0.3
    return [
        Target("ends", final=rng.random(len(s.states))),
        Target.once("once", some),
        Target.total("count", rng.random(branches)),
        Target("until", final=rng.random(len(s.states)), gain=rng.random(branches), keep=1.0 - some),
        Target("worth", worth=rng.normal(size=len(s.columns))),
    ]


def test_by_rates_and_discounting() -> None:
    by_numbers(standoff().build(), ["pace", "interest"])


@pytest.mark.slow
@pytest.mark.parametrize("name", GAMES)
def test_by_every_number(name: str) -> None:
    game = GAMES[name]()
    by_numbers(game, [field for field in fields_of(game.numbers) if field != "discount"])  # which is one on a clock


def by_numbers(game: StochasticGame, names: Sequence[str]) -> None:
    """Values, and derivatives along a random direction of each array of the game, against solving again."""
    asked = targets(game)
    assessment = GRID.solve(game)
    found = differentiate(assessment, asked, days=DAYS)
    np.testing.assert_allclose(found.value, pushed(assessment, asked, DAYS), atol=1e-9)
    rng = np.random.default_rng(11)
    for field in names:
        way = direction(game, field, rng)
        here = np.asarray(getattr(game.numbers, field), float)
        if field in ("pace", "interest", "renewal"):
            way = way * here
        if not np.any(way):
            continue
        ends = [pushed(GRID.solve(moved(game, {field: way}, sign * STEP)), asked, DAYS) for sign in (-1, 1)]
        slope = (ends[1] - ends[0]) / (2 * STEP)
        mine = np.tensordot(way, getattr(found.numbers, field), way.ndim)
        np.testing.assert_allclose(mine, slope, rtol=1e-4, atol=1e-6, err_msg=field)


@dataclass
class OnClock(Differences):
    """Differences of a crisis on a clock, whose values settle no further than rounding."""

    step: float = 1e-4

    @property
    def grid(self) -> Grid:
        return Grid(points=self.points, cut=self.cut, tolerance=1e-10)


@cache
def differences(name: str) -> OnClock:
    return OnClock(load(SAMPLE if name == "sample" else name).compile())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "standoff"])
def test_every_parameter(name: str) -> None:
    found = differences(name)
    mine = gradient(found.game, found.base, [key for key in known_keys(found.game) if key.name in found.names])
    assert len(mine.value) > 20
    assert compare(found, mine.derivative, found.game.values) == []


@pytest.mark.slow
def test_values_are_those_of_the_push_forward() -> None:
    found = differences("standoff")
    mine, all_ = gradient(found.game, found.base, known_keys(found.game)), measure(found.game, found.base)[0]
    wanted = {key for key in all_ if formula(found.game, key) is not None}
    assert set(mine.value) == wanted
    assert mine.value == {key: pytest.approx(all_[key], rel=1e-10, abs=1e-10) for key in wanted}


def test_days_belong_to_a_clock() -> None:
    clock, turns = solve_grid(standoff().build(), GRID), solve_grid(in_turn((("s", "s"), ("s",))), GRID)
    with pytest.raises(ArgumentError, match="say how many days"):
        differentiate(clock, [Target("ends")])
    with pytest.raises(ArgumentError, match="takes no days"):
        differentiate(turns, [Target("ends")], days=3.0)
