"""Numbers in words, with no digit that their error does not support.

An ``error`` is everywhere the half-width of a 95 % interval, in the units of the number. ``None``
means that the number was computed, not sampled: it has rounding error only. A number estimated
from ``count`` events in ``n`` samples belongs in :func:`share`, because a count of zero has a
standard error of zero and yet proves nothing.

    >>> percent(0.3127, error=0.002)
    '31%'
    >>> share(0, 2000)
    'below 0.2% (0 of 2,000)'
"""

from __future__ import annotations

import math

from deterrence.errors import ArgumentError
from deterrence.report.rounding import (
    QUANTITY_UNITS,
    SHARE_UNITS,
    SLACK,
    down_to_unit,
    round_bound,
    supported_unit,
    to_unit,
    up_to_unit,
)
from deterrence.stats import clopper_pearson

TENTH, WHOLE = SHARE_UNITS[0], SHARE_UNITS[1]
MINUS = "\N{MINUS SIGN}"


def count(n: int) -> str:
    """A whole number with thousands separated: ``12,000``."""
    return f"{n:,}"


def plain(x: float) -> str:
    """A number as a person writes it, with a sign of its own width and no exponent where it is small: ``−0.6``,
    ``0.00003``."""
    shown = f"{x:g}"
    if "e-" in shown:
        digits, _, places = shown.partition("e-")
        shown = f"{x:.{int(places) + len(digits.partition('.')[2])}f}"
    return shown.replace("-", MINUS)


def percent(p: float, error: float | None = None, *, proven: bool = False) -> str:
    """A probability as a percentage, as fine as its error supports.

    Whole percents by default; a tenth of a percent only where the error is below 0.0005 (or where
    a computed number lies within 1 % of an end). A coarser number is introduced by "about". A number
    that would round to nothing or to certainty becomes a bound; "0%" and "100%" appear only for
    ``p`` of exactly 0 or 1 that the caller declares ``proven`` (impossible or certain by construction).
    """
    p = _share(p)
    if proven and p in (0.0, 1.0):
        return f"{p:.0%}"
    margin = _margin(error)
    tail = min(p, 1 - p)
    unit = (TENTH if tail < WHOLE else WHOLE) if error is None else supported_unit(margin, SHARE_UNITS)
    if unit is None:
        return interval(max(p - margin, 0.0), min(p + margin, 1.0))
    rounded = to_unit(p, unit)
    if rounded < unit / 2:
        return f"below {_percent(round_bound(p + margin))}"
    if rounded > 1 - unit / 2:
        return f"above {_percent(1 - round_bound(1 - p + margin))}"
    return f"{'about ' if unit > WHOLE else ''}{_percent(rounded, unit)}"


def with_error(p: float, error: float) -> str:
    """A probability with its error in percentage points: ``31% ± 2 points``.

    The error is rounded up. Where it reaches 0 or 1 the interval is stated instead.
    """
    p, margin = _share(p), _margin(error)
    if p - margin <= 0 or p + margin >= 1:
        return interval(max(p - margin, 0.0), min(p + margin, 1.0))
    unit = WHOLE if margin >= WHOLE else TENTH
    wide = max(up_to_unit(margin, unit), unit)
    return f"{_percent(to_unit(p, unit), unit)} ± {_points(wide, unit)}"


def interval(low: float, high: float, n: int | None = None) -> str:
    """An interval of a probability, rounded outwards so that it still covers: ``29% to 33% (n = 2,000)``."""
    low, high = _share(low), _share(high)
    if low > high:
        raise ArgumentError(f"the interval from {low} to {high} is upside down: exchange its ends")
    unit = TENTH if high - low < WHOLE and min(high, 1 - low) < 10 * WHOLE else WHOLE
    bottom, top = down_to_unit(low, unit), up_to_unit(high, unit)
    if bottom <= 0 and top >= 1:
        words = "anywhere between 0% and 100%"
    elif bottom <= 0:
        words = f"at most {_percent(max(top, unit), unit)}"
    elif top >= 1:
        words = f"at least {_percent(min(bottom, 1 - unit), unit)}"
    elif top - bottom < unit / 2:
        words = _percent(top, unit)
    else:
        words = f"{_percent(bottom, unit)} to {_percent(top, unit)}"
    return words if n is None else f"{words} (n = {count(n)})"


def share(successes: int, n: int, level: float = 0.95) -> str:
    """A sampled proportion with its count: ``31% (626 of 2,000)``, ``below 0.2% (0 of 2,000)``."""
    low, high = clopper_pearson(successes, n, level)
    p = successes / n
    margin = max(p - low, high - p)
    swamped = supported_unit(margin, SHARE_UNITS) is None
    return f"{interval(low, high) if swamped else percent(p, margin)} ({count(successes)} of {count(n)})"


def points(difference: float, error: float | None = None) -> str:
    """A difference of two probabilities, signed, in percentage points: ``+3 points``.

    A difference that its error does not distinguish from zero is said to be none, with the bound.
    """
    margin, size = _margin(error), abs(difference)
    sign = "+" if difference > 0 else MINUS
    unit = (TENTH if size < WHOLE else WHOLE) if error is None else supported_unit(margin, SHARE_UNITS)
    if difference == 0 and error is None:
        return "no difference"
    if size <= margin:
        step = TENTH if size + margin < WHOLE else WHOLE
        return f"no clear difference (within {_points(up_to_unit(size + margin, step), step)} either way)"
    if unit is None:
        near, far = down_to_unit(size - margin, WHOLE), up_to_unit(size + margin, WHOLE)
        return f"{sign}{100 * near:.0f} to {sign}{_points(far, WHOLE)}"
    rounded = abs(to_unit(difference, unit))
    if rounded < unit / 2:
        return f"less than {_points(unit, unit)}"
    return f"{'about ' if unit > WHOLE else ''}{sign}{_points(rounded, unit)}"


def days(x: float, error: float | None = None) -> str:
    """A duration, as fine as its error supports: ``3 days``, ``about 20 days``, ``less than a day``."""
    if x < 0:
        raise ArgumentError(f"a duration of {x} days is negative: give a number that is not")
    unit = supported_unit(_margin(error), QUANTITY_UNITS)
    if unit is None or to_unit(x, unit) < unit / 2:
        bound = up_to_unit(x + _margin(error), 10.0 if x + _margin(error) > 10 else 1.0)
        return "less than a day" if bound <= 1 else f"at most {count(round(bound))} days"
    rounded = round(to_unit(x, unit))
    return f"{'about ' if unit > 1 else ''}{count(rounded)} {'day' if rounded == 1 else 'days'}"


def _share(p: float) -> float:
    """``p`` within [0, 1], float dust removed; anything further out is a mistake."""
    if not -SLACK <= p <= 1 + SLACK:
        raise ArgumentError(f"{p} is no probability: give a number from 0 to 1")
    return min(max(float(p), 0.0), 1.0)


def _margin(error: float | None) -> float:
    if error is not None and not (error >= 0 and math.isfinite(error)):
        raise ArgumentError(f"an error of {error} is no half-width: give a finite number from 0 up")
    return error or 0.0


def _percent(p: float, unit: float = 0.0) -> str:
    """``p`` in percent with the digits of ``unit``, or with as many as a round bound needs."""
    if unit:
        return f"{100 * p:.{1 if unit < WHOLE else 0}f}%"
    return f"{round(100 * p, 4):g}%"


def _points(size: float, unit: float) -> str:
    figure = f"{100 * size:.{1 if unit < WHOLE else 0}f}"
    return f"{figure} {'point' if figure == '1' else 'points'}"
