"""How much of a number's variance one input accounts for, from any sample: no design is needed, inputs may go together.

The first-order index of Y by X is Var(E[Y | X]) / Var(Y). Worlds are sorted by X into classes of equal size, and the
variance between the classes' means, less what chance alone puts there, is set against the whole: ε² of Kelley (1935,
"An unbiased correlation ratio measure", Proceedings of the National Academy of Sciences 21(9), 554–559). Reference for
indices from given data: Plischke, Borgonovo & Smith (2013), "Global sensitivity measures from given data", European
Journal of Operational Research 226(3), 536–550. Both recalled, not opened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

LEAST_CLASSES, MOST_CLASSES = 3, 32
REPLICATES, FEWEST_REPLICATES, ENOUGH = 100, 20, 1_000_000
"""Bootstrap samples: fewer where there are so many worlds that all samples together have more than the last."""
NORMAL_95 = 1.96
FIFTHS = 5


@dataclass(frozen=True)
class Index:
    """An index, with an interval of 95 %.

    Attributes:
        value: the estimate; of a share of variance it may come out a little below zero.
        low, high: of the interval, at least 0 and at most 1.
        error: standard error of the estimate.
    """

    value: float
    low: float
    high: float
    error: float = 0.0

    def stands_out(self, among: int) -> bool:
        """Is it clear of zero, at 95 % for all of so many inputs together (Bonferroni)?"""
        return self.value > float(ndtri(1.0 - 0.025 / among)) * self.error

    @classmethod
    def around(cls, value: float, error: float) -> Index:
        """With a standard error."""
        low, high = (min(max(value + sign * NORMAL_95 * error, 0.0), 1.0) for sign in (-1, 1))
        return cls(value, low, high, error)


def classes(n: int) -> int:
    """Into how many classes n worlds are sorted: half as many as √n, so that classes grow with their number."""
    return min(max(round(0.5 * n**0.5), LEAST_CLASSES), MOST_CLASSES)


def sorted_into(x: np.ndarray, count: int) -> np.ndarray:
    """(n,), the class of each world by its rank in x; equal values stay together as far as the sort has them."""
    ranks = np.empty(len(x), int)
    ranks[np.argsort(x, kind="stable")] = np.arange(len(x))
    return ranks * count // len(x)


def first_order(x: np.ndarray, y: np.ndarray, seed: int = 0) -> Index:
    """The share of y's variance that x by itself accounts for.

    Args:
        x, y: (n,), finite; by world.
        seed: of the resampling that the interval is from (bootstrap samples of worlds).

    Returns:
        Zero where y does not vary, or there are too few worlds to say.
    """
    n = len(y)
    count = classes(n)
    if n < 2 * LEAST_CLASSES or np.ptp(y) == 0.0:
        return Index(0.0, 0.0, 1.0, math.inf) if n < 2 * LEAST_CLASSES else Index(0.0, 0.0, 0.0)
    place, centred = sorted_into(x, count), y - y.mean()
    rng = np.random.default_rng(seed)
    value = _share(place, centred, np.ones(n), count)
    found = [_share(place, centred, times, count) for times in _resampled(rng, n)]
    return Index.around(value, float(np.std(found)))


def _resampled(rng: np.random.Generator, n: int) -> Iterable[np.ndarray]:
    """How often each world is in a bootstrap sample."""
    count = min(max(ENOUGH // n, FEWEST_REPLICATES), REPLICATES)
    return (np.bincount(rng.integers(0, n, n), minlength=n).astype(float) for _ in range(count))


def _share(place: np.ndarray, y: np.ndarray, times: np.ndarray, count: int) -> float:
    """ε² = 1 − (n − 1) / (n − classes) · (variation within classes) / (variation), worlds counted so often."""
    size = np.bincount(place, times, count)
    total = np.bincount(place, times * y, count)
    n, mean = times.sum(), (times @ y) / times.sum()
    whole = float(times @ (y - mean) ** 2)
    filled = size > 0
    between = float((total[filled] ** 2 / size[filled]).sum() - n * mean**2)
    if whole <= 0.0:
        return 0.0
    return 1.0 - (n - 1) / (n - int(filled.sum())) * (whole - between) / whole


@dataclass(frozen=True)
class Ends:
    """What a number is on average where an input is low, and where it is high.

    Attributes:
        low, high: means over the worlds in which the input is in its lowest, and its highest, fifth.
        low_error, high_error: their standard errors.
    """

    low: float
    high: float
    low_error: float
    high_error: float


def at_ends(x: np.ndarray, y: np.ndarray) -> Ends:
    """Of y by x, (n,) both, finite; NaN where there are fewer than two worlds at an end."""
    place = sorted_into(x, FIFTHS)
    low, high = (y[place == k] for k in (0, FIFTHS - 1))
    means = [float(some.mean()) if len(some) else math.nan for some in (low, high)]
    errors = [float(some.std(ddof=1)) / math.sqrt(len(some)) if len(some) > 1 else math.nan for some in (low, high)]
    return Ends(*means, *errors)


def deciding(xs: dict[str, np.ndarray], y: np.ndarray, seed: int = 0) -> dict[str, Index]:
    """The index of every input, largest first."""
    found = {name: first_order(x, y, seed) for name, x in xs.items()}
    return dict(sorted(found.items(), key=lambda row: (-row[1].value, row[0])))
