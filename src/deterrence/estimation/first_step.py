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
        columns: (n, C), the constant first.
        log_odds: (n,).
        inverse: (C, C), of minus the Hessian, the ridge in it.
    """

    columns: Array
    log_odds: Array
    inverse: Array

    @property
    def chances(self) -> Array:
        """(n,), fitted."""
        return np.asarray(expit(self.log_odds))


def powers(columns: Array) -> Array:
    """(n, C), a constant, and standardised columns with their powers and products.

    Args:
        columns: (n, K); those that do not move, and copies, are left out.
    """
    moving = columns[:, np.ptp(columns, axis=0) > 0]
    standard = (moving - moving.mean(0)) / moving.std(0)
    x = np.unique(standard.round(DIGITS), axis=1) if standard.size else standard
    n, k = x.shape
    parts = [np.ones((n, 1)), x]
    for power in range(2, HIGHEST_POWER + 1):
        many = comb(k + power, power) - 1
        if not k or many > MOST_COLUMNS or many * ROWS_A_COLUMN > n:
            break
        which = combinations_with_replacement(range(k), power)
        parts.append(np.column_stack([x[:, some].prod(1) for some in map(list, which)]))
    return np.hstack(parts)


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
    return Logit(x, x @ end.theta, np.linalg.inv(-end.at.hessian))
