"""What changed: differences between two periods, shares of a total, and a trend.

Sources: W. K. Newey and K. D. West (1987), "A simple, positive semi-definite, heteroskedasticity and autocorrelation
consistent covariance matrix", Econometrica 55(3) (the interval of a trend); quasi-likelihood after R. W. M. Wedderburn
(1974), Biometrika 61(3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import ArgumentError
from .record import DEATHS, WHAT, Ledger

LONGEST_TREND = 60
SHORTEST_TREND = 24
Z95 = 1.959963984540054
APART = 0.005
"""A published share and one computed from the same table agree if they round to the same percent or so."""


@dataclass(frozen=True)
class Change:
    """A count in one year and in the next.

    Attributes:
        what: ``incidents`` or ``deaths``.
        before, after: the years.
        earlier, later: the counts; None where a part of the year is missing.
    """

    what: str
    before: str
    after: str
    earlier: int | None
    later: int | None

    @property
    def difference(self) -> int | None:
        """Later less earlier."""
        return None if self.earlier is None or self.later is None else self.later - self.earlier

    @property
    def percent(self) -> float | None:
        """The difference in percent of the earlier count; None where that is none or missing."""
        return None if self.difference is None or not self.earlier else 100 * self.difference / self.earlier


@dataclass(frozen=True)
class Share:
    """A group's part of all deaths of a year.

    Attributes:
        group: whose; None where it is not known who it was.
        year: the year.
        deaths: its deaths, None where they are not stated.
        computed: of the year's deaths, 0 to 1; None where either is missing.
        published: the share as the table states it, None where it does not.
    """

    group: str | None
    year: str
    deaths: int | None
    computed: float | None
    published: float | None

    @property
    def disagrees(self) -> bool:
        """Do the published share and the published deaths not go together?"""
        return (
            self.computed is not None and self.published is not None and abs(self.computed - self.published) > 2 * APART
        )


@dataclass(frozen=True)
class Trend:
    """Growth by the year over the last periods, as a factor less one, with a 95% interval.

    Attributes:
        what: ``incidents`` or ``deaths``.
        first, last: the periods.
        growth, low, high: change a year; 0.1 is ten percent more every year.
    """

    what: str
    first: str
    last: str
    growth: float
    low: float
    high: float


def changes(ledger: Ledger, before: str = "", after: str = "") -> tuple[Change, ...]:
    """Incidents and deaths of one year against another's: the last whole year of the ledger and the one before it.

    Args:
        ledger: counts.
        before, after: years in place of those.

    Raises:
        ArgumentError: a year that the ledger has not, whole.
    """
    years = whole_years(ledger)
    if not after:
        if not years:
            return ()
        after = years[-1]
    before = before or str(int(after) - 1)
    for year in (before, after):
        if year not in years and (year != str(int(after) - 1)):
            raise ArgumentError(f"{year} is no whole year of the ledger: it has {', '.join(years) or 'none'}")
    if before not in years:
        return ()
    return tuple(
        Change(what, before, after, _total(ledger, what, before), _total(ledger, what, after))
        for what in WHAT
        if ledger.known(what)
    )


def whole_years(ledger: Ledger) -> list[str]:
    """Years of which the ledger has every period."""
    in_year = ledger.counts.groupby(ledger.counts.index.year).size()
    return [str(year) for year, n in in_year.items() if n == (1 if ledger.yearly else 12)]


def shares(ledger: Ledger, year: str = "", most: int = 8) -> tuple[Share, ...]:
    """The groups with the largest parts of a year's deaths: the last whole year's, if none is named."""
    years = whole_years(ledger)
    year = year or (years[-1] if years else "")
    if not year or ledger.perpetrators.empty:
        return ()
    total = _total(ledger, DEATHS, year)
    parts = ledger.perpetrators
    parts = parts[parts["period"].map(lambda period: str(period.year)) == year]
    found = []
    for name, rows in parts.groupby("name", dropna=False):
        group = None if name is None or name != name else str(name)
        deaths = None if rows[DEATHS].isna().all() else int(rows[DEATHS].sum())
        computed = deaths / total if deaths is not None and total else None
        found.append(Share(group, year, deaths, computed, ledger.published.get((year, str(name)))))
    return tuple(sorted(found, key=lambda s: -(s.computed or s.published or 0.0))[:most])


def trend(ledger: Ledger, what: str) -> Trend | None:
    """Growth over the last five years of what is complete: log-linear, by quasi-likelihood, errors Newey and West's.

    None where fewer than 24 months (or 5 years) are complete or a half of them count nothing at all.
    """
    values = ledger.complete(what)
    a_year = 1 if ledger.yearly else 12
    values = values.iloc[-(LONGEST_TREND // 12 * a_year if not ledger.yearly else 10) :]
    if len(values) < (5 if ledger.yearly else SHORTEST_TREND) or (values == 0).mean() > 0.5:
        return None
    y = values.to_numpy(dtype=float)
    slope, error = _log_linear(y, lags=a_year)
    ends = [math.expm1(a_year * (slope + z * error)) for z in (0.0, -Z95, Z95)]
    return Trend(what, str(values.index[0]), str(values.index[-1]), *ends)


def _log_linear(y: np.ndarray, lags: int, rounds: int = 100) -> tuple[float, float]:
    """Slope of the logarithm of the mean by period, and its standard error."""
    t = np.arange(len(y)) - (len(y) - 1) / 2
    x = np.column_stack([np.ones_like(t), t])
    b = np.array([math.log(y.mean()), 0.0])
    for _ in range(rounds):
        mean = np.exp(x @ b)
        step = np.linalg.solve(x.T @ (mean[:, None] * x), x.T @ (y - mean))
        b = b + step
        if np.abs(step).max() < 1e-12:
            break
    mean = np.exp(x @ b)
    scores = x * (y - mean)[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat = meat + (1 - lag / (lags + 1)) * (cross + cross.T)
    bread = np.linalg.inv(x.T @ (mean[:, None] * x))
    return float(b[1]), math.sqrt(float((bread @ meat @ bread)[1, 1]))


def _total(ledger: Ledger, what: str, year: str) -> int | None:
    values = ledger.counts.loc[ledger.counts.index.year == int(year), what]
    return None if values.isna().any() else int(values.sum())


def disagreements(found: Sequence[Share]) -> list[str]:
    """Where a table's own share and deaths of a group do not go together, in words."""
    return [
        f"{s.group}, {s.year}: {s.deaths} deaths are {s.computed:.1%} of the year's, the table says {s.published:.0%}"
        for s in found
        if s.disagrees
    ]
