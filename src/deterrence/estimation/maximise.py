"""Maximum of a smooth function by Newton's method within a trust region, with exact second derivatives.

The step solves max g·p + ½ p·H p subject to |p| <= Δ in units of the parameters' own scales, by the eigenvalues of H;
the region grows and shrinks with how well the quadratic predicted the rise (Moré and Sorensen 1983, SIAM Journal on
Scientific and Statistical Computing 4(3); recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .estimable import Derivative

Array = np.ndarray
MOST_STEPS = 300
FIRST_RADIUS, LARGEST_RADIUS, SMALLEST_RADIUS = 2.0, 1e3, 1e-12
SMALL = 1e-10  # a predicted rise that is smaller, in units of the log likelihood: rounding from here on
FLAT_RADIUS = 1e-2  # where even a step this long foretells no rise, there is none
POLISH = 8  # steps of plain Newton, at most, that end it
BISECTIONS = 80
FAR = 1e4  # parameters in their own scales: what goes farther has no maximum


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where a climb ended.

    Attributes:
        theta: (P,).
        at: the function there.
        steps: that it took.
        converged: whether the gradient vanishes there, in proportion.
    """

    theta: Array
    at: Derivative
    steps: int
    converged: bool


def maximise(function: Callable[[Array], Derivative], start: Array, scales: Array) -> Maximum:
    """Climb from a point.

    Args:
        function: to be climbed.
        start: (P,).
        scales: (P,), what one unit of each parameter counts.
    """
    with np.errstate(all="ignore"):  # what overflows on the way is no step that is taken
        return _climbed(function, start, scales)


def _climbed(function: Callable[[Array], Derivative], start: Array, scales: Array) -> Maximum:
    theta, at, radius = start, function(start), FIRST_RADIUS
    if not np.isfinite(at.value):
        return Maximum(theta, at, 0, False)
    for step in range(MOST_STEPS):
        g, h = at.gradient / scales, at.hessian / np.outer(scales, scales)
        if not (np.isfinite(g).all() and np.isfinite(h).all()):
            return Maximum(theta, at, step, False)
        curvature, axes = np.linalg.eigh(h)
        slope = axes.T @ g
        move, inside = best_step(slope, curvature, radius)
        predicted = slope @ move + 0.5 * curvature @ (move * move)
        if predicted < SMALL and (inside or radius > FLAT_RADIUS):
            if curvature.max(initial=-1.0) >= 0:
                return Maximum(theta, at, step, True)  # flat: no Newton step leads anywhere
            return _polished(function, theta, at, scales, step)
        if np.abs(theta * scales).max(initial=0.0) > FAR:
            return Maximum(theta, at, step, False)
        trial = theta + (axes @ move) / scales
        there = function(trial)
        gained = there.value - at.value if np.isfinite(there.value) else -np.inf
        if gained < 0.25 * predicted:
            radius = 0.25 * float(np.linalg.norm(move))
        elif gained > 0.75 * predicted and not inside:
            radius = min(2.0 * radius, LARGEST_RADIUS)
        if gained > 1e-4 * predicted:
            theta, at = trial, there
        elif radius < SMALLEST_RADIUS:
            return Maximum(theta, at, step, False)
    return Maximum(theta, at, MOST_STEPS, False)


def best_step(slope: Array, curvature: Array, radius: float) -> tuple[Array, bool]:
    """(P,), the best step within a radius, along the axes of the curvature, and whether the radius did not bind.

    Args:
        slope: (P,), the gradient along the axes.
        curvature: (P,), eigenvalues of the Hessian.
        radius: longest step.
    """
    if curvature.max(initial=-1.0) < 0:
        free = slope / -curvature
        if np.linalg.norm(free) <= radius:
            return free, True
    low = max(0.0, float(curvature.max(initial=0.0))) + 1e-14 * float(np.abs(curvature).max(initial=1.0))
    high = low + float(np.linalg.norm(slope)) / radius + 1e-300
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if np.linalg.norm(slope / (middle - curvature)) > radius:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return slope / (high - curvature), False


def _polished(
    function: Callable[[Array], Derivative], theta: Array, at: Derivative, scales: Array, steps: int
) -> Maximum:
    """Plain Newton from near the top, as long as the gradient falls."""
    size = float(np.abs(at.gradient / scales).max(initial=0.0))
    for _ in range(POLISH):
        try:
            trial = theta - np.linalg.solve(at.hessian, at.gradient)
        except np.linalg.LinAlgError:
            break
        there = function(trial)
        fell = float(np.abs(there.gradient / scales).max(initial=0.0))
        if not fell < 0.5 * size or there.value < at.value - 1e-8 * max(1.0, abs(at.value)):
            break
        theta, at, size, steps = trial, there, fell, steps + 1
    return Maximum(theta, at, steps, size < 1e-4 * max(1.0, abs(at.value)) ** 0.5)
