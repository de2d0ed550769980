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
from ..forecasting.registry import measure
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis
from ..solvers.spacing import FIRST, spacing_error, spacing_ratio
from .condition_ranges import CONDITIONS, Owned, Setting, belonging, require_conditions, settings, undeclared
from .condition_record import Contribution, Figure, ThreeConditions
from .resolve import QUICK_POINTS, Change, Resolver, axes, coarser, states_error
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
    game, assessment = resolver.solved(Change.of(values))
    found, _ = measure(game, assessment, ("challenge", "general_deterrence"))
    by_actor = {k.actor: p for k, p in found.items() if k.name == "challenge"}
    return {**by_actor, ANY: 1.0 - found[Key("general_deterrence")]}


def three_conditions(
    crisis: Crisis,
    values: Mapping[str, float],
    points: int | None = None,
    workers: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> list[ThreeConditions]:
    """Every actor in turn as the one that deters; of those that :func:`deterring` names.

    Args:
        crisis: the crisis.
        values: every parameter's value.
        points: nodes a side of the grid, that of ``report`` if None; errors come from one of twice the spacing, and
            so does which end of a range favours deterrence where the file does not say.
        workers: processes to share the solving; zero for none.
        progress: called with what is being done, in words.

    Raises:
        ArgumentError: nobody deters, or values at the ends are not possible together.
        NotConverged, UnsupportedGame, GridTooLarge: a game could not be solved.
    """
    game = crisis.game_at(values)
    known = deterring(crisis, game)
    points = points or grid_points("report", game)
    if not states_error(points):
        raise ArgumentError(f"{points} nodes a side have no coarser grid to tell their error: use more")
    with Team(crisis, values, workers) as team:
        asked = _Asked(team, (points, coarser(points)), progress)
        for actor in known.others:  # all at once: what follows waits for one after the other
            for name, end in undeclared(known.mine[actor]):
                asked.coarsely({name: end})
        games = {}
        for actor, others in known.others.items():
            ends = settings(known.mine[actor], values, partial(_likelihood, asked, others))
            changes = _changes(ends)
            for change in changes.values():
                crisis.parameters.override(change, values)
            games[actor] = (others, ends, {key: asked.on_both(change) for key, change in changes.items()})
        return [_reported(actor, *game, asked, known.shared) for actor, game in games.items()]


def grid_points(resolution: str, game: CrisisGame) -> int:
    """Nodes a side of the grid at a resolution, by the number of log-odds axes."""
    return GRIDS[resolution][min(axes(game), max(GRIDS[resolution]))]


class _Asked:
    """Asks for games on either grid, each once, without waiting; reports how many are solved."""

    def __init__(self, team: Team, sizes: tuple[int, int], progress: Callable[[str], None]):
        self._team, self._sizes, self._progress = team, sizes, progress
        self._known: dict[tuple[int, tuple[tuple[str, float], ...]], Promise] = {}
        self._done: set[int] = set()
        self.ratio = spacing_ratio(*sizes)

    def coarsely(self, change: Mapping[str, float]) -> Promise:
        """A game on the coarser grid."""
        return self._asked(change, self._sizes[1])

    def on_both(self, change: Mapping[str, float]) -> list[Promise]:
        """A game on the finer grid and on the coarser one."""
        return [self._asked(change, size) for size in self._sizes]

    def result(self, promise: Promise) -> Worth:
        """What a game leads to, once it is solved."""
        found: Worth = promise.result()
        self._done.add(id(promise))
        self._progress(f"solving with each condition at its best: {len(self._done)} of {len(self._known)} games")
        return found

    def _asked(self, change: Mapping[str, float], size: int) -> Promise:
        key = size, tuple(sorted(change.items()))
        if key not in self._known:
            self._known[key] = self._team.submit(challenges, dict(change), points=size)
        return self._known[key]


def _likelihood(asked: _Asked, others: tuple[str, ...], name: str, end: float) -> float:
    """Pr(another challenges first) with one number changed, on the coarser grid: it is only compared."""
    found = asked.result(asked.coarsely({name: end}))
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
    asked: _Asked,
    shared: tuple[str, ...],
) -> ThreeConditions:
    summed = dict(zip(MEASURES, (others, (actor,), (ANY,)), strict=True))
    solved = {key: [asked.result(promise) for promise in promises] for key, promises in games.items()}

    def figures(read: Callable[[Worth], float]) -> dict[str, Figure]:
        """A number read off the games, on both grids, in each of the three probabilities."""
        found = {}
        for which, names in summed.items():
            fine, coarse = (read({key: sum(s[g][n] for n in names) for key, s in solved.items()}) for g in (0, 1))
            found[which] = Figure(fine, spacing_error(fine, coarse, asked.ratio, FIRST))
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
