"""Search for other equilibria from many starts.

Half of the starts tilt the beginning: play at λ = 0 is drawn at random, its branch is followed to λ, and the tilt is
then taken back at that λ. The other half start at random strategies x° at λ and follow the Newton homotopy
F(x) = (1 − t) F(x°) from t = 0 to 1 (Allgower and Georg 1990, Numerical Continuation Methods, Springer, section 1.2).
Neither finds all equilibria for certain; what is found is told with how many starts it took.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ...errors import NotConverged
from ...game.tree import GameTree
from ..arc import trace
from .assessment import TreeAssessment
from .equations import Equations
from .factors import Border, factored
from .path import SETTINGS, Point, follow
from .solving import Task, TreeSolution

SAME = 1e-5  # strategies that differ by less at every action are one equilibrium
SPREAD = 3.0  # standard deviation of log odds drawn for a start
SHARP = 60.0  # λ times the range of payoffs at which the limit's branches are told apart


def find_equilibria(
    tree: GameTree,
    precision: float | Sequence[float] | None = None,
    *,
    starts: int = 20,
    seed: int = 0,
    values: Mapping[str, float] | None = None,
) -> list[TreeSolution]:
    """The distinct equilibria found: the principal branch first, then others in the order they were met.

    Args:
        tree: the game.
        precision: as in :func:`.solve_tree`.
        starts: number of random starts.
        seed: of what is drawn.
        values: parameter values, over the tree's defaults.

    Raises:
        NotConverged: not even the principal branch arrived.
    """
    task = Task.of(tree, precision, values)
    found: list[tuple[str, tuple[Point, TreeAssessment], float]] = []
    began = time.perf_counter()
    found.append(("principal branch", task.carry_on(task.equations.offset, 0.0), time.perf_counter() - began))
    level = task.top if precision is not None else SHARP / task.equations.scale
    rng = np.random.default_rng(seed)
    stalled = 0
    for k in range(starts):
        began = time.perf_counter()
        drawn = rng.normal(scale=SPREAD, size=task.equations.size)
        x = (_tilted if k % 2 == 0 else _newton)(task.equations, drawn, level)
        try:
            reached = None if x is None else task.carry_on(x, level)
        except NotConverged:
            reached = None
        if reached is None:
            stalled += 1
        elif not any(_same(reached[1], other[1]) for _, other, _ in found):
            found.append((f"met at start {k + 1}", reached, time.perf_counter() - began))
    count = f"{len(found)} found from {starts} starts" if len(found) > 1 else f"no other found from {starts} starts"
    if stalled:
        count += f", {stalled} of which led nowhere"
    return [
        task.solution(_renamed(point, how), assessment, seconds, count) for how, (point, assessment), seconds in found
    ]


def _same(one: TreeAssessment, other: TreeAssessment) -> bool:
    return bool(np.abs(one.policy - other.policy).max(initial=0.0) <= SAME)


def _renamed(point: Point, how: str) -> Point:
    return point if how == "principal branch" else replace(point, message=f"another branch, {how}: {point.message}")


def _tilted(equations: Equations, drawn: np.ndarray, level: float) -> np.ndarray | None:
    """Follow the branch of a game whose players lean as drawn, then let them stand up."""
    offset = equations.offset
    equations.offset = offset + drawn
    leaning = follow(equations, equations.offset, 0.0, level)
    equations.offset = offset
    if not leaning.converged:
        return None
    return _straightened(equations, leaning.x, drawn, level)


def _newton(equations: Equations, drawn: np.ndarray, level: float) -> np.ndarray | None:
    """Newton homotopy from strategies as drawn."""
    x = equations.offset + drawn
    return _straightened(equations, x, equations.residual(x, level), level)


def _straightened(equations: Equations, x: np.ndarray, excess: np.ndarray, level: float) -> np.ndarray | None:
    """From F(x) = excess to F(x) = 0."""

    def residual(z: np.ndarray, t: float) -> np.ndarray:
        return equations.residual(z, level) - (1 - t) * excess

    def jacobian(z: np.ndarray, t: float) -> Border:
        return equations.jacobian(z, level).with_column(excess)

    arc = trace(residual, jacobian, x, 0.0, 1.0, replace(SETTINGS, max_steps=300), factored)
    return arc.z if arc.converged else None
