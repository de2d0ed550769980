"""Precision of choice λ as it is reported, of experiments and of play alike, and likelihood ratio tests.

Inside the range of parameters twice the difference of log likelihoods is χ² (Wilks 1938, Annals of Mathematical
Statistics 9(1); recalled, not opened). λ is never below zero: at λ = 0, and at λ without bound, it is at an end of its
range, and there is no other parameter. The ratio is then zero half of the time, and χ² with one degree of freedom the
other half (Chernoff 1954, Annals of Mathematical Statistics 25(4), 573–578, abstract opened; Self and Liang 1987,
Journal of the American Statistical Association 82(398), recalled, not opened), so that p is half of what χ² has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import erfc
from scipy.stats import chi2

EVEN, NASH, THEORY = "even choice", "Nash", "theory"


@dataclass(frozen=True)
class RatioTest:
    """A likelihood ratio test of another point.

    Attributes:
        log_likelihood: there.
        ratio: twice the difference to the largest; never below zero.
        p: the chance of so large a ratio, or a larger one, if the other point is true.
    """

    log_likelihood: float
    ratio: float
    p: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON; what is infinite is null."""
        return {"loglik": finite(self.log_likelihood), "ratio": finite(self.ratio), "p": self.p}


@dataclass(frozen=True)
class Precision:
    """An estimate of λ, in units of one over payoffs.

    Attributes:
        value: λ; infinite where the likelihood rises to its limit.
        error: standard error from the second derivative; None at an end of the range.
        low, high: the interval by profile likelihood.
        log_likelihood: at the estimate.
        n: choices seen.
        against: tests of other points by name: :data:`EVEN`, λ = 0; :data:`NASH`, λ without bound; :data:`THEORY`, λ as
            it was solved.
        solved: the mean λ that was solved; None of experiments.
        maxima: (λ, log likelihood) of every local maximum found; None where there is but one.
    """

    value: float
    error: float | None
    low: float
    high: float
    log_likelihood: float
    n: int
    against: Mapping[str, RatioTest]
    solved: float | None = None
    maxima: tuple[tuple[float, float], ...] | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is infinite is null."""
        shown: dict[str, Any] = {
            "precision": finite(self.value),
            "se": self.error,
            "low": self.low,
            "high": finite(self.high),
            "loglik": self.log_likelihood,
            "n": self.n,
        }
        if self.solved is not None:
            shown["solved_precision"] = self.solved
        shown |= {f"against_{name.lower().replace(' ', '_')}": test.as_dict() for name, test in self.against.items()}
        if self.maxima is not None:
            shown["maxima"] = [{"precision": at, "loglik": value} for at, value in self.maxima]
        return shown


def inside(best: float, other: float, freedom: int = 1) -> RatioTest:
    """The test of a point inside the range, from log likelihoods at the estimate and there.

    Without a degree of freedom, where the data cannot distinguish the two, p is 1.
    """
    ratio = max(2 * (best - other), 0.0)
    return RatioTest(other, ratio, float(chi2.sf(ratio, freedom)) if freedom else 1.0)


def at_an_end(best: float, other: float) -> RatioTest:
    """The test of an end of the range, from log likelihoods at the estimate and there; p is 1 where they are equal."""
    ratio = max(2 * (best - other), 0.0)
    return RatioTest(other, ratio, 0.5 * float(erfc(np.sqrt(ratio / 2))) if ratio > 0 else 1.0)


def finite(x: float) -> float | None:
    """The number for JSON; None where it is infinite."""
    return x if np.isfinite(x) and abs(x) < 1e300 else None
