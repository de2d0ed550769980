"""Conditions and expressions in states and actions: arithmetic, comparison, and, or, not, max, min; nothing else.

Each name stands for a number, labels of states and actions included, so that "own < state" compares places on the two
scales. Worked out for many combinations at once.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ...files.messages import did_you_mean, listed, shown
from ..formulas import WrongFormula

Array = np.ndarray
LONGEST = 500
_BINARY: dict[type, Callable[[Any, Any], Any]] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
_COMPARED: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip
_CALLED: dict[str, Callable[[Any, Any], Any]] = {"max": np.maximum, "min": np.minimum}
REMEDY = "use names, numbers, + - *, comparisons, and, or, not, max(…), min(…)"


def parsed(text: str) -> ast.expr:
    """The tree of an expression. Raises :class:`WrongFormula` where it is none."""
    if len(text) > LONGEST:
        raise WrongFormula(f"the condition has {len(text)} characters", f"write {LONGEST} at most")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise WrongFormula(f"{shown(text)} cannot be read", REMEDY) from None


def worked_out(text: str, names: Mapping[str, Any]) -> Array:
    """The value of an expression.

    Args:
        text: the expression.
        names: what may be named -> its numbers, all of shapes that broadcast.

    Raises:
        WrongFormula: it cannot be read, or names or does what is not known.
    """
    return np.asarray(_value(parsed(text), names, text))


def _value(node: ast.expr, names: Mapping[str, Any], text: str) -> Any:
    def of(part: ast.expr) -> Any:
        return _value(part, names, text)

    match node:
        case ast.Name(id=name):
            if name not in names:
                remedy = did_you_mean(name, names) or f"there are {listed(list(names))}"
                raise WrongFormula(f"{shown(text)} names {shown(name)}, which is nothing here", remedy)
            return names[name]
        case ast.Constant(value=bool() | int() | float() as value):
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](of(left), of(right))
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return -of(part)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return np.logical_not(of(part))
        case ast.BoolOp(op=op, values=parts):
            return reduce(np.logical_and if isinstance(op, ast.And) else np.logical_or, map(of, parts))
        case ast.Compare(left=left, ops=ops, comparators=rest) if all(type(op) in _COMPARED for op in ops):
            values = [of(left), *map(of, rest)]
            found = [_COMPARED[type(op)](a, b) for op, a, b in zip(ops, values[:-1], values[1:], strict=True)]
            return reduce(np.logical_and, found)
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as parts, keywords=[]) if name in _CALLED:
            return reduce(_CALLED[name], map(of, parts))
    raise WrongFormula(f"{shown(text)} does more than conditions may", REMEDY)
