"""Policy options in a scenario of two sides on one ladder: what changes lead to, and the whole comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DeterrenceError
from ..forecast.flow import Flow
from ..forecast.metrics import deterrence, outcomes
from ..forecast.push import Pusher
from ..forecast.visitors import Duration, Losses
from ..game.compiling import CompiledScenario
from ..game.scenario import Scenario
from ..solvers.grid import Assessment
from .claim_worlds import draw
from .options import VALUE, Changes, Evaluate, OptionTable, Outcomes, Regrets, cases, regrets, table
from .resolving import QUICK_POINTS, Change, Resolver
from .team import Task, Team


def values_at_start(compiled: CompiledScenario, assessment: Assessment) -> dict[str, float]:
    """``value:ACTOR``: expected payoff of the actor's strategic types when the window opens, at the prior.

    Where an actor has several strategic types, their mean by prior.
    """
    s, prior = compiled.structure, np.asarray(assessment.game.numbers.prior)
    origin = tuple(lattice.origin for lattice in assessment.lattices)
    start = assessment.values[0][s.initial]
    total = dict.fromkeys(s.actors, 0.0)
    weight = dict.fromkeys(s.actors, 0.0)
    for column, (i, k) in enumerate(s.columns):
        total[s.actors[i]] += float(prior[i, k] * start[column][origin])
        weight[s.actors[i]] += float(prior[i, k])
    return {VALUE + actor: total[actor] / weight[actor] for actor in s.actors if weight[actor] > 0}


def everything(compiled: CompiledScenario, assessment: Assessment) -> dict[str, float]:
    """``challenge:ACTOR`` (the first chosen one is its), ``ending:NAME``, ``duration:days``, ``duration:moves``,
    ``loss:BEARER:KIND`` and ``value:ACTOR``."""
    pusher = Pusher(assessment)
    losses, duration = Losses(compiled, pusher), Duration(compiled, pusher)

    def visit(flow: Flow) -> None:
        losses(flow)
        duration(flow)

    final = pusher.finish(visit)
    found = {f"challenge:{k.actor}": p for k, p in deterrence(compiled, pusher).items() if k.name == "challenge"}
    found |= {f"ending:{k.of}": p for k, p in outcomes(compiled, pusher, final).items()}
    found |= {f"duration:{k.of}": x for k, x in duration.values().items()}
    found |= {f"loss:{k.actor}:{k.of}": x for k, x in losses.values().items()}
    return {**found, **values_at_start(compiled, assessment)}


def outcomes_of(resolver: Resolver, changed: tuple[tuple[str, float], ...]) -> Outcomes | str:
    """Everything that follows from some changes; words where they could not be solved."""
    try:
        return everything(*resolver.solved(Change(changed)))
    except DeterrenceError as error:
        return str(error)


def values_of(resolver: Resolver, changed: tuple[tuple[str, float], ...]) -> Outcomes | str:
    """The values at the start alone, which need no look ahead; words where they could not be solved."""
    try:
        return values_at_start(*resolver.solved(Change(changed)))
    except DeterrenceError as error:
        return str(error)


def submitted(
    team: Team, task: Task, asked: Sequence[Changes], points: int = QUICK_POINTS
) -> Callable[[], list[Outcomes | str]]:
    """Hands changes to a team, those that are the same once; what comes back waits for the outcomes."""
    keys = [Change.of(changed).values for changed in asked]
    jobs = {key: team.submit(task, key, points=points) for key in dict.fromkeys(keys)}

    def outcomes() -> list[Outcomes | str]:
        done = {key: job.result() for key, job in jobs.items()}
        return [done[key] for key in keys]

    return outcomes


def evaluator(team: Team, task: Task, points: int = QUICK_POINTS) -> Evaluate:
    """A team as a function from changes to outcomes."""
    return lambda asked: submitted(team, task, asked, points)()


def table_later(team: Team, scenario: Scenario, values: Mapping[str, float]) -> Callable[[], OptionTable | None]:
    """Hands the comparison on the small grid to a team, errors for values alone; None where there are no options."""
    if not scenario.options:
        return lambda: None
    wanted = cases(scenario.options, values)
    asked = [case.changes for case in wanted]
    fine = submitted(team, outcomes_of, asked)
    rough = submitted(team, values_of, asked, coarser(QUICK_POINTS))
    return lambda: table(wanted, lambda _: fine(), lambda _: rough())


def coarser(points: int) -> int:
    """Nodes a side of the grid that errors are read from: twice the spacing."""
    return points // 2 + 1


@dataclass(frozen=True)
class Comparison:
    """A scenario's options side by side.

    Attributes:
        table: at the values as they stand, with errors from a coarser grid.
        regrets: over plausible worlds; None where none were drawn.
        draws, seed: how many worlds, and from which seed.
        points, coarse: nodes a side of the two grids.
    """

    table: OptionTable
    regrets: Regrets | None
    draws: int
    seed: int
    points: int
    coarse: int


def compare(
    scenario: Scenario,
    values: Mapping[str, float],
    *,
    draws: int = 0,
    seed: int = 0,
    points: int = QUICK_POINTS,
    workers: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> Comparison:
    """Every option of a scenario for every taker, alone and together; with draws, their regret.

    Args:
        scenario, values: what is compared, at which values.
        draws: plausible worlds; nought for none.
        seed: of the worlds.
        points: nodes a side of the grid.
        workers: processes; nought does the work here.
        progress: told, in words, what is being done.

    Raises:
        DeterrenceError: nobody's doing anything could not be solved.
    """
    coarse = coarser(points)
    with Team(scenario, values, workers) as team:
        progress("solving every option")
        found = table(
            cases(scenario.options, values),
            evaluator(team, outcomes_of, points),
            evaluator(team, outcomes_of, coarse),
        )
        if found.trouble and not found.trouble[0][0].taker:
            raise DeterrenceError(found.trouble[0][1])
        told = None
        if draws:
            worlds = draw(scenario, values, draws, seed)
            told = regrets(
                scenario.options,
                values,
                worlds,
                evaluator(team, values_of, points),
                lambda done: progress(f"world {done} of {draws}"),
            )
    return Comparison(found, told, draws, seed, points, coarse)
