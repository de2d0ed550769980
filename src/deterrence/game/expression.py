"""Numbers as small expressions in named parameters.

The structure of a game is enumerated once; its numbers stay symbolic until parameter values
arrive. An :class:`Expression` is built with ``+``, ``-`` and ``*`` and evaluated with whatever the
values are: floats, NumPy arrays (a batch) or traced JAX scalars (a derivative).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union

Operand = Union["Expression", float, int]


@dataclass(frozen=True, slots=True)
class Expression:
    """A polynomial in parameters, hash-consed by value so that equal numbers are computed once."""

    op: Literal["constant", "parameter", "add", "multiply"]
    args: tuple[Any, ...]

    def __add__(self, other: Operand) -> Expression:
        right = as_expression(other)
        if self.op == "constant" and right.op == "constant":
            return constant(self.args[0] + right.args[0])
        if self == ZERO:
            return right
        return self if right == ZERO else Expression("add", (self, right))

    def __mul__(self, other: Operand) -> Expression:
        right = as_expression(other)
        if self.op == "constant" and right.op == "constant":
            return constant(self.args[0] * right.args[0])
        if ZERO in (self, right):
            return ZERO
        if self == ONE:
            return right
        return self if right == ONE else Expression("multiply", (self, right))

    def __neg__(self) -> Expression:
        return self * -1.0

    def __sub__(self, other: Operand) -> Expression:
        return self + (-as_expression(other))

    def __rsub__(self, other: Operand) -> Expression:
        return as_expression(other) - self

    __radd__ = __add__
    __rmul__ = __mul__

    @property
    def is_zero(self) -> bool:
        """True when the expression is the constant nought, whatever the parameters."""
        return self == ZERO

    def parameters(self) -> frozenset[str]:
        """Names of the parameters the expression reads."""
        if self.op == "parameter":
            return frozenset(self.args)
        if self.op == "constant":
            return frozenset()
        return self.args[0].parameters() | self.args[1].parameters()


def constant(value: float) -> Expression:
    """A fixed number."""
    return Expression("constant", (float(value),))


def parameter(name: str) -> Expression:
    """The value of a named parameter."""
    return Expression("parameter", (name,))


def as_expression(value: Operand) -> Expression:
    """Wrap a plain number; leave an expression as it is."""
    return value if isinstance(value, Expression) else constant(value)


ZERO = constant(0.0)
ONE = constant(1.0)


def total(terms: Iterable[Operand]) -> Expression:
    """Sum of terms; the empty sum is nought."""
    result = ZERO
    for term in terms:
        result = result + term
    return result


class Evaluator:
    """Evaluates expressions at one set of parameter values, each distinct expression once.

    Args:
        values: parameter name -> value (float, array, or traced scalar).
    """

    def __init__(self, values: Mapping[str, Any]):
        self._values = values
        self._cache: dict[Expression, Any] = {}

    def __call__(self, expression: Expression) -> Any:
        """The expression's value. Raises ``KeyError`` with the name of a missing parameter."""
        known = self._cache.get(expression)
        if known is not None:
            return known
        match expression.op:
            case "constant":
                value = expression.args[0]
            case "parameter":
                value = self._values[expression.args[0]]
            case "add":
                value = self(expression.args[0]) + self(expression.args[1])
            case _:
                value = self(expression.args[0]) * self(expression.args[1])
        self._cache[expression] = value
        return value
