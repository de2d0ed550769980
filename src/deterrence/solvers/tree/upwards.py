"""Solutions of trees that backward induction solves (:mod:`.induction`), as points and assessments."""

from __future__ import annotations

import numpy as np

from ...trees.rounding import payoff_errors
from .assessment import TreeAssessment
from .equations import too_large
from .induction import Induction
from .path import Point
from .task import Task

Array = np.ndarray
CLEAR = 100.0  # λ times what the best action is ahead, where responses are all but the limit


def response_at(task: Task, induction: Induction) -> tuple[Point, TreeAssessment]:
    """The quantal response at the task's precision. Raises ``UnsupportedGame`` where payoffs are too large."""
    x = _odds(task, induction, task.top)
    message = f"backward induction at λ = {task.top:g}: the only quantal response"
    return Point(x, task.top, (), (), True, message), task.assessment(x)


def limit_of(task: Task, induction: Induction) -> tuple[Point, TreeAssessment]:
    """The limit, and responses near it: a hundred times as precise as the closest choice asks for.

    There every probability is within e^-100 of its limit. What is equally good but for rounding stays so: λ would
    magnify the rounding.

    Raises:
        UnsupportedGame: payoffs are too large.
    """
    equations = task.equations
    each = _each(task, 1.0)
    errors = payoff_errors(task.tree, task.tree.values(task.values))
    with np.errstate(over="ignore", invalid="ignore"):
        policy, behind = induction.limit(task.tree, equations.numbers, errors, each)
        worse = each[equations.layout.action_set] * behind
        s = CLEAR / float(worse[worse > 0].min(initial=equations.scale))
        weights = task.tree.log_weights - s * worse
        if not np.isfinite(weights).all():
            raise too_large(equations.numbers, s)
    runs = equations.layout.set_actions
    x = equations.log_odds(weights - runs.log_sum_exp(weights)[runs.owner])
    message = f"backward induction: the only limit of quantal responses, which are near it at λ = {s:.3g}"
    p = equations.play(x)
    return Point(x, s, (), (), True, message), task.assessed(policy, p.belief, p.log_policy)


def _each(task: Task, s: float) -> Array:
    """(H,), λ at every information set."""
    equations = task.equations
    return s * task.tree.sharpness * np.asarray(equations.numbers.precision, float)[equations.layout.set_player]


def _odds(task: Task, induction: Induction, s: float) -> Array:
    equations = task.equations
    with np.errstate(over="ignore", invalid="ignore"):
        x = equations.log_odds(induction.response(task.tree, equations.numbers, _each(task, s)))
    if not np.isfinite(x).all():
        raise too_large(equations.numbers, s)
    return x
