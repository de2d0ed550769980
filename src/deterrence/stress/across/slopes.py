"""How steeply a number depends on an input, from its exact derivative in every world.

The total index of y by x_j is no more than

    C · E[(∂y/∂x_j)²] / Var y,

with C the Poincaré constant of x_j's distribution: (b − a)² / π² where it is uniform on [a, b]

(Sobol' & Kucherenko 2009, "Derivative based global sensitivity measures and their link with global sensitivity
indices", Mathematics and Computers in Simulation 79(10), 3009–3017; recalled, not opened). An input with a small bound
can be set aside whatever it does together with others, and it takes no design and few worlds to say so. In how many
worlds the derivative is positive says whether more of the input always means more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Steepness:
    """Of a number by an input, over the worlds.

    Attributes:
        n: worlds with a derivative.
        swing: mean derivative times the width of the range, in the number's own unit.
        error: standard error of that.
        up, down: worlds in which the derivative is above and below zero.
        bound: on the total index; None where no constant of the input is known, or the number does not vary.
    """

    n: int
    swing: float
    error: float
    up: int
    down: int
    bound: float | None


def steepness(slopes: np.ndarray, y: np.ndarray, low: float, high: float, poincare: float | None) -> Steepness | None:
    """From derivatives by world; None where no world has one.

    Args:
        slopes: (n,), ∂y/∂x; NaN where there is none.
        y: (n,), the number.
        low, high: the input's range.
        poincare: constant of the input's distribution; None where it is not known.
    """
    known = np.isfinite(slopes) & np.isfinite(y)
    slopes, y, width = slopes[known], y[known], high - low
    n = len(slopes)
    if not n:
        return None
    variance = float(y.var())
    bound = None
    if poincare is not None and variance > 0.0:
        bound = poincare * float((slopes**2).mean()) / variance
    error = float(slopes.std(ddof=1)) * width / math.sqrt(n) if n > 1 else math.nan
    return Steepness(n, float(slopes.mean()) * width, error, int((slopes > 0).sum()), int((slopes < 0).sum()), bound)
