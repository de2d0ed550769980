"""When play is over: how much of it is by each day of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .expansion import Expansion


@dataclass(frozen=True, eq=False)
class Finishing:
    """How likely play is to be over by any day of a window, from the same vectors as what stands where at its close.

    Attributes:
        parts: of a sum, a window's terms and the mass at endings in the vector of each, (K + 1,).
    """

    parts: tuple[tuple[Expansion, np.ndarray], ...]

    @property
    def days(self) -> float:
        """D, the length of the window."""
        return self.parts[0][0].days

    def by(self, day: float) -> float:
        """The probability that play is over by some day of the window."""
        return float(sum(window.at(day) @ done for window, done in self.parts))

    def quantile(self, share: float) -> float:
        """The first day by which a share of all play is over; the window's last where more is open as it closes."""
        from scipy.optimize import brentq  # slow to import, and games that count moves do without

        if self.by(0.0) >= share:
            return 0.0
        if self.by(self.days) <= share:
            return self.days
        return float(brentq(lambda day: self.by(day) - share, 0.0, self.days))

    def times(self, chance: float) -> Finishing:
        """The same of something that has only some chance."""
        return Finishing(tuple((window, chance * done) for window, done in self.parts))

    @classmethod
    def together(cls, some: Sequence[Finishing]) -> Finishing:
        """The sum of several."""
        return cls(tuple(part for one in some for part in one.parts))
