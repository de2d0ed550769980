"""From a point of the logit correspondence of a task to where it is wanted: by induction, by a path, or to a limit."""

from __future__ import annotations

import numpy as np

from ...errors import NotConverged, UnsupportedGame
from .assessment import TreeAssessment
from .equations import is_deep
from .induction import Induction
from .limit import read
from .path import Point, follow
from .task import Task
from .upwards import limit_of, response_at

MOST_WORK = 10_000_000  # nodes times unknowns of a deep tree whose path is followed far: some minutes
MILD = 100.0  # λ times the range of payoffs up to which a path is short


def carry_on(task: Task, x: np.ndarray, s: float) -> tuple[Point, TreeAssessment]:
    """From a point of the correspondence to where it is wanted.

    Args:
        task: what is to be solved.
        x, s: the point, log odds and the largest λ; not used where backward induction solves the tree.

    Raises:
        UnsupportedGame: payoffs that overflow, or a path that would take very long to follow.
        NotConverged: the path ended before, or its limit cannot be determined.
    """
    induction = Induction.of(task.equations.layout)
    if induction is not None:
        return limit_of(task, induction) if task.precision is None else response_at(task, induction)
    _check_size(task)
    if task.precision is None:
        reading = read(task, x, s)
        return reading.point, reading.assessment
    point = follow(task.equations, x, s, task.top)
    if not point.converged:
        raise NotConverged(f"{point.message}. Try a lower precision, or payoffs of similar size")
    return point, task.assessment(point.x)


def _check_size(task: Task) -> None:
    """Raises ``UnsupportedGame`` where following the path would take very long."""
    layout, sharp = task.equations.layout, task.precision is None or task.top * task.equations.scale > MILD
    if sharp and is_deep(layout) and task.equations.size * layout.nodes > MOST_WORK:
        raise UnsupportedGame(
            f"a tree of {layout.nodes:,} nodes and depth {len(layout.starts) - 1:,}, in which beliefs depend on "
            f"what is chosen, with {task.equations.size:,} actions to choose from beside the first of each set: "
            f"following the path far takes time like nodes times actions, and at most {MOST_WORK:,} are taken on. "
            f"Make the tree shorter, or ask for a precision up to {MILD / task.equations.scale:.3g}"
        )
