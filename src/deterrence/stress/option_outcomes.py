"""Policy options of a crisis: what changes lead to, and the whole comparison."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import DeterrenceError
from ..forecasting.keys import Key, Values
from ..forecasting.quantities.endings import worth_at_start
from ..forecasting.registry import absent, definitions, measure
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis
from ..solvers.grid import Assessment
from .exchange import by_names
from .options import VALUE, Changes, Evaluate, OptionTable, Outcomes, Regrets, cases, regrets, table
from .resolve import QUICK_POINTS, Change, Resolver, coarser, points_for
from .sampling import draw
from .worker_pool import Task, Team


def values_at_start(game: CrisisGame, assessment: Assessment, worth: Values) -> dict[str, float]:
    """``value:ACTOR``: expected payoff of the actor's strategic types when the window opens, at the prior.

    Where an actor has several strategic types, their mean by prior.
    """
    s, prior = game.structure, np.asarray(assessment.game.numbers.prior)
    total = dict.fromkeys(s.actors, 0.0)
    weight = dict.fromkeys(s.actors, 0.0)
    for i, k in s.columns:
        total[s.actors[i]] += float(prior[i, k] * worth[Key("worth", s.actors[i], s.types[i][k].id)])
        weight[s.actors[i]] += float(prior[i, k])
    return {VALUE + actor: total[actor] / weight[actor] for actor in s.actors if weight[actor] > 0}


MEASURED = ("outcome", "challenge", "event", "duration", "loss", "worth")


def everything(game: CrisisGame, assessment: Assessment) -> dict[str, float]:
    """``challenge:ACTOR`` (the first chosen one is its), ``event:ID`` (those that are headlines), ``ending:NAME``,
    ``duration:days``, ``duration:moves``, ``loss:BEARER:SORT`` and ``value:ACTOR``, as far as the game has them."""
    return _named(game, assessment, measure(game, assessment, MEASURED)[0])


def _named(game: CrisisGame, assessment: Assessment, values: Values) -> dict[str, float]:
    """The same, from what was measured."""
    return {**named_outcomes(game, values), **values_at_start(game, assessment, values)}


def named_outcomes(game: CrisisGame, values: Values) -> dict[str, float]:
    """The same without values, from what was measured."""
    headlines = {e.id for e in game.brief.events if e.headline}
    shown = {k: x for k, x in values.items() if k.name in _NAMES and (k.name != "event" or k.of in headlines)}
    return {_NAMES[k.name](k): x for k, x in shown.items()}


_NAMES: dict[str, Callable[[Key], str]] = {
    "event": lambda k: f"event:{k.of}",
    "challenge": lambda k: f"challenge:{k.actor}",
    "outcome": lambda k: f"ending:{k.of}",
    "duration": lambda k: f"duration:{k.of}",
    "loss": lambda k: f"loss:{k.actor}:{k.of}",
}


def outcome_names(game: CrisisGame, measured: Collection[str] = MEASURED) -> list[str]:
    """Every outcome that :func:`everything` may give of a game or of one with fewer types, solved or not.

    Args:
        game: compiled.
        measured: of the quantities, those that are read.
    """
    have = [d for name, d in definitions().items() if name in measured and not d.lacks(game)]
    names = named_outcomes(game, {key: 0.0 for d in have for key in d.keys(game)})
    return [*names, *dict.fromkeys(VALUE + game.structure.actors[i] for i, _ in game.structure.columns)]


@by_names
def outcomes_of(resolver: Resolver, changed: tuple[tuple[str, float], ...]) -> Outcomes | str:
    """Everything that follows from some changes; words where they could not be solved."""
    try:
        change = Change(changed)
        return _named(*resolver.solved(change), resolver.measured(change, MEASURED))
    except DeterrenceError as error:
        return str(error)


@by_names
def values_of(resolver: Resolver, changed: tuple[tuple[str, float], ...]) -> Outcomes | str:
    """The values at the start alone; words where they could not be solved."""
    try:
        game, assessment = resolver.solved(Change(changed))
        return values_at_start(game, assessment, worth_at_start(game, assessment))
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


def table_later(
    team: Team, crisis: Crisis, values: Mapping[str, float], points: int = QUICK_POINTS
) -> Callable[[], OptionTable | None]:
    """Hands the comparison on the small grid to a team, errors for values alone; None where there are no options."""
    if not crisis.brief.options:
        return lambda: None
    wanted = cases(crisis.brief.options, values)
    asked = [case.changes for case in wanted]
    fine = submitted(team, outcomes_of, asked, points)
    rough = submitted(team, values_of, asked, coarser(points))
    return lambda: table(wanted, lambda _: fine(), lambda _: rough(), points)


@dataclass(frozen=True)
class Comparison:
    """A scenario's options side by side.

    Attributes:
        table: at the values as they stand, with errors from a coarser grid.
        regrets: over plausible worlds; None where none were drawn.
        draws, seed: how many worlds, and from which seed.
        points, coarse: nodes a side of the two grids.
        absent: by quantity that the crisis cannot have, why not.
    """

    table: OptionTable
    regrets: Regrets | None
    draws: int
    seed: int
    points: int
    coarse: int
    absent: Mapping[str, str] = field(default_factory=dict)


def compare(
    crisis: Crisis,
    values: Mapping[str, float],
    *,
    draws: int = 0,
    seed: int = 0,
    points: int | None = None,
    workers: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> Comparison:
    """Every option of a scenario for every taker, alone and together; with draws, their regret.

    Args:
        crisis, values: what is compared, at which values.
        draws: plausible worlds; zero for none.
        seed: of the worlds.
        points: nodes a side of the grid; by the number of private types if None.
        workers: processes; zero does the work here.
        progress: called with what is being done, in words.

    Raises:
        DeterrenceError: nobody's doing anything could not be solved.
    """
    game = crisis.game_at(values)
    points = points or points_for(game)
    coarse = coarser(points)
    with Team(crisis, values, workers) as team:
        progress("solving every option")
        found = table(
            cases(crisis.brief.options, values),
            evaluator(team, outcomes_of, points),
            evaluator(team, outcomes_of, coarse),
            points,
        )
        if found.trouble and not found.trouble[0][0].taker:
            raise DeterrenceError(found.trouble[0][1])
        lost = None
        if draws:
            worlds = draw(crisis, values, draws, seed)
            lost = regrets(
                crisis.brief.options,
                values,
                worlds,
                evaluator(team, values_of, points),
                lambda done: progress(f"world {done} of {draws}"),
            )
    missing = {name: why for name, why in absent(game).items() if name in MEASURED}
    return Comparison(found, lost, draws, seed, points, coarse, missing)
