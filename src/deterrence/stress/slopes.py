"""Expressions together with their derivatives by every parameter.

The numbers of a game are expressions in its parameters (:mod:`deterrence.game.expression`). They are evaluated once in
dual numbers, value and gradient, every distinct expression once, which is exact and takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..game.expression import Evaluator, Expression
from ..game.stochastic import NUMBER_FIELDS, Numbers

NUDGE = 1e-12


class Dual:
    """A value and its gradient (P,), closed under everything that expressions are built of."""

    __slots__ = ("gradient", "value")

    def __init__(self, value: float, gradient: np.ndarray):
        self.value = value
        self.gradient = gradient

    def __add__(self, other: Dual | float) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.gradient + other.gradient)
        return Dual(self.value + other, self.gradient)

    def __mul__(self, other: Dual | float) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value * other.value, self.value * other.gradient + other.value * self.gradient)
        return Dual(self.value * other, other * self.gradient)

    def __pow__(self, exponent: float) -> Dual:
        return Dual(self.value**exponent, exponent * self.value ** (exponent - 1) * self.gradient)

    def exp(self) -> Dual:
        """e to the power of it; NumPy's own ``exp`` asks for this."""
        value = float(np.exp(self.value))
        return Dual(value, value * self.gradient)

    def log(self) -> Dual:
        """Its natural logarithm; NumPy's own ``log`` asks for this."""
        return Dual(float(np.log(self.value)), self.gradient / self.value)

    __radd__ = __add__
    __rmul__ = __mul__


class Slopes:
    """Values and derivatives of expressions at one set of parameter values.

    A parameter at exactly zero is taken at 1e-12: an outcome of probability zero has no posterior, and the derivative
    meant is the one-sided one.

    Args:
        values: every parameter's value.

    Attributes:
        names: parameters, length P.
    """

    def __init__(self, values: Mapping[str, float]):
        self.names = tuple(values)
        eye = np.eye(len(self.names))
        duals = {n: Dual(float(values[n]) or NUDGE, eye[k]) for k, n in enumerate(self.names)}
        self._evaluate, self._none = Evaluator(duals), np.zeros(len(self.names))

    def of(self, expressions: Iterable[Expression]) -> tuple[np.ndarray, np.ndarray]:
        """Values (n,) and derivatives (n, P)."""
        found = [self._evaluate(x) for x in expressions]
        duals = [x if isinstance(x, Dual) else Dual(x, self._none) for x in found]
        if not duals:
            return np.zeros(0), np.zeros((0, len(self.names)))
        return np.array([d.value for d in duals]), np.stack([d.gradient for d in duals])

    def numbers(self, expressions: Any) -> tuple[Numbers, Numbers]:
        """A game's arrays and their Jacobian, the same arrays with a last axis P.

        An outcome that a parameter's value at an end of its range rules out (the complement of a probability of one)
        has no posterior either; it is taken to have 1e-12 of the probability that it gains as the parameter moves away.

        Args:
            expressions: has, by the name of every field of :class:`~deterrence.game.stochastic.Numbers`, expressions in
                lists of the same shape; None for renewal where there is none.
        """
        fields = [*NUMBER_FIELDS, *(["renewal"] if expressions.renewal is not None else [])]
        pairs = {name: self._table(getattr(expressions, name)) for name in fields}
        numbers = Numbers(**{name: value for name, (value, _) in pairs.items()})
        jacobian = Numbers(**{name: slope for name, (_, slope) in pairs.items()})
        probability = numbers.branch_probability
        opened = np.where(probability == 0, NUDGE * np.abs(jacobian.branch_probability).sum(1), probability)
        return replace(numbers, branch_probability=opened), jacobian

    def _table(self, expressions: list[Any]) -> tuple[np.ndarray, np.ndarray]:
        if expressions and isinstance(expressions[0], list):
            values, slopes = self.of(x for row in expressions for x in row)
            shape = len(expressions), len(expressions[0])
            return values.reshape(shape), slopes.reshape(*shape, len(self.names))
        return self.of(expressions)
