"""How far the payoffs of a tree, as floating-point numbers, may be from what is meant.

A whole number is exact; another constant is the nearest float, half a unit of its last place off at most; a formula
has the errors of its parts, followed through every operation (running error analysis: Higham 2002, Accuracy and
Stability of Numerical Algorithms, 2nd edition, section 3.3; recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..parameters.expression import Evaluator, Expression
from .form import Form

HALF = 0.5 * float(np.finfo(float).eps)  # of a number: the error of writing it, or of one operation


def payoff_errors(tree: Form, values: Mapping[str, Any]) -> np.ndarray:
    """(n, N), the largest error of what each node pays each player.

    Args:
        tree: the game.
        values: all its parameter values, as numbers.
    """
    evaluate, known = Evaluator(values), dict[Expression, float]()
    rows = [
        [_error(p, evaluate, known) if isinstance(p, Expression) else _written(float(p)) for p in outcome.payoffs]
        for outcome in tree.outcomes
    ]
    return np.array([*rows, [0.0] * len(tree.players)])[tree.outcome]


def _written(value: float) -> float:
    return 0.0 if value.is_integer() else HALF * abs(value)


def _error(e: Expression, evaluate: Evaluator, known: dict[Expression, float]) -> float:
    """Of a formula."""
    if e not in known:
        value = float(evaluate(e))
        if e.op in ("constant", "parameter"):
            known[e] = _written(value)
            return known[e]
        first = e.args[0]
        size, off = float(evaluate(first)), _error(first, evaluate, known)
        if e.op in ("add", "multiply"):
            other = float(evaluate(e.args[1]))
            off_other = _error(e.args[1], evaluate, known)
            grown = off + off_other if e.op == "add" else off * abs(other) + off_other * abs(size)
        elif e.op == "power":
            grown = abs(value * e.args[1]) * (off / abs(size) if size else 0.0)
        else:
            grown = abs(value) * off if e.op == "exp" else off / abs(size)
        known[e] = grown + (0.0 if value.is_integer() and not grown else HALF * abs(value))
    return known[e]
