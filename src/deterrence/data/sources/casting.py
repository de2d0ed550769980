"""From cells of text to typed columns, by DuckDB; a code for a missing value becomes a missing value, never zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import InputError, Problem
from .raw import ROW, Raw, quoted
from .record import Column, Kind, Source, When

if TYPE_CHECKING:
    import pandas as pd

DATE, PRECISION = "date", "date_precision"
"""Columns that every table of dated rows has: the first day that fits, and ``day``, ``month`` or ``year``."""
NOT_A_NUMBER = ("NA", "NaN", "nan", "N/A", ".")
DATE_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%g", "%Y-%m-%dT%H:%M:%S", "%Y-%m", "%d %B %Y")
MOST_PROBLEMS = 20
_SAID = {
    Kind.WHOLE: ("which is no whole number", "leave the cell empty where the value is missing"),
    Kind.NUMBER: ("which is no number", "leave the cell empty where the value is missing"),
    Kind.DATE: ("which is no date", "write dates as 2024-05-31 or 31 May 2024"),
}


def typed(raw: Raw, source: Source) -> None:
    """Make the table ``typed`` beside ``raw``: every column typed, in the names of the newest version, and dated.

    Raises:
        InputError: cells that are neither of their column's kind nor a code for a missing value; dates that no
            calendar has. The first twenty, each with its line.
    """
    columns = named(raw.header, source)
    texts = [f"{_text(name, c, source)} AS {quoted(c.name)}" for name, c in columns.items()]
    raw.connection.execute(f"CREATE TABLE cleaned AS SELECT {ROW}, {', '.join(texts)} FROM raw")
    problems = [p for c in _doubtful(raw, list(columns.values())) for p in _unreadable(raw, c)]
    if problems:
        raise InputError(sorted(problems)[:MOST_PROBLEMS])
    cells = [f"{_cell(c)} AS {quoted(c.name)}" for c in columns.values()]
    raw.connection.execute(f"CREATE TABLE plain AS SELECT {ROW}, {', '.join(cells)} FROM cleaned")
    if source.when is None:
        raw.connection.execute("CREATE VIEW typed AS SELECT * FROM plain")
        return
    known = {c.name for c in columns.values()}
    day, precision = _dated(source.when, known)
    clash = [name for name in (DATE, PRECISION) if name in known]
    kept = f"* EXCLUDE ({', '.join(map(quoted, clash))})" if clash else "*"
    raw.connection.execute(
        f"CREATE TABLE typed AS SELECT {kept}, {day} AS {DATE}, {precision} AS {PRECISION} FROM plain"
    )
    _possible(raw, source.when)


def named(header: tuple[str, ...], source: Source) -> dict[str, Column]:
    """By name in a file, the column that it is; those that the data set does not list are of its other kind."""
    listed = {name: c for c in source.columns if (name := c.among(header)) is not None}
    return {name: listed.get(name) or Column(name, source.other, "") for name in header}


def frame(raw: Raw) -> pd.DataFrame:
    """The typed table as a data frame whose columns can be missing: ``Int64``, ``Float64``, ``string``, dates."""
    import pandas as pd
    import pyarrow as pa

    kinds = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.string(): pd.StringDtype()}
    table = raw.connection.sql(f"SELECT * EXCLUDE ({ROW}) FROM typed ORDER BY {ROW}").to_arrow_table()
    found = table.to_pandas(types_mapper=kinds.get, date_as_object=False)
    for name in table.column_names:
        if pa.types.is_date(table.schema.field(name).type):
            found[name] = pd.to_datetime(found[name])
    return found


def _text(name: str, column: Column, source: Source) -> str:
    """A cell without the codes that stand for a missing value."""
    codes = [*column.missing, *source.blank]
    if column.kind is not Kind.TEXT:
        codes += [*source.missing, *NOT_A_NUMBER]
    cell = quoted(name)
    if not codes:
        return cell
    listed = ", ".join("'" + code.replace("'", "''") + "'" for code in codes)
    return f"CASE WHEN {cell} IN ({listed}) THEN NULL ELSE {cell} END"


def _cell(column: Column) -> str:
    """A cell of the table ``cleaned`` in its column's kind, NULL where it is not of that kind."""
    cell = quoted(column.name)
    match column.kind:
        case Kind.TEXT:
            return cell
        case Kind.DATE:
            listed = ", ".join(f"'{form}'" for form in DATE_FORMATS)
            return f"try_cast(try_strptime({cell}, [{listed}]) AS DATE)"
        case Kind.WHOLE:
            return f"try_cast(regexp_extract({cell}, '^([+-]?[0-9]+)([.]0*)?$', 1) AS BIGINT)"
        case Kind.NUMBER:
            return f"try_cast(regexp_extract({cell}, '^[+-]?[0-9.]+([eE][+-]?[0-9]+)?$') AS DOUBLE)"


def _bad(column: Column) -> str:
    return f"{quoted(column.name)} IS NOT NULL AND {_cell(column)} IS NULL"


def _doubtful(raw: Raw, columns: list[Column]) -> list[Column]:
    """Columns with cells that cannot be read."""
    listed = [c for c in columns if c.kind is not Kind.TEXT]
    if not listed:
        return []
    counts = ", ".join(f"count(*) FILTER ({_bad(c)})" for c in listed)
    found = raw.connection.sql(f"SELECT {counts} FROM cleaned").fetchall()[0]
    return [c for c, count in zip(listed, found, strict=True) if count]


def _unreadable(raw: Raw, column: Column) -> list[Problem]:
    bad = raw.connection.sql(
        f"SELECT {ROW}, {quoted(column.name)} FROM cleaned WHERE {_bad(column)} ORDER BY {ROW} LIMIT {MOST_PROBLEMS}"
    ).fetchall()
    what, remedy = _SAID[column.kind]
    return [raw.refused(row, f"{column.name} is {value!r}, {what}", remedy) for row, value in bad]


def _dated(when: When, known: set[str]) -> tuple[str, str]:
    """SQL for the first day that fits a row, and for how precisely it is dated."""
    if when.date:
        day, precision = quoted(when.date), "'day'"
        if when.precision and when.precision in known:
            code = quoted(when.precision)
            precision = f"CASE WHEN {code} >= {when.month_from} THEN 'month' ELSE 'day' END"
        return day, f"CASE WHEN {day} IS NOT NULL THEN {precision} END"
    year, month, day = (quoted(part) if part else "NULL" for part in (when.year, when.month, when.day))
    made = f"try_cast(printf('%04d-%02d-%02d', {year}, coalesce({month}, 1), "
    made += f"CASE WHEN {month} IS NULL THEN 1 ELSE coalesce({day}, 1) END) AS DATE)"
    precision = (
        f"CASE WHEN {year} IS NULL THEN NULL WHEN {month} IS NULL THEN 'year' WHEN {day} IS NULL THEN 'month' "
        "ELSE 'day' END"
    )
    return f"CASE WHEN {year} IS NOT NULL THEN {made} END", precision


def _possible(raw: Raw, when: When) -> None:
    if when.date:
        return
    parts = [part for part in (when.year, when.month, when.day) if part]
    bad = raw.connection.sql(
        f"SELECT {ROW}, {', '.join(map(quoted, parts))} FROM typed WHERE {quoted(when.year)} IS NOT NULL "
        f"AND {DATE} IS NULL ORDER BY {ROW} LIMIT {MOST_PROBLEMS}"
    ).fetchall()
    if bad:
        remedy = "correct it, or leave empty the part that is not known"
        said = f"{', '.join(parts)}: no date of the calendar is"
        raise InputError([raw.refused(row, f"{said} {values}", remedy) for row, *values in bad])
