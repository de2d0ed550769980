"""Named interventions, as a user writes them, and where they are in a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from .entering import period_of

if TYPE_CHECKING:
    import pandas as pd

LEAST_BEFORE, LEAST_AFTER = 36, 6


@dataclass(frozen=True)
class Intervention:
    """Something that happened at a period and may have changed counts from then on."""

    name: str
    period: str

    @classmethod
    def written(cls, text: str) -> Intervention:
        """From ``NAME=YYYY-MM``. Raises ``ArgumentError``."""
        name, equals, period = text.rpartition("=")
        if not equals or not name.strip():
            raise ArgumentError(f"--intervention {text!r}: write NAME=YYYY-MM, such as 'border closed=2017-02'")
        return cls(name.strip(), period.strip())

    def place(self, counts: pd.Series) -> int:
        """Where in complete counts it begins.

        Raises:
            ArgumentError: outside them, or so near their ends that what it changed cannot be estimated.
        """
        said = f"intervention '{self.name}' at {self.period}"
        period = period_of(self.period, counts.index.freqstr[0], f"--intervention {self.name}")
        if period not in counts.index:
            span = f"{counts.index[0]} to {counts.index[-1]}"
            raise ArgumentError(f"{said}: complete counts run from {span}; choose a period between")
        found = int(counts.index.get_loc(period))
        after = len(counts) - found
        if found < LEAST_BEFORE or after < LEAST_AFTER:
            raise ArgumentError(
                f"{said}: {found} complete periods before and {after} from it on; {LEAST_BEFORE} and {LEAST_AFTER} are "
                "needed to estimate what it changed"
            )
        return found
