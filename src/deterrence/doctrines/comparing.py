"""Every actor's commitment given every doctrine of the library in turn, and what then follows.

All of it on one small grid, so that grid error cancels in differences; what is left of it is told beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import ArgumentError, DeterrenceError
from ..forecast.outlook import SPACING_DIVISOR
from ..forecast.push import Pusher
from ..game.compiling import compile_scenario
from ..game.scenario import Scenario
from ..stress.resolving import Resolver, headlines
from ..stress.team import Team
from .applying import Candidate, candidates, commitments, given, missing, stated
from .following import Following, Step, following
from .reading import library
from .record import Library

MARGIN = 0.1  # of payoff; what is at issue between the actors is about 1

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Departure:
    """A position at which a strategic type does better by departing from the doctrine.

    Attributes:
        step: where, and by how much.
        error: grid error of the loss; infinite where the coarser grid does not come there.
    """

    step: Step
    error: float


@dataclass(frozen=True)
class Told:
    """What the doctrine would cost one strategic type, with grid errors.

    Attributes:
        type, whole, gap, belief: as in :class:`~deterrence.doctrines.following.Following`.
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
        headlines: probability of each ending, and of a challenge.
        difference, error: from the scenario as stated, by headline, and the grid error of that difference.
        prior: public belief at the start that the actor is committed.
        types: what following it would cost each strategic type.
        trouble: why it could not be solved; "" where it could.
    """

    actor: str
    doctrine: str
    name: str
    own: bool
    headlines: Mapping[str, float]
    difference: Mapping[str, float]
    error: Mapping[str, float]
    prior: float
    types: tuple[Told, ...]
    trouble: str = ""

    @property
    def credible(self) -> bool | None:
        """Would some strategic type do as it says at every position reached? None where that is not known."""
        return any(told.fails is None for told in self.types) if self.types else None


@dataclass(frozen=True)
class Comparison:
    """The whole library, for every actor.

    Attributes:
        cases: by actor in the scenario's order, its own doctrine first, then the library's in file order.
        left_out: (actor, doctrine, why) of what could not be applied.
        margin: the one-shot loss above which a doctrine is said to fail.
    """

    cases: tuple[Case, ...]
    left_out: tuple[tuple[str, str, str], ...]
    margin: float


@dataclass(frozen=True)
class Solved:
    """A case on one grid."""

    headlines: dict[str, float]
    prior: float
    types: tuple[Following, ...]


def compare(
    scenario: Scenario,
    values: Mapping[str, float],
    *,
    actors: Collection[str] = (),
    margin: float = MARGIN,
    workers: int = 0,
    doctrines: Library | None = None,
    progress: Progress = lambda message: None,
) -> Comparison:
    """Give every actor's commitment every doctrine in turn, all else as stated.

    Args:
        scenario: a scenario that has passed its checks.
        values: every parameter's value.
        actors: ids of the actors whose doctrines are varied; all who have a commitment if empty.
        margin: one-shot loss, in units of payoff, above which a doctrine is said to fail.
        workers: processes beside this one; nought does all of it here.
        doctrines: the library; the one that ships where None.
        progress: told, in words, what is being done.

    Raises:
        ArgumentError: an unknown actor, one without a commitment or a strategic type at these values, or a negative
            margin.
        NotConverged, UnsupportedGame, GridTooLarge: the scenario as stated could not be solved.
    """
    if not margin >= 0:
        raise ArgumentError(f"the margin is {margin:g}: give nought or more")
    wanted, left_out = [], []
    for actor in actors or [a.id for a in scenario.actors]:
        if not actors and not commitments(next(a for a in scenario.actors if a.id == actor)):
            left_out.append((actor, "", "the actor has no commitment"))
            continue
        wanted.append((actor, stated(scenario, actor)))
        for entry in (doctrines or library()).doctrines:
            if why := missing(entry, scenario):
                left_out.append((actor, entry.id, why))
            wanted += [(actor, candidate) for candidate in candidates(entry, scenario)]
    _require_two_kinds(scenario, values, [actor for actor, candidate in wanted if candidate.own])
    with Team(scenario, values, workers) as team:
        found = [(actor, candidate, team.submit(solved_case, actor, candidate)) for actor, candidate in wanted]
        base: dict[str, tuple[Solved, Solved]] = {}
        cases = []
        for actor, candidate, promise in found:
            progress(f"{actor}: {candidate.name}")
            pair = promise.result()
            if candidate.own:
                if isinstance(pair, DeterrenceError):
                    raise pair
                base[actor] = pair
            cases.append(_case(actor, candidate, pair, base[actor], margin))
    return Comparison(tuple(cases), tuple(left_out), margin)


def _require_two_kinds(scenario: Scenario, values: Mapping[str, float], actors: Collection[str]) -> None:
    structure = compile_scenario(scenario, values).structure
    for actor in actors:
        kinds = [label.strategic for label in structure.types[structure.actors.index(actor)]]
        if all(kinds) or not any(kinds):
            lacks, prior = ("commitment", 0) if all(kinds) else ("strategic type", 1)
            raise ArgumentError(f"{actor} has no {lacks} left at a prior of {prior}: give another prior")


def solved_case(resolver: Resolver, actor: str, candidate: Candidate) -> tuple[Solved, Solved] | DeterrenceError:
    """An actor's commitment under a doctrine, on the resolver's grid and on half of it; or why not."""
    assert isinstance(resolver.scenario, Scenario)  # the library is of the ladder's moves
    try:
        scenario, changes = given(resolver.scenario, actor, candidate)
        half = replace(resolver.grid, points=resolver.grid.points // 2 + 1)
        fine, coarse = (
            _solved(Resolver(scenario, {**resolver.base, **changes}, grid), actor) for grid in (resolver.grid, half)
        )
    except DeterrenceError as error:
        return error
    return fine, coarse


def _solved(resolver: Resolver, actor: str) -> Solved:
    compiled, assessment = resolver.solved()
    structure = compiled.structure
    i = structure.actors.index(actor)
    prior = sum(
        float(p) for p, t in zip(compiled.game.numbers.prior[i], structure.types[i], strict=False) if not t.strategic
    )
    return Solved(headlines(compiled, assessment), prior, following(compiled, Pusher(assessment), actor))


def _case(
    actor: str,
    candidate: Candidate,
    pair: tuple[Solved, Solved] | DeterrenceError,
    base: tuple[Solved, Solved],
    margin: float,
) -> Case:
    if isinstance(pair, DeterrenceError):
        return Case(actor, candidate.id, candidate.name, candidate.own, {}, {}, {}, base[0].prior, (), str(pair))
    fine, coarse = pair
    difference, error = {}, {}
    for name, value in fine.headlines.items():
        difference[name] = value - base[0].headlines[name]
        error[name] = abs(difference[name] - coarse.headlines[name] + base[1].headlines[name]) / SPACING_DIVISOR
    types = tuple(_told(one, other, margin) for one, other in zip(fine.types, coarse.types, strict=True))
    return Case(
        actor, candidate.id, candidate.name, candidate.own, fine.headlines, difference, error, fine.prior, types
    )


def _told(fine: Following, coarse: Following, margin: float) -> Told:
    known = {(step.move, step.state): step.loss for step in coarse.steps}
    losses = [Departure(step, _error(step, known)) for step in fine.steps]
    return Told(
        type=fine.type,
        whole=fine.whole,
        whole_error=abs(fine.whole - coarse.whole) / SPACING_DIVISOR,
        gap=fine.gap,
        belief=fine.belief,
        largest=max(losses, key=lambda f: f.step.loss, default=None),
        fails=next((f for f in losses if f.step.loss - f.error > margin), None),
    )


def _error(step: Step, known: Mapping[tuple[int, str], float]) -> float:
    other = known.get((step.move, step.state))
    return float("inf") if other is None else abs(step.loss - other) / SPACING_DIVISOR


def as_dict(found: Comparison) -> dict[str, Any]:
    """For JSON; a grid error that is not known is null."""
    return {
        "margin": found.margin,
        "cases": [_case_dict(case) for case in found.cases],
        "left_out": [dict(zip(("actor", "doctrine", "why"), row, strict=True)) for row in found.left_out],
    }


def _case_dict(case: Case) -> dict[str, Any]:
    return {
        "actor": case.actor,
        "doctrine": case.doctrine,
        "name": case.name,
        "own": case.own,
        "headlines": dict(case.headlines),
        "difference": dict(case.difference),
        "grid_error": dict(case.error),
        "prior": case.prior,
        "credible": case.credible,
        "types": [_told_dict(told) for told in case.types],
        "trouble": case.trouble or None,
    }


def _told_dict(told: Told) -> dict[str, Any]:
    return {
        "type": told.type,
        "loss": told.whole,
        "loss_grid_error": told.whole_error,
        "declared_operational_gap": told.gap,
        "belief_at_end": told.belief,
        "largest": _departure_dict(told.largest),
        "fails": _departure_dict(told.fails),
    }


def _departure_dict(found: Departure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    step = found.step
    return {
        "move": step.move,
        "state": step.state,
        "does": step.does,
        "better": step.better,
        "loss": step.loss,
        "grid_error": found.error if found.error < float("inf") else None,
        "reached": step.reached,
    }
