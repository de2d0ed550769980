"""Dates that are as exact as what is known: a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def bounds(text: str) -> tuple[date, date] | None:
    """First and last day that a date may stand for; None if it is no date of the calendar."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # the form has it
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    last_month = month or 12
    return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])
