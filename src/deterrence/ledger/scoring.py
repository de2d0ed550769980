"""Forecasts scored as conflict forecasters score them, by rolling origin.

Sources: T. Gneiting and A. E. Raftery (2007), "Strictly proper scoring rules, prediction, and estimation", Journal of
the American Statistical Association 102 (log score, CRPS, interval score); H. Hegre and others (2025), "The 2023/24
VIEWS prediction challenge", Journal of Peace Research (the three used there). The scores of draws are those of the
package `scoringrules`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scoringrules

from .baselines import baselines
from .experts import EXPERTS, Mixture, first_start, one_step, refits
from .origins import FIRST_FIT, origin
from .record import Ledger

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 1000
LEVEL = 0.9
LEAST_SCORED = 12
MODEL = "this model"


@dataclass(frozen=True)
class Score:
    """How good the forecasts of one forecaster were, a mean over the periods scored.

    Attributes:
        forecaster: its name.
        log_score: natural logarithm of the probability given to what happened; higher is better.
        ignorance: the same in bits, with its sign turned; lower is better.
        crps: continuous ranked probability score, in counts; lower is better.
        interval_score: of the central 90% interval, in counts; lower is better.
        coverage: share of periods within that interval.
    """

    forecaster: str
    log_score: float
    ignorance: float
    crps: float
    interval_score: float
    coverage: float

    def as_dict(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        return asdict(self)


@dataclass(frozen=True)
class Rolling:
    """Forecasts by rolling origin, one period ahead.

    Attributes:
        what: ``incidents`` or ``deaths``.
        periods: those scored.
        counts: what happened.
        scores: the model's first, then the baselines'.
        weights: by model of the mixture, its weight at the end.
        low, middle, high: quantiles of the model's forecasts, 5, 50 and 95%.
        by_period: the model's log score of each.
    """

    what: str
    periods: tuple[str, ...]
    counts: np.ndarray
    scores: tuple[Score, ...]
    weights: dict[str, float]
    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray
    by_period: np.ndarray

    @property
    def beaten(self) -> tuple[str, ...]:
        """Baselines with a worse log score than the model's."""
        return tuple(s.forecaster for s in self.scores[1:] if s.log_score < self.scores[0].log_score)


def rolling(ledger: Ledger, what: str, scored_from: str = "", seed: int = 0) -> Rolling | None:
    """Score the model and the baselines on the periods from one on, refitting at each January.

    Args:
        ledger: counts.
        what: ``incidents`` or ``deaths``.
        scored_from: the first period that is scored; if empty, the last third of what is complete begins there.
        seed: of the draws from which CRPS and intervals are taken.

    Returns:
        None where fewer than twelve periods would be left to score after a third of what is complete.

    Raises:
        ArgumentError: counts that are missing at the end, or never vary.
        NotConverged: a fit stopped short.
    """

    counts = ledger.complete(what)
    begin = origin(counts, scored_from, FIRST_FIT)
    if len(counts) - begin < LEAST_SCORED:
        return None
    a_year = 1 if ledger.yearly else 12
    start = first_start(len(counts), begin)
    starts = tuple(sorted({start, *_januaries(counts, start, a_year), begin}))
    mixture = one_step(counts, refits(counts, starts))
    y = counts.to_numpy()[begin:]
    kept = slice(begin - start, None)
    model = Mixture(mixture.weights[kept], mixture.means[kept], mixture.dispersions[kept])
    draws = model.draws(DRAWS, seed)
    low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95], axis=1)
    others = [(b.name, b.forecast(counts.to_numpy(dtype=float), begin, a_year)) for b in baselines(ledger.yearly)]
    return Rolling(
        what=what,
        periods=tuple(str(p) for p in counts.index[begin:]),
        counts=y,
        scores=tuple(score(name, forecast, y, seed) for name, forecast in [(MODEL, model), *others]),
        weights={e.name: float(w) for e, w in zip(EXPERTS, mixture.weights[-1], strict=True)},
        low=low,
        middle=middle,
        high=high,
        by_period=model.log_scores(y),
    )


def score(name: str, forecast: Mixture, counts: np.ndarray, seed: int = 0) -> Score:
    """Every score of forecasts of some counts."""
    logs = float(forecast.log_scores(counts).mean())
    draws = forecast.draws(DRAWS, seed)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return Score(
        forecaster=name,
        log_score=logs,
        ignorance=-logs / math.log(2),
        crps=float(np.mean(scoringrules.crps_ensemble(counts.astype(float), draws.astype(float)))),
        interval_score=float(np.mean(scoringrules.interval_score(counts.astype(float), low, high, 1 - LEVEL))),
        coverage=float(np.mean((low <= counts) & (counts <= high))),
    )


def _januaries(counts: pd.Series, start: int, a_year: int) -> list[int]:
    if a_year == 1:
        return list(range(start, len(counts)))
    return [t for t in range(start, len(counts)) if counts.index[t].month == 1]
