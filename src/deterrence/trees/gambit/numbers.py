"""Numbers of Gambit files: exact in, exact out.

A file says 3, -0.25, 1.5e-3 or 2/7, and means exactly that: 0.1 is one tenth. Numbers are read as whole numbers or
fractions; a float is written as the shortest decimal that gives it back (its ``repr``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from ...errors import ArgumentError
from ...parameters.expression import Evaluator, Expression
from ..tree import PROBABILITY_TOLERANCE, Number

Exact = int | Fraction

MAX_LENGTH = 1000  # characters of a number
MAX_EXPONENT = 1000
LARGEST = 10**400  # of numerator and denominator; all that a float can hold is well inside
MAX_PLACES = 40  # decimal places written out in full

_NUMBER = re.compile(r"([-+]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]+)|/([0-9]+))?")


class NotANumber(ValueError):
    """A word that is no number that can be held.

    Attributes:
        what: what is wrong with it, to be read after it.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str):
        super().__init__(what)
        self.what, self.remedy = what, remedy


def _no_number() -> NotANumber:
    return NotANumber("is not a number", "write a number such as 2, -0.5, 1.5e-3 or 1/3")


def _too_large() -> NotANumber:
    return NotANumber("is too long or too large a number", "write a number that a computer's floating point can hold")


@lru_cache(maxsize=65536)
def parsed(word: str) -> Exact:
    """The number that a word says. Raises :class:`NotANumber`."""
    if len(word) > MAX_LENGTH:
        raise _too_large()
    match = _NUMBER.fullmatch(word)
    if match is None:
        raise _no_number()
    sign, whole, decimals, exponent, below = match.groups()
    if not (whole or decimals) or (below and decimals is not None):
        raise _no_number()
    digits = int(sign + whole + (decimals or ""))
    if below and not int(below):
        raise NotANumber("divides by zero", "write another denominator")
    if exponent and (len(exponent) > 20 or abs(int(exponent)) > MAX_EXPONENT):
        raise _too_large()
    shift = int(exponent or 0) - len(decimals or "")
    value = Fraction(digits * 10**shift) if shift > 0 else Fraction(digits, int(below or 1) * 10**-shift)
    if not _holds(value):
        raise _too_large()
    return value.numerator if value.denominator == 1 else value


def _holds(value: Fraction) -> bool:
    if value.numerator.bit_length() < 1000 and value.denominator.bit_length() < 1000:
        return True
    if abs(value.numerator) >= LARGEST or value.denominator >= LARGEST:
        return False
    try:
        float(value)
    except OverflowError:
        return False
    return True


def exact(number: Number, evaluate: Evaluator) -> Exact:
    """A tree's number as an exact one: floats as they are written, formulas at the values that ``evaluate`` has.

    Raises:
        ArgumentError: it is not finite, or has more digits than a file can say.
    """
    value: Any = number
    if isinstance(number, Expression):
        try:
            with np.errstate(all="ignore"):
                value = evaluate(number)
        except ArithmeticError as error:
            raise ArgumentError(f"a payoff or probability cannot be computed at the defaults ({error})") from None
    if isinstance(value, Fraction):
        found = value
    elif isinstance(value, int):
        found = Fraction(value)
    elif np.isfinite(value := float(value)):
        found = Fraction(repr(value))
    else:
        raise ArgumentError(f"a payoff or probability is {value}; a file can only say finite numbers")
    if not _holds(found):
        raise ArgumentError("a payoff or probability has more than 400 digits, or is too large for a float")
    return found.numerator if found.denominator == 1 else found


def lottery(numbers: tuple[Number, ...], evaluate: Evaluator) -> tuple[Exact, ...]:
    """Probabilities as exact numbers that sum to one where floats or formulas had a rounding error.

    Gambit takes only a sum of exactly one. The largest of the floats takes up the error; fractions stay as they are.

    Raises:
        ArgumentError: the numbers are not a lottery.
    """
    values = [exact(p, evaluate) for p in numbers]
    if min(values) < 0 or not is_lottery(values):
        raise ArgumentError(f"the probabilities ({', '.join(f'{float(v):g}' for v in values)}) are not a lottery")
    rounded = [k for k, p in enumerate(numbers) if not isinstance(p, int | Fraction)]
    if rounded:
        largest = max(rounded, key=lambda k: values[k])
        total = 1 - sum((v for k, v in enumerate(values) if k != largest), Fraction(0))
        if total >= 0:
            values[largest] = total.numerator if total.denominator == 1 else total
    return tuple(values)


def is_lottery(values: Sequence[Exact]) -> bool:
    """Do exact numbers sum to one, within what a tree allows?"""
    # not summed as fractions: the sum of many with long denominators would take forever
    return abs(1 - math.fsum(values)) <= PROBABILITY_TOLERANCE


def written(value: Exact) -> str:
    """An exact number as a file says it: a decimal if it ends, else a fraction."""
    if isinstance(value, int):
        return str(value)
    top, below = value.numerator, value.denominator
    twos = (below & -below).bit_length() - 1
    rest, fives = below >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest == 1 and places:
        digits = top * 10**places // below
        if places <= MAX_PLACES:
            padded = str(abs(digits)).rjust(places + 1, "0")
            return f"{'-' * (top < 0)}{padded[:-places]}.{padded[-places:]}"
        if abs(digits) < 10**MAX_PLACES:
            return f"{digits}.0e-{places}"  # the point: Gambit reads an exponent most surely after one
    return f"{top}/{below}" if below > 1 else str(top)
