"""Forecasts that any model has to beat, one period ahead, with what was known then.

Each is a negative binomial whose dispersion is that of most likelihood for the periods it looks back on: *no change*
(mean the last count), *seasonal* (mean the count of the same month a year before), *the last 24* (mean their mean),
*constant* (mean of all before, refitted when the models are).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from .experts import Mixture, log_pmf

WINDOW = 24
FLOOR = 0.5
"""Mean in place of none: a forecast of exactly zero is never right twice."""
LOG_DISPERSIONS = (-4.0, 6.0)


@dataclass(frozen=True)
class Baseline:
    """A simple forecaster.

    Attributes:
        name: what it is called in tables.
        lag: the mean is the count so many periods before; 0 for the mean of the window.
        window: periods looked back on; 0 for all, up to the last refit.
    """

    name: str
    lag: int
    window: int

    def forecast(self, counts: np.ndarray, first: int, refit: int) -> Mixture:
        """Forecasts of the periods from ``first`` on; what is constant is fitted again every ``refit`` periods."""
        found = [self._at(counts, t if self.window else t - (t - first) % refit) for t in range(first, len(counts))]
        means, dispersions = (np.array(values)[:, None] for values in zip(*found, strict=True))
        return Mixture(np.ones_like(means), means, dispersions)

    def _at(self, counts: np.ndarray, t: int) -> tuple[float, float]:
        begin = max(t - self.window, 0) if self.window else 0
        if not self.lag:
            seen = counts[begin:t]
            mean = max(float(seen.mean()), FLOOR)
            return mean, dispersion(seen, np.full(len(seen), mean))
        begin = max(begin, self.lag)
        means = np.maximum(counts[begin - self.lag : t - self.lag], FLOOR)
        return max(float(counts[t - self.lag]), FLOOR), dispersion(counts[begin:t], means)


def dispersion(counts: np.ndarray, means: np.ndarray) -> float:
    """The negative binomial's r of most likelihood, given the means."""
    found = minimize_scalar(
        lambda log_r: -log_pmf(counts, means, np.exp(log_r)).sum(), bounds=LOG_DISPERSIONS, method="bounded"
    )
    return float(np.exp(found.x))


def baselines(yearly: bool) -> tuple[Baseline, ...]:
    """Those of a ledger by month; a year has no season."""
    seasonal = () if yearly else (Baseline("seasonal", 12, WINDOW),)
    return (
        Baseline("no change", 1, WINDOW),
        *seasonal,
        Baseline(f"last {WINDOW}", 0, WINDOW),
        Baseline("constant", 0, 0),
    )
