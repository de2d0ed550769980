"""How large an effect is: its margin beyond what the claim asks for, its ratio, and whether it is small."""

from __future__ import annotations

from dataclasses import dataclass

from .record import Claim, LeastEffect

NEGLIGIBLE = 1e-3
"""A difference of a probability below a tenth of a point is small whatever its ratio."""
LEAST_LEVEL = 1e-9
"""A side nearer to zero than this has no ratio to the other."""


@dataclass(frozen=True)
class Margin:
    """By how much a claim holds, and how that changes with either side.

    Attributes:
        value: positive where it holds.
        a, b: derivative by the quantity on each side.
    """

    value: float
    a: float
    b: float


def margin(claim: Claim, a: float, b: float) -> Margin:
    """Of a claim whose quantity is ``a`` on one side and ``b`` on the other."""
    if claim.direction == "unchanged":
        return min((_above(claim, a, b), _below(claim, a, b)), key=lambda m: m.value)
    return _above(claim, a, b) if claim.direction == "up" else _below(claim, a, b)


def _above(claim: Claim, a: float, b: float) -> Margin:
    """That a is above b by what is asked for, or below by no more than is allowed."""
    factor = claim.at_least_ratio or (1 / claim.within_ratio if claim.within_ratio else 1.0)
    return Margin(a - factor * b + (claim.within or 0.0) - (claim.at_least or 0.0), 1.0, -factor)


def _below(claim: Claim, a: float, b: float) -> Margin:
    """The same the other way."""
    factor = claim.within_ratio or (1 / claim.at_least_ratio if claim.at_least_ratio else 1.0)
    return Margin(factor * b - a + (claim.within or 0.0) - (claim.at_least or 0.0), -1.0, factor)


def ratio(a: float, b: float) -> float | None:
    """a / b; None where a side is negative or next to nothing."""
    return a / b if min(a, b) > LEAST_LEVEL else None


def small(least: LeastEffect, probability: bool, a: float, b: float) -> bool:
    """Is the difference below the least effect that counts as one?

    Of a probability: below ``difference``, and neither it nor its complement multiplied by ``ratio`` or more, or below
    a tenth of a point. Of anything else: a change of less than ``share`` of the larger side.
    """
    gap = abs(a - b)
    if not probability:
        return gap < least.share * max(abs(a), abs(b))
    odds = [ratio(*pair) for pair in ((a, b), (1 - a, 1 - b))]
    multiplied = max((max(x, 1 / x) for x in odds if x is not None), default=1.0)
    return gap < NEGLIGIBLE or (gap < least.difference and multiplied < least.ratio)
