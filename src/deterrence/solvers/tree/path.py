"""Along the logit correspondence: from λ = 0, where play is by base weights, to a precision.

The principal branch is followed by arc length (:mod:`..arc`), through folds: Turocy (2010), "Computing sequential
equilibria using agent quantal response equilibria", Economic Theory 42(1), 255-269. Precisions go up together, in the
proportions given: λ_i = s ρ_i.

Payoffs of one tree may differ by many orders of magnitude, and so do the s at which something happens and the log odds
there. So the length of the arc is measured in u and t, which are x and s times the range of payoffs up to ``BEND`` and
grow like the logarithm from there on:

    x = u for |u| ≤ B,  ± B exp(|u|/B − 1) beyond.

Where a choice is all but made its x grows like s, and both move alike however far they go; a step that is as long as
the last one multiplies s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arc import ArcResult, ArcSettings, trace
from .equations import Equations
from .linear_solve import Border, factored

Array = np.ndarray
SETTINGS = ArcSettings(tol=1e-6, first_step=0.5, slices=4, enough=1e-5)  # along the way; the end is polished
NOISE = 2e-15  # of log odds, relative to them and to s: rounding of x makes beliefs, times s other x, uncertain
LOOSE = 1e-2  # the longest step of Newton's method that noise makes one be content with
STRAIGHT = 0.05  # of |u|: the first step from where a branch has been followed to
FURTHER = 500  # steps tried from there: more are taken only where rounding bends the path
BEND = 30.0  # of log odds, and of s times the range of payoffs: beyond, their logarithms count


@dataclass(frozen=True)
class Point:
    """A point of the correspondence.

    Attributes:
        x: log odds.
        s: where it is.
        folds: s at each fold passed.
        crossings: s at each crossing with another branch that was passed straight on.
        converged: whether it is where it was wanted.
        message: how it was come by.
    """

    x: Array
    s: float
    folds: tuple[float, ...]
    crossings: tuple[float, ...]
    converged: bool
    message: str


class Bent:
    """The equations in u and t."""

    def __init__(self, equations: Equations):
        self.equations, self.unit = equations, 1.0 / equations.scale

    def residual(self, u: Array, t: float) -> Array:
        """F."""
        return self.equations.residual(straight(u), float(straight(t)) * self.unit)

    def jacobian(self, u: Array, t: float) -> Border:
        """Its derivative in (u, t)."""
        columns = np.append(slope(u), slope(t) * self.unit)
        return self.equations.jacobian(straight(u), float(straight(t)) * self.unit).scaled(columns)


def follow(equations: Equations, x: Array, s0: float, s1: float) -> Point:
    """The branch through (x, s0), followed to s1."""
    if equations.size == 0 or s0 == s1:
        return Point(x, s1, (), (), True, f"λ = {s1:g} reached; no folds met")
    work = Bent(equations)
    begin, end = (float(bent(s * equations.scale)) for s in (s0, s1))
    with np.errstate(over="ignore", invalid="ignore"):  # payoffs beyond 1e150: the path stalls, and says so
        u = bent(x)
        # a branch that has been followed for a while is all but straight, and goes on so
        first = max(SETTINGS.first_step, STRAIGHT * float(np.linalg.norm(u)) if s0 > 0 else 0.0)
        far = float(np.abs(x).max()) * (s1 / s0 if s0 > 0 else 1.0)
        enough = min(max(SETTINGS.enough, NOISE * s1 * equations.scale * far), LOOSE)
        steps = SETTINGS.max_steps if s0 == 0 else FURTHER
        settings = replace(SETTINGS, first_step=first, max_steps=steps, enough=enough)
        arc = trace(work.residual, work.jacobian, u, begin, end, settings, factored)
    folds, crossings = (tuple(float(straight(t)) * work.unit for t in passed) for passed in (arc.folds, arc.crossings))
    s = s1 if arc.converged else float(straight(arc.s)) * work.unit
    return Point(straight(arc.z), s, folds, crossings, arc.converged, _message(arc, s0, s, folds, crossings))


def met(folds: tuple[float, ...], crossings: tuple[float, ...]) -> str:
    """In words, what a path went through."""
    said = f"{len(folds)} fold{'s' * (len(folds) > 1)} met, at λ = {_listed(folds)}" if folds else "no folds met"
    if crossings:
        said += f"; another branch crossed at λ = {_listed(crossings)}, and passed straight on"
    return said


def _listed(at: tuple[float, ...]) -> str:
    return ", ".join(f"{s:.6g}" for s in at)


def straight(u: Array | float) -> Array:
    """x from u."""
    size = np.abs(u)
    return np.where(size <= BEND, u, np.sign(u) * BEND * np.exp(np.maximum(size, BEND) / BEND - 1.0))


def bent(x: Array | float) -> Array:
    """u from x."""
    size = np.abs(x)
    return np.where(size <= BEND, x, np.sign(x) * BEND * (1.0 + np.log(np.maximum(size, BEND) / BEND)))


def slope(u: Array | float) -> Array:
    """dx/du."""
    return np.exp(np.maximum(np.abs(u), BEND) / BEND - 1.0)


def _message(arc: ArcResult, s0: float, s: float, folds: tuple[float, ...], crossings: tuple[float, ...]) -> str:
    if not arc.converged:
        return f"the path from λ = {s0:g} did not arrive: it came to λ = {s:.6g} in {arc.steps} steps"
    return f"λ = {s:g} reached; {met(folds, crossings)}"
