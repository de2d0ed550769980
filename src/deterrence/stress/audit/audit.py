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
from ...solvers.grid import Assessment, Grid
from ..resolve import Resolver, coarser, points_for
from .rewriting import acts_doubled, null_events, reordered, tempo_doubled

PROBABILITIES = ("outcome", "general_deterrence", "challenge", "event")
"""What is compared: headlines that are probabilities."""
EXACT = 1e-9
WINDOW, TEMPO = 0.02, 0.03
LEAST_ERROR = 1e-4
"""A grid's stated error is not taken to be below this, which no report shows."""
TOLERANCE = 1e-12
CUT = 1.5

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One headline under one change.

    Attributes:
        change: what was changed, in words.
        exact: is it a change that can move nothing but rounding?
        form: is it a change of the crisis's form, and not of the grid that it is solved on?
        headline: which.
        base, changed: its value as written, and as rewritten.
        mark: the most that it may move by to pass.
    """

    change: str
    exact: bool
    form: bool
    headline: Key
    base: float
    changed: float
    mark: float

    @property
    def difference(self) -> float:
        """How far it moves."""
        return self.changed - self.base

    @property
    def passed(self) -> bool:
        """Does it move by no more than the mark?"""
        return abs(self.difference) <= self.mark


@dataclass(frozen=True)
class Audit:
    """The form audit of a crisis.

    Attributes:
        rows: a row for each change and headline.
        left_out: by change that was not applied, why.
        points: nodes a side of the grid on which all was solved.
    """

    rows: tuple[Row, ...]
    left_out: Mapping[str, str]
    points: int

    @property
    def passed(self) -> bool:
        """Does every headline pass every change that was applied?"""
        return all(row.passed for row in self.rows)

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
    precision: float | None = None,
    threads: int = Grid.threads,
    grids: bool = True,
) -> Audit:
    """Audit the form of a compiled crisis.

    Args:
        game: from :meth:`Crisis.compile`.
        points: nodes a side of the grid; the usual one for comparisons if None.
        progress: is given, in words, what is being done.
        precision: λ in place of every actor's own.
        threads: that share the states of a stage.
        grids: change the grid as well, and not the form alone.

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
        return measure(of, grid.solve(asked, near), PROBABILITIES)[0]

    progress("solving the crisis as written")
    written = grid.solve(game.game.with_precision(precision))
    base = measure(game, written, PROBABILITIES)[0]
    rows: list[Row] = []

    def compare(change: str, mark: float | Values, found: Values, *, exact: bool = False, form: bool = True) -> None:
        for key, value in base.items():
            if key in found:
                most = mark if isinstance(mark, float) else mark[key]
                rows.append(Row(change, exact, form, key, value, found[key], most))

    rewritten: list[tuple[str, bool, float, CrisisGame | None]] = [
        ("every act split into two that are alike", True, EXACT, acts_doubled(game)),
        ("actors, types, states and moves listed the other way round", True, EXACT, reordered(game)),
    ]
    left_out = dict(_LEFT_OUT)
    if game.structure.clocks:
        rewritten += [
            ("null events: the clock read twice as finely", True, EXACT, null_events(game)),
            (_TEMPO, False, TEMPO, tempo_doubled(game)),
        ]
        left_out["the window one move longer, and twice as long"] = "play on a clock goes on until it ends"
    else:
        left_out[f"null events; {_TEMPO}"] = "the crisis counts moves, and has no clock"
    for change, exact, mark, other in rewritten:
        if other is None:
            left_out[change] = "somebody may act at a clock and cannot hold, with everything public as it was"
            continue
        progress(change)
        compare(change, mark, solved(other), exact=exact)
    if (horizon := game.structure.horizon) is not None:
        for change, moves in (("the window one move longer", horizon + 1), ("the window twice as long", 2 * horizon)):
            progress(change)
            compare(change, WINDOW, solved(game, horizon=moves))
    if not grids:
        left_out[_GRIDS] = "the certificate says how much its grid may be off by"
    elif sum(len(kinds) - 1 for kinds in game.structure.types):
        coarse = solved(game, replace(grid, points=coarser(grid.points)))
        error = {k: max(abs(p - coarse[k]) / 3, LEAST_ERROR) for k, p in base.items() if k in coarse}
        finer = replace(grid, points=2 * grid.points - 1)
        wider = replace(grid, points=round(CUT * (grid.points - 1)) + 1, cut=CUT * grid.cut)
        for change, other_grid in (("grid twice as fine", finer), ("grid half as far again across", wider)):
            progress(change)
            compare(change, error, solved(game, other_grid, near=written), form=False)
    else:
        left_out[_GRIDS] = "nobody has private types, so there is none"
    return Audit(tuple(rows), left_out, grid.points)


_GRIDS = "grid twice as fine, and half as far again across"
_TEMPO = "twice as many opportunities to act, acts as often"
_LEFT_OUT = {
    "a level inserted between two": "needs levels that a template writes; scenario files do not have them yet",
    "first mover exchanged; alternate, random and simultaneous movers": "needs a template of who moves; likewise",
    "a parameter shared or written out": "a rule of the reader, which the program's tests check for every scenario",
}


def form_of(resolver: Resolver) -> Audit | str:
    """The audit of a crisis that is solved again and again, on the same small grid, its form alone; or why not."""
    game, _ = resolver.solved()
    if game.unannounced:
        return "the form is audited of the game that everybody plays, and conduct is locked that is not announced"
    grid = resolver.grid
    return audit(game, grid.points, precision=resolver.precision, threads=grid.threads, grids=False)
