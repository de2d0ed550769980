"""The shipped scenarios, compiled once, for every test that runs on all of them."""

from __future__ import annotations

from functools import cache

from deterrence.catalogue import folder, names
from deterrence.forms import load_any
from deterrence.game.compiling import CompiledScenario, compile_scenario
from deterrence.game.reading import read_scenario
from deterrence.game.scenario import Scenario
from deterrence.solvers.grid import Assessment, Grid, solve_grid

CAMPAIGNS = [name for name in names() if not isinstance(load_any(folder() / f"{name}.yaml").scenario, Scenario)]
SHIPPED = [name for name in names() if name not in CAMPAIGNS]  # two sides on one ladder


@cache
def scenario(name: str) -> Scenario:
    """A shipped scenario, read and checked."""
    return read_scenario(folder() / f"{name}.yaml")


@cache
def compiled(name: str) -> CompiledScenario:
    """The scenario's game at the file's values."""
    return compile_scenario(scenario(name))


@cache
def solved(name: str, points: int = 13) -> Assessment:
    """The scenario solved on a small grid."""
    return solve_grid(compiled(name).game, Grid(points=points))
