"""Worlds weighed by how likely the record is in each: importance weights, Pareto-smoothed.

Worlds are drawn from what is held plausible before the record is looked at; weighed by the record's likelihood they
are a sample of what is plausible after it. Where a few carry nearly all the weight, what they say is about those few:
the largest weights are smoothed by the quantiles of a generalised Pareto distribution fitted to them, and its shape k
says how far that helps. Up to 0.7 the weighted means are usable; above it they are not, and more worlds, or worlds
drawn nearer to the record, are needed.

Source: Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024), "Pareto Smoothed Importance Sampling",
Journal of Machine Learning Research 25(72) (recalled, not opened); computed by ``arviz_stats``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import DeterrenceError

USABLE = 0.7
"""k up to which weighted means are usable."""
ROUNDING = 1e-12
FEWEST = 25
"""Worlds without which no tail is fitted: weights are then as they are."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of worlds.

    Attributes:
        share: (n,), adding up to one.
        effective: 1 / Σ share², as many worlds of equal weight as they are worth.
        k: shape of the tail; infinite where the largest weights dwarf the rest of it, NaN where none was fitted (few
            worlds, or likelihoods that are all alike).
    """

    share: np.ndarray
    effective: float
    k: float

    @property
    def usable(self) -> bool:
        """Are weighted means usable, as far as k tells?"""
        return bool(self.k <= USABLE or np.ptp(self.share) == 0.0)

    def mean(self, y: np.ndarray) -> float:
        """Of a column, (n,), over the worlds that have it; NaN where none that has weight does."""
        there = np.isfinite(y)
        whole = self.share[there].sum()
        return float(self.share[there] @ y[there] / whole) if whole > 0 else float("nan")

    def quantiles(self, y: np.ndarray, at: tuple[float, ...]) -> tuple[float, ...]:
        """Of a column: the least value that worlds with so much of the weight do not exceed. Nothing is put between
        worlds: one that has no weight is never told."""
        there = np.isfinite(y) & (self.share > 0)
        if not there.any():
            return tuple(float("nan") for _ in at)
        order = np.argsort(y[there])
        below = np.cumsum(self.share[there][order])
        places = np.searchsorted(below / below[-1], np.array(at) - ROUNDING)
        return tuple(float(q) for q in y[there][order][places])


def weigh(log_likelihood: np.ndarray) -> Weights:
    """Weights in proportion to likelihoods.

    Args:
        log_likelihood: (n,), of the record in each world; −∞ where it cannot be.

    Raises:
        DeterrenceError: there is none in which it can.
    """
    possible = np.isfinite(log_likelihood)
    if not possible.any():
        raise DeterrenceError("the coded crises have no chance in any world: there is nothing to weigh by")
    logs, k = log_likelihood[possible] - log_likelihood[possible].max(), float("nan")
    if len(logs) >= FEWEST and np.ptp(logs) > 0:
        from arviz_stats.base import array_stats

        smoothed, shape = array_stats.psislw(-logs)  # it smooths weights that are the inverse of what it is given
        logs, k = np.asarray(smoothed), float(shape) if np.isfinite(shape) else float("inf")
    share = np.zeros(len(log_likelihood))
    share[possible] = np.exp(logs - logs.max())
    share /= share.sum()
    return Weights(share, float(1.0 / (share**2).sum()), k)
