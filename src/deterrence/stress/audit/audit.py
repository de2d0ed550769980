"""How far every headline moves when the same crisis is written down another way.

A certificate says that the arithmetic is right; it does not say that the answer is one of the crisis rather than of
the way it was written. Here changes of description that should not matter are applied to the explicit-state game,
whatever form the file had; the game is solved again on the same grid, and every headline is set beside itself. Exact
changes must move nothing; the others are set against a mark that is a judgement, and is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ...errors import ArgumentError
from ...forecasting.keys import Key, Values
from ...forecasting.registry import measure
from ...games.crisis_game import CrisisGame
from ...scenario.crisis import Crisis
from ...solvers.grid import Assessment, Grid
from ..resolve import READ, Change, Resolver, Variant, coarser, points_for, robustness, small_grid_error, states_error
from .changes import changes

PROBABILITIES = ("outcome", "general_deterrence", "challenge", "event")
"""What is compared: headlines that are probabilities."""
LEAST_ERROR = 1e-4
"""A grid's stated error is not taken to be below this, which no report shows."""
TOLERANCE = 1e-12
CUT = 1.5
GRID = "grid"
MAY_MATTER = "movers"
"""The row that passes where the file says why it moves headlines."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One headline under one change.

    Attributes:
        row: what was changed, in a word: the row of the audit, for which a file may say why it does not meet its mark.
        change: what was changed, in words.
        exact: is it a change that can move nothing but rounding?
        headline: which.
        base, changed: its value as written, and as rewritten.
        mark: the most that it may move by to pass.
        excused: does the file say why it moves further, where that is enough? It is of who acts when.
    """

    row: str
    change: str
    exact: bool
    headline: Key
    base: float
    changed: float
    mark: float
    excused: bool = False

    @property
    def form(self) -> bool:
        """Is it a change of the crisis's form, and not of the grid that it is solved on?"""
        return self.row != GRID

    @property
    def difference(self) -> float:
        """How far it moves."""
        return self.changed - self.base

    @property
    def within(self) -> bool:
        """Does it move by no more than the mark?"""
        return abs(self.difference) <= self.mark

    @property
    def passed(self) -> bool:
        """Does it move by no more than the mark, or does the file say why, where that is enough?"""
        return self.within or self.excused


@dataclass(frozen=True)
class Audit:
    """The form audit of a crisis.

    Attributes:
        rows: a row for each change and headline.
        left_out: by change that was not applied, why.
        points: nodes a side of the grid on which all was solved.
        said: by row whose mark the file says that it does not meet, why, in its words.
    """

    rows: tuple[Row, ...]
    left_out: Mapping[str, str]
    points: int
    said: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Does every headline pass every change that was applied?"""
        return all(row.passed for row in self.rows)

    @property
    def beyond(self) -> frozenset[str]:
        """The rows in which some headline moves further than the mark."""
        return frozenset(row.row for row in self.rows if not row.within)

    def changes(self) -> dict[str, list[Row]]:
        """The rows by change, in order."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.change, []).append(row)
        return found

    def worst(self, change: str) -> Row:
        """The headline that a change moves most."""
        return max(self.changes()[change], key=lambda row: abs(row.difference))


def audit(
    game: CrisisGame,
    points: int | None = None,
    progress: Progress = lambda message: None,
    *,
    crisis: Crisis | None = None,
    precision: float | None = None,
    threads: int = Grid.threads,
    grids: bool = True,
    near: Assessment | None = None,
    followed: Callable[[int], Values] | None = None,
) -> Audit:
    """Audit the form of a compiled crisis.

    Args:
        game: from :meth:`Crisis.compile`.
        points: nodes a side of the grid; the usual one for comparisons if None.
        progress: is given, in words, what is being done.
        crisis: what the game was compiled from; without it, what is changed in the file is left out.
        precision: λ in place of every actor's own.
        threads: that share the states of a stage.
        grids: change the grid as well, and not the form alone.
        near: a solution of the game, from which to begin; none if None.
        followed: headlines of the same game over so many moves, on a grid as fine; solved here if None.

    Raises:
        ArgumentError: a lock that is not announced.
        NotConverged, UnsupportedGame, GridTooLarge: the game, or one of its rewritings, could not be solved.
    """
    if game.unannounced:
        raise ArgumentError(
            "the audit rewrites the game that everybody plays, and an unannounced lock is not in it: announce the lock"
        )
    grid = Grid(points=points or points_for(game), tolerance=TOLERANCE, threads=threads)

    def solved(
        of: CrisisGame, grid: Grid = grid, horizon: int | None = None, near: Assessment | None = None
    ) -> Values:
        asked = of.game.with_precision(precision)
        asked = asked if horizon is None else asked.with_horizon(horizon)
        return _read(of, grid.solve(asked, near), game)

    progress("solving the crisis as written")
    written = grid.solve(game.game.with_precision(precision), near)
    base = _read(game, written, game)
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    for change in changes(game, crisis):
        if change.game is None:
            left_out[change.words] = change.why
            continue
        progress(change.words)
        if followed is not None and change.horizon is not None:
            found = followed(change.horizon)
        else:
            found = solved(change.game(), horizon=change.horizon)
        rows += [
            Row(
                change.row,
                change.words,
                change.exact,
                key,
                value,
                found[key],
                change.mark,
                change.row == MAY_MATTER and MAY_MATTER in game.brief.audit,
            )
            for key, value in base.items()
            if key in found
        ]
    if not grids:
        left_out[_GRIDS] = "the certificate says how much its grid may be off by"
    elif not sum(len(types) - 1 for types in game.structure.types):
        left_out[_GRIDS] = "nobody has private types, so there is none"
    elif not states_error(grid.points):
        left_out[_GRIDS] = "so few nodes state no error of their own"
    else:
        coarse = solved(game, replace(grid, points=coarser(grid.points)))
        stated = {k: small_grid_error(p, coarse[k], grid.points) for k, p in base.items()}
        error = {k: max(e or 0.0, LEAST_ERROR) for k, e in stated.items()}
        finer = replace(grid, points=2 * grid.points - 1)
        wider = replace(grid, points=round(CUT * (grid.points - 1)) + 1, cut=CUT * grid.cut)
        for words, other in (("grid twice as fine", finer), ("grid half as far again across", wider)):
            progress(words)
            found = solved(game, other, near=written)
            rows += [Row(GRID, words, False, key, value, found[key], error[key]) for key, value in base.items()]
    return Audit(tuple(rows), left_out, grid.points, game.brief.audit)


def _read(of: CrisisGame, assessment: Assessment, written: CrisisGame) -> Values:
    """What is compared; in a game that shares what is kept of the one as written, by the push of all comparisons."""
    names = READ if of.kept is written.kept else PROBABILITIES
    return {key: value for key, value in measure(of, assessment, names)[0].items() if key.name in PROBABILITIES}


_GRIDS = "grid twice as fine, and half as far again across"


def robustness_and_form(resolver: Resolver) -> tuple[list[Variant], Audit | str]:
    """Headlines under other assumptions, and the audit of form, together: both ask what a longer window does."""
    return robustness(resolver), form_of(resolver)


def form_of(resolver: Resolver) -> Audit | str:
    """The audit of a crisis that is solved again and again, on the same small grid, its form alone; or why not."""
    game, near = resolver.solved()
    if game.unannounced:
        return "the form is audited of the game that everybody plays, and conduct is locked that is not announced"
    grid = resolver.grid
    return audit(
        game,
        grid.points,
        crisis=resolver.crisis,
        precision=resolver.precision,
        threads=grid.threads,
        grids=False,
        near=near,
        followed=lambda moves: resolver.measured(Change(window=moves), PROBABILITIES),
    )
