"""The box of worlds where something happens: PRIM, the patient rule induction method.

From the whole cube thin slices are peeled off, each time the one without which the share of worlds in the box where it
happens is largest; of the boxes passed, the one with the best balance of coverage (of all the worlds where it happens,
how many are in the box) and density (of the worlds in the box, in how many it happens) is taken, by their harmonic
mean; bounds are moved out again while density does not fall; and a bound that chance could as well have put there is
lifted.

References: Friedman & Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9(2), 123–143;
Bryant & Lempert (2010), "Thinking inside the box", Technological Forecasting and Social Change 77(1), 34–49, for
coverage, density and the test of bounds. Both recalled, not opened.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

PEELED = 0.05
"""Share of the worlds in a box that a slice takes."""
SMALLEST = 0.03
"""Share of all worlds that a box holds at least."""
FEWEST = 8
"""Worlds that a box holds at least."""
DOUBTFUL = 0.05
"""A bound is lifted where density would come out so high without it with a larger chance than this."""
RESAMPLES = 20


@dataclass(frozen=True)
class Bound:
    """What a box asks of one input.

    Attributes:
        name: of the input.
        low, high: its interval; infinite where it is open.
        doubt: how likely density would come out so high without the bound (a binomial tail).
        found: share of resamples in which the input is bounded on the same side.
    """

    name: str
    low: float
    high: float
    doubt: float
    found: float


@dataclass(frozen=True)
class Box:
    """Where something happens.

    Attributes:
        bounds: most informative first; none where no box does better than all worlds.
        n, hits: worlds, and those where it happens.
        inside, caught: worlds in the box, and those of them where it happens.
        kept_density: of boxes found in resamples, the mean density in the worlds that were left out of them.
        passed: (coverage, density) of every box on the way.
    """

    bounds: tuple[Bound, ...]
    n: int
    hits: int
    inside: int
    caught: int
    kept_density: float
    passed: tuple[tuple[float, float], ...]

    @property
    def coverage(self) -> float:
        """Of the worlds where it happens, the share in the box."""
        return self.caught / self.hits if self.hits else 0.0

    @property
    def density(self) -> float:
        """Of the worlds in the box, the share where it happens."""
        return self.caught / self.inside if self.inside else 0.0


Limits = tuple[np.ndarray, np.ndarray]


def box(xs: np.ndarray, hit: np.ndarray, names: Sequence[str], seed: int = 0) -> Box:
    """The box where something happens.

    Args:
        xs: (n, d), inputs by world.
        hit: (n,), whether it happens there.
        names: of the inputs.
        seed: of the resampling by which it is determined how stable the box is.
    """
    n, hits = hit.shape[0], int(hit.sum())
    hit = hit.astype(float)
    limits, passed = _found(xs, hit)
    within = _within(xs, limits)
    rng = np.random.default_rng(seed)
    again, densities = [], []
    for _ in range(RESAMPLES if 0 < hits < n else 0):
        taken = rng.integers(0, n, n)
        other, _ = _found(xs[taken], hit[taken])
        again.append(other)
        left = np.setdiff1d(np.arange(n), taken)
        there = _within(xs[left], other)
        if there.any():
            densities.append(float(hit[left][there].mean()))
    bounds = [
        Bound(
            names[j],
            float(limits[0][j]),
            float(limits[1][j]),
            _doubt(xs, hit, limits, j),
            _stable(limits, again, j),
        )
        for j in range(len(names))
        if _bounded(limits, j)
    ]
    bounds.sort(key=lambda b: (b.doubt, -b.found, b.name))
    kept = math.fsum(densities) / len(densities) if densities else math.nan
    return Box(tuple(bounds), n, hits, int(within.sum()), round(hit[within].sum()), kept, tuple(passed))


def _found(xs: np.ndarray, hit: np.ndarray) -> tuple[Limits, list[tuple[float, float]]]:
    n, d = xs.shape
    limits = np.full(d, -np.inf), np.full(d, np.inf)
    hits = int(hit.sum())
    if not 0 < hits < n:
        return limits, []
    best, best_balance, passed = limits, 0.0, []
    while True:
        within = _within(xs, limits)
        coverage, density = hit[within].sum() / hits, hit[within].mean()
        passed.append((float(coverage), float(density)))
        balance = 2 * coverage * density / (coverage + density) if coverage + density else 0.0
        if balance > best_balance:
            best, best_balance = limits, balance
        peeled = _peeled(xs[within], hit[within], limits, max(FEWEST, SMALLEST * n))
        if peeled is None:
            break
        limits = peeled
    return _lifted(xs, hit, _pasted(xs, hit, best)), passed


def _peeled(xs: np.ndarray, hit: np.ndarray, limits: Limits, least: float) -> Limits | None:
    """Without the slice whose loss raises density most; None where the box would be too small, or cannot be cut."""
    n = len(xs)
    cut = max(1, round(PEELED * n))
    if n - cut < least:
        return None
    ordered = np.sort(xs, 0)
    lows, highs = ordered[cut], ordered[n - cut - 1]
    above, below = xs >= lows, xs <= highs
    densities = []
    for kept in (above, below):
        size = kept.sum(0)
        some = np.where(size < n, hit @ kept / np.maximum(size, 1), -1.0)
        densities.append(np.where(size >= least, some, -1.0))
    side, j = np.unravel_index(int(np.argmax(densities)), (2, xs.shape[1]))
    if densities[side][j] < 0.0:
        return None
    low, high = limits[0].copy(), limits[1].copy()
    if side == 0:
        low[j] = lows[j]
    else:
        high[j] = highs[j]
    return low, high


def _pasted(xs: np.ndarray, hit: np.ndarray, limits: Limits) -> Limits:
    """Bounds moved out, a slice at a time, while density does not fall."""
    low, high = limits[0].copy(), limits[1].copy()
    moved = True
    while moved:
        moved = False
        for j in np.flatnonzero(np.isfinite(low) | np.isfinite(high)):
            for ends, side in ((low, -1), (high, 1)):
                if not np.isfinite(ends[j]):
                    continue
                within = _within(xs, (low, high))
                old = ends[j]
                ends[j] = side * np.inf
                beyond = np.sort(side * xs[_within(xs, (low, high)) & ~within, j])
                step = max(1, round(PEELED * within.sum()))
                ends[j] = side * beyond[step - 1] if len(beyond) > step else side * np.inf
                if len(beyond) and hit[_within(xs, (low, high))].mean() >= hit[within].mean():
                    moved = True
                else:
                    ends[j] = old
    return low, high


def _lifted(xs: np.ndarray, hit: np.ndarray, limits: Limits) -> Limits:
    """Without the bounds that chance could have put there, the most doubtful first."""
    low, high = limits[0].copy(), limits[1].copy()
    while True:
        bounded = [j for j in range(len(low)) if _bounded((low, high), j)]
        doubts = {j: _doubt(xs, hit, (low, high), j) for j in bounded}
        worst = max(doubts, key=lambda j: doubts[j], default=None)
        if worst is None or doubts[worst] <= DOUBTFUL:
            return low, high
        low[worst], high[worst] = -np.inf, np.inf


def _doubt(xs: np.ndarray, hit: np.ndarray, limits: Limits, j: int) -> float:
    """The chance of as many hits as there are in the box, were it as dense as without the bounds of input j."""
    within = _within(xs, limits)
    low, high = limits[0].copy(), limits[1].copy()
    low[j], high[j] = -np.inf, np.inf
    without = hit[_within(xs, (low, high))].mean()
    from scipy import stats  # a second to import, for what few runs ask

    return float(stats.binom.sf(round(hit[within].sum()) - 1, within.sum(), without))


def _within(xs: np.ndarray, limits: Limits) -> np.ndarray:
    found: np.ndarray = ((xs >= limits[0]) & (xs <= limits[1])).all(1)
    return found


def _bounded(limits: Limits, j: int) -> bool:
    return bool(np.isfinite(limits[0][j]) or np.isfinite(limits[1][j]))


def _stable(limits: Limits, again: Sequence[Limits], j: int) -> float:
    """In how many resamples input j is bounded on a side on which it is bounded here."""
    sides = [side for side in (0, 1) if np.isfinite(limits[side][j])]
    same = sum(any(np.isfinite(other[side][j]) for side in sides) for other in again)
    return same / len(again) if again else math.nan
