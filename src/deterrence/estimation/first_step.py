"""The first step of a two-step estimate of crisis signalling: logits of beliefs, and what their noise does to the rest.

The log odds of a belief are some smooth function of the columns, which is not linear. Powers and products of columns
up to the fourth are therefore in the logit, as far as there are rows enough for them and they are few (a polynomial
sieve).

A second step at estimated beliefs has first-order noise from the first: with g the gradient of the pseudo-likelihood,
γ the coefficients of a logit, m its gradient and B minus its Hessian,

    θ̂ − θ = (−H)⁻¹ Σ [g + (∂g/∂γ) B⁻¹ m],

the sum being over choices, so that the covariance is that of these carried gradients (Murphy and Topel 1985, Journal of
Business and Economic Statistics 3(4); Newey 1984, Economics Letters 14; both recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb

import numpy as np
from scipy.special import expit, log_expit

from .estimable import Derivative
from .maximise import maximise

Array = np.ndarray
RIDGE = 0.1  # on coefficients of standardised columns: beliefs stay off zero and one
FREE = 1e-3  # on the constant
HIGHEST_POWER = 4
ROWS_A_COLUMN = 3  # at least, for powers above the first
MOST_COLUMNS = 40  # with powers above the first
DIGITS = 12  # in which columns must agree to be one


@dataclass(frozen=True, eq=False)
class Logit:
    """A logit that was fitted.

    Attributes:
        gamma: (C,), coefficients.
        columns: (n, C), the constant first.
        log_odds: (n,).
        inverse: (C, C), of minus the Hessian, the ridge in it.
    """

    gamma: Array
    columns: Array
    log_odds: Array
    inverse: Array

    @property
    def chances(self) -> Array:
        """(n,), fitted."""
        return np.asarray(expit(self.log_odds))

    def chances_at(self, columns: Array) -> Array:
        """(n',), at other rows, from their columns (n', C)."""
        return np.asarray(expit(columns @ self.gamma))


@dataclass(frozen=True, eq=False)
class Powers:
    """What columns a logit has, as some rows determine it: a constant, and standardised columns with their powers and
    products.

    Attributes:
        kept: (k,), which columns: not those that do not move, nor copies.
        mean, deviation: (k,), of them.
        highest: power.
    """

    kept: Array
    mean: Array
    deviation: Array
    highest: int

    def of(self, columns: Array) -> Array:
        """(n', C), from the columns (n', K) of any rows."""
        x = (columns[:, self.kept] - self.mean) / self.deviation
        parts = [np.ones((len(x), 1)), x]
        for power in range(2, self.highest + 1):
            which = combinations_with_replacement(range(x.shape[1]), power)
            parts.append(np.column_stack([x[:, some].prod(1) for some in map(list, which)]))
        return np.hstack(parts)


def powers(columns: Array) -> Powers:
    """Powers for the rows of a table.

    Args:
        columns: (n, K).
    """
    moving = np.flatnonzero(np.ptp(columns, axis=0) > 0)
    mean, deviation = columns[:, moving].mean(0), columns[:, moving].std(0)
    standard = (columns[:, moving] - mean) / deviation
    if standard.size:
        first = np.unique(standard.round(DIGITS), axis=1, return_index=True)[1]
        moving, mean, deviation = moving[first], mean[first], deviation[first]
    n, k, highest = len(columns), len(moving), 1
    for power in range(2, HIGHEST_POWER + 1):
        many = comb(k + power, power) - 1
        if not k or many > MOST_COLUMNS or many * ROWS_A_COLUMN > n:
            break
        highest = power
    return Powers(moving, mean, deviation, highest)


def logit(x: Array, successes: Array, trials: Array) -> Logit:
    """Fit by penalised maximum likelihood.

    Args:
        x: (n, C), the constant first.
        successes, trials: (n,), counts.
    """
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = FREE

    def derivative(gamma: Array) -> Derivative:
        z = x @ gamma
        p = expit(z)
        value = successes @ log_expit(z) + (trials - successes) @ log_expit(-z) - 0.5 * ridge @ gamma**2
        hessian = -(x.T * (trials * p * (1 - p))) @ x - np.diag(ridge)
        return Derivative(float(value), x.T @ (successes - trials * p) - ridge * gamma, hessian)

    end = maximise(derivative, np.zeros(x.shape[1]), np.ones(x.shape[1]))
    return Logit(end.theta, x, x @ end.theta, np.linalg.inv(-end.at.hessian))
