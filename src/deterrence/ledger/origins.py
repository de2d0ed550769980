"""Where forecasts begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ArgumentError
from .entering import period_of

if TYPE_CHECKING:
    import pandas as pd

FIRST_FIT = 36
"""Periods before the first fit."""


def origin(counts: pd.Series, asked: str, least: int) -> int:
    """The place of the first period that is forecast: the one asked for, or where the last third begins.

    Args:
        counts: by period.
        asked: ``YYYY-MM`` or ``YYYY``; empty for the last third.
        least: periods that there must be before it.

    Raises:
        ArgumentError: no period of the series, or too early to fit a model to what is before it.
    """
    if not asked:
        return max(least, len(counts) - len(counts) // 3)
    period = period_of(asked, counts.index.freqstr[0], "--score-from")
    if period not in counts.index:
        raise ArgumentError(f"--score-from {asked}: complete counts run from {counts.index[0]} to {counts.index[-1]}")
    found = int(counts.index.get_loc(period))
    if found < least:
        raise ArgumentError(f"--score-from {asked}: {found} periods are complete before it, and {least} are needed")
    return found
