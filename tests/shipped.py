"""The shipped scenarios, and samples of the tests' own, compiled once, for every test that runs on several of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from deterrence.catalogue import names
from deterrence.claims.reading import claims_of, read_claims
from deterrence.claims.record import Claims
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.crisis import Crisis, load
from deterrence.scenario.ladder.record import Scenario
from deterrence.solvers.grid import Assessment, Grid, solve_grid

SHIPPED = names()
LARGEST = "south-asia-recurrent"
"""More than 500 public states, and three times the rows of mass of any other: tests of it are slow."""
WINDOW = "south-asia-window"
"""A sample: two sides on one long ladder, with lines, postures, mediators and options, in a window of moves."""
SAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "scenario" / "samples").glob("*.yaml"))}
"""Scenarios that do not ship, for tests of the engine: windows of moves."""
POINTS = {1: 25, 2: 9, 3: 5}
"""Belief nodes a side of a small grid, by the number of log-odds axes."""
ENDLESS = {1: 13, 2: 5, 3: 5}
"""The same without a horizon."""


def lightly(some: Iterable[str], *slow: str) -> list[str | ParameterSet]:
    """Names for a test of each, of which that of the largest, and others named, are slow."""
    return [pytest.param(name, marks=pytest.mark.slow) if name in (LARGEST, *slow) else name for name in some]


def where(name: str) -> str | Path:
    """A shipped scenario by its name, or the file of a sample."""
    return SAMPLES.get(name, name)


@cache
def crisis(name: str) -> Crisis:
    """A shipped scenario or a sample, read and checked."""
    return load(where(name))


def scenario(name: str) -> Scenario:
    """What a file of two sides on one ladder says, for tests that change a part of it."""
    record = crisis(name).record
    assert isinstance(record, Scenario)
    return record


LADDERS = [name for name in (*SHIPPED, *SAMPLES) if isinstance(crisis(name).record, Scenario)]
"""Two sides on one ladder; the others are written turn by turn."""

COUNTED = [name for name in (*SHIPPED, *SAMPLES) if crisis(name).brief.days is None]
"""Those whose window is so many moves; the others are on a clock."""


@cache
def claims(name: str) -> Claims:
    """The claims that ship about a scenario, read and checked."""
    return read_claims(claims_of(crisis(name)), crisis(name))


@cache
def compiled(name: str) -> CrisisGame:
    """The scenario's game at the file's values."""
    return crisis(name).compile()


def small(name: str) -> int:
    """Belief nodes a side of the scenario's small grid."""
    s = compiled(name).structure
    return (POINTS if s.horizon is not None else ENDLESS)[sum(len(kinds) - 1 for kinds in s.types)]


@cache
def solved(name: str, points: int | None = None) -> Assessment:
    """The scenario solved on its small grid, or on another."""
    return solve_grid(compiled(name).game, Grid(points=points or small(name)))
