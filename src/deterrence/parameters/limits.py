"""Intervals of values that a number may have."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """An interval of admissible values; the lower end is left out if ``open`` says so."""

    low: float = -math.inf
    high: float = math.inf
    open: bool = False

    def admits(self, value: float) -> bool:
        """Is the value finite and inside?"""
        above = value > self.low if self.open else value >= self.low
        return math.isfinite(value) and above and value <= self.high

    def __and__(self, other: Limits) -> Limits:
        low = max(self.low, other.low)
        is_open = any(x.open for x in (self, other) if x.low == low)
        return Limits(low, min(self.high, other.high), is_open)

    def __str__(self) -> str:
        if self.low == -math.inf:
            return "of either sign"
        if self.high == math.inf:
            return f"above {self.low:g}" if self.open else f"of {self.low:g} or more"
        return f"above {self.low:g}, at most {self.high:g}" if self.open else f"from {self.low:g} to {self.high:g}"


PROBABILITY = Limits(0.0, 1.0)
MAGNITUDE = Limits(0.0)
EITHER_SIGN = Limits()
