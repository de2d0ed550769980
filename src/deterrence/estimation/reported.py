"""Coefficients as a fit reports them: estimate, standard error, interval, test against zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from .estimable import Estimable

Array = np.ndarray


@dataclass(frozen=True)
class Estimate:
    """One coefficient.

    Attributes:
        value: the estimate, or the value at which it is held.
        error: its standard error; None where it is held.
        low, high: the interval at the level asked for; the value itself where it is held.
        p: of the test against zero (normal, two-sided); None where it is held.
    """

    value: float
    error: float | None
    low: float
    high: float
    p: float | None

    def as_dict(self) -> dict[str, float | bool | None]:
        """For JSON."""
        return {
            "estimate": self.value,
            "se": self.error,
            "low": self.low,
            "high": self.high,
            "p": self.p,
            "fixed": self.error is None,
        }


def estimates(model: Estimable, theta: Array, errors: Array, level: float) -> dict[str, Estimate]:
    """Every coefficient by name, from the free parameters and their standard errors."""
    z = float(ndtri((1 + level) / 2))
    coefficients = model.coefficients
    found = {}
    for key, value, place in zip(coefficients.keys, coefficients.spread(theta), coefficients.place, strict=True):
        value = float(value)
        if place < 0:
            found[key] = Estimate(value, None, value, value, None)
            continue
        error = float(errors[place])
        p = 2 * float(ndtr(-abs(value) / error)) if error > 0 else float("nan")
        found[key] = Estimate(value, error, value - z * error, value + z * error, p)
    return found
