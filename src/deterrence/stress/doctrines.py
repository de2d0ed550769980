"""Every actor's commitment given every doctrine of the library in turn, and what then follows.

All of it on one small grid, so that grid error cancels in differences; what is left of it is reported beside each, as
beside policy options and conditions (:func:`.resolve.small_grid_error`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from ..doctrines.instantiate import Candidate, CannotSay, candidates, missing, prescriptions, stated
from ..doctrines.reading import library
from ..doctrines.record import Library
from ..errors import ArgumentError, DeterrenceError, UnsupportedGame
from ..forecasting.push import Pusher
from ..forecasting.registry import measure
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis
from ..solvers.grid import Grid, solve_grid
from .compliance_cost import Following, Step, following
from .resolve import HEADLINES, Resolver, coarser, headline_numbers, points_for, small_grid_error
from .worker_pool import Team

MARGIN = 0.1  # of payoff; what is at issue between the actors is about 1

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Departure:
    """A position at which a strategic type does better by departing from the doctrine.

    Attributes:
        step: where, and by how much.
        error: grid error of the loss; infinite where no coarser grid shows it, or comes there.
    """

    step: Step
    error: float


@dataclass(frozen=True)
class TypeLosses:
    """What the doctrine would cost one strategic type, with grid errors.

    Attributes:
        type, whole, gap, belief: as in :class:`~deterrence.stress.compliance_cost.Following`.
        whole_error: grid error of ``whole``.
        largest: the position with the largest one-shot loss; None where the doctrine never has the move.
        fails: the first position at which the one-shot loss, less its grid error, is above the margin; None where
            there is none.
    """

    type: str
    whole: float
    whole_error: float
    gap: float
    belief: float
    largest: Departure | None
    fails: Departure | None


@dataclass(frozen=True)
class Case:
    """One actor's commitment under one doctrine.

    Attributes:
        actor, doctrine, name: whose commitment carries out what.
        own: the scenario states it for this actor.
        headlines: what :func:`~deterrence.stress.resolve.headline_numbers` reads: probability of each ending, of a
            challenge, of each event that is a headline.
        difference, error: from the scenario as stated, by headline, and the grid error of that difference.
        prior: public belief at the start that the actor is committed.
        types: what following it would cost each strategic type.
        types_absent: why that is not known; "" where it is.
        trouble: why the case could not be solved; "" where it could.
    """

    actor: str
    doctrine: str
    name: str
    own: bool
    headlines: Mapping[str, float]
    difference: Mapping[str, float]
    error: Mapping[str, float]
    prior: float
    types: tuple[TypeLosses, ...]
    types_absent: str = ""
    trouble: str = ""

    @property
    def credible(self) -> bool | None:
        """Would some strategic type do as it says at every position reached? None where that is not known."""
        return any(losses.fails is None for losses in self.types) if self.types else None


@dataclass(frozen=True)
class LeftOut:
    """What could not be compared; ``doctrine`` is "" for an actor as a whole."""

    actor: str
    doctrine: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """The whole library, for every actor.

    Attributes:
        cases: by actor in the scenario's order, its own doctrine first, then the library's in file order.
        left_out: what could not be compared, and why.
        margin: the one-shot loss above which a doctrine is said to fail.
        points: nodes a side of the grid, and of the coarser one that errors are read from.
    """

    cases: tuple[Case, ...]
    left_out: tuple[LeftOut, ...]
    margin: float
    points: tuple[int, int]


@dataclass(frozen=True)
class Solved:
    """A case on one grid; ``absent`` says why there are no types."""

    headlines: dict[str, float]
    prior: float
    types: tuple[Following, ...]
    absent: str = ""


def compare(
    crisis: Crisis,
    values: Mapping[str, float],
    *,
    actors: Collection[str] = (),
    margin: float = MARGIN,
    precision: float | None = None,
    points: int | None = None,
    workers: int = 0,
    doctrines: Library | None = None,
    progress: Progress = lambda message: None,
) -> Comparison:
    """Give every actor's commitment every doctrine in turn, all else as stated.

    Args:
        crisis: the crisis.
        values: every parameter's value.
        actors: ids of the actors whose doctrines are varied; all who have a commitment if empty.
        margin: one-shot loss, in units of payoff, above which a doctrine is said to fail.
        precision: λ in place of every actor's own, if given.
        points: nodes a side of the grid; by the number of private types if None.
        workers: processes beside this one; zero does all of it here.
        doctrines: the library; the one that ships where None.
        progress: called with what is being done, in words.

    Raises:
        ArgumentError: an unknown actor; one asked for, or all of them, without a commitment or a strategic type at
            these values; a negative margin; a lock that is not announced.
        NotConverged, UnsupportedGame, GridTooLarge: the scenario as stated could not be solved.
    """
    crisis.require_announced("what it costs to follow a doctrine is read off equilibrium play")
    if not 0 <= margin < math.inf:
        raise ArgumentError(f"the margin is {margin:g}: give a number of zero or more")
    game = crisis.game_at(values)
    points = points or points_for(game)
    wanted, left_out = _wanted(crisis, game, actors, doctrines or library())
    with Team(crisis, values, workers, precision) as team:
        found = [
            (actor, candidate, team.submit(solved_case, actor, candidate, points=points)) for actor, candidate in wanted
        ]
        base: dict[str, tuple[Solved, Solved]] = {}
        cases = []
        for actor, candidate, promise in found:
            progress(f"{actor}: {candidate.name}")
            pair = promise.result()
            if candidate.own:
                if isinstance(pair, DeterrenceError):
                    raise pair
                base[actor] = pair
            cases.append(_case(actor, candidate, pair, base[actor], margin, points))
    return Comparison(tuple(cases), tuple(left_out), margin, (points, coarser(points)))


def given(crisis: Crisis, values: Mapping[str, float], actor: str, candidate: Candidate) -> CrisisGame:
    """The game in which the actor's commitments carry out a candidate.

    Args:
        crisis: the crisis.
        values: every parameter's value.
        actor, candidate: who, and what.

    Raises:
        CannotSay: the public states do not show what its conditions ask, or it has nothing to say somewhere.
    """
    if candidate.own:
        return crisis.game_at(values)
    game = crisis.remembering(actor, candidate.challenges).game_at(values)
    return game.with_rule(actor, prescriptions(game, actor, candidate), candidate.tremble)


def _wanted(
    crisis: Crisis, game: CrisisGame, actors: Collection[str], doctrines: Library
) -> tuple[list[tuple[str, Candidate]], list[LeftOut]]:
    """(actor, candidate) to compare, and what cannot be."""
    wanted: list[tuple[str, Candidate]] = []
    left_out: list[LeftOut] = []
    for actor in actors or [a.id for a in crisis.brief.actors]:
        if actors or crisis.brief.actor(actor).doctrine:
            own, lack = stated(crisis.brief, actor), _lacks(game, actor)
        else:
            own, lack = None, "has no commitment"
        if own is None or lack:
            left_out.append(LeftOut(actor, "", f"the actor {lack}"))
            continue
        wanted.append((actor, own))
        games = {0: game}  # by how many challenges they remember
        for entry in doctrines.doctrines:
            if why := missing(entry, game, actor):
                left_out.append(LeftOut(actor, entry.id, why))
            for candidate in candidates(entry, game, actor):
                asked = candidate.challenges
                if asked not in games:
                    games[asked] = crisis.remembering(actor, asked).game_at(game.values)
                try:
                    prescriptions(games[asked], actor, candidate)
                except CannotSay as error:
                    left_out.append(LeftOut(actor, candidate.id, str(error)))
                else:
                    wanted.append((actor, candidate))
    if not wanted:
        raise ArgumentError("\n".join(f"{x.actor}{x.why.removeprefix('the actor')}" for x in left_out))
    return wanted, left_out


def _lacks(game: CrisisGame, actor: str) -> str:
    """What an actor with a commitment lacks at these values: a committed type, or a strategic one."""
    strategic = [label.strategic for label in game.structure.types[game.structure.actors.index(actor)]]
    if any(strategic) and not all(strategic):
        return ""
    lacks, prior = ("commitment", 0) if all(strategic) else ("strategic type", 1)
    return f"has no {lacks} left at a prior of {prior}: give another prior"


def solved_case(resolver: Resolver, actor: str, candidate: Candidate) -> tuple[Solved, Solved] | DeterrenceError:
    """An actor's commitment under a doctrine, on the resolver's grid and on the coarser one; or why not."""
    grid = resolver.grid
    try:
        game = given(resolver.crisis, resolver.base, actor, candidate)
        grids = (grid, replace(grid, points=coarser(grid.points)))
        fine, coarse = (_solved(game, actor, each, resolver.precision) for each in grids)
    except DeterrenceError as error:
        return error
    return fine, coarse


def _solved(game: CrisisGame, actor: str, grid: Grid, precision: float | None) -> Solved:
    assessment = solve_grid(game.game.with_precision(precision), grid)
    s = game.structure
    i = s.actors.index(actor)
    prior = sum(
        float(p) for p, t in zip(game.game.numbers.prior[i], s.types[i], strict=False) if not t.strategic
    )
    types: tuple[Following, ...] = ()
    absent = ""
    try:
        types = following(game, Pusher(assessment), actor)
    except UnsupportedGame as error:
        absent = str(error)
    values, _ = measure(game, assessment, HEADLINES)
    return Solved(headline_numbers(game.brief, values), prior, types, absent)


def _case(
    actor: str,
    candidate: Candidate,
    pair: tuple[Solved, Solved] | DeterrenceError,
    base: tuple[Solved, Solved],
    margin: float,
    points: int,
) -> Case:
    named = (actor, candidate.id, candidate.name, candidate.own)
    if isinstance(pair, DeterrenceError):
        return Case(*named, {}, {}, {}, base[0].prior, (), trouble=str(pair))
    fine, coarse = pair
    difference, error = {}, {}
    for name, value in fine.headlines.items():
        difference[name] = value - base[0].headlines[name]
        error[name] = _error(difference[name], coarse.headlines[name] - base[1].headlines[name], points)
    types = tuple(_losses(one, other, margin, points) for one, other in zip(fine.types, coarse.types, strict=True))
    return Case(*named, fine.headlines, difference, error, fine.prior, types, fine.absent)


def _losses(fine: Following, coarse: Following, margin: float, points: int) -> TypeLosses:
    known = {(step.move, step.state): step.loss for step in coarse.steps}
    losses = [Departure(step, _error(step.loss, known.get((step.move, step.state)), points)) for step in fine.steps]
    return TypeLosses(
        type=fine.type,
        whole=fine.whole,
        whole_error=_error(fine.whole, coarse.whole, points),
        gap=fine.gap,
        belief=fine.belief,
        largest=max(losses, key=lambda f: f.step.loss, default=None),
        fails=next((f for f in losses if f.step.loss - f.error > margin), None),
    )


def _error(fine: float, coarse: float | None, points: int) -> float:
    """Of a figure on so many nodes a side; infinite where no coarser grid shows it."""
    error = None if coarse is None else small_grid_error(fine, coarse, points)
    return math.inf if error is None else error
