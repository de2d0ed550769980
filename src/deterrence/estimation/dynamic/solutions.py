"""Equilibria found along climbs, remembered by their coefficients."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray
KEPT = 40  # coefficients with their equilibria that are remembered, beside ends of climbs


@dataclass(eq=False)
class Solutions:
    """Equilibria found so far, by the coefficients that they are of."""

    found: dict[bytes, tuple[Array, Array]] = field(default_factory=dict)
    ends: set[bytes] = field(default_factory=set)

    def at(self, theta: Array) -> Array | None:
        """Values (G, N, S, A) at coefficients, if they are known."""
        entry = self.found.get(theta.tobytes())
        return None if entry is None else entry[1]

    def add(self, theta: Array, values: Array, end: bool = False) -> None:
        """Remember; the oldest that are ends of no climb are forgotten."""
        key = theta.tobytes()
        self.found.pop(key, None)
        self.found[key] = (theta.copy(), values)
        if end:
            self.ends.add(key)
        passing = [k for k in self.found if k not in self.ends]
        for old in passing[:-KEPT]:
            del self.found[old]

    def nearest(self, theta: Array, scales: Array) -> tuple[Array, Array] | None:
        """Coefficients solved before that are nearest, and their values."""
        if not self.found:
            return None
        latest_first = reversed(self.found.values())  # of two at one distance the later replaces the earlier
        return min(latest_first, key=lambda entry: float(np.abs((entry[0] - theta) * scales).max()))
