"""A forecaster that refits every year and weighs models by how they forecast before: no look-ahead anywhere.

The models differ in how fast they forget (a half-life of the weight of past months in the likelihood: 24, 36, 60, 120
months, or never) and in whether they have a season. Each January all are refitted to the months before. A month's
forecast is their mixture, weighted by the products of their densities in the months before, which are forecasts too.

Sources: A. P. Dawid (1984), "Statistical theory: the prequential approach", Journal of the Royal Statistical Society A
147; J. M. Bates and C. W. J. Granger (1969), "The combination of forecasts", Operational Research Quarterly 20 (why
mix); M. West and J. Harrison (1997), Bayesian Forecasting and Dynamic Models, ch. 6 (discounting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import nbinom
from threadpoolctl import threadpool_limits

from .fitting import maximum_a_posteriori, point
from .model import START, Data, Parameters, prepared
from .origins import FIRST_FIT

if TYPE_CHECKING:
    import pandas as pd

FORGETTING = (24.0, 36.0, 60.0, 120.0, np.inf)
"""Half-lives of the weight of past periods, periods."""
LEARNING = 84
"""Periods before the first that is scored in which weights of models form, where there are so many."""


@dataclass(frozen=True)
class Expert:
    """A model of the mixture."""

    half_life: float
    seasonal: bool

    @property
    def name(self) -> str:
        """How it forgets, and whether it has a season."""
        forgets = "never" if np.isinf(self.half_life) else f"half in {self.half_life:.0f}"
        return f"forgets {forgets}{', seasonal' if self.seasonal else ''}"


EXPERTS = tuple(Expert(half_life, seasonal) for half_life in FORGETTING for seasonal in (False, True))


@dataclass(frozen=True)
class Mixture:
    """Forecasts as mixtures of E negative binomials for T periods.

    Attributes:
        weights: (T, E), rows of one.
        means: (T, E).
        dispersions: (T, E) r; variance is m + m² / r.
    """

    weights: np.ndarray
    means: np.ndarray
    dispersions: np.ndarray

    def log_scores(self, counts: np.ndarray) -> np.ndarray:
        """(T,) natural logarithm of the probability of each count."""
        densities = np.exp(log_pmf(counts[:, None], self.means, self.dispersions))
        found: np.ndarray = np.log((self.weights * densities).sum(axis=1))
        return found

    def draws(self, n: int, seed: int) -> np.ndarray:
        """(T, n) draws of each forecast."""
        rng = np.random.default_rng(seed)
        t = np.arange(len(self.weights))[:, None]
        which = (rng.random((len(t), n))[:, :, None] > np.cumsum(self.weights, axis=1)[:, None, :]).sum(2)
        which = np.minimum(which, self.weights.shape[1] - 1)
        return draw(rng, self.means[t, which], self.dispersions[t, which])


def log_pmf(counts: np.ndarray, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    """Log probability under the negative binomial with mean m and variance m + m² / r."""
    found: np.ndarray = nbinom.logpmf(counts, dispersions, dispersions / (dispersions + means))
    return found


def draw(rng: np.random.Generator, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    """Draws from negative binomials."""
    found: np.ndarray = rng.poisson(rng.gamma(dispersions, means / dispersions))
    return found


@dataclass(frozen=True)
class Refits:
    """Every model at every refit.

    Attributes:
        starts: the period from which a refit is in use.
        fits: by refit, the parameters of each model.
    """

    starts: tuple[int, ...]
    fits: tuple[tuple[Parameters, ...], ...]

    def at(self, t: int) -> tuple[Parameters, ...]:
        """The models in use at a period: those of the last refit at or before it."""
        return self.fits[int(np.searchsorted(self.starts, t, side="right")) - 1]


def first_start(n: int, scored_from: int) -> int:
    """Where refits begin, so that models have weights when scoring begins."""
    return min(max(FIRST_FIT, scored_from - LEARNING), scored_from)


def refits(counts: pd.Series, starts: tuple[int, ...]) -> Refits:
    """Fit every model to the periods before each of some periods.

    Raises:
        NotConverged: a fit stopped short.
    """
    data = prepared(counts)
    fits = []
    with threadpool_limits(1):  # threads for vectors of nine only wait for each other
        for start in starts:
            row = []
            for expert in EXPERTS:
                given = discounted(data if expert.seasonal else data.without_season(), start, expert.half_life)
                row.append(point(maximum_a_posteriori(given)))
            fits.append(tuple(row))
    return Refits(starts, tuple(fits))


def discounted(data: Data, now: int, half_life: float) -> Data:
    """The data with what comes at ``now`` or later left out, and the past weighted by its age."""
    t = np.arange(len(data.counts))
    weights = np.where(t < now, 0.5 ** ((now - 1 - np.minimum(t, now - 1)) / half_life), 0.0)
    weights[:START] = 0.0
    return data.weighted(weights)


def one_step(counts: pd.Series, found: Refits) -> Mixture:
    """Forecasts of every period from the first refit on, one period ahead."""
    data, first = prepared(counts), found.starts[0]
    span = np.arange(first, len(counts))
    means, dispersions = np.empty((len(span), len(EXPERTS))), np.empty((len(span), len(EXPERTS)))
    for k, start in enumerate(found.starts):
        end = found.starts[k + 1] if k + 1 < len(found.starts) else len(counts)
        for e, (expert, parameters) in enumerate(zip(EXPERTS, found.fits[k], strict=True)):
            given = data if expert.seasonal else data.without_season()
            means[start - first : end - first, e] = parameters.means(given)[0, start:end]
            dispersions[start - first : end - first, e] = parameters.dispersion[0]
    scores = log_pmf(data.counts[span][:, None], means, dispersions)
    return Mixture(weights_before(scores), means, dispersions)


def weights_before(scores: np.ndarray) -> np.ndarray:
    """(T, E) weights at each period: products of each model's densities in the periods before, scaled to one."""
    past = np.vstack([np.zeros(scores.shape[1]), np.cumsum(scores, axis=0)[:-1]])
    odds = np.exp(past - past.max(axis=1, keepdims=True))
    found: np.ndarray = odds / odds.sum(axis=1, keepdims=True)
    return found
