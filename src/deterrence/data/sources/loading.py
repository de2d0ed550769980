"""Load a file of a public data set: recognised, checked, typed, described.

>>> table = load_table("GEDEvent_v25_1.csv")               # doctest: +SKIP
>>> table.frame.dtypes, table.description.coverage          # doctest: +SKIP
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem
from ...files.messages import amount
from .casting import DATE, PRECISION, frame, named, typed
from .raw import Raw, quoted, read_raw, refused
from .record import Source
from .registry import nearly, recognised, require_columns
from .registry import source as by_key

if TYPE_CHECKING:
    import pandas as pd

NOT_STATED = "not stated"
MOST_PLACES = 5


@dataclass(frozen=True)
class Coverage:
    """What a file covers. Nothing is said about what lies outside it.

    Attributes:
        first, last: dates of the first and the last row, years where no row has more; empty where rows are not dated.
        undated: rows without a date.
        imprecise: rows of which the day is not known.
        places: the first countries by name, and how many there are.
    """

    first: str
    last: str
    undated: int
    imprecise: int
    places: tuple[str, ...]
    n_places: int

    def __str__(self) -> str:
        if not self.first:
            return "rows are not dated"
        said = f"{self.first} to {self.last}"
        if self.n_places:
            more = f" and {self.n_places - len(self.places)} more" if self.n_places > len(self.places) else ""
            said += f"; {', '.join(self.places)}{more}"
        for count, what in ((self.imprecise, "dated less precisely than by the day"), (self.undated, "without a date")):
            said += f"; {amount(count, 'row')} {what}" if count else ""
        return said


@dataclass(frozen=True)
class Description:
    """What a file is.

    Attributes:
        file, sha256: the file.
        source: key of the data set.
        title, citation: the data set and its authors.
        version: as the file states it, in a column or its name.
        known: what the file is by its checksum, empty where the tests do not know it.
        rows: how many.
        coverage: in time and space.
        columns: by name: kind, meaning (empty where the codebook has to be asked), missing cells.
        notes: traps, and what was done about them.
    """

    file: str
    sha256: str
    source: str
    title: str
    citation: str
    version: str
    known: str
    rows: int
    coverage: Coverage
    columns: dict[str, tuple[str, str, int]]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        found = asdict(self)
        found["columns"] = {
            name: {"kind": kind, "meaning": meaning, "missing": missing}
            for name, (kind, meaning, missing) in self.columns.items()
        }
        return found


@dataclass(frozen=True)
class Table:
    """A file of a data set, typed.

    Attributes:
        source: the data set.
        raw: where the table ``typed`` is, for SQL.
        description: what it is.
    """

    source: Source
    raw: Raw
    description: Description

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every column typed, in the names of the newest version; missing values are missing. Rows as in the file.

        Dated tables have ``date``, the first day that fits, and ``date_precision``, ``day``, ``month`` or ``year``.
        """
        return frame(self.raw)


def load_table(path: Path | str, source: str | Source | None = None, *, exact: bool = False) -> Table:
    """Load a file of a public data set.

    Args:
        path: a delimited text file as its authors published it.
        source: the data set, or its key (:data:`.registry.SOURCES`); None to infer it from the columns.
        exact: refuse a file whose checksum is none of those that the tests know.

    Raises:
        ArgumentError: no such data set.
        InputError: no such file, malformed, of no known data set, lacking a column, of a version that this loader was
            not written for, another edition than ``exact`` allows, or with cells that are not what they should be.
    """
    path = Path(path)
    wanted = by_key(source) if isinstance(source, str) else source
    raw = read_raw(path)
    if wanted is None:
        wanted = recognised(path, raw.header)
        if wanted is None:
            if (meant := nearly(raw.header)) is not None:
                require_columns(path, raw.header, meant)
            raise _unknown(path, raw)
    require_columns(path, raw.header, wanted)
    known = wanted.checksums.get(raw.sha256, "")
    if exact and not known:
        remedy = "use the edition whose checksum is known, or leave out exact"
        raise refused(path, f"another edition of {wanted.title}: SHA-256 {raw.sha256}", remedy)
    version = _version(raw, wanted)
    typed(raw, wanted)
    return Table(wanted, raw, _described(raw, wanted, version, known))


def _unknown(path: Path, raw: Raw) -> InputError:
    shown = ", ".join(raw.header[:8]) + (", ..." if len(raw.header) > 8 else "")
    return InputError(
        [
            Problem(
                str(path), 1, 1, f"of no data set that is known, by its columns {shown}",
                "'deterrence data' lists those that are; 'deterrence data ledger' takes any file if you say which "
                "columns are what",
            )
        ]
    )  # fmt: skip


def _version(raw: Raw, source: Source) -> str:
    """The version that a file states. Raises ``InputError`` where the loader was not written for it."""
    stated: list[str] = []
    if source.version_column in raw.header:
        name = quoted(source.version_column)
        stated = [str(v) for (v,) in raw.connection.sql(f"SELECT DISTINCT {name} FROM raw ORDER BY 1").fetchall() if v]
    if not stated and source.file_name and (found := re.search(source.file_name, raw.path.name, re.IGNORECASE)):
        stated = [".".join(str(int(part)) for part in found.groups())]
    if source.versions is not None:
        first, last = source.versions
        for text in stated:
            parts = tuple(int(part) for part in re.findall(r"\d+", text))
            if not first <= parts + (0,) * (len(first) - len(parts)) <= last:
                known = f"{'.'.join(map(str, first))} to {last[0]}"
                remedy = "use one of those; if the columns mean the same, say so in an issue"
                raise refused(raw.path, f"version {text} of {source.title}; this loader knows {known}", remedy)
    return ", ".join(stated) or NOT_STATED


def _described(raw: Raw, source: Source, version: str, known: str) -> Description:
    columns = named(raw.header, source)
    counts = ", ".join(f"count(*) - count({quoted(c.name)})" for c in columns.values())
    missing = raw.connection.sql(f"SELECT {counts} FROM plain").fetchall()[0]
    notes = list(source.notes)
    if raw.encoding != "utf-8":
        notes.append("The file is no UTF-8; it was read as Latin-1.")
    return Description(
        file=str(raw.path),
        sha256=raw.sha256,
        source=source.key,
        title=source.title,
        citation=source.citation,
        version=version,
        known=known,
        rows=raw.rows,
        coverage=_coverage(raw, source),
        columns={
            c.name: (c.kind.value, c.meaning, int(n)) for c, n in zip(columns.values(), missing, strict=True)
        },
        notes=tuple(notes),
    )


def _coverage(raw: Raw, source: Source) -> Coverage:
    first = last = ""
    undated = imprecise = 0
    if source.when is not None:
        by_year = not (source.when.date or source.when.month)
        form = "%Y" if by_year else "%Y-%m-%d"
        first, last, undated, imprecise = raw.connection.sql(
            f"SELECT coalesce(strftime(min({DATE}), '{form}'), ''), coalesce(strftime(max({DATE}), '{form}'), ''), "
            f"count(*) - count({DATE}), count(*) FILTER ({PRECISION} <> 'day') FROM typed"
        ).fetchall()[0]
        imprecise = 0 if by_year else imprecise
    places: list[str] = []
    if source.events is not None and source.events.place:
        found = raw.connection.sql(f"SELECT DISTINCT {source.events.place} FROM typed ORDER BY 1").fetchall()
        places = [str(place) for (place,) in found if place is not None]
    return Coverage(first, last, undated, imprecise, tuple(places[:MOST_PLACES]), len(places))

