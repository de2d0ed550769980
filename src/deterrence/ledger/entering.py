"""From a file to a ledger: rows counted by month or year with DuckDB.

A period within the file's coverage in which a list of events has none counts zero; where a table of counts has no row,
the count is missing. So is a period that the source says it does not cover.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..data.sources.loading import Table, load_table
from ..data.sources.raw import ROW, Raw, quoted, read_raw, refused
from ..data.sources.record import Column, Events, Kind, Source, When
from ..data.sources.registry import nearly, recognised
from ..errors import ArgumentError, InputError
from ..files.messages import did_you_mean
from .record import DEATHS, INCIDENTS, Ledger

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "date": ("date", "month", "year", "event_date", "day"),
    "incidents": ("incidents", "attacks", "events"),
    "deaths": ("deaths", "fatalities", "killed", "best"),
    "perpetrator": ("perpetrator", "group", "actor"),
    "target": ("target", "victim"),
    "place": ("country", "place"),
}
"""Names by which columns of a user's own file are known without being named."""
MOST_PERIODS = 3_600  # three hundred years of months; what finds changes of level grows with the square
YEAR = re.compile(r"\d{4}")
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Columns:
    """Which columns of a user's own file are what; empty to go by their names (:data:`NAMES`).

    Attributes:
        date: of dates, months or years.
        incidents: counts; where there is none, each row is an incident.
        deaths: people killed.
        perpetrator, target, place: by whom, against whom, in which country.
    """

    date: str = ""
    incidents: str = ""
    deaths: str = ""
    perpetrator: str = ""
    target: str = ""
    place: str = ""

    @property
    def given(self) -> bool:
        """Is any column named?"""
        return any(vars(self).values())


def ledger(
    path: Path | str,
    columns: Columns | None = None,
    *,
    place: str = "",
    since: str = "",
    until: str = "",
    source: str | None = None,
) -> Ledger:
    """Count a file.

    Args:
        path: a file of a public data set, or one's own.
        columns: which columns are what, for a file of one's own.
        place: a country, as the file writes it; empty for all.
        since, until: first and last period, ``YYYY-MM`` or ``YYYY``; the file's where empty.
        source: key of the data set, where columns do not show it.

    Raises:
        ArgumentError: a place that the file has not, a period that is none, nothing between the two, or too much.
        InputError: as :func:`deterrence.data.sources.loading.load_table`; or a column that is not there, or a count
            below zero in a file of one's own.
    """
    path, columns = Path(path), columns or Columns()
    own = columns.given or (source is None and recognised(path, (raw := read_raw(path)).header) is None)
    if own and not columns.given and (meant := nearly(raw.header)) is not None:
        lacking = ", ".join(meant.lacks(raw.header))
        remedy = "mend it, or say which column is what, such as --date COLUMN"
        raise refused(path, f"no column {lacking}, which {meant.title} has, as this file seems to be", remedy)
    kind = own_source(read_raw(path) if columns.given else raw, columns) if own else source
    table = load_table(path, kind)
    if own:
        _require_counts(table)
    events = table.source.events
    if events is None or table.source.when is None:
        raise refused(path, f"{table.source.title} has no dated events to count", "name a file of events or of counts")
    return _counted(table, events, place, since, until)


def _require_counts(table: Table) -> None:
    """Refuse a count below zero in a user's own file, with its line."""
    for column in (c for c in table.source.columns if c.kind is Kind.WHOLE):
        sql = f"SELECT {ROW}, {quoted(column.name)} FROM typed WHERE {quoted(column.name)} < 0 ORDER BY {ROW} LIMIT 1"
        for row, value in table.raw.connection.sql(sql).fetchall():
            remedy = "leave the cell empty where the value is missing"
            raise InputError([table.raw.refused(row, f"{column.name} is {value}, which is no count", remedy)])


def own_source(raw: Raw, columns: Columns) -> Source:
    """A user's own file as a data set, by the names of its columns. Raises ``InputError``."""
    found = {role: _column(raw, role, getattr(columns, role)) for role in NAMES}
    if not found["date"]:
        remedy = "say which column is what with --date (and --incidents, --deaths, --perpetrator, --target, --place)"
        raise refused(raw.path, f"no column of dates among {', '.join(raw.header[:12])}", remedy)
    cells = [str(cell) for (cell,) in raw.connection.sql(f"SELECT {quoted(found['date'])} FROM raw").fetchall()]
    yearly = all(YEAR.fullmatch(cell) for cell in cells)
    table = bool(found["incidents"]) or (len(set(cells)) == len(cells) and all(map(PERIOD.fullmatch, cells)))
    if table and not found["incidents"] and not found["deaths"]:
        what = f"a table of periods without a column of counts among {', '.join(raw.header[:12])}"
        raise refused(raw.path, what, "say which columns are counts with --incidents and --deaths")
    kinds = {
        "date": Kind.WHOLE if yearly else Kind.DATE,
        "incidents": Kind.WHOLE,
        "deaths": Kind.WHOLE,
        "perpetrator": Kind.TEXT,
        "target": Kind.TEXT,
        "place": Kind.TEXT,
    }
    named = {role: name for role, name in found.items() if name}
    by_name = {name: Column(name, kinds[role], role, required=True) for role, name in reversed(named.items())}
    sql = {role: quoted(name) for role, name in named.items()}
    return Source(
        key="own",
        title=raw.path.name,
        citation="a file of one's own",
        columns=tuple(by_name.values()),
        when=When(year=found["date"]) if yearly else When(date=found["date"]),
        events=Events(
            incidents=sql.get("incidents", "" if table else "1"),
            deaths=sql.get("deaths", ""),
            perpetrator=sql.get("perpetrator", ""),
            target=sql.get("target", ""),
            place=sql.get("place", ""),
            yearly=yearly,
        ),
        missing=("-9", "-99"),
        notes=("Columns: " + ", ".join(f"{role} is {name}" for role, name in named.items()) + ".",)
        + (() if table else ("Each row is counted as one incident.",)),
    )


def _column(raw: Raw, role: str, name: str) -> str:
    if not name:
        return next((known for known in NAMES[role] if known in raw.header), "")
    if name.lower() not in raw.header:
        hint = did_you_mean(name.lower(), raw.header) or f"the columns are {', '.join(raw.header[:12])}"
        raise refused(raw.path, f"no column {name!r} for --{role}", hint)
    return name.lower()


def _counted(table: Table, events: Events, place: str, since: str, until: str) -> Ledger:
    import pandas as pd

    notes = list(table.description.notes)
    form, freq = ("%Y", "Y") if events.yearly else ("%Y-%m", "M")
    where = _where(table, events, place, notes)
    if not events.yearly:
        _imprecise(table, where, notes)
        where += " AND date_precision <> 'year'"
    period = f"strftime(date, '{form}')"
    group = quoted(events.group) if events.group in table.description.columns else ""
    total, part = (f" AND {group} IS NULL", f" AND {group} IS NOT NULL") if group else ("", "")
    counts = _by(table, events, period, "", where + total)
    if counts.empty:
        raise ArgumentError("no dated rows are left to count: look at --place, and at the file's dates")
    span = _span(table, events, since, until, freq)
    listed = pd.DataFrame(counts).set_index("period")
    listed.index = pd.PeriodIndex(listed.index, freq=freq)
    if events.incidents == "1":
        listed = listed.reindex(span).fillna(0)
        listed.loc[listed["rows"].gt(0) & listed["rows"].eq(listed["unknown"]), [DEATHS, "low", "high"]] = pd.NA
    listed = listed.reindex(span)
    absent = [name for name, cell in (("low", events.low), ("high", events.high), (DEATHS, events.deaths)) if not cell]
    absent += [] if events.incidents else [INCIDENTS]
    listed[absent] = pd.NA
    listed.loc[listed.index.isin(pd.PeriodIndex(events.gaps, freq="M")) if events.gaps else []] = pd.NA
    return Ledger(
        title=table.description.title + (f", {place}" if place else ""),
        description=table.description,
        place=place,
        yearly=events.yearly,
        counts=listed[[INCIDENTS, DEATHS, "low", "high", "unknown"]].astype("Int64"),
        perpetrators=_parts(table, events, period, group or events.perpetrator, where + part, span),
        targets=_parts(table, events, period, events.target, where, span),
        published=_published(table, events, period, where + part),
        notes=tuple(notes),
    )


def _where(table: Table, events: Events, place: str, notes: list[str]) -> str:
    if not events.place:
        if place:
            raise ArgumentError("the file does not say where: leave out --place")
        return "date IS NOT NULL"
    places = [
        str(p) for (p,) in table.raw.connection.sql(f"SELECT DISTINCT {events.place} FROM typed ORDER BY 1").fetchall()
        if p is not None
    ]  # fmt: skip
    if not place:
        if len(places) > 1:
            notes.append(f"All {len(places)} countries of the file are counted together; choose one with --place.")
        return "date IS NOT NULL"
    if place.casefold() not in [p.casefold() for p in places]:
        hint = did_you_mean(place, places) or f"it has {', '.join(places[:8])}"
        raise ArgumentError(f"the file has no place {place!r}: {hint}")
    return "date IS NOT NULL AND lower({}) = lower('{}')".format(events.place, place.replace("'", "''"))


def _imprecise(table: Table, where: str, notes: list[str]) -> None:
    found = table.raw.connection.sql(f"SELECT count(*) FROM typed WHERE {where} AND date_precision = 'year'").fetchall()
    if found[0][0]:
        notes.append(f"Rows of which only the year is known are in no month: {found[0][0]}.")


def _by(table: Table, events: Events, period: str, name: str, where: str) -> pd.DataFrame:
    deaths = events.deaths or "NULL"
    columns = [
        f"{period} AS period",
        *([f"{name} AS name"] if name else []),
        f"sum({events.incidents or 'NULL'}) AS incidents",
        f"sum({deaths}) AS deaths",
        f"sum({events.low or 'NULL'}) AS low",
        f"sum({events.high or 'NULL'}) AS high",
        f"count(*) - count({deaths}) AS unknown",
        "count(*) AS rows",
    ]
    groups = "1, 2" if name else "1"  # by place: a file may have columns of these names
    sql = f"SELECT {', '.join(columns)} FROM typed WHERE {where} GROUP BY {groups} ORDER BY {groups}"
    return table.raw.connection.sql(sql).df()


def _parts(table: Table, events: Events, period: str, name: str, where: str, span: pd.PeriodIndex) -> pd.DataFrame:
    import pandas as pd

    kept = ["period", "name", INCIDENTS, DEATHS]
    if not name:
        return pd.DataFrame(columns=kept)
    found = _by(table, events, period, name, where)
    found["period"] = pd.PeriodIndex(found["period"], freq=span.freq)
    found = found[found["period"].isin(span)][kept].reset_index(drop=True)
    return found.astype({INCIDENTS: "Int64", DEATHS: "Int64"})


def _published(table: Table, events: Events, period: str, where: str) -> dict[tuple[str, str], float]:
    if not {events.group, events.share} <= table.description.columns.keys():
        return {}
    group, share = quoted(events.group), quoted(events.share)
    rows = table.raw.connection.sql(
        f"SELECT {period}, {group}, {share} FROM typed WHERE {where} AND {share} IS NOT NULL"
    ).fetchall()
    return {(when, name): float(stated) for when, name, stated in rows}


def _span(table: Table, events: Events, since: str, until: str, freq: str) -> pd.PeriodIndex:
    """The file's periods, all places together, or those between two that were asked for."""
    import pandas as pd

    least = "" if events.yearly else "WHERE date_precision <> 'year'"
    first, last = table.raw.connection.sql(f"SELECT min(date), max(date) FROM typed {least}").fetchall()[0]
    covered = pd.Period(first, freq), pd.Period(last, freq)
    ends: list[Any] = list(covered)
    for k, (option, asked) in enumerate((("--since", since), ("--until", until))):
        if asked:
            chosen = period_of(asked, freq, option)
            if not covered[0] <= chosen <= covered[1]:
                raise ArgumentError(f"{option} {asked}: the file covers {first} to {last}; nothing is known outside it")
            ends[k] = chosen.asfreq(freq, how="start" if k == 0 else "end")
    if ends[0] > ends[1]:
        raise ArgumentError(f"--since {since} is after --until {until}: exchange them")
    if (periods := (ends[1] - ends[0]).n + 1) > MOST_PERIODS:
        raise ArgumentError(
            f"from {ends[0]} to {ends[1]} are {periods:,} periods, and at most {MOST_PERIODS:,} are counted: look at "
            "the file's first and last date, or choose with --since and --until"
        )
    return pd.period_range(ends[0], ends[1], freq=freq)


def period_of(text: str, freq: str, option: str) -> pd.Period:
    """A period that was asked for, ``YYYY-MM`` or ``YYYY``. Raises ``ArgumentError``."""
    import pandas as pd

    if not PERIOD.fullmatch(text):
        raise ArgumentError(f"{option} {text!r}: write a month as 2021-08, or a year as 2021")
    if freq == "M" and len(text) == 4:
        text += "-12" if option == "--until" else "-01"
    return pd.Period(text[:4] if freq == "Y" else text, freq)

