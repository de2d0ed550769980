"""A count model of incidents or deaths by period: overdispersed, self-exciting, seasonal, with steps at named events.

Given all before, the count of period t is negative binomial with dispersion r (variance m + m² / r) and mean

    m_t = (b + Σ_k w_k x_k(t)) · exp(Σ_j c_j s_j(t) + Σ_i β_i 1{t >= t_i})

where x_k(t) is the exponentially weighted mean of the counts before t with a half-life of 1, 4 or 16 periods (so that
what happened lately makes more happen, and a slow level is followed too), s_j are two harmonics of the year, and t_i is
when intervention i began. One definition serves rolling refits (maximum a posteriori) and the full posterior.

Sources: A. G. Hawkes (1971), Biometrika 58(1) (self-excitation); K. Fokianos, A. Rahbek and D. Tjøstheim (2009),
"Poisson autoregression", Journal of the American Statistical Association 104 (in counts); M. West and J. Harrison
(1997), Bayesian Forecasting and Dynamic Models, ch. 6 (discounting what is long past).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

HALF_LIVES = (1.0, 4.0, 16.0)
"""Of the means of past counts, periods."""
START = 12
"""Periods whose mean the means begin with; they are never scored."""
HARMONICS = 2
SEASON_SD = 0.15
"""Prior standard deviation of a harmonic's coefficient: a swing of some fifteen percent."""
EFFECT_SD = 1.0
"""Prior standard deviation of the logarithm of an intervention's effect: halved or doubled is well within."""
WIDE_SD = 2.0
PULL_SD = 1.0
"""Prior standard deviation of the logarithm of a pull, a third of nine tenths in the middle: from 0.04 to 2."""
BASE, DISPERSION = -1.0, 0.5
"""Prior means of the logarithms of b and r."""


@dataclass(frozen=True)
class Data:
    """What the model is given, T periods.

    Attributes:
        counts: (T,) whole numbers.
        pull: (K, T) means of past counts; column t knows periods before t only.
        season: (2 · harmonics, T); zeros for a model without a season.
        steps: (I, T) 0 before an intervention, 1 from its beginning.
        weights: (T,) of each period's log likelihood, 0 to leave it out.
    """

    counts: np.ndarray
    pull: np.ndarray
    season: np.ndarray
    steps: np.ndarray
    weights: np.ndarray

    def weighted(self, weights: np.ndarray) -> Data:
        """The same with other weights."""
        return replace(self, weights=weights)

    def without_season(self) -> Data:
        """The same with no season."""
        return replace(self, season=np.zeros_like(self.season))


def prepared(counts: pd.Series, steps: np.ndarray | None = None) -> Data:
    """A series as the model takes it; the first ``START`` periods have no weight.

    Args:
        counts: whole numbers by period, none missing.
        steps: (I, T), see :class:`Data`.
    """
    y = counts.to_numpy(dtype=float)
    weights = np.ones(len(y))
    weights[:START] = 0.0
    return Data(
        counts=y,
        pull=np.stack([past_mean(y, half_life) for half_life in HALF_LIVES]),
        season=harmonics(counts.index),
        steps=np.zeros((0, len(y))) if steps is None else steps,
        weights=weights,
    )


def past_mean(y: np.ndarray, half_life: float) -> np.ndarray:
    """Exponentially weighted mean of the counts before each period; it begins with the mean of the first twelve."""
    gain = gains(half_life)
    found = np.empty(len(y))
    level = y[:START].mean()
    for t, count in enumerate(y):
        found[t] = level
        level += gain * (count - level)
    return found


def gains(half_life: float) -> float:
    """The weight of the newest count in a mean of a half-life."""
    return float(1 - 0.5 ** (1 / half_life))


def harmonics(periods: pd.PeriodIndex) -> np.ndarray:
    """Sines and cosines of the year, (2 · harmonics, T); zeros where periods are years."""
    if periods.freqstr.startswith("Y"):
        return np.zeros((2 * HARMONICS, len(periods)))
    angle = 2 * np.pi * (periods.month.to_numpy() - 1) / 12
    return np.stack([turn(k * angle) for k in range(1, HARMONICS + 1) for turn in (np.sin, np.cos)])


def count_model(data: Data) -> None:
    """The model in NumPyro. Its sites: ``log_base``, ``log_dispersion``, ``log_pull``, ``season``, ``effect``."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.special import gammaln

    k = data.pull.shape[0]
    log_base = numpyro.sample("log_base", dist.Normal(BASE, WIDE_SD))
    log_dispersion = numpyro.sample("log_dispersion", dist.Normal(DISPERSION, WIDE_SD))
    log_pull = numpyro.sample("log_pull", dist.Normal(jnp.log(0.9 / k), PULL_SD).expand([k]).to_event(1))
    season = numpyro.sample("season", dist.Normal(0.0, SEASON_SD).expand([data.season.shape[0]]).to_event(1))
    effect = numpyro.sample("effect", dist.Normal(0.0, EFFECT_SD).expand([data.steps.shape[0]]).to_event(1))
    mean = (jnp.exp(log_base) + jnp.exp(log_pull) @ data.pull) * jnp.exp(season @ data.season + effect @ data.steps)
    y, r = data.counts, jnp.exp(log_dispersion)
    # NumPyro's negative binomial goes through a logarithm of the beta function that is good to seven digits only.
    log_p = gammaln(y + r) - gammaln(r) - gammaln(y + 1) - r * jnp.log1p(mean / r) - y * jnp.log1p(r / mean)
    numpyro.factor("counts", (data.weights * log_p).sum())


@dataclass(frozen=True)
class Parameters:
    """Values of the model's parameters, N draws of each (one for a point estimate).

    Attributes:
        base: (N,) b.
        dispersion: (N,) r.
        pull: (N, K) w.
        season: (N, 2 · harmonics) c.
        effect: (N, I) β.
    """

    base: np.ndarray
    dispersion: np.ndarray
    pull: np.ndarray
    season: np.ndarray
    effect: np.ndarray

    @classmethod
    def of(cls, sites: dict[str, np.ndarray]) -> Parameters:
        """From the sites of :func:`count_model`, draws first."""
        base, dispersion, pull = (np.exp(np.asarray(sites[s])) for s in ("log_base", "log_dispersion", "log_pull"))
        return cls(base, dispersion, pull, np.asarray(sites["season"]), np.asarray(sites["effect"]))

    def means(self, data: Data) -> np.ndarray:
        """(N, T) mean of each period given the counts before it."""
        level = self.base[:, None] + self.pull @ data.pull
        found: np.ndarray = level * np.exp(self.season @ data.season + self.effect @ data.steps)
        return found

    def chosen(self, rows: np.ndarray) -> Parameters:
        """Some of the draws."""
        return Parameters(*(values[rows] for values in vars(self).values()))
