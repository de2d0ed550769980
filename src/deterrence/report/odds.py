"""Probabilities as plain-language odds: "about 1 in 40"."""

from __future__ import annotations

from deterrence.errors import ArgumentError
from deterrence.report.rounding import to_unit

FRACTIONS = (
    *((1, 10), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5)),
    *((1, 2), (3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (9, 10)),
)
"""Fractions that readers take in at a glance."""

RAREST = 10_000
"""Beyond one in this many, only a bound is said."""


def odds(p: float, error: float | None = None) -> str:
    """A probability in words: ``about 2 in 3``, ``about 1 in 40``, ``all but about 1 in 40``.

    ``error`` is the half-width of a 95 % interval. Where it exceeds half the distance to 0 (or
    to 1) only the bound is said: ``fewer than 1 in 20``, ``all but fewer than 1 in 20``.
    """
    if not 0 <= p <= 1:
        raise ArgumentError(f"{p} is no probability: give a number from 0 to 1")
    if p > FRACTIONS[-1][0] / FRACTIONS[-1][1]:
        return f"all but {_rare(1 - p, error or 0.0)}"
    if p < FRACTIONS[0][0] / FRACTIONS[0][1] or (error or 0.0) > p / 2:
        return _rare(p, error or 0.0)
    part, whole = min(FRACTIONS, key=lambda f: abs(f[0] / f[1] - p))
    return f"about {part} in {whole}"


def _rare(p: float, error: float) -> str:
    if error > p / 2 or p * RAREST < 1:
        upper = max(p + error, 1 / RAREST)
        return f"fewer than 1 in {_one_in(1 / upper, down=True):,}"
    return f"about 1 in {_one_in(1 / p):,}"


def _one_in(n: float, down: bool = False) -> int:
    """``n`` at one or two leading digits: steps of 1 below 10, of 5 below 50, of 10 below 100, and so on."""
    scale = 1
    while n >= 100 * scale:
        scale *= 10
    step = scale if n < 10 * scale else 5 * scale if n < 50 * scale else 10 * scale
    return int(n / step + 1e-9) * step if down else round(to_unit(n, step))
