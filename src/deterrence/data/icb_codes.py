"""What the codes of the International Crisis Behavior (ICB) data mean.

Names of variables and values follow the codebook: Brecher, Wilkenfeld, Beardsley, James and Quinn (2023),
International Crisis Behavior Data Codebook, Version 15. They were taken from public label lists of these
data and compared with the cases, not with the pages of the codebook. A code that stands for a missing value
decodes to ``None``, never to zero or to "none". An empty cell is missing everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from deterrence.data.files import Row


class Violence(StrEnum):
    """VIOL, extent of violence in a crisis: none, minor clashes, serious clashes, full-scale war."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"
    WAR = "war"


class Outcome(StrEnum):
    """OUTCOM, what an actor got out of a crisis, as it saw it."""

    VICTORY = "victory"
    COMPROMISE = "compromise"
    STALEMATE = "stalemate"
    DEFEAT = "defeat"
    OTHER = "other"


class Form(StrEnum):
    """FOROUT, the form in which a crisis ended."""

    FORMAL = "formal agreement"
    SEMI_FORMAL = "semi-formal agreement"
    TACIT = "tacit understanding"
    UNILATERAL = "unilateral act"
    IMPOSED = "imposed agreement"
    OTHER = "other"
    FADED = "faded"


class Tension(StrEnum):
    """OUTESR, whether the same adversaries had another crisis within five years."""

    RECURRED = "recurred within five years"
    SUBSIDED = "did not recur within five years"
    RECENT = "too recent to tell"


class Management(StrEnum):
    """CRISMG, the main technique of managing a crisis."""

    NEGOTIATION = "negotiation"
    ADJUDICATION = "adjudication or arbitration"
    MEDIATION = "mediation"
    MULTIPLE_PEACEFUL = "multiple, without violence"
    PRESSURE = "non-military pressure"
    MILITARY = "non-violent military"
    MULTIPLE_VIOLENT = "multiple, with violence"
    VIOLENCE = "violence"


class Nuclear(StrEnum):
    """NUCLEAR, an actor's capability at the time: not use, for which ICB has no variable."""

    NONE = "none"
    FORESEEABLE = "foreseeable"
    POSSESSED = "possessed"
    SECOND_STRIKE = "second strike"


def numbered[T: StrEnum](kind: type[T], missing: tuple[str, ...] = ()) -> Mapping[str, T | None]:
    """Codes 1, 2, ... in the order in which ``kind`` lists its values, and the codes that mean missing."""
    codes: dict[str, T | None] = {str(i): value for i, value in enumerate(kind, start=1)}
    return codes | dict.fromkeys(("", *missing))


VIOL = numbered(Violence)
OUTCOM = numbered(Outcome, missing=("6", "9"))  # one row each, 492 SYR and 432 INS: no such value
FOROUT = numbered(Form)
OUTESR = numbered(Tension)
CRISMG = numbered(Management)
NUCLEAR = numbered(Nuclear)

DAYS_UNKNOWN = "999"
"""BREXIT of the six crises whose first or last day is not known."""


def decoded[T](row: Row, column: str, codes: Mapping[str, T | None]) -> T | None:
    """The value of a coded cell, None if missing.

    Raises:
        InputError: the code is not one that the variable has.
    """
    code = row[column]
    if code not in codes:
        known = ", ".join(filter(None, codes))
        raise row.refuse(f"{column} is {code!r}, which is no code of it", f"known codes: {known}")
    return codes[code]


def days(row: Row, column: str) -> int | None:
    """A duration in days, None if unknown."""
    return None if row[column] in ("", DAYS_UNKNOWN) else whole(row, column)


def whole(row: Row, column: str) -> int:
    """A cell that holds a whole number.

    Raises:
        InputError: it does not.
    """
    cell = row[column]
    if not cell.isascii() or not cell.isdigit():
        raise row.refuse(f"{column} is {cell!r}, which is no whole number", "use the file as published")
    return int(cell)
