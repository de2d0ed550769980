"""Along the logit correspondence: from λ = 0, where play is by base weights, to a precision or to the limit.

The principal branch is followed by arc length (:mod:`..arc`), through folds: Turocy (2010), "Computing sequential
equilibria using agent quantal response equilibria", Economic Theory 42(1), 255-269. Precisions go up together, in the
proportions given: λ_i = s ρ_i.

The limit. Along the branch strategies, beliefs included, tend to a sequential equilibrium (McKelvey and Palfrey 1998).
Where a player mixes in the limit its probabilities are off by about c/s, so that two points extrapolate it away:
f(∞) ≈ 2 f(2s) − f(s), entry by entry, with error of order 1/s². s goes up by tens until the limit so found is rational
everywhere to within the tolerance, off the path too, and has settled, or until ``MOST``. Being rational is not enough:
beliefs off the path may come to their limit as slowly as log(s)/s while every set is at its best all the way (the
third player of Selten's horse).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arc import ArcResult, ArcSettings, trace
from .equations import Equations
from .factors import factored

Array = np.ndarray
SETTINGS = ArcSettings(tol=1e-6, first_step=0.5, slices=4)  # along the way; its end is polished to rounding
ROUNDING = 2e-15  # of log reach, relative: beliefs, so values, are no better; times λ, nor are log odds
STEEP, STEEP_STEPS = 1e4, 300  # s times the range of payoffs from which rounding bends paths that are all but straight
FIRST, MOST, RATIO = 30.0, 3e7, 10.0  # s times the range of payoffs, in the search for the limit
SETTLED = 1e-6  # probabilities and beliefs have: from 2s to the limit, or from the limit found ten times earlier
NEGLIGIBLE = 1e-7  # a probability that falls below this in the limit is nought


@dataclass(frozen=True)
class Point:
    """A point of the correspondence: log odds x at s, the folds passed, and how it was come by."""

    x: Array
    s: float
    folds: tuple[float, ...]
    converged: bool
    message: str


def follow(equations: Equations, x: Array, s0: float, s1: float) -> Point:
    """The branch through (x, s0), followed to s1."""
    if equations.size == 0 or s0 == s1:
        return Point(x, s1, (), True, f"λ = {s1:g} reached; no folds met")
    longest = -float(equations.play(x).log_reach.min()) * (s1 / s0 if s0 > 0 else 1.0)
    tol = max(SETTINGS.tol, ROUNDING * s1 * equations.scale * longest)
    most = SETTINGS.max_steps if s0 * equations.scale < STEEP else STEEP_STEPS
    settings = replace(SETTINGS, tol=tol, first_step=max(SETTINGS.first_step, 0.1 * s0), max_steps=most)
    with np.errstate(over="ignore"):  # payoffs beyond 1e150: the path stalls, and says so
        arc = trace(equations.residual, equations.jacobian, x, s0, s1, settings, factored)
    return Point(arc.z, arc.s, arc.folds, arc.converged, _told(arc, s0))


def _told(arc: ArcResult, s0: float) -> str:
    if not arc.converged:
        return f"the path from λ = {s0:g} did not arrive: {arc.message}"
    if not arc.folds:
        return f"λ = {arc.s:g} reached; no folds met"
    shown = ", ".join(f"{s:.6g}" for s in arc.folds)
    return f"λ = {arc.s:g} reached through {len(arc.folds)} folds, at λ = {shown}"


def extrapolated(near: Array, far: Array) -> Array:
    """2 f(2s) − f(s) for probabilities: clipped, what is negligible at nought."""
    limit = 2.0 * far - near
    return np.where((limit < NEGLIGIBLE) | (far < NEGLIGIBLE), 0.0, limit)
