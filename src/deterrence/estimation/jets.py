"""Numbers that carry their first and second derivatives exactly: truncated Taylor series in M variables.

A jet holds, for each of n observations, a value, M first derivatives and the M(M + 1)/2 different second ones. Sums,
products and functions follow the chain rule to second order, so that a likelihood written once as a recursion over a
tree comes with its exact gradient and Hessian, without compilation and without a step size. (Forward mode of order two:
Griewank and Walther 2008, Evaluating Derivatives, chapter 13; recalled, not opened.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

Array = np.ndarray


@cache
def pairs(m: int) -> tuple[Array, Array]:
    """Indices (I, J), I <= J, of the M(M + 1)/2 different second derivatives, in the order in which jets hold them."""
    return np.triu_indices(m)


@dataclass(frozen=True, eq=False)
class Jet:
    """A value with its derivatives.

    Attributes:
        value: (n,).
        slope: (M, n), first derivatives.
        bend: (M(M + 1)/2, n), second derivatives, in the order of :func:`pairs`.
    """

    value: Array
    slope: Array
    bend: Array

    __array_ufunc__ = None  # an array on the left lets the jet do the arithmetic

    def __add__(self, other: Jet | Array | float) -> Jet:
        if isinstance(other, Jet):
            return Jet(self.value + other.value, self.slope + other.slope, self.bend + other.bend)
        return Jet(self.value + other, self.slope, self.bend)

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(-self.value, -self.slope, -self.bend)

    def __sub__(self, other: Jet | Array | float) -> Jet:
        return self + (-other)

    def __rsub__(self, other: Array | float) -> Jet:
        return (-self) + other

    def __mul__(self, other: Jet | Array | float) -> Jet:
        if not isinstance(other, Jet):
            return Jet(self.value * other, self.slope * other, self.bend * other)
        i, j = pairs(len(self.slope))
        mixed = self.slope[i] * other.slope[j] + self.slope[j] * other.slope[i]
        return Jet(
            self.value * other.value,
            self.slope * other.value + self.value * other.slope,
            self.bend * other.value + self.value * other.bend + mixed,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Jet | Array | float) -> Jet:
        return self * (other.through(*_reciprocal(other.value)) if isinstance(other, Jet) else 1.0 / other)

    def __rtruediv__(self, other: Array | float) -> Jet:
        return self.through(*_reciprocal(self.value)) * other

    def through(self, value: Array, first: Array, second: Array) -> Jet:
        """A function of this, from its value and its two derivatives there, each of shape (n,)."""
        i, j = pairs(len(self.slope))
        return Jet(value, first * self.slope, first * self.bend + second * (self.slope[i] * self.slope[j]))


def variable(value: Array, which: int, m: int) -> Jet:
    """The variable ``which`` of M, (n,) values."""
    slope = np.zeros((m, len(value)))
    slope[which] = 1.0
    return Jet(value, slope, np.zeros((m * (m + 1) // 2, len(value))))


def log_sum(parts: Sequence[Jet]) -> Jet:
    """log Σ exp of several jets, without overflow."""
    i, j = pairs(len(parts[0].slope))
    values = np.stack([part.value for part in parts])
    top = values.max(0)
    shares = np.exp(values - top)
    total = shares.sum(0)
    shares /= total
    slope = sum(share * part.slope for share, part in zip(shares, parts, strict=True))
    bend = sum(share * (part.bend + part.slope[i] * part.slope[j]) for share, part in zip(shares, parts, strict=True))
    return Jet(top + np.log(total), slope, bend - slope[i] * slope[j])


def _reciprocal(x: Array) -> tuple[Array, Array, Array]:
    inverse = 1.0 / x
    return inverse, -inverse * inverse, 2.0 * inverse**3
