"""The two forms of a scenario, behind one set of functions: two sides on one ladder, and campaigns of several actors.

Whoever solves, forecasts or compares need not ask which form a file has. Arrays are imported only to compile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .campaign import parameters as campaigns
from .campaign.board import CampaignBoard
from .campaign.constraints import broken, constraints
from .campaign.exploring import explore
from .campaign.formula import names
from .campaign.reading import CAMPAIGN, LoadedCampaign
from .campaign.record import REMAINDER, Campaign
from .files.reader import read_one_of
from .game import parameters
from .game.limits import Limits, joint_limits, limits
from .game.reading import SCENARIO, Loaded
from .game.scenario import Scenario
from .parameters.parameter import Parameter

if TYPE_CHECKING:
    from .game.compiling import CompiledScenario

AnyScenario = Scenario | Campaign
AnyParameter = Parameter


def load_any(path: str | Path) -> Loaded | LoadedCampaign:
    """A scenario file of either form. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    found = vars(read_one_of((SCENARIO, CAMPAIGN), path))
    return LoadedCampaign(**found) if isinstance(found["record"], Campaign) else Loaded(**found)


def compile_any(scenario: AnyScenario, values: Mapping[str, float] | None = None) -> CompiledScenario:
    """The game of a scenario of either form, at the file's values or with some replaced."""
    if isinstance(scenario, Campaign):
        from .campaign.compiling import compile_campaign

        return compile_campaign(scenario, values)
    from .game.compiling import compile_scenario

    return compile_scenario(scenario, values)


def override_any(scenario: AnyScenario, changes: Mapping[str, float]) -> tuple[dict[str, float], list[str]]:
    """All values with some replaced, and a warning for each outside its range. Raises ``ArgumentError``."""
    if isinstance(scenario, Campaign):
        return campaigns.override(scenario, changes)
    return parameters.override(scenario, changes)


def parameters_of(scenario: AnyScenario) -> Mapping[str, AnyParameter]:
    """Every parameter by its name."""
    return scenario.parameters if isinstance(scenario, Campaign) else parameters.number_paths(scenario)


def with_doctrine_any(scenario: AnyScenario, actor: str, doctrine: str) -> AnyScenario:
    """The same scenario with the actor's commitment carrying out another of its doctrines."""
    if isinstance(scenario, Campaign):
        return campaigns.with_doctrine(scenario, actor, doctrine)
    from .game.compiling import with_doctrine

    return with_doctrine(scenario, actor, doctrine)


def prior_names(scenario: AnyScenario) -> set[str]:
    """Parameters that priors are made of: at nought they change which types there are."""
    if isinstance(scenario, Campaign):
        stated = [t.prior for a in scenario.actors for t in a.types if t.prior != REMAINDER]
        return set().union(*(names(prior) for prior in stated))
    return {name for name in parameters.number_paths(scenario) if name.endswith(".prior")}


def misfits(scenario: AnyScenario) -> Callable[[Mapping[str, float]], list[tuple[str, str]]]:
    """A function from all values to what is impossible about them, each with a remedy; empty if nothing is."""
    if isinstance(scenario, Campaign):
        bounds = constraints(scenario, explore(CampaignBoard(scenario)))
        return lambda values: [(what, c.remedy) for c, what in broken(bounds, values)]
    joints = list(joint_limits(scenario))
    return lambda values: [(joint.said(values), joint.remedy) for joint in joints if not joint.holds(values)]


def bounds_of(scenario: AnyScenario) -> Mapping[str, Limits]:
    """What the places of each parameter admit by itself; of a campaign's nothing is known but their formulas."""
    if isinstance(scenario, Campaign):
        return {name: Limits() for name in scenario.parameters}
    return limits(scenario)
