"""Follow a curve F(z, s) = 0 by arc length, through folds and kinks.

Given n equations in n unknowns z and one parameter s, and a point (z0, s0) with F = 0, the solutions
near it form a curve y = (z, s) in R^(n+1). Stepping s alone cannot pass a *fold*, where the curve
turns back in s; stepping along the curve can:

* predict along the unit tangent t: J t = 0, where J = F' has shape (n, n+1);
* correct by Newton's method in the hyperplane through the prediction, normal to t;
* lengthen or shorten the step by how fast Newton contracted and how far the tangent turned.

Along a smooth curve the sign of det [J; t] is constant, though ds/darc changes sign at a fold. A step
that flips it has either jumped to another curve or passed a *branching* (two curves that cross, as in
symmetric games); it is halved until it is as short as ``resolution``, and only then believed, and the
curve that goes straight on is followed. The sign also gives the direction after a kink, where F is
only piecewise smooth: continuity makes the pieces' Jacobians differ by a rank-one matrix that leaves
it unchanged. Two folds within one step that ends in nearly the same direction go unseen, and so does a
branching where an even number of curves cross the path.

    >>> import numpy as np
    >>> arc = trace(lambda z, s: z**3 - 3 * z - s,
    ...             lambda z, s: np.array([[3 * z[0] ** 2 - 3, -1.0]]), np.array([-2.0]), -2.0, 3.0)
    >>> arc.converged, [round(s, 6) for s in arc.folds], round(float(arc.z[0]), 6)
    (True, [2.0, -2.0], 2.103803)

References: Allgower and Georg (1990), Numerical Continuation Methods: An Introduction, Springer
(reprinted 2003 as SIAM Classics in Applied Mathematics 45): section 6.1 for the step, chapter 2 for
the orientation. Turocy (2005), "A dynamic homotopy interpretation of the logistic quantal response
equilibrium correspondence", Games and Economic Behavior 51(2), 243-263, for the use in games.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from ..files.messages import amount
from .curve import Array, Bordered, Curve, Dense, Jacobian, Residual, parameter_axis

IDEAL_CONTRACTION = 0.1  # what the step is adapted to: two or three corrections,
IDEAL_ANGLE = np.radians(10)  # and this turn of the tangent
FOLD_RESIDUAL = 1e-10  # at a fold, however loosely the curve is followed
FOLD_ACCURACY = 1e-9  # of s at a fold, relative to |s1 - s0|
TINY = 1e-300  # keeps a quotient finite


@dataclass(frozen=True)
class ArcSettings:
    """How to follow the curve.

    Attributes:
        tol: largest |F| (max norm) at a point of the curve.
        first_step: length of the first step.
        min_step: a shorter step is not tried: a turn within it is a kink, a correction that fails within
            it an end.
        resolution: a flip of orientation within a step of this length, relative to |(z, s)|, is a
            branching. Far above 1e-8, the root of the rounding of F, for over that length rounding
            itself bends curves that cross; curves that pass each other nearer than this are taken to cross.
        slices: no step moves s by more than |s1 - s0| / slices.
        max_steps: number of steps tried before giving up.
        enough: a step of Newton's method no longer than this ends a correction, whatever |F| is. Zero for never.
    """

    tol: float = 1e-10
    first_step: float = 0.1
    min_step: float = 1e-7
    resolution: float = 1e-5
    slices: int = 16
    max_steps: int = 10_000
    enough: float = 0.0


@dataclass(frozen=True)
class ArcResult:
    """Where the curve led.

    Attributes:
        z: (n,), the unknowns at the last point.
        s: the parameter there; s1 exactly when converged.
        folds: s at each fold met, in order.
        crossings: s at each crossing with another curve that was passed straight on, in order.
        steps: steps tried.
        converged: True only if |F(z, s1)| <= tol or a step of Newton's method was short enough (and it went on from
            there).
        message: how it ended.
    """

    z: Array
    s: float
    folds: tuple[float, ...]
    crossings: tuple[float, ...]
    steps: int
    converged: bool
    message: str

    @property
    def branchings(self) -> int:
        """How many crossings were passed."""
        return len(self.crossings)


def trace(
    residual: Residual,
    jacobian: Jacobian,
    z0: Array,
    s0: float,
    s1: float,
    settings: ArcSettings | None = None,
    bordered: Callable[[Any, Array], Bordered] = Dense,
    visit: Callable[[Array], None] | None = None,
) -> ArcResult:
    """Follow the curve from (z0, s0), first towards s1, until it crosses s1.

    Args:
        residual: F(z, s), shape (n,); entries that are not finite lie outside its domain.
        jacobian: (dF/dz | dF/ds) at (z, s), shape (n, n+1); at a kink, that of any piece. The last column
            may be left out: it is then a central difference, and F must be defined beyond s0.
        z0: (n,), a solution at s0, or near enough for Newton's method.
        s0, s1: where the curve starts and where it is wanted.
        settings: tolerances and step lengths.
        bordered: how [jacobian; row] is factored; sparse Jacobians bring their own.
        visit: called with y = (z, s) at every point of the curve that was accepted, in order, ends included.

    Returns:
        The point at s1, or the last point reached with ``converged=False`` and the reason.
    """
    with one_thread():
        return _followed(residual, jacobian, z0, s0, s1, settings or ArcSettings(), bordered, visit)


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Keep the linear algebra to one thread: on systems this small, threads cost many times what they save."""
    return _pools().limit(limits=1, user_api="blas")


def _followed(
    residual: Residual,
    jacobian: Jacobian,
    z0: Array,
    s0: float,
    s1: float,
    settings: ArcSettings,
    bordered: Callable[[Any, Array], Bordered],
    visit: Callable[[Array], None] | None,
) -> ArcResult:
    """Do what :func:`trace` says."""
    curve = Curve(residual, jacobian, bordered, settings.tol, settings.enough)
    exact = Curve(residual, jacobian, bordered, min(settings.tol, FOLD_RESIDUAL), min(settings.enough, FOLD_RESIDUAL))
    y = np.append(np.asarray(z0, float), float(s0))
    axis = parameter_axis(len(y))
    folds: list[float] = []
    crossings: list[float] = []
    tried = 0

    def result(y: Array, converged: bool, message: str) -> ArcResult:
        if converged and visit is not None:
            visit(y)
        return ArcResult(y[:-1], float(y[-1]), tuple(folds), tuple(crossings), tried, converged, message)

    start = curve.correct(y, axis)
    if start is None:
        return result(y, False, f"no solution was found at the start, s = {s0:g}")
    if s0 == s1:
        return result(start[0], True, "the start is the end")
    origin = point = curve.point(start, axis * np.sign(s1 - s0))
    if point is None or origin is None:
        return result(y, False, f"the curve has no direction at its start, s = {s0:g}")
    if visit is not None:
        visit(point.y)
    span = abs(s1 - s0)
    length = settings.first_step
    while tried < settings.max_steps:
        tried += 1
        length = min(length, span / settings.slices / max(abs(point.tangent[-1]), TINY))
        shortest = length <= settings.min_step
        new = curve.step(point, length) or (curve.corner(point, length) if shortest else None)
        if new is None and shortest:
            return result(point.y, False, f"stalled at s = {point.s:.9g}: the curve ends or is singular")
        crossing = length <= settings.resolution * max(1.0, float(np.linalg.norm(point.y)))
        if new is None or not (shortest or (new.follows(point) and (crossing or new.sign == point.sign))):
            length = max(0.5 * length, settings.min_step)
            continue
        growth = _growth(new.contraction, float(np.clip(new.tangent @ point.tangent, -1.0, 1.0)))
        folded = new.tangent[-1] * point.tangent[-1] < 0
        fold = point
        if folded:
            fold, new = exact.around_fold(point, new, length, FOLD_ACCURACY * span)
        if (point.s - s1) * (new.s - s1) <= 0:
            end = curve.land(point, new, s1)
            if end is not None:
                return result(end, True, f"s = {s1:g} reached in {amount(tried, 'step')}, {amount(len(folds), 'fold')}")
            if shortest:
                return result(point.y, False, f"the curve touches s = {s1:.9g}, where Newton's method fails")
            length = max(0.5 * length, settings.min_step)
            continue
        if folded:
            folds.append(fold.s)
        if new.sign != point.sign:
            crossings.append(0.5 * (point.s + new.s))
        if curve.closes(origin, point, new):
            return result(new.y, False, f"the curve is closed and never meets s = {s1:g}")
        point, length = new, growth * length
        if visit is not None:
            visit(point.y)
    return result(point.y, False, f"{tried} steps were not enough: the curve has come to s = {point.s:.9g}")


def _growth(contraction: float, cosine: float) -> float:
    """Factor of the next step: Allgower & Georg's, from contraction and angle, between 1/2 and 2."""
    by_contraction = np.sqrt(IDEAL_CONTRACTION / max(contraction, TINY))
    by_angle = IDEAL_ANGLE / max(np.arccos(cosine), TINY)
    return float(np.clip(min(by_contraction, by_angle), 0.5, 2.0))
