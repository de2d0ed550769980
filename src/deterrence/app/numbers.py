"""Numbers of the page. They are those of the solution on the page's grid, and no finer than that is worth showing."""

from __future__ import annotations

from .texts import Texts

MINUS = "\N{MINUS SIGN}"
TENTH, WHOLE = 0.001, 0.01
RAREST = 1e-9
"""Below this a probability is not shown: no solution is so exact, and nobody can picture it."""


def chance(p: float) -> str:
    """A probability in percent: whole, but with a tenth near zero and one.

    >>> chance(0.3127), chance(0.0042), chance(0.0000004), chance(0.0), chance(0.99999), chance(1.0)
    ('31%', '0.4%', '<0.1%', '0%', '>99.9%', '100%')
    >>> chance(0.00996), chance(0.9902)
    ('1%', '99%')
    """
    if p <= 0:
        return "0%"
    if p < TENTH / 2:
        return "<0.1%"
    if 1 - TENTH / 2 < p < 1 - 1e-12:
        return ">99.9%"
    figures = 1 if min(p, 1 - p) < WHOLE and p < 1 - 1e-12 else 0
    return f"{100 * p:.{figures}f}".removesuffix(".0") + "%"


def odds(p: float, texts: Texts) -> str:
    """A probability that may be very small, in a language.

    >>> from .texts import catalogue
    >>> odds(0.03, catalogue()["en"]), odds(0.000123, catalogue()["en"]), odds(1e-21, catalogue()["en"])
    ('3%', '1 in 8,100', '< 1 in 1,000,000,000')
    """
    if p >= TENTH or p <= 0:
        return chance(p)
    one_in = float(f"{1 / p:.2g}") if p >= RAREST else 1 / RAREST
    between = texts("walk.thousand").removeprefix("1").removesuffix("000")
    return texts("walk.one_in" if p >= RAREST else "walk.under_one_in", n=f"{one_in:,.0f}".replace(",", between))


def worth(value: float) -> str:
    """A payoff, in the actor's stake. ``worth(-0.0004)`` is ``'0.000'``."""
    return signed(value, 3).removeprefix("+") if round(value, 3) else "0.000"


def signed(value: float, figures: int = 0) -> str:
    """A difference with its sign."""
    return f"{value:+.{figures}f}".replace("-", MINUS)


def days(value: float) -> str:
    """Days, with a tenth below ten.

    >>> days(2.1739), days(36.0)
    ('2.2', '36')
    """
    return f"{value:.1f}" if value < 10 and round(value, 1) != round(value) else f"{value:.0f}"
