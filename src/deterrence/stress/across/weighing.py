"""Worlds weighed by how likely the record is in each: importance weights, Pareto-smoothed.

Worlds are drawn from what is held plausible before the record is looked at; weighed by the record's likelihood they
are a sample of what is plausible after it. Where a few carry nearly all the weight, what they say is about those few:
the largest weights are smoothed by the quantiles of a generalised Pareto distribution fitted to them, and its shape k
says how far that helps. Up to 0.7 the weighted means are usable; above it they are not, and more worlds, or worlds
drawn nearer to the record, are needed.

Where they are not, the likelihood can be tempered: raised to a power below one, so that the record pulls the same way
with less force (:func:`temper`). The result is a fractional, or power, posterior: not what is plausible after the
record, if the model's likelihood is believed, but a cautious step from before it towards after it. The power is the
largest at which plain weights are worth a stated share of the worlds, the rule by which adaptive tempering chooses its
steps. That the share is :data:`LEAST_SHARE` is a judgement.

Sources: Bhattacharya, A., Pati, D. and Yang, Y. (2019), "Bayesian fractional posteriors", Annals of Statistics 47(1),
39–66 (its abstract opened: a likelihood raised to a fractional power, and how it contracts in a misspecified model);
Holmes, C. and Walker, S. (2017), "Assigning a value to a power likelihood in a general Bayesian model",
arXiv:1701.08515 (abstract opened: a power against misspecification; its own rule for the power is another);
BlackJAX, documentation of ``smc.adaptive_tempered`` (opened: a power sought by bisection at a target effective sample
size). For smoothing: Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024), "Pareto Smoothed Importance
Sampling", Journal of Machine Learning Research 25(72) (recalled, not opened); computed by ``arviz_stats``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import DeterrenceError
from ...stats import USABLE_TAIL, pareto_smoothed

ROUNDING = 1e-12
LEAST_SHARE = 0.2
"""Of the worlds in which the record can be, as many as tempered weights are worth at least."""
HALVINGS = 60  # of the interval in which the power is sought: as near as a number can be
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
        """Are weighted means usable, as far as k shows?"""
        return bool(self.k <= USABLE_TAIL or np.ptp(self.share) == 0.0)

    def mean(self, y: np.ndarray) -> float:
        """Of a column, (n,), over the worlds that have it; NaN where none that has weight does."""
        there = np.isfinite(y)
        whole = self.share[there].sum()
        return float(self.share[there] @ y[there] / whole) if whole > 0 else float("nan")

    def quantiles(self, y: np.ndarray, at: tuple[float, ...]) -> tuple[float, ...]:
        """Of a column: the least value that worlds with so much of the weight do not exceed. Nothing is put between
        worlds: one that has no weight is never reported."""
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
        logs, k = pareto_smoothed(logs)
    share = np.zeros(len(log_likelihood))
    share[possible] = np.exp(logs - logs.max())
    share /= share.sum()
    return Weights(share, float(1.0 / (share**2).sum()), k)


@dataclass(frozen=True, eq=False)
class Tempered:
    """Weights in proportion to a power of likelihoods.

    Attributes:
        power: between 0, at which the record is not listened to, and 1.
        weights: by it.
    """

    power: float
    weights: Weights


def temper(log_likelihood: np.ndarray, share: float = LEAST_SHARE) -> Tempered:
    """Weights by the largest power of likelihoods, up to one, at which they are worth a share of the possible worlds.

    What weights are worth falls as the power rises, so that there is one largest. It is sought with weights as they
    are; those returned are smoothed as :func:`weigh` smooths them.

    Args:
        log_likelihood: (n,), of the record in each world; −∞ where it cannot be.
        share: of the worlds in which it can, above 0 and below 1.

    Raises:
        DeterrenceError: there is none in which it can.
    """
    logs = log_likelihood[np.isfinite(log_likelihood)]
    power = 1.0
    if len(logs) and _worth(logs) < share * len(logs):
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if _worth(middle * logs) >= share * len(logs) else (low, middle)
        power = low
    return Tempered(power, weigh(np.where(np.isfinite(log_likelihood), power * log_likelihood, -np.inf)))


def _worth(logs: np.ndarray) -> float:
    """How many worlds of equal weight plain weights are worth."""
    share = np.exp(logs - logs.max())
    return float(share.sum() ** 2 / (share**2).sum())
