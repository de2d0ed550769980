"""Statistics of samples and counts.

Reference: C. J. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of
the binomial", Biometrika 26(4), 404-413; E. B. Wilson (1927), "Probable inference, the law of succession, and
statistical inference", Journal of the American Statistical Association 22(158), 209-212; A. Vehtari, D. Simpson, A.
Gelman, Y. Yao and J. Gabry (2024), "Pareto Smoothed Importance Sampling", Journal of Machine Learning Research 25(72)
(all recalled, not opened).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betaincinv, ndtri

from .errors import ArgumentError

USABLE_TAIL = 0.7
"""Shape of the tail of importance weights up to which weighted means are usable."""


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact two-sided interval of a binomial probability (Clopper and Pearson 1934).

    With no success the upper end is ``1 - (alpha / 2) ** (1 / n)``, ``alpha = 1 - level``: the two-sided convention
    also at the ends, so that intervals of rare and common events compare.

    Args:
        successes: how often the event happened, 0 to n.
        n: trials, one at least.
        level: coverage, between 0 and 1.

    Returns:
        The lower and the upper end, probabilities.

    Raises:
        ArgumentError: more successes than trials, fewer than none, or no trials.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ArgumentError(f"{successes} of {n} is no proportion: give 0 <= successes <= n with n >= 1")
    half = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, half))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - half))
    return low, high


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a binomial probability (Wilson 1927), narrower than the exact one and as often right on
    average over probabilities.

    Args:
        successes, n, level: as for :func:`clopper_pearson`.

    Raises:
        ArgumentError: as there.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ArgumentError(f"{successes} of {n} is no proportion: give 0 <= successes <= n with n >= 1")
    z = float(ndtri((1 + level) / 2))
    share, weight = successes / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    return (0.0 if successes == 0 else middle - half), (1.0 if successes == n else middle + half)


def zero_count_upper(n: int, level: float = 0.95) -> float:
    """What remains possible after ``n`` samples without the event: upper end of :func:`clopper_pearson`."""
    return clopper_pearson(0, n, level)[1]


def pareto_smoothed(logs: np.ndarray) -> tuple[np.ndarray, float]:
    """Logs of importance weights, the largest smoothed by a generalised Pareto distribution, and its shape k.

    Computed by ``arviz_stats``; k is infinite where the largest weights dwarf the rest.

    Args:
        logs: (n,), finite and not all alike, up to a constant.
    """
    from arviz_stats.base import array_stats

    with np.errstate(over="ignore"):  # of a tail with a shape beyond all use, which k then says
        smoothed, shape = array_stats.psislw(logs.max() - logs)  # it smooths weights that are the inverse of these
    return np.asarray(smoothed), float(shape) if np.isfinite(shape) else float("inf")
