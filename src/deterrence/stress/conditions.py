"""Capability, credibility and communication: what each contributes to an actor's deterrence, and which one binds.

For every actor in turn, as the one that deters, each condition's numbers (:mod:`.condition_ranges`) are set to their
favourable ends, one condition at a time and together, and the game is solved again: eight games. The change of
Pr(challenge) between the file's values and all three at their best is shared out by Shapley's rule
(:mod:`.shapley`). The same on a coarser grid gives the error of every difference.

Three probabilities are reported, since they can move apart: that *another* makes the first chosen challenge, which is
what is to be deterred; that the actor's *own* challenge comes first; and that a challenge by *any* of them is seen. An
actor that becomes readier to act may come first more often, so that others have less occasion to: ``other`` then falls
without anybody being deterred, ``own`` rises, and ``any`` hardly moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..errors import ArgumentError
from ..forecasting.keys import Key
from ..forecasting.quantities.challenges import NO_CHALLENGE
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis
from .condition_ranges import CONDITIONS, Owned, Setting, belonging, require_conditions, settings
from .resolve import QUICK_POINTS, Change, Resolver, axes, coarser
from .shapley import coalitions, shapley
from .worker_pool import Promise, Team

GRIDS: dict[str, dict[int, int]] = {
    "interactive": {0: 25, 1: 25, 2: QUICK_POINTS, 3: 9},
    "report": {0: 49, 1: 49, 2: 25, 3: 13},
}
"""By resolution and log-odds axes, nodes a side; the coarser grid beside it has twice the spacing."""
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
        """Is it further from zero than its error?"""
        return abs(self.value) > self.grid_error


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Contribution:
    """One condition's part, in the three probabilities (``other``, ``own``, ``any``).

    Attributes:
        condition: capability, credibility or communication.
        settings: its numbers with their ends; empty where the scenario has none, and then nothing moves.
        share: Shapley contribution to the change from the file's values to all three conditions at their best;
            below zero where it makes a challenge less likely.
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
        actor: who deters.
        others: whom: everybody else who can challenge.
        conditions: in the order capability, credibility, communication.
        coalitions: conditions at their best -> the three probabilities; the empty set is the file's values.
        total: change of each probability from none to all three at their best.
        binding: the condition whose share of ``other`` lowers it most, None where that is open.
        verdict: ``binds``; ``undecided``, where the leading two lie within the error of their difference or the
            leading one within its own; ``none lowers it``.
        shared: numbers that carry a condition and are nobody's in particular, left alone.
    """

    actor: str
    others: tuple[str, ...]
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
        """Does part of what others challenge less go with the actor's own challenge coming first more?"""
        other, own = self.total["other"], self.total["own"]
        return other.decided and own.decided and other.value < 0 < own.value

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "actor": self.actor,
            "others": list(self.others),
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


@dataclass(frozen=True)
class Deterring:
    """Who can be the one that deters.

    Attributes:
        others: by actor, everybody else who can challenge.
        mine: by actor, its numbers that carry a condition.
        shared: those that are nobody's in particular.
        left_out: by actor who cannot, why not.
    """

    others: Mapping[str, tuple[str, ...]]
    mine: Owned
    shared: tuple[str, ...]
    left_out: Mapping[str, str]


def deterring(crisis: Crisis, game: CrisisGame) -> Deterring:
    """Every actor that owns a red line or has a commitment, has numbers that carry a condition, and meets a challenger.

    Raises:
        ArgumentError: there is nobody.
    """
    require_conditions(crisis)
    brief = crisis.brief
    mine, shared = belonging(crisis.parameters)
    if not game.challenges_marked:
        raise ArgumentError(f"{brief.name}: {NO_CHALLENGE}")
    s = game.structure
    can = {s.actors[row.actor] for row in s.moves if "challenge" in row.tags}
    others = {a: tuple(o for o in s.actors if o != a and o in can) for a in s.actors}
    owners = {line.owner for line in brief.lines}
    left_out = {}
    for actor in brief.actors:
        if not actor.doctrine and actor.id not in owners:
            left_out[actor.id] = "it has neither a red line nor a commitment"
        elif actor.id not in mine:
            left_out[actor.id] = "no number of its own carries a condition"
        elif not others[actor.id]:
            left_out[actor.id] = "nobody else can challenge"
    kept = {a: o for a, o in others.items() if a not in left_out}
    if not kept:
        raise ArgumentError("\n".join(f"{actor}: {why}" for actor, why in left_out.items()))
    return Deterring(kept, mine, tuple(shared), left_out)


def challenges(resolver: Resolver, values: Mapping[str, float]) -> dict[str, float]:
    """By actor, Pr(the first chosen challenge within the window is its); and ``*``, Pr(one is seen)."""
    found = resolver.measured(Change.of(values), ("challenge", "general_deterrence"))
    by_actor = {k.actor: p for k, p in found.items() if k.name == "challenge"}
    return {**by_actor, ANY: 1.0 - found[Key("general_deterrence")]}


def three_conditions(
    crisis: Crisis, values: Mapping[str, float], points: int | None = None, workers: int = 0
) -> list[ThreeConditions]:
    """Every actor in turn as the one that deters; of those that :func:`deterring` names.

    Args:
        crisis: the crisis.
        values: every parameter's value.
        points: nodes a side of the grid, that of ``report`` if None; errors come from one of twice the spacing.
        workers: processes to share the solving; zero for none.

    Raises:
        ArgumentError: nobody deters, or values at the ends are not possible together.
        NotConverged, UnsupportedGame, GridTooLarge: a game could not be solved.
    """
    game = crisis.game_at(values)
    known = deterring(crisis, game)
    points = points or grid_points("report", game)
    with Team(crisis, values, workers) as team:
        asked = _Asked(team, (points, coarser(points)))
        games = {}
        for actor, others in known.others.items():
            ends = settings(known.mine[actor], values, partial(_likelihood, asked, others))
            changes = _changes(ends)
            for change in changes.values():
                crisis.parameters.override(change, values)
            games[actor] = (others, ends, {key: asked(change) for key, change in changes.items()})
        return [_reported(actor, *game, known.shared) for actor, game in games.items()]


def grid_points(resolution: str, game: CrisisGame) -> int:
    """Nodes a side of the grid at a resolution, by the number of log-odds axes."""
    return GRIDS[resolution][min(axes(game), max(GRIDS[resolution]))]


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


def _likelihood(asked: _Asked, others: tuple[str, ...], name: str, end: float) -> float:
    """Pr(another challenges first) with one number changed, on the finer grid."""
    found = asked({name: end})[0].result()
    return float(sum(found[other] for other in others))


def _changes(ends: Sequence[Setting]) -> dict[Case, dict[str, float]]:
    """What is changed: by set of conditions at their best, and by condition at its worst."""
    found: dict[Case, dict[str, float]] = {}
    for raised in coalitions(CONDITIONS):
        found[raised] = {e.parameter: e.ideal for e in ends if e.condition in raised}
    for condition in CONDITIONS:
        found[condition] = {e.parameter: e.nil for e in ends if e.condition == condition}
    return found


def _reported(
    actor: str,
    others: tuple[str, ...],
    ends: Sequence[Setting],
    games: Mapping[Case, list[Promise]],
    shared: tuple[str, ...],
) -> ThreeConditions:
    summed = dict(zip(MEASURES, (others, (actor,), (ANY,)), strict=True))
    solved = {key: [promise.result() for promise in promises] for key, promises in games.items()}

    def figures(read: Callable[[Worth], float]) -> dict[str, Figure]:
        """A number read off the games, on both grids, in each of the three probabilities."""
        found = {}
        for measure, names in summed.items():
            fine, coarse = (read({key: sum(s[g][n] for n in names) for key, s in solved.items()}) for g in (0, 1))
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
        others,
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
