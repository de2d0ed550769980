"""When the level of a count changed: exact posterior of a product partition model.

Between changes counts are negative binomial with one success probability p, whose prior is uniform, and a dispersion r
common to all spans, so that a span's likelihood is a Beta integral; a change comes with the same small chance in every
period. The dispersion is that of most evidence on a grid. Everything is exact given it: no sampling.

Sources: D. Barry and J. A. Hartigan (1992), "Product partition models for change point problems", Annals of Statistics
20(1); P. Fearnhead (2006), "Exact and efficient Bayesian inference for multiple changepoint problems", Statistics and
Computing 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, betaln, gammaln, logsumexp

if TYPE_CHECKING:
    import pandas as pd

EXPECTED_SPAN = 60
"""Periods between changes, before the counts are seen."""
DISPERSIONS = np.exp(np.linspace(np.log(0.2), np.log(60.0), 12))
NEAR = 3
"""Periods either side within which a change is taken for the same."""


@dataclass(frozen=True)
class Span:
    """Periods with one level.

    Attributes:
        first, last: the periods.
        mean, low, high: mean count a period with its 95% interval, given where the span begins and ends.
        chance: posterior probability of a change within three periods of the beginning; 1 for the first span.
    """

    first: str
    last: str
    mean: float
    low: float
    high: float
    chance: float


def spans(counts: pd.Series) -> tuple[Span, ...]:
    """The likeliest division of a series of counts into spans of one level, in order.

    Args:
        counts: whole numbers by period, none missing.
    """
    y = counts.to_numpy(dtype=float)
    evidence = [_forward(_segments(y, r)) for r in DISPERSIONS]
    r = float(DISPERSIONS[int(np.argmax([e[-1] for e in evidence]))])
    log_p = _segments(y, r)
    forward, backward = _forward(log_p), _backward(log_p)
    starts = [*_likeliest(log_p), len(y)]
    labels = [str(period) for period in counts.index]
    found = []
    for start, end in pairwise(starts):
        low, middle, high = _level(y[start:end], r)
        chance = _change_near(start, log_p, forward, backward) if start else 1.0
        found.append(Span(labels[start], labels[end - 1], middle, low, high, chance))
    return tuple(found)


def _segments(y: np.ndarray, r: float) -> np.ndarray:
    """Log likelihood of a span from s to t inclusive, -inf below the diagonal, with the prior of its length."""
    n = len(y)
    terms = np.concatenate([[0.0], np.cumsum(gammaln(y + r) - gammaln(r) - gammaln(y + 1))])
    sums = np.concatenate([[0.0], np.cumsum(y)])
    s, t = np.arange(n)[:, None], np.arange(n)[None, :]
    length = np.maximum(t - s + 1, 1)
    total = np.maximum(sums[1:][None, :] - sums[:-1][:, None], 0.0)
    found = terms[1:][None, :] - terms[:-1][:, None] + betaln(1 + length * r, 1 + total)
    hazard = 1 / EXPECTED_SPAN
    found = found + (length - 1) * np.log1p(-hazard) + np.where(s > 0, np.log(hazard), 0.0)
    return np.where(t >= s, found, -np.inf)


def _forward(log_p: np.ndarray) -> np.ndarray:
    """Log evidence of the first t periods, all divisions taken together, t from 0."""
    n = len(log_p)
    found = np.full(n + 1, -np.inf)
    found[0] = 0.0
    for t in range(n):
        found[t + 1] = logsumexp(found[: t + 1] + log_p[: t + 1, t])
    return found


def _backward(log_p: np.ndarray) -> np.ndarray:
    """Log evidence of the periods from s on, given that a span begins at s, s to n."""
    n = len(log_p)
    found = np.full(n + 1, -np.inf)
    found[n] = 0.0
    for s in range(n - 1, -1, -1):
        found[s] = logsumexp(log_p[s, s:] + found[s + 1 :])
    return found


def _change_near(start: int, log_p: np.ndarray, forward: np.ndarray, backward: np.ndarray) -> float:
    """Posterior probability that some span begins near a period: one less that of a span that covers all of it."""
    n = len(log_p)
    first, last = max(start - NEAR, 1), min(start + NEAR, n - 1)
    covering = forward[:first, None] + log_p[:first, last:] + backward[None, last + 1 :]
    return float(-np.expm1(min(logsumexp(covering) - forward[n], 0.0)))


def _likeliest(log_p: np.ndarray) -> list[int]:
    """Where the spans of the likeliest division begin."""
    n = len(log_p)
    best = np.full(n + 1, -np.inf)
    best[0] = 0.0
    came = np.zeros(n + 1, dtype=int)
    for t in range(n):
        scores = best[: t + 1] + log_p[: t + 1, t]
        came[t + 1] = int(np.argmax(scores))
        best[t + 1] = scores[came[t + 1]]
    starts = []
    end = n
    while end:
        end = int(came[end])
        starts.append(end)
    return starts[::-1]


def _level(y: np.ndarray, r: float) -> tuple[float, float, float]:
    """Quantiles 0.025, 0.5 and 0.975 of a span's mean, r (1 - p) / p with p Beta."""
    p = betaincinv(1 + len(y) * r, 1 + y.sum(), np.array([0.975, 0.5, 0.025]))
    low, middle, high = r * (1 - p) / p
    return float(low), float(middle), float(high)
