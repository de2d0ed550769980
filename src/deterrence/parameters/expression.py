"""Numbers as small expressions in named parameters.

The structure of a game is enumerated once; its numbers stay symbolic until parameter values
arrive. An :class:`Expression` is built with ``+``, ``-``, ``*``, ``/`` and ``**`` (a constant
exponent), :func:`exp` and :func:`log`, and evaluated with whatever the values are: floats, NumPy
arrays (a batch) or traced JAX scalars (a derivative). :func:`derivative` is symbolic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import ModuleType
from typing import Any, Literal, Union

Operand = Union["Expression", float, int, Fraction]


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula in parameters, compared by value so that equal numbers are computed once."""

    op: Literal["constant", "parameter", "add", "multiply", "power", "exp", "log"]
    args: tuple[Any, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:  # kept from now on: formulas are long, and looked up often
            object.__setattr__(self, "_hash", hash((self.op, self.args)))
            return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression, (self.op, self.args)  # another process hashes otherwise

    def __add__(self, other: Operand) -> Expression:
        right = as_expression(other)
        if self.op == "constant":
            if right.op == "constant":
                return constant(self.args[0] + right.args[0])
            if self.args[0] == 0.0:
                return right
        return self if right.is_zero else Expression("add", (self, right))

    def __mul__(self, other: Operand) -> Expression:
        right = as_expression(other)
        if self.op == "constant" and right.op == "constant":
            return constant(self.args[0] * right.args[0])
        if self.is_zero or right.is_zero:
            return ZERO
        if self.op == "constant" and self.args[0] == 1.0:
            return right
        return self if right.op == "constant" and right.args[0] == 1.0 else Expression("multiply", (self, right))

    def __neg__(self) -> Expression:
        return self * -1.0

    def __sub__(self, other: Operand) -> Expression:
        return self + (-as_expression(other))

    def __rsub__(self, other: Operand) -> Expression:
        return as_expression(other) - self

    def __pow__(self, exponent: float | int) -> Expression:
        if self.op == "constant":
            return constant(float(self.args[0]) ** exponent)
        return self if exponent == 1 else Expression("power", (self, float(exponent)))

    def __truediv__(self, other: Operand) -> Expression:
        return self * as_expression(other) ** -1

    def __rtruediv__(self, other: Operand) -> Expression:
        return as_expression(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    @property
    def is_zero(self) -> bool:
        """True when the expression is the constant zero, whatever the parameters."""
        return self.op == "constant" and self.args[0] == 0.0

    def parameters(self) -> frozenset[str]:
        """Names of the parameters the expression reads."""
        if self.op == "parameter":
            return frozenset(self.args)
        inner = (arg for arg in self.args if isinstance(arg, Expression))
        return frozenset().union(*(arg.parameters() for arg in inner))


def constant(value: float | Fraction) -> Expression:
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


def exp(operand: Operand) -> Expression:
    """e to the power of an expression."""
    return _function("exp", operand)


def log(operand: Operand) -> Expression:
    """Natural logarithm of an expression."""
    return _function("log", operand)


def _function(name: Literal["exp", "log"], operand: Operand) -> Expression:
    inner = as_expression(operand)
    if inner.op == "constant":
        return constant(getattr(_numpy(), name)(inner.args[0]))
    return Expression(name, (inner,))


def _numpy() -> ModuleType:
    """NumPy, imported when first needed: checking a scenario needs no arrays."""
    import numpy

    return numpy


def derivative(expression: Expression, name: str) -> Expression:
    """The partial derivative of an expression in one parameter, as an expression."""
    match expression.op:
        case "constant":
            return ZERO
        case "parameter":
            return ONE if expression.args[0] == name else ZERO
    first = expression.args[0]
    slope = derivative(first, name)
    match expression.op:
        case "add":
            return slope + derivative(expression.args[1], name)
        case "multiply":
            return slope * expression.args[1] + first * derivative(expression.args[1], name)
        case "power":
            exponent = expression.args[1]
            return slope * first ** (exponent - 1) * exponent
        case "exp":
            return slope * expression
        case _:
            return slope / first


def total(terms: Iterable[Operand]) -> Expression:
    """Sum of terms; the empty sum is zero."""
    result = ZERO
    for term in terms:
        result = result + term
    return result


class Evaluator:
    """Evaluates expressions at one set of parameter values, each distinct expression once.

    Args:
        values: parameter name -> value (float, array, or traced scalar).
        xp: the array namespace whose exp and log are used: numpy when None, or jax.numpy.
    """

    def __init__(self, values: Mapping[str, Any], xp: ModuleType | None = None):
        self._values = values
        self._xp = xp
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
            case "multiply":
                value = self(expression.args[0]) * self(expression.args[1])
            case "power":
                value = self(expression.args[0]) ** expression.args[1]
            case function:
                value = getattr(self._xp or _numpy(), function)(self(expression.args[0]))
        self._cache[expression] = value
        return value
