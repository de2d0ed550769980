"""The main job as one object: a scenario solved, forecast, stressed and set beside what happened before."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .errors import UnsupportedGame
from .forecast.metrics import Key
from .forecast.outlook import SPACING_DIVISOR, Outlook, forecast
from .forecast.rollout import rollout
from .forecast.visitors import days_by_state
from .game.compiling import CompiledScenario, compile_scenario
from .game.reading import Loaded
from .game.scenario import Scenario
from .solvers.grid import Assessment
from .solvers.refine import resolution_named, solve
from .solvers.solution import Solution
from .stress.cases import DoctrineCase, choices, doctrine_case, doctrine_cases, inducements, postures, price_of
from .stress.frontier import Choice, terms_at
from .stress.gradient import headline_gradient
from .stress.option_outcomes import table_later
from .stress.options import OptionTable
from .stress.resolving import (
    OffRampPrice,
    Resolver,
    StabilityInstability,
    Variant,
    headlines,
    other_branches,
    robustness,
    stability_instability,
)
from .stress.sensitivity import Effect, rank
from .stress.team import Team
from .versions import versions

SCHEMA_VERSION = "1"
SAMPLES = 100_000
BRANCH_STARTS = 3
RANKED = ("challenge", "off_ramp", "settlement", "war", "catastrophe")
LEADING = 1  # strongest effects solved again at the ends of their ranges, per headline; those that overtake follow

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Durations:
    """How long crises take, sampled: quantiles in days over ``n`` rollouts."""

    n: int
    mean: float
    quantiles: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Study:
    """Everything a report tells.

    Attributes:
        loaded: the scenario file.
        compiled: the game at the values used.
        changes: what was set on the command line, by parameter name.
        solution, outlook: at report resolution.
        doctrines: restraint against response, by actor and doctrine.
        robustness, branches: headlines under other assumptions, and on other equilibria.
        prices: off-ramp prices by who offers.
        choices: on whose terms crises end, and at what risk, by what each actor could choose.
        stability: the stability–instability quantity, None where undefined.
        effects: per headline, the parameters that move it most.
        durations: sampled.
        options: policy options side by side; None where the scenario has none.
        seed, seconds, versions: how it was made.
    """

    loaded: Loaded
    compiled: CompiledScenario
    changes: Mapping[str, float]
    solution: Solution
    outlook: Outlook
    doctrines: tuple[DoctrineCase, ...]
    robustness: tuple[Variant, ...]
    branches: tuple[Variant, ...]
    prices: tuple[OffRampPrice, ...]
    choices: tuple[Choice, ...]
    stability: StabilityInstability | None
    effects: Mapping[str, tuple[Effect, ...]]
    durations: Durations
    seed: int
    options: OptionTable | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario studied."""
        return self.loaded.scenario


def conduct(
    loaded: Loaded,
    values: Mapping[str, float],
    *,
    changes: Mapping[str, float] | None = None,
    resolution: str = "report",
    precision: float | None = None,
    seed: int = 0,
    workers: int = 0,
    progress: Progress = lambda message: None,
) -> Study:
    """Do the main job for a scenario.

    Args:
        loaded: the scenario, read and checked.
        values: every parameter's value.
        changes: which of them were set by the user (recorded, not applied again).
        resolution: of the main solution.
        precision: λ in place of every actor's own.
        seed: of the sampled durations.
        workers: processes for comparisons beside the main solution; nought does all of it here. A script that asks
            for workers needs the usual ``if __name__ == "__main__":`` guard.
        progress: told, in words, what is being done.

    Raises:
        NotConverged, UnsupportedGame, GridTooLarge: the game could not be solved as asked.
    """
    clock = Clock(progress)
    scenario = loaded.scenario
    if precision is not None:
        values = {**values, **{name: precision for name in precision_names(scenario)}}
    compiled = compile_scenario(scenario, values)
    with Team(scenario, values, workers) as team:
        effects = team.submit(sensitivity)
        doctrines = [team.submit(doctrine_case, *case) for case in doctrine_cases(scenario)]
        prices = [team.submit(price_of, *offer) for offer in inducements(scenario)]
        stated = team.submit(terms_at, {})
        takes = [(actor, name, team.submit(terms_at, changes)) for actor, name, changes in postures(scenario)]
        stability = team.submit(stability_instability)
        variants = team.submit(robustness)
        branches = team.submit(other_branches, BRANCH_STARTS)
        side_by_side = table_later(team, scenario, values)
        with clock("solve", "solving"):
            settings = replace(resolution_named(resolution), starts=0)  # the search is among the comparisons
            solution = solve(compiled.game, resolution=settings)
        with clock("outlook", "looking ahead"):
            outlook = forecast(compiled, solution)
        with clock("durations", "sampling histories"):
            durations = sample_durations(compiled, solution, seed)
        with clock("comparisons", "trying other assumptions, doctrines and off-ramps"):
            cases = [case.result() for case in doctrines]
            tried: list[Variant] = variants.result()
            others: list[Variant] = branches.result()
            offers = [price.result() for price in prices]
            took = [(actor, name, later.result()) for actor, name, later in takes]
            chosen = choices(scenario, stated.result(), cases, offers, took)
            stable = stability.result()
            options = side_by_side()
        with clock("sensitivity", "ranking parameters"):
            ranked = effects.result()
    anchored = _Anchor(outlook, tried[0].headlines)
    solution = searched(solution, len(others))
    return Study(
        loaded=loaded,
        compiled=compiled,
        changes=dict(changes or {}),
        solution=solution,
        outlook=outlook,
        doctrines=tuple(replace(c, headlines=anchored(c.headlines)) for c, _ in cases),
        robustness=tuple(replace(v, headlines=anchored(v.headlines)) for v in tried),
        branches=tuple(replace(v, headlines=anchored(v.headlines)) for v in others),
        prices=tuple(price for price, _ in offers),
        choices=chosen,
        stability=stable,
        effects=ranked,
        durations=durations,
        options=options,
        seed=seed,
        seconds=clock.seconds,
        versions=versions(),
    )


class _Anchor:
    """Puts headlines of the small grid on the reported one: theirs, plus what the base differs by between the two."""

    def __init__(self, outlook: Outlook, small: Mapping[str, float]):
        reported = {name: q.value for name, q in outlook.outcomes.items()}
        reported["challenge"] = 1.0 - outlook[Key("general_deterrence")].value
        self._shift = {name: reported[name] - small[name] for name in small}

    def __call__(self, headlines: Mapping[str, float]) -> dict[str, float]:
        return {name: min(max(p + self._shift[name], 0.0), 1.0) for name, p in headlines.items()}


def searched(solution: Solution, others: int) -> Solution:
    """The solution with its certificate saying what the search for other equilibria found."""
    said = f"unique as far as searched from {BRANCH_STARTS + 1} starts" if not others else f"{others + 1} found"
    branch = solution.certificate.branch.replace("others were not searched for", said)
    return replace(solution, certificate=replace(solution.certificate, branch=branch))


def precision_names(scenario: Scenario) -> list[str]:
    """Names of the parameters that hold the actors' precisions."""
    return list(
        dict.fromkeys(a.precision if isinstance(a.precision, str) else f"{a.id}.precision" for a in scenario.actors)
    )


class Clock:
    """Times named parts and tells progress."""

    def __init__(self, progress: Progress):
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._name = ""

    def __call__(self, name: str, message: str) -> Clock:
        """Begin a named part, and tell what it does; to be used as a context."""
        self._name, self._began = name, time.perf_counter()
        self._progress(message)
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.seconds[self._name] = time.perf_counter() - self._began


def sensitivity(resolver: Resolver) -> dict[str, tuple[Effect, ...]]:
    """The parameters that move each main headline most; differences within the small grid's error count for nothing."""
    compiled, assessment = resolver.solved()
    gradient = headline_gradient(compiled, assessment, compiled.values)
    halved = replace(resolver.grid, points=resolver.grid.points // 2 + 1)
    coarse = Resolver(resolver.scenario, resolver.base, halved).headlines()
    fine = headlines(compiled, assessment)
    error = {name: abs(fine[name] - coarse[name]) / SPACING_DIVISOR for name in fine}

    def resolve(changes: Mapping[str, float]) -> dict[str, float]:
        found = resolver(changes)
        return {name: found[name] for name in RANKED}

    ranked = rank(compiled, gradient, resolve, leading=LEADING, grid_error=error)
    return {name: tuple(effects) for name, effects in ranked.items()}


def sample_durations(compiled: CompiledScenario, solution: Solution, seed: int) -> Durations:
    """Days until the end (or the window's close) over sampled histories."""
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("durations are sampled from solutions on a belief grid")
    histories = rollout(solution.assessment, SAMPLES, seed)
    days = histories.days(days_by_state(compiled))
    marks = {"5%": 0.05, "25%": 0.25, "50%": 0.5, "75%": 0.75, "95%": 0.95}
    return Durations(SAMPLES, float(days.mean()), {k: float(np.quantile(days, q)) for k, q in marks.items()})


def as_dict(study: Study) -> dict[str, Any]:
    """The study as ``results.json`` holds it (see the docs for the schema)."""
    from dataclasses import asdict

    from .report.options_json import as_dict as option_dict

    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": {"name": study.scenario.name, "title": study.scenario.title, "sha256": study.loaded.sha256},
        "set": dict(study.changes),
        "outcomes": {name: q.value for name, q in study.outlook.outcomes.items()},
        "certificate": study.solution.certificate.as_dict(),
        "quantities": [q.as_dict() for q in study.outlook.quantities.values()] + _duration_rows(study.durations),
        "doctrines": [asdict(case) for case in study.doctrines],
        "robustness": [asdict(v) for v in study.robustness],
        "branches": [asdict(v) for v in study.branches],
        "off_ramp_prices": [asdict(p) for p in study.prices],
        "choices": [asdict(c) for c in study.choices],
        "stability_instability": asdict(study.stability) if study.stability else None,
        "sensitivity": {name: [asdict(e) for e in effects] for name, effects in study.effects.items()},
        "options": option_dict(study.options) if study.options else None,
        "seconds": {**study.seconds, **{f"solution_{k}": v for k, v in study.solution.seconds.as_dict().items()}},
        "versions": dict(study.versions),
        "seed": study.seed,
    }


def _duration_rows(durations: Durations) -> list[dict[str, Any]]:
    """Sampled quantiles of the duration, each with a 95% interval from order statistics."""
    return [
        {
            "name": "duration_quantile",
            "actor": None,
            "of": "days",
            "given": mark,
            "stage": None,
            "value": value,
            "kind": "sampled quantile",
            "grid_error": None,
            "n": durations.n,
        }
        for mark, value in durations.quantiles.items()
    ]
