"""Forecasts of many periods ahead, as paths: each draws a model by its weight, then month after month from itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .experts import EXPERTS, Mixture, draw, first_start, one_step, refits
from .model import HALF_LIVES, Parameters, gains, harmonics, past_mean

if TYPE_CHECKING:
    import pandas as pd

PATHS = 1000
REFIT = 12


@dataclass(frozen=True)
class Paths:
    """Sampled futures.

    Attributes:
        periods: those forecast.
        draws: (N, H) counts by path and period.
    """

    periods: pd.PeriodIndex
    draws: np.ndarray

    def quantiles(self, *levels: float) -> np.ndarray:
        """(len(levels), H)."""
        found: np.ndarray = np.quantile(self.draws, levels, axis=0)
        return found


def futures(counts: pd.Series, ahead: int, *, n: int = PATHS, seed: int = 0) -> Paths:
    """Paths of the periods that follow a series, by the mixture of :mod:`.experts` refitted at its end.

    Args:
        counts: whole numbers by period, none missing.
        ahead: periods to forecast.
        n: paths.
        seed: of the draws.

    Raises:
        NotConverged: a fit stopped short.
    """
    import pandas as pd

    end = len(counts)
    start = first_start(end, end)
    extended = pd.concat([counts, pd.Series([0], index=[counts.index[-1] + 1])])  # a place to be forecast
    extended.index = pd.period_range(counts.index[0], periods=end + 1, freq=counts.index.freq)
    found = refits(extended, (*range(start, end, REFIT), end))
    mixture: Mixture = one_step(extended, found)
    rng = np.random.default_rng(seed)
    which = rng.choice(len(EXPERTS), size=n, p=mixture.weights[-1])
    rows = found.fits[-1]
    chosen = Parameters(*(np.concatenate([getattr(rows[e], name) for e in which]) for name in vars(rows[0])))
    seasonal = np.array([EXPERTS[e].seasonal for e in which])
    periods = pd.period_range(counts.index[-1] + 1, periods=ahead, freq=counts.index.freq)
    season = chosen.season @ harmonics(periods) * seasonal[:, None]
    return Paths(periods, simulated(rng, counts.to_numpy(dtype=float), chosen, season))


def simulated(rng: np.random.Generator, past: np.ndarray, parameters: Parameters, log_factor: np.ndarray) -> np.ndarray:
    """(N, H) paths that follow a past, one for each draw of the parameters.

    Args:
        rng: of the draws.
        past: (T,) counts.
        parameters: N draws.
        log_factor: (N, H) logarithm of what multiplies the mean: season and interventions.
    """
    ends = [past_mean(np.append(past, 0.0), half_life)[-1] for half_life in HALF_LIVES]
    pull = np.tile(ends, (len(parameters.base), 1))
    gain = np.array([gains(half_life) for half_life in HALF_LIVES])
    found = np.empty(log_factor.shape, dtype=np.int64)
    for h in range(log_factor.shape[1]):
        means = (parameters.base + (parameters.pull * pull).sum(axis=1)) * np.exp(log_factor[:, h])
        found[:, h] = draw(rng, means, parameters.dispersion)
        pull += gain * (found[:, h, None] - pull)
    return found
