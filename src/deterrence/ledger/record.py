"""A ledger: counts by month or year, by whom and against whom. What is not known is missing, never zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..data.sources.loading import Description
from ..errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

INCIDENTS, DEATHS = "incidents", "deaths"
WHAT = (INCIDENTS, DEATHS)
"""What is counted: attacks or fights, and people killed in them."""


@dataclass(frozen=True)
class Ledger:
    """Counts over time.

    Attributes:
        title: what was counted, and where.
        description: of the file.
        place: the country that was asked for; empty for all there are.
        yearly: are the periods years, not months?
        counts: by period (a ``PeriodIndex`` without gaps), whole numbers that may be missing: ``incidents``,
            ``deaths``, ``low`` and ``high`` (bounds of the deaths, where the source has them), and ``unknown``, rows of
            which the deaths are not known, so that ``deaths`` is a lower bound.
        perpetrators, targets: ``period``, ``name`` (missing where not known), ``incidents``, ``deaths``, one row each.
        published: by period and group, the share of deaths that the table itself states, 0 to 1.
        notes: what was left out and what to bear in mind.
    """

    title: str
    description: Description
    place: str
    yearly: bool
    counts: pd.DataFrame
    perpetrators: pd.DataFrame
    targets: pd.DataFrame
    published: dict[tuple[str, str], float]
    notes: tuple[str, ...]

    @property
    def unit(self) -> str:
        """``month`` or ``year``."""
        return "year" if self.yearly else "month"

    def complete(self, what: str) -> pd.Series:
        """The longest run up to the last period, without a missing value, of what is counted.

        Raises:
            ArgumentError: nothing of it is counted in the last period, or it never varies.
        """
        values = self.counts[what]
        missing = values.isna().to_numpy()
        start = len(values) - int((~missing[::-1]).cumprod().sum())
        found = values.iloc[start:].astype("int64")
        if found.empty:
            raise ArgumentError(f"{what} of the last {self.unit} are missing: end the ledger earlier with --until")
        if found.nunique() == 1:
            raise ArgumentError(f"{what} never vary: each {self.unit} has {found.iloc[0]}, so nothing can be modelled")
        return found

    def known(self, what: str) -> bool:
        """Is there any value of what is counted?"""
        return bool(self.counts[what].notna().any())

