"""Every number of a game together with its derivative by every parameter.

Numbers are polynomials in the parameters (:mod:`deterrence.game.expression`); they are evaluated once in dual
numbers, value and gradient, which is exact and takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..game.compiling import CompiledScenario
from ..game.expression import Evaluator
from ..game.stochastic import NUMBER_FIELDS, Numbers

NUDGE = 1e-12


class Dual:
    """A value and its gradient (P,), closed under sum, product and constant powers."""

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

    __radd__ = __add__
    __rmul__ = __mul__


@dataclass(frozen=True, eq=False)
class Slopes:
    """Numbers and their Jacobian.

    Attributes:
        names: parameters, length P.
        numbers: the game's arrays.
        jacobian: the same fields with a last axis P.
    """

    names: tuple[str, ...]
    numbers: Numbers
    jacobian: Numbers

    def chain(self, cotangent: Numbers) -> np.ndarray:
        """Derivatives (H, P) of H quantities from their derivatives by every number, arrays (…, H)."""
        parts = []
        for name in NUMBER_FIELDS:
            by_number, by_parameter = getattr(cotangent, name), getattr(self.jacobian, name)
            parts.append(by_number.reshape(-1, by_number.shape[-1]).T @ by_parameter.reshape(-1, len(self.names)))
        return np.sum(parts, axis=0)


def slopes(compiled: CompiledScenario, values: Mapping[str, float]) -> Slopes:
    """Numbers and Jacobian at parameter values.

    A parameter at exactly nought is taken at 1e-12: an outcome of probability nought has no posterior, and the
    derivative meant is the one-sided one.
    """
    names = tuple(values)
    eye, none = np.eye(len(names)), np.zeros(len(names))
    evaluate = Evaluator({n: Dual(float(values[n]) or NUDGE, eye[k]) for k, n in enumerate(names)})

    def split(expressions: list[Any]) -> tuple[np.ndarray, np.ndarray]:
        if expressions and isinstance(expressions[0], list):
            rows = [split(row) for row in expressions]
            return np.stack([value for value, _ in rows]), np.stack([gradient for _, gradient in rows])
        duals = [x if isinstance(x, Dual) else Dual(x, none) for x in map(evaluate, expressions)]
        return np.array([d.value for d in duals]), np.stack([d.gradient for d in duals])

    pairs = {name: split(getattr(compiled.enumerated, name)) for name in NUMBER_FIELDS}
    return Slopes(
        names,
        Numbers(**{name: value for name, (value, _) in pairs.items()}),
        Numbers(**{name: gradient for name, (_, gradient) in pairs.items()}),
    )
