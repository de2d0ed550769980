"""A table met with a dynamic game: which game, period and state each row is of, and what was done there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ...files.diagnostics import Fault
from ...files.messages import listed, shown
from ...files.reader import Loaded
from ..building import problems
from ..table import MISSING, Table
from .record import DynamicSpecification
from .words import Words

Array = np.ndarray
MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, eq=False)
class Observed:
    """Rows of the table that are used.

    Attributes:
        rows: (n,), their places in the table.
        games: names of the games.
        game, state: (n,), of each row, by place.
        level: (n,), the number of the state as it stands there.
        actions: (n, N), by place.
        follows: (n,), True where the row before it in its game is used and is of the period before.
        before: (n,), the place among these rows of the row before, where there is one; else -1.
    """

    rows: Array
    games: tuple[str, ...]
    game: Array
    state: Array
    level: Array
    actions: Array
    before: Array

    def steps(self) -> tuple[Array, Array, Array]:
        """Periods that follow one another: numbers of states before and after (m,), places of actions (m, N)."""
        after = np.flatnonzero(self.before >= 0)
        first = self.before[after]
        return self.level[first], self.level[after], self.actions[first]


def observed(loaded: Loaded[DynamicSpecification], table: Table, words: Words, rows: Array) -> Observed:
    """What complete rows say.

    Raises:
        InputError: a cell is no state, action or period; periods do not follow one another; a state with a name is
            never seen, or an action never taken.
    """
    spec, seen = loaded.record, loaded.record.observed
    names = table.cells[seen.game] if seen.game is not None else ("",) * len(table)
    periods = _periods(table, seen.period, names)
    games = tuple(dict.fromkeys(names[row] for row in rows))
    number = {name: k for k, name in enumerate(games)}
    state, level = _states(loaded, table, words, rows)
    columns = [
        _matched(table, seen.actions[actor], rows, words.actions[i], words.action_numbers[i], f"action of {actor}")
        for i, actor in enumerate(words.actors)
    ]
    last: dict[str, int] = {}
    before = np.full(len(rows), -1)
    for k, row in enumerate(rows):
        previous = last.get(names[row])
        if periods is not None and previous is not None and periods[row] == periods[rows[previous]] + 1:
            before[k] = previous
        last[names[row]] = k
    if spec.grid is None:
        for k, name in enumerate(words.states):
            if not (state == k).any():
                what = f"the state {shown(name)} is never seen in the {len(rows)} rows used"
                at = ("states", name if isinstance(spec.states, dict) else k)
                raise problems(loaded, [Fault(at, what, "leave it out, or give data in which it is")])
    taken = {words.actions[i][a] for i in range(len(words.actors)) for a in np.unique(columns[i])}
    for i, theirs in enumerate(words.actions):
        for name in theirs:
            if name not in taken:
                what = f"the action {shown(name)} is never taken in the {len(rows)} rows used"
                where = ("actions", words.actors[i]) if words.by_actor else ("actions",)
                raise problems(loaded, [Fault(where, what, "leave it out, or give data in which it is")])
    place = np.array([number[names[row]] for row in rows])
    return Observed(rows, games, place, state, level, np.stack(columns, -1), before)


def require_possible(
    loaded: Loaded[DynamicSpecification], table: Table, words: Words, seen: Observed, chances: Array
) -> None:
    """Raise ``InputError`` at the first row whose state cannot follow the row before it."""
    sizes = [len(theirs) for theirs in words.actions]
    for k in np.flatnonzero(seen.before >= 0):
        first = seen.before[k]
        profile = int(np.ravel_multi_index(tuple(seen.actions[first]), sizes))
        if chances[seen.state[first], profile, seen.state[k]] == 0:
            done = listed([words.actions[i][a] for i, a in enumerate(seen.actions[first])])
            what = (
                f"the state is {shown(words.states[seen.state[k]])}, which cannot follow "
                f"{shown(words.states[seen.state[first]])} and the actions {done} of the period before"
            )
            raise table.refuse(what, f"mend the row, or 'transition' in {loaded.file}", int(seen.rows[k]))


def _periods(table: Table, column: str | None, games: tuple[str, ...]) -> Array | None:
    """(rows of the table,), every period as a whole number; rows of a game must follow one another."""
    if column is None:
        return None
    found = np.empty(len(table), int)
    last: dict[str, int] = {}
    for row, cell in enumerate(table.cells[column]):
        month = MONTH.fullmatch(cell)
        if month is not None and 1 <= int(month[2]) <= 12:
            found[row] = 12 * int(month[1]) + int(month[2])
        else:
            try:
                found[row] = int(cell)
            except ValueError:
                what = f"{shown(column)} is {shown(cell)}, and should be a whole number or YYYY-MM"
                raise table.refuse(what, "number the periods", row) from None
        before = last.get(games[row])
        if before is not None and found[row] != found[before] + 1:
            of = f" of game {shown(games[row])}" if games[row] else ""
            what = f"the period {shown(cell)}{of} comes after {shown(table.cells[column][before])}"
            remedy = "write a row for each period, in order; what is not known there is NA"
            raise table.refuse(what, remedy, row)
        last[games[row]] = row
    return found


def _states(
    loaded: Loaded[DynamicSpecification], table: Table, words: Words, rows: Array
) -> tuple[Array, Array]:
    column = loaded.record.observed.state
    grid = loaded.record.grid
    if grid is not None:
        level = table.numbers(column, rows)
        return np.clip(np.rint((level - grid.start) / grid.step), 0, grid.number - 1).astype(int), level
    place = _matched(table, column, rows, words.states, words.state_numbers, "state")
    return place, words.state_numbers[place]


def _matched(table: Table, column: str, rows: Array, names: tuple[str, ...], numbers: Array, what: str) -> Array:
    """(n,), places of cells that are names, or the numbers that names stand for."""
    known = dict(zip(names, range(len(names)), strict=True))
    by_number = dict(zip(numbers.tolist(), range(len(numbers)), strict=True))
    found = np.empty(len(rows), int)
    for k, row in enumerate(rows):
        cell = table.cells[column][row]
        place = known.get(cell)
        if place is None:
            place = by_number.get(_number(cell))
        if place is None:
            remedy = f"write one of {listed(names)}, or NA where it is missing"
            raise table.refuse(f"{shown(column)} is {shown(cell)}, which is no {what}", remedy, int(row))
        found[k] = place
    return found


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def required(loaded: Loaded[DynamicSpecification], table: Table) -> list[str]:
    """Columns that say what happened; raises ``InputError`` where one is missing, or a row is of no game."""
    seen = loaded.record.observed
    columns = [column for column in (seen.game, seen.period) if column is not None]
    for column in (*columns, seen.state, *seen.actions.values()):
        table.require(column, f"'observed' of {loaded.file}")
    for column in columns:
        for row, cell in enumerate(table.cells[column]):
            if cell in MISSING:
                raise table.refuse(f"{shown(column)} is missing here", "say which game and period the row is of", row)
    return [seen.state, *seen.actions.values()]
