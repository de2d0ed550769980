"""Capability, credibility and communication: what each contributes to an actor's deterrence, and which one binds.

For every actor in turn, as the one that deters, each condition's numbers (:mod:`.condition_ends`) are set to their
favourable ends, one condition at a time and together, and the game is solved again: eight games. The change of
Pr(challenge) between the file's values and all three at their best is shared out by Shapley's rule
(:mod:`.shapley`). The same on a coarser grid gives the error of every difference.

Three probabilities are told, since they can move apart: that the *other* side makes the first chosen challenge, which
is what is to be deterred; that the actor's *own* challenge comes first; and that an act of *any* side is seen at or
above the challenge rung. An actor that becomes readier to act may come first more often, so that the other side has
less occasion to: ``other`` then falls without anybody being deterred, ``own`` rises, and ``any`` hardly moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..forecast.metrics import Key, challenged, deterrence
from ..forecast.push import Pusher
from ..game.parameters import override
from ..game.scenario import Scenario
from .condition_ends import CONDITIONS, Setting, belonging, settings
from .resolving import Change, Resolver
from .shapley import coalitions, shapley
from .team import Later, Team

GRIDS = {"interactive": 13, "report": 25}
"""Nodes a side; the coarser grid beside it has half as many."""
MEASURES = ("other", "own", "any")
ANY = "*"  # no actor can be called so

Case = frozenset[str] | str
"""The conditions that are at their best; or, as a word, the one that is at its worst."""
Worth = Mapping[Any, float]


@dataclass(frozen=True)
class Figure:
    """A number and its grid error: how far it moves on going to twice the spacing, not divided by anything."""

    value: float
    grid_error: float

    @property
    def decided(self) -> bool:
        """Is it further from nought than its error?"""
        return abs(self.value) > self.grid_error


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Contribution:
    """One condition's part, in the three probabilities (``other``, ``own``, ``any``).

    Attributes:
        condition: capability, credibility or communication.
        settings: its numbers with their ends; empty where the scenario has none, and then nothing moves.
        share: Shapley contribution to the change from the file's values to all three conditions at their best;
            below nought where it makes a challenge less likely.
        at_nil: the probabilities with this condition at its worst, the others as they stand.
    """

    condition: str
    settings: tuple[Setting, ...]
    share: Figures
    at_nil: Figures


@dataclass(frozen=True)
class ThreeConditions:
    """An actor as the one that deters.

    Attributes:
        actor, challenger: who deters whom.
        conditions: in the order capability, credibility, communication.
        coalitions: conditions at their best -> the three probabilities; the empty set is the file's values.
        total: change of each probability from none to all three at their best.
        binding: the condition whose share of ``other`` lowers it most, None where that is open.
        verdict: ``binds``; ``undecided``, where the leading two lie within the error of their difference or the
            leading one within its own; ``none lowers it``.
        shared: numbers that carry a condition and serve both sides, left alone.
    """

    actor: str
    challenger: str
    conditions: tuple[Contribution, ...]
    coalitions: Mapping[frozenset[str], Figures]
    total: Figures
    binding: str | None
    verdict: str
    shared: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Conditions for which the scenario has no number of this actor's."""
        return tuple(c.condition for c in self.conditions if not c.settings)

    @property
    def comes_first(self) -> bool:
        """Does part of what the other side challenges less go with the actor's own challenge coming first more?"""
        other, own = self.total["other"], self.total["own"]
        return other.decided and own.decided and other.value < 0 < own.value

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "actor": self.actor,
            "challenger": self.challenger,
            "conditions": [
                {
                    "condition": c.condition,
                    "parameters": [{k: v for k, v in vars(s).items() if k != "condition"} for s in c.settings],
                    "share": {m: {**vars(f), "decided": f.decided} for m, f in c.share.items()},
                    "at_nil": {m: dict(vars(f)) for m, f in c.at_nil.items()},
                }
                for c in self.conditions
            ],
            "coalitions": [
                {"ideal": sorted(s, key=CONDITIONS.index), **{m: dict(vars(f)) for m, f in found.items()}}
                for s, found in self.coalitions.items()
            ],
            "total": {m: {**vars(f), "decided": f.decided} for m, f in self.total.items()},
            "binding": self.binding,
            "verdict": self.verdict,
            "comes_first": self.comes_first,
            "missing": list(self.missing),
            "shared": list(self.shared),
        }


def challenges(resolver: Resolver, values: Mapping[str, float]) -> dict[str, float]:
    """By actor, Pr(the first chosen challenge within the window is its); and ``*``, Pr(one is seen)."""
    compiled, assessment = resolver.solved(Change.of(values))
    pusher = Pusher(assessment, remember=False)
    found = deterrence(compiled, pusher)
    by_actor = {actor: found[Key("challenge", actor)] for actor in compiled.structure.actors}
    return {**by_actor, ANY: challenged(compiled, pusher.finish())}


def coarser(points: int) -> int:
    """Nodes a side at twice the spacing."""
    return points // 2 + 1


def three_conditions(
    scenario: Scenario, values: Mapping[str, float], points: int = GRIDS["report"], workers: int = 0
) -> list[ThreeConditions]:
    """Every actor in turn as the one that deters.

    Args:
        scenario: a scenario that has passed its checks.
        values: every parameter's value.
        points: nodes a side of the grid; the errors come from one of half as many.
        workers: processes to share the solving; nought for none.

    Raises:
        ArgumentError: values at the ends that are not possible together.
        NotConverged, UnsupportedGame, GridTooLarge: a game could not be solved.
    """
    mine, shared = belonging(scenario)
    actors = [actor.id for actor in scenario.actors]
    with Team(scenario, values, workers) as team:
        asked = _Asked(team, (points, coarser(points)))
        games = {}
        for actor, other in zip(actors, reversed(actors), strict=True):
            ends = settings(mine[actor], values, partial(_likelihood, asked, other))
            changes = _changes(ends)
            for change in changes.values():
                override(scenario, change, values)
            games[actor] = (other, ends, {key: asked(change) for key, change in changes.items()})
        return [_told(actor, *game, tuple(shared)) for actor, game in games.items()]


Promise = Future[dict[str, float]] | Later


class _Asked:
    """Asks for games on both grids, each once, without waiting."""

    def __init__(self, team: Team, sizes: tuple[int, int]):
        self._team, self._sizes = team, sizes
        self._known: dict[tuple[tuple[str, float], ...], list[Promise]] = {}

    def __call__(self, change: Mapping[str, float]) -> list[Promise]:
        key = tuple(sorted(change.items()))
        if key not in self._known:
            self._known[key] = [self._team.submit(challenges, dict(change), points=size) for size in self._sizes]
        return self._known[key]


def _likelihood(asked: _Asked, other: str, name: str, end: float) -> float:
    """Pr(the other side challenges first) with one number changed, on the finer grid."""
    return float(asked({name: end})[0].result()[other])


def _changes(ends: Sequence[Setting]) -> dict[Case, dict[str, float]]:
    """What is changed: by set of conditions at their best, and by condition at its worst."""
    found: dict[Case, dict[str, float]] = {}
    for raised in coalitions(CONDITIONS):
        found[raised] = {e.parameter: e.ideal for e in ends if e.condition in raised}
    for condition in CONDITIONS:
        found[condition] = {e.parameter: e.nil for e in ends if e.condition == condition}
    return found


def _told(
    actor: str,
    other: str,
    ends: Sequence[Setting],
    games: Mapping[Case, list[Promise]],
    shared: tuple[str, ...],
) -> ThreeConditions:
    named = dict(zip(MEASURES, (other, actor, ANY), strict=True))
    solved = {key: [promise.result() for promise in promises] for key, promises in games.items()}

    def figures(read: Callable[[Worth], float]) -> dict[str, Figure]:
        """A number read off the games, on both grids, in each of the three probabilities."""
        found = {}
        for measure, name in named.items():
            fine, coarse = (read({key: s[g][name] for key, s in solved.items()}) for g in (0, 1))
            found[measure] = Figure(fine, abs(fine - coarse))
        return found

    def share(condition: str) -> Callable[[Worth], float]:
        return lambda worth: shapley(worth, CONDITIONS)[condition]

    def at(case: Case) -> Callable[[Worth], float]:
        return lambda worth: worth[case]

    sets = coalitions(CONDITIONS)
    conditions = tuple(
        Contribution(c, tuple(e for e in ends if e.condition == c), figures(share(c)), figures(at(c)))
        for c in CONDITIONS
    )
    first, second, *_ = sorted(conditions, key=lambda c: c.share["other"].value)
    lead = figures(lambda worth: share(second.condition)(worth) - share(first.condition)(worth))
    return ThreeConditions(
        actor,
        other,
        conditions,
        {s: figures(at(s)) for s in sets},
        figures(lambda worth: worth[sets[-1]] - worth[sets[0]]),
        *_binding(first, lead["other"]),
        shared,
    )


def _binding(first: Contribution, lead: Figure) -> tuple[str | None, str]:
    """The leading condition and the verdict, from its share and how far it is ahead of the next."""
    share = first.share["other"]
    if not share.decided or share.value >= 0:
        return None, "none lowers it" if share.value >= 0 else "undecided"
    return (first.condition, "binds") if lead.decided else (None, "undecided")
