"""Solve a crisis again with something changed, quickly, and read its headlines.

Every comparison of this kind is made on one and the same small grid, so that grid error cancels in differences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ..forecasting.keys import Key, Values
from ..forecasting.registry import Definition, measure
from ..forecasting.terms import NAMES
from ..games.brief import Brief
from ..games.crisis_game import CrisisGame
from ..games.structure import Structure
from ..scenario.crisis import Crisis
from ..solvers.grid import Assessment, Grid, solve_grid
from ..solvers.spacing import FIRST, spacing_error, spacing_ratio

QUICK_POINTS = 13
USUAL_POINTS = {0: 25, 1: 25, 2: QUICK_POINTS, 3: 9}
ENDLESS_POINTS = {0: 25, 1: 25, 2: 7, 3: 5}
ENDLESS_NODES = 15_000
"""Belief nodes, of all states together, up to which a game without a horizon has more than :data:`ENDLESS_POINTS`."""
QUICK_TOLERANCE = 1e-7
ALIKE = 1e-6
"""Difference of probabilities of moves up to which play is the same: some times what a residual of
:data:`QUICK_TOLERANCE` leaves open, and less than the difference headlines are distinguished by, added up over a
crisis."""
LEAST_POINTS = 5
LONGER = "window + 1"
"""What the variant is called that follows one move, or one day, more."""
HEADLINES = ("outcome", "general_deterrence", "challenge", "event", "loss", "worth")
"""The quantities that comparisons are mostly about."""
READ = tuple(dict.fromkeys((*HEADLINES, *NAMES)))
"""The quantities that are read whenever a crisis is solved again: one push serves all comparisons that ask for them."""


def axes(game: CrisisGame) -> int:
    """Log-odds axes of its beliefs: one for each private type beyond an actor's first."""
    return sum(len(types) - 1 for types in game.structure.types)


def points_for(game: CrisisGame, usual: Mapping[int, int] = USUAL_POINTS) -> int:
    """Nodes a side of the small grid on which comparisons of a crisis are made.

    Args:
        game: the crisis.
        usual: by number of axes. A game without a horizon, of which every world is a fixed point over all its states,
            has :data:`ENDLESS_POINTS`, or as many more as :data:`ENDLESS_NODES` hold, and no more than usual.
    """
    count, structure = min(axes(game), max(usual)), game.game.structure
    if structure.horizon is not None:
        return usual[count]
    points = min(usual[count], ENDLESS_POINTS[count])
    while points + 2 <= usual[count] and len(structure.states) * (points + 2) ** count <= ENDLESS_NODES:
        points += 2
    return points


def coarser(points: int) -> int:
    """Nodes a side of the grid that errors are read from: twice the spacing, where a grid may be so coarse."""
    return max(points // 2 + 1, LEAST_POINTS)


def states_error(points: int) -> bool:
    """Has a grid of so many nodes a side a coarser one, from which its error can be estimated?"""
    return spacing_ratio(points, coarser(points)) > 1


def small_grid_error(fine: float, coarse: float, points: int, other: int | None = None) -> float | None:
    """The error of a figure, or of a difference, on a grid as small as those of comparisons; None where none is stated.

    It is taken to be in proportion to the spacing (:mod:`deterrence.solvers.spacing`), since on grids as small as these
    a step of belief is no longer than the spacing. At twice the spacing it is the whole change. Where errors fall with
    the square of the spacing, this states too much, and not too little.

    Args:
        fine: on the grid.
        coarse: on the coarser one.
        points: nodes a side of the grid.
        other: nodes a side of the coarser one; those of :func:`coarser` if None.
    """
    ratio = spacing_ratio(points, coarser(points) if other is None else other)
    return spacing_error(fine, coarse, ratio, FIRST) if ratio > 1 else None


@dataclass(frozen=True)
class Change:
    """What is changed.

    Attributes:
        values: parameter values.
        doctrines: by actor, the doctrine that its commitments carry out in place of their own.
        precision, tremble, catastrophe: factors on every precision, every commitment's tremble, and what catastrophe
            is worth to everybody.
        window: how many moves, or on a clock how many days, in place of the scenario's; None for those.
    """

    values: tuple[tuple[str, float], ...] = ()
    doctrines: tuple[tuple[str, str], ...] = ()
    precision: float = 1.0
    tremble: float = 1.0
    catastrophe: float = 1.0
    window: float | None = None

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Change:
        """A change of parameter values."""
        return cls(tuple(sorted(values.items())))

    def among(self, others: Mapping[str, float]) -> Change:
        """The same where other parameters change as well; what this sets, stays."""
        return replace(self, values=tuple(sorted({**others, **dict(self.values)}.items())))


@dataclass
class Resolver:
    """Re-solves one crisis; remembers what it has solved.

    Attributes:
        crisis: the crisis.
        base: parameter values everything starts from.
        grid: the small grid.
        precision: λ in place of every actor's own, if given.
    """

    crisis: Crisis
    base: Mapping[str, float]
    grid: Grid = field(default_factory=lambda: Grid(points=QUICK_POINTS, tolerance=QUICK_TOLERANCE))
    precision: float | None = None
    _known: dict[Change, tuple[frozenset[str], Values]] = field(default_factory=dict, init=False)
    _game: CrisisGame | None = field(default=None, init=False)
    _base: tuple[CrisisGame, Assessment] | None = field(default=None, init=False)
    _last: tuple[Change, tuple[CrisisGame, Assessment]] | None = field(default=None, init=False)

    def on(self, points: int) -> Resolver:
        """The same on a grid of so many nodes a side, with what this has compiled."""
        found = replace(self, grid=replace(self.grid, points=points))
        found._game = self._game
        return found

    def solved(self, change: Change = Change()) -> tuple[CrisisGame, Assessment]:
        """The crisis compiled and solved under a change, starting from the base solution where numbers alone differ.

        Under another doctrine or window play may be far from the base's, and a start there may end in another
        equilibrium than the one that continues λ = 0. The base is remembered, and what was solved last.
        A window in days is the outlook's, and changes nothing here.
        """
        if self.crisis.brief.days is not None:
            change = replace(change, window=None)
        if change == Change():
            if self._base is None:
                self._base = self._solve(change, None)
            return self._base
        last = self._last
        if last is None or last[0] != change:
            last = self._last = change, self._solve(change, self.solved()[1])
        return last[1]

    def standing(self, change: Change) -> Resolver:
        """A re-solver of the same crisis that starts from how it is under a change of values, solved from here."""
        there = replace(self, base={**self.base, **dict(change.values)})
        there._game, there._base = self._game, self.solved(change)
        return there

    def _solve(self, change: Change, warm: Assessment | None) -> tuple[CrisisGame, Assessment]:
        compiled = self._compiled(change)
        game = compiled.game
        if change.tremble != 1.0:
            game = replace(game, numbers=replace(game.numbers, rule=compiled.with_tremble(change.tremble).numbers.rule))
        if change.catastrophe != 1.0:
            ending = compiled.with_catastrophe(change.catastrophe).numbers.ending
            game = replace(game, numbers=replace(game.numbers, ending=ending))
        game = game.with_precision(self.precision)
        if change.precision != 1.0:
            game = game.with_precision(np.asarray(game.numbers.precision) * change.precision)
        if change.window is not None:
            game = game.with_horizon(int(change.window))
        numbers_alone = change.window is None and not change.doctrines
        fits = warm is not None and numbers_alone and _shape(warm.game.structure) == _shape(game.structure)
        start = warm.strategies if warm is not None and fits else None
        return compiled, solve_grid(game, self.grid, start)

    def fitted(self, change: Change) -> Resolver:
        """This; for a change that makes more types possible than the base has, so that there are more axes, one on as
        many nodes a side as such a game usually has, or on a coarser grid where ours is."""
        base, other = self.solved()[0], self._compiled(change)
        if axes(other) <= axes(base):
            return self
        usual = points_for(other)
        points = usual if self.grid.points >= points_for(base) else coarser(usual)
        return self.on(min(self.grid.points, points))

    def _compiled(self, change: Change) -> CrisisGame:
        """The base's structure at other values, unless they change which types there are or a doctrine does."""
        values = {**self.base, **dict(change.values)}
        crisis = self.crisis
        for actor, doctrine in change.doctrines:
            crisis = crisis.with_doctrine(actor, doctrine)
        same = self._game.at(values) if self._game is not None and not change.doctrines else None
        found = same if same is not None else crisis.game_at(values)
        if change == Change():
            self._game = found
        return found

    def measured(self, change: Change = Change(), names: Collection[str] = HEADLINES) -> Values:
        """Some quantities under a change; read by one push together with all of ``READ``, and remembered."""
        read, values = self._known.get(change, (frozenset(), {}))
        if not read.issuperset(names):
            game, assessment = self.solved(change)
            read = read.union(READ, names)
            values = measure(game, assessment, read, change.window if game.structure.clocks else None)[0]
            self._known[change] = read, values
        wanted = set(names)
        return {key: value for key, value in values.items() if key.name in wanted}

    def only(self, change: Change, names: Collection[str], beside: Collection[Definition] = ()) -> Values:
        """Some quantities and no others under a change, by a push of their own; not remembered.

        Args:
            change: what is changed.
            names: of registered quantities.
            beside: quantities that are not registered, such as part of one that is.
        """
        game, assessment = self.solved(change)
        return measure(game, assessment, names, change.window if game.structure.clocks else None, beside)[0]

    def headlines(self, change: Change = Change()) -> Values:
        """The headline quantities under a change."""
        return self.measured(change)

    def __call__(self, values: Mapping[str, float]) -> Values:
        """Headlines at changed parameter values."""
        return self.headlines(Change.of(values))


def _shape(structure: Structure) -> tuple[object, ...]:
    return structure.types, structure.states


def without_locks(resolver: Resolver) -> Values:
    """Headlines of the same crisis with nobody's conduct locked."""
    crisis = resolver.crisis.unlocked()
    return replace(resolver, crisis=crisis).headlines()


def endings_and_challenge(values: Values) -> dict[str, float]:
    """Of headline quantities, the probability of each ending by its id, and of a challenge being seen."""
    found = {k.of: p for k, p in values.items() if k.name == "outcome"}
    general = values.get(Key("general_deterrence"))
    return found if general is None else {**found, "challenge": 1.0 - general}


def headline_numbers(brief: Brief, values: Values) -> dict[str, float]:
    """The same with the probability of each event that is a headline, as ``event:ID``."""
    shown = [e.id for e in brief.events if e.headline]
    events = {f"event:{x}": values[Key("event", of=x)] for x in shown if Key("event", of=x) in values}
    return {**endings_and_challenge(values), **events}


@dataclass(frozen=True)
class Variant:
    """Headline quantities under one change of an assumption that nobody can be sure of."""

    label: str
    values: Values


def assumptions(resolver: Resolver) -> list[tuple[str, Change]]:
    """What nobody can be sure of, changed: λ × {½, 2}, ε × {0.1, 3} where there are commitments, the window × {½, 2},
    and one move or day more of it."""
    changes = [(f"precision × {factor:g}", Change(precision=factor)) for factor in (0.5, 2.0)]
    if any(not t.strategic for a in resolver.crisis.brief.actors for t in a.types):
        changes += [(f"tremble × {factor:g}", Change(tremble=factor)) for factor in (0.1, 3.0)]
    brief = resolver.crisis.brief
    windows = [(f"window × {factor:g}", brief.stretched(factor)) for factor in (0.5, 2.0)]
    windows.append((LONGER, brief.window + 1))
    return changes + [(f"{label} ({brief.lasting(window)})", Change(window=window)) for label, window in windows]


def robustness(resolver: Resolver) -> list[Variant]:
    """Headlines as stated and at every other assumption."""
    return [Variant(label, resolver.headlines(c)) for label, c in [("as stated", Change()), *assumptions(resolver)]]


def other_branches(resolver: Resolver, starts: int) -> list[Variant]:
    """Headlines of every further equilibrium found from nearly pure starting points, if any."""
    game, base = resolver.solved()
    known = [(base, resolver.headlines())]
    out = []
    for k in range(starts):
        assessment = solve_grid(base.game, replace(resolver.grid, pure_move=k))
        if any(_alike(assessment, other) for other, _ in known):
            continue
        found = measure(game, assessment, HEADLINES)[0]
        if all(max(abs(found[n] - other[n]) for n in found) > 1e-5 for _, other in known):
            known.append((assessment, found))
            out.append(Variant(f"branch reached from nearly pure play of move {k + 1}", found))
    return out


def _alike(one: Assessment, other: Assessment) -> bool:
    """Is everybody's play the same everywhere, up to what solving leaves open?"""
    return all(
        float(np.abs(np.exp(z) - np.exp(second[x])).max()) <= ALIKE
        for first, second in zip(one.strategies, other.strategies, strict=True)
        for x, z in first.items()
    )
