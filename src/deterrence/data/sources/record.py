"""What a loader says of a data set: columns with their types and missing codes, versions, coverage, traps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column of a data set.

    Attributes:
        name: as the newest version has it, in lower case.
        kind: how cells are read.
        meaning: what it holds.
        missing: codes that stand for a missing value here, besides an empty cell and those of the whole data set.
        also: its names in other versions.
        required: is a file without it another file?
    """

    name: str
    kind: Kind
    meaning: str
    missing: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    required: bool = False

    def among(self, header: tuple[str, ...]) -> str | None:
        """Its name in a header of lower-case names, None where it is not there."""
        return next((name for name in (self.name, *self.also) if name in header), None)


@dataclass(frozen=True)
class When:
    """Columns that date a row: one of dates, or year with month and day; a part that is missing makes it less precise.

    Attributes:
        date: a column of dates; the others are then empty.
        year, month, day: columns of whole numbers.
        precision: a column of codes from 1, the exact day, up.
        month_from: the first code at which no more than the month is known.
    """

    date: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    precision: str = ""
    month_from: int = 99


@dataclass(frozen=True)
class Events:
    """How rows count in a ledger: SQL expressions over the columns, empty where the data set does not say.

    Attributes:
        incidents: how many incidents a row is; ``1`` for a list of events.
        deaths, low, high: people killed, best estimate and bounds.
        perpetrator, target: by whom and against whom.
        place: the country.
        yearly: is a row a year and not an event?
        group: a column that is filled where a row is the part of one group in another row's total.
        share: a column with the published share of a group, 0 to 1.
        gaps: months as ``YYYY-MM`` within its coverage that the data set does not cover.
    """

    incidents: str = "1"
    deaths: str = ""
    low: str = ""
    high: str = ""
    perpetrator: str = ""
    target: str = ""
    place: str = ""
    yearly: bool = False
    group: str = ""
    share: str = ""
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A data set that files may be of.

    Attributes:
        key: what commands call it.
        title, citation: with its authors.
        columns: those that are typed and documented.
        when: what dates a row; None where rows have no date.
        events: how rows count in a ledger; None where they are not events.
        other: the kind of columns that are not listed.
        missing: codes that stand for a missing value in every column but those of text.
        blank: cells that stand for an empty one, in columns of text too.
        checksums: SHA-256 of files whose counts the tests know, with what they are.
        version_column: the column that states the version.
        file_name: a regular expression for the version in a file's name, with a group for each number.
        named: is a file of this data set known by its name only, having the columns of another?
        versions: first and last version that the loader was written for.
        notes: traps.
    """

    key: str
    title: str
    citation: str
    columns: tuple[Column, ...]
    when: When | None = None
    events: Events | None = None
    other: Kind = Kind.TEXT
    missing: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    version_column: str = ""
    file_name: str = ""
    named: bool = False
    versions: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """Columns without which a file is not of this data set."""
        return tuple(c for c in self.columns if c.required)

    def lacks(self, header: tuple[str, ...]) -> tuple[str, ...]:
        """Required columns that a header has not."""
        return tuple(c.name for c in self.required if c.among(header) is None)


def column(kind: Kind, name: str, meaning: str, *missing: str, also: tuple[str, ...] = ()) -> Column:
    """A column that every file of the data set has."""
    return Column(name, kind, meaning, missing, also, required=True)


def perhaps(kind: Kind, name: str, meaning: str, *missing: str, also: tuple[str, ...] = ()) -> Column:
    """A column that some files of the data set have."""
    return Column(name, kind, meaning, missing, also)
