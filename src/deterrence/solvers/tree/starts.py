"""Ways to other branches of the logit correspondence: from other beginnings, and from strategies drawn at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..arc import trace
from .equations import Equations
from .linear_solve import Border, factored
from .path import SETTINGS, follow

Array = np.ndarray
STEPS = 300  # on the way back to the game itself


def tilted(equations: Equations, lean: Array, level: float) -> Array | None:
    """Follow the branch of a game whose players lean at λ = 0, then let them stand up at a level; None if that fails.

    Args:
        equations: of the game.
        lean: (U,), what is added to the log odds of base weights.
        level: s.
    """
    offset = equations.offset
    equations.offset = offset + lean
    leaning = follow(equations, equations.offset, 0.0, level)
    equations.offset = offset
    return straightened(equations, leaning.x, lean, level) if leaning.converged else None


def newton(equations: Equations, drawn: Array, level: float) -> Array | None:
    """Newton homotopy F(x) = (1 − t) F(x°) from log odds x° drawn around those of base weights; None if that fails."""
    x = equations.offset + drawn
    return straightened(equations, x, equations.residual(x, level), level)


def straightened(equations: Equations, x: Array, excess: Array, level: float) -> Array | None:
    """From F(x) = excess to F(x) = 0."""

    def residual(z: Array, t: float) -> Array:
        return equations.residual(z, level) - (1 - t) * excess

    def jacobian(z: Array, t: float) -> Border:
        return equations.jacobian(z, level).with_column(excess)

    arc = trace(residual, jacobian, x, 0.0, 1.0, replace(SETTINGS, max_steps=STEPS), factored)
    return arc.z if arc.converged else None
