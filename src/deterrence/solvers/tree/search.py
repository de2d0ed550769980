"""Search for other equilibria from many starts.

Half of the starts tilt the beginning: play at λ = 0 is drawn at random, its branch is followed to λ, and the tilt is
then taken back at that λ. The other half start at random strategies x° at λ and follow the Newton homotopy
F(x) = (1 − t) F(x°) from t = 0 to 1 (Allgower and Georg 1990, Numerical Continuation Methods, Springer, section 1.2).
Neither finds all equilibria for certain; what is found is reported with how many starts it took.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ...errors import NotConverged
from ...trees.tree import GameTree
from .assessment import TreeAssessment
from .branches import SHARP, same
from .continuation import carry_on
from .path import Point
from .solving import TreeSolution, solution
from .starts import newton, tilted
from .task import Task

SPREAD = 3.0  # standard deviation of log odds drawn for a start


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
    found.append(("principal branch", carry_on(task, task.equations.offset, 0.0), time.perf_counter() - began))
    level = task.top if precision is not None else SHARP / task.equations.scale
    rng = np.random.default_rng(seed)
    stalled = 0
    for k in range(starts):
        began = time.perf_counter()
        drawn = rng.normal(scale=SPREAD, size=task.equations.size)
        x = (tilted if k % 2 == 0 else newton)(task.equations, drawn, level)
        try:
            reached = None if x is None else carry_on(task, x, level)
        except NotConverged:
            reached = None
        if reached is None:
            stalled += 1
        elif not any(same(reached[1], other[1]) for _, other, _ in found):
            found.append((f"met at start {k + 1}", reached, time.perf_counter() - began))
    count = f"{len(found)} found from {starts} starts" if len(found) > 1 else f"no other found from {starts} starts"
    if stalled:
        count += f", {stalled} of which led nowhere"
    return [
        solution(task, _renamed(point, how), assessment, seconds, count) for how, (point, assessment), seconds in found
    ]


def _renamed(point: Point, how: str) -> Point:
    return point if how == "principal branch" else replace(point, message=f"another branch, {how}: {point.message}")
