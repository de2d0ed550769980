"""Forecasts in the form of the VIEWS prediction challenge 2023/24: draws by month and country, as Parquet.

A window is a calendar year, forecast from the end of the October before: ``cm/test_window_YYYY/NAME.parquet`` with the
whole-number columns ``month_id`` (1 is January 1980), ``country_id`` (VIEWS's number), ``draw`` (0 to 999) and
``outcome``. Read from the challenge's own checks of submissions (github.com/prio-data/prediction_competition_2023,
test_compliance.py and utilities.py). What is forecast there is state-based deaths; here it is what the ledger counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ArgumentError
from ..outputs import Write
from .origins import FIRST_FIT
from .paths import Paths, futures
from .record import Ledger

if TYPE_CHECKING:
    import pandas as pd

AHEAD, GAP = 12, 2
"""Months of a window, and from the last month known to its first."""
MONTH_ONE = 1980
COLUMNS = ("month_id", "country_id", "draw", "outcome")


def month_id(period: pd.Period) -> int:
    """VIEWS's number of a month: 1 is January 1980."""
    return int(12 * (period.year - MONTH_ONE) + period.month)


def frame(paths: Paths, country_id: int) -> pd.DataFrame:
    """Draws as the challenge has them, one row to a month and draw.

    Args:
        paths: forecasts.
        country_id: VIEWS's number of the country.
    """
    import pandas as pd

    n, ahead = paths.draws.shape
    months = np.array([month_id(period) for period in paths.periods])
    return pd.DataFrame(
        {
            "month_id": np.repeat(months, n),
            "country_id": np.full(n * ahead, country_id),
            "draw": np.tile(np.arange(n), ahead),
            "outcome": paths.draws.T.ravel(),
        }
    ).astype("int64")


def windows(ledger: Ledger, what: str, years: list[int], country_id: int, seed: int = 0) -> dict[int, pd.DataFrame]:
    """Forecasts of calendar years, each from the end of the October before it.

    Args:
        ledger: counts by month.
        what: ``incidents`` or ``deaths``.
        years: of the windows.
        country_id: VIEWS's number of the country.
        seed: of the draws.

    Raises:
        ArgumentError: a ledger by year, or a window whose October is not in it or too early.
        NotConverged: a fit stopped short.
    """
    import pandas as pd

    if ledger.yearly:
        raise ArgumentError("the VIEWS form is one of months, and this ledger counts years: leave out --views")
    counts, found = ledger.complete(what), {}
    for year in years:
        october = pd.Period(f"{year - 1}-10", "M")
        known = counts[counts.index <= october]
        if known.empty or known.index[-1] != october or len(known) < FIRST_FIT:
            raise ArgumentError(f"no window {year}: it takes {FIRST_FIT} complete months up to October {year - 1}")
        paths = futures(known, GAP + AHEAD, seed=seed)
        found[year] = frame(Paths(paths.periods[GAP:], paths.draws[:, GAP:]), country_id)
    return found


def writers(found: dict[int, pd.DataFrame], folder: Path, name: str) -> dict[Path, Write]:
    """What writes each window where the challenge has it, ``cm/test_window_YYYY/NAME.parquet``."""

    def writer(data: pd.DataFrame) -> Write:
        return lambda path: data.to_parquet(path, index=False)

    return {
        folder / "cm" / f"test_window_{year}" / f"{name}_{year}.parquet": writer(data) for year, data in found.items()
    }
