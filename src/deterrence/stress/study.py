"""The main job as one object: a crisis solved, forecast, stressed and set beside what happened before."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import UnsupportedGame
from ..forecasting.imposed import Imposed
from ..forecasting.keys import Key, Values
from ..forecasting.outlook import Outlook, Readings, forecast
from ..forecasting.quantities.endings import MARKS
from ..games.crisis_game import CrisisGame
from ..games.structure import Structure
from ..scenario.crisis import Crisis
from ..solvers.grid import Assessment
from ..solvers.refine import Resolution, resolution_named
from ..solvers.solution import Solution
from ..solvers.solving import solve
from ..versions import versions
from .audit.audit import Audit, robustness_and_form
from .busiest import StatePlay, busiest
from .ensemble.beside import Worlds, worlds_later
from .ensemble.reader import Reader
from .frontier import Choice, terms_at
from .levers import LeverEffect, lever_ends, lever_names
from .off_ramps import OffRampPrice
from .option_outcomes import table_later
from .options import OptionTable
from .ranked import ranked_effects
from .resolve import QUICK_POINTS, Variant, other_branches, points_for, without_locks
from .sensitivity import Effect
from .stability import StabilityInstability, stability_instability
from .unfolding import Unfolding, unfolding
from .unilateral_changes import DoctrineCase, choices, doctrine_case, doctrine_cases, price_of, prices_to_try
from .worker_pool import Team

SAMPLES = 20_000
BRANCH_STARTS = 3
SMALL_POINTS = {0: 25, 1: 25, 2: QUICK_POINTS, 3: 7}  # nodes a side of the grid for comparisons, by log-odds axes

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Durations:
    """How long crises take: the mean and quantiles in days.

    Attributes:
        n: of how many sampled histories; None where they are read off the outlook, of a crisis on a clock.
        mean, quantiles: in days.
    """

    n: int | None
    mean: float
    quantiles: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that a report says. Comparisons are on one small grid (``base``); differences are what counts.

    Attributes:
        crisis, game: the crisis, and its game at the values used.
        changes: what was set by the user, by parameter name.
        solution, outlook: at the resolution asked for.
        base: headline quantities on the small grid, as stated.
        doctrines: restraint against response, by actor and doctrine.
        robustness, branches: headlines under other assumptions, and on other equilibria.
        prices: off-ramp prices by who offers.
        choices: on whose terms crises end, and at what risk, by what each actor could choose.
        stability: the stability–instability quantity.
        effects: per headline, the parameters that move it most.
        spread: per headline and ending, its standard deviation over the plausible ranges of all parameters, to first
            order; empty where there are no derivatives.
        widest: by the same, the names of the parameters that most of it is due to.
        unfolding: act by act.
        play: at the states that are passed most often.
        levers: headlines at either end of the levers that mechanisms name.
        durations: sampled.
        options: policy options side by side.
        audit: how far headlines move when the crisis is written down another way.
        worlds: the main numbers in plausible worlds, on a coarser grid; None where none were asked for or can be drawn.
        unlocked: headline quantities on the small grid with nobody's conduct locked; empty where nothing is.
        absent: by part of the study that the crisis cannot have, why not; parts above are None or empty then.
        resolution, precision, seed, draws: how it was asked for.
        claimed: was anything read in the worlds beside the main numbers?
        workers: processes that comparisons were made with, and that later ones may be.
        seconds, versions: how it was made.
        kept: for what is worked out of it once, later.
    """

    crisis: Crisis
    game: CrisisGame
    changes: Mapping[str, float]
    solution: Solution
    outlook: Outlook
    base: Values
    doctrines: tuple[DoctrineCase, ...]
    robustness: tuple[Variant, ...]
    branches: tuple[Variant, ...]
    prices: tuple[OffRampPrice, ...]
    choices: tuple[Choice, ...]
    stability: StabilityInstability | None
    effects: Mapping[Key, tuple[Effect, ...]]
    levers: tuple[LeverEffect, ...]
    durations: Durations | None
    options: OptionTable | None
    audit: Audit | None
    absent: Mapping[str, str]
    spread: Mapping[Key, float] = field(default_factory=dict)
    widest: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    unfolding: Unfolding | None = None
    play: tuple[StatePlay, ...] = ()
    worlds: Worlds | None = None
    unlocked: Values = field(default_factory=dict)
    resolution: str = "report"
    precision: float | None = None
    seed: int = 0
    draws: int = 0
    claimed: bool = False
    workers: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)

    def anchored(self, values: Values, key: Key) -> float:
        """A number of the small grid put on the reported one: plus what the base differs by between the two."""
        if key not in values:
            return float("nan")
        reported = self.outlook.quantities.get(key)
        shifted = values[key] + (reported.value - self.base[key] if reported and key in self.base else 0.0)
        probability = reported is not None and "probability" in reported.kind
        return min(max(shifted, 0.0), 1.0) if probability else shifted


def conduct(
    crisis: Crisis,
    changes: Mapping[str, float] | None = None,
    *,
    resolution: str = "report",
    precision: float | None = None,
    seed: int = 0,
    workers: int = 0,
    all_levers: bool = False,
    progress: Progress = lambda message: None,
    team: Team | None = None,
    beside: Collection[str] = (),
    draws: int = 0,
    readers: Sequence[Reader] = (),
) -> Study:
    """Do the main job for a crisis.

    Args:
        crisis: read and checked.
        changes: parameter values in place of the file's.
        resolution: of the main solution, ``report`` or ``interactive``.
        precision: λ in place of every actor's own, everywhere.
        seed: of what is sampled.
        workers: processes for comparisons beside the main solution; zero does all of it here. A script that asks
            for workers needs the usual ``if __name__ == "__main__":`` guard.
        all_levers: solve every lever that mechanisms name at both ends, not only the first of each.
        progress: called, in words, with what is being done.
        team: from the same crisis and values, works for it and goes on; one of its own, of so many workers, if None.
        beside: quantities that are read of every doctrine's solution as well (:class:`.DoctrineCase`), by one push.
        draws: plausible worlds in which the main numbers are read; zero for none.
        readers: of what else is read in each.

    Raises:
        ArgumentError: a change that is not possible.
        NotConverged, UnsupportedGame, GridTooLarge: the game could not be solved as asked.
    """
    timer = Timer(progress)
    values, _ = crisis.parameters.override(changes or {})
    game = crisis.game_at(values)
    points = points_for(game, SMALL_POINTS)
    with nullcontext(team) if team else Team(crisis, values, workers, precision) as team:
        effects = team.submit(ranked_effects, points=points)
        compared = [] if game.unannounced else doctrine_cases(crisis)
        doctrines = [team.submit(doctrine_case, *case, tuple(beside), points=points) for case in compared]
        free = team.submit(without_locks, points=points) if game.locks else None
        prices = [team.submit(price_of, *offer, points=points) for offer in prices_to_try(crisis)]
        stated = team.submit(terms_at, {}, points=points)
        taken = [(a, team.submit(terms_at, a.changes, points=points)) for a in crisis.brief.alternatives]
        stability = team.submit(stability_instability, points=points)
        written = team.submit(robustness_and_form, points=points)
        branches = team.submit(other_branches, BRANCH_STARTS, points=points)
        levers = [
            (name, team.submit(lever_ends, name, points=points)) for name in lever_names(crisis.brief, every=all_levers)
        ]
        unfolded = team.submit(unfolding, points=points)
        played = team.submit(busiest, points=points)
        side_by_side = table_later(team, crisis, values, points)
        in_worlds = worlds_later(
            team, crisis, values, game, draws=draws, seed=seed, points=points, held=changes or (), beside=readers
        )
        with timer("solve", "solving"):
            asked = _settings(resolution, game.game.structure)
            readings = Readings(game)
            enough = readings.enough(asked.probability_error)
            solution = solve(game, precision=precision, resolution=asked, enough=enough)
        with timer("outlook", "looking ahead"):
            outlook = forecast(solution, readings=readings)
        absent = dict(outlook.absent)
        with timer("durations", "asking how long it takes"):
            durations = durations_in(outlook) or _or_absent(
                absent, "durations", lambda: sample_durations(game, solution, seed)
            )
        with timer("comparisons", "trying other assumptions, doctrines and ways out"):
            cases = [case.result() for case in doctrines]
            tried: list[Variant]
            tried, audited = written.result()
            others: list[Variant] = branches.result()
            offers = [price.result() for price in prices]
            chosen = choices(crisis, stated.result(), cases, offers, [(a, t.result()) for a, t in taken])
            stable = _or_reason(absent, "stability_instability", stability.result())
            moved = tuple(LeverEffect(name, ends.result()) for name, ends in levers)
            options = side_by_side()
            audit = _or_reason(absent, "audit", audited)
            unfolds = _or_reason(absent, "unfolding", unfolded.result())
            play = _or_reason(absent, "play", played.result()) or ()
            unlocked: Values = free.result() if free is not None else {}
        with timer("worlds", "solving plausible worlds"):
            worlds = _or_reason(absent, "worlds", in_worlds())
        with timer("sensitivity", "ranking parameters"):
            ranked = _or_reason(absent, "sensitivity", effects.result())
    _note_missing(absent, crisis, offers, chosen, options, cases)
    return Study(
        crisis=crisis,
        game=game,
        changes=dict(changes or {}),
        solution=searched(solution, len(others)),
        outlook=outlook,
        base=tried[0].values,
        doctrines=tuple(c for c, _ in cases),
        robustness=tuple(tried),
        branches=tuple(others),
        prices=tuple(price for price, _ in offers),
        choices=chosen,
        stability=stable,
        effects=ranked.effects if ranked else {},
        spread=ranked.spread if ranked else {},
        widest=ranked.widest if ranked else {},
        unfolding=unfolds,
        play=play,
        worlds=worlds,
        levers=moved,
        durations=durations,
        options=options,
        audit=audit,
        absent=absent,
        unlocked=unlocked,
        resolution=resolution,
        precision=precision,
        seed=seed,
        draws=draws,
        claimed=bool(readers),
        workers=workers,
        seconds=timer.seconds,
        versions=versions(),
    )


def _settings(name: str, structure: Structure) -> Resolution:
    """A resolution without the search of other equilibria, which is among the comparisons."""
    return replace(resolution_named(name, structure), starts=0)


def _or_absent[T](absent: dict[str, str], part: str, make: Callable[[], T]) -> T | None:
    try:
        return make()
    except UnsupportedGame as error:
        absent[part] = str(error)
        return None


def _or_reason(absent: dict[str, str], part: str, found: Any) -> Any:
    if isinstance(found, str):
        absent[part] = found
        return None
    return found


def _note_missing(
    absent: dict[str, str], crisis: Crisis, offers: Any, chosen: Any, options: Any, cases: Any
) -> None:
    """Say why a part of the study is empty."""
    brief = crisis.brief
    if not offers:
        absent["off_ramp_prices"] = "no parameter is an inducement that goes with an offer of a way out"
    if not chosen:
        absent["choices"] = "no actor has a type that weighs costs, so that there is nothing to set against the risk"
    if options is None:
        absent["options"] = "the scenario states no policy options"
    if any(not lock.announced for lock in crisis.locks):
        absent["doctrines"] = "conduct is locked and not announced, and imposed answers are read off what all know"
    elif not cases:
        absent["doctrines"] = "the scenario compares no doctrines"
    if not brief.mechanisms:
        absent["levers"] = "the scenario names no mechanisms with levers"


def searched(solution: Solution, others: int) -> Solution:
    """The solution with its certificate saying what the search for other equilibria found."""
    found = f"unique as far as searched from {BRANCH_STARTS + 1} starts" if not others else f"{others + 1} found"
    branch = solution.certificate.branch.replace("others were not searched for", found)
    return replace(solution, certificate=replace(solution.certificate, branch=branch))


class Timer:
    """Times named parts and reports progress."""

    def __init__(self, progress: Progress):
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._name = ""

    def __call__(self, name: str, message: str) -> Timer:
        """Begin a named part, and say what it does; to be used as a context."""
        self._name, self._began = name, time.perf_counter()
        self._progress(message)
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.seconds[self._name] = time.perf_counter() - self._began


def durations_in(outlook: Outlook) -> Durations | None:
    """How long crises take by an outlook of a crisis on a clock; None of any other."""
    mean, quantiles = outlook.get("duration", of="days"), outlook.named("duration_quantile")
    if mean is None or not quantiles:
        return None
    return Durations(None, mean.value, {q.key.given: q.value for q in quantiles})


def sample_durations(game: CrisisGame, solution: Solution, seed: int) -> Durations:
    """Days until the end (or the window's close) over sampled histories.

    Raises:
        UnsupportedGame: the solution has no beliefs, or histories of such a game cannot be sampled.
    """
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("durations are sampled from solutions on a belief grid")
    from ..forecasting.rollout import rollout  # imports JAX, which crises on a clock do without

    plays = rollout(solution.assessment, SAMPLES, seed, days=game.brief.days, imposed=Imposed.of(game))
    days = plays.days(game.days_by_state)
    return Durations(SAMPLES, float(days.mean()), {k: float(np.quantile(days, q)) for k, q in MARKS.items()})
