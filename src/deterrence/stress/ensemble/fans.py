"""How far a number reaches over worlds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Fan:
    """How far a number reaches over the worlds.

    Attributes:
        n: worlds that have it.
        mean, error: over the worlds, and the standard error of that were they independent.
        quantiles: at :data:`QUANTILES`, each the number below which a further world would fall with that chance (the
            k-th of n worlds stands at k / (n + 1); the lowest and the highest where there are too few).
    """

    n: int
    mean: float
    error: float
    quantiles: tuple[float, ...]

    @classmethod
    def of(cls, y: np.ndarray) -> Fan | None:
        """Of a column; None where no world has a number."""
        y = y[np.isfinite(y)]
        if not len(y):
            return None
        error = float(y.std(ddof=1) / math.sqrt(len(y))) if len(y) > 1 else math.nan
        return cls(len(y), float(y.mean()), error, tuple(float(q) for q in np.quantile(y, QUANTILES, method="weibull")))

    @property
    def reach(self) -> float:
        """From the lowest quantile to the highest."""
        return self.quantiles[-1] - self.quantiles[0]
