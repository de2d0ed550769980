"""How a parameter's plausible values are spread: the number below which a share of them lies, and how wide they are."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from ...parameters.table import NamedParameter

USUAL = "balanced"
"""How values are spread where a file does not say."""
STEPS = 999  # shares at which a deviation without a closed form is read


def kind_of(p: NamedParameter) -> str:
    """The kind of a parameter's distribution; uniform where its value is an end of its range and so no middle."""
    kind = p.distribution.kind if p.distribution is not None else USUAL
    return "uniform" if kind == "balanced" and p.range is not None and p.value in p.range else kind


def quantile(p: NamedParameter, u: float) -> float:
    """The value below which a share ``u`` of a parameter's plausible values lie.

    Args:
        p: with a range; :data:`USUAL` over it where it has no distribution.
        u: between 0 and 1.

    Source: closed forms; the incomplete beta function and the normal integral for the other two.
    """
    assert p.range is not None
    low, high = p.range
    spread, kind = p.distribution, kind_of(p)
    if high == low or kind == "uniform":
        return float(low + u * (high - low))
    if spread is None or kind == "balanced":
        at = p.value + (2.0 * u - 1.0) * (p.value - low if u < 0.5 else high - p.value)
    elif kind == "triangular":
        peak = (p.value - low) / (high - low)
        share = math.sqrt(u * peak) if u < peak else 1.0 - math.sqrt((1.0 - u) * (1.0 - peak))
        at = low + share * (high - low)
    elif kind == "beta":
        at = low + special.betaincinv(spread.a, spread.b, u) * (high - low)
    else:
        assert spread.sigma is not None
        ends = [float(special.ndtr(_log_ratio(end, p.value) / spread.sigma)) for end in (low, high)]
        at = p.value * math.exp(spread.sigma * special.ndtri(ends[0] + u * (ends[1] - ends[0])))
    return float(min(max(at, low), high))


def deviation(p: NamedParameter) -> float:
    """Standard deviation of a parameter's plausible values."""
    assert p.range is not None
    low, high = p.range
    if kind_of(p) == "uniform":
        return (high - low) / math.sqrt(12)
    if kind_of(p) == "balanced":
        a, b = p.value - low, high - p.value
        return math.sqrt((a**2 + b**2) / 6 - (b - a) ** 2 / 16)
    shares = (np.arange(STEPS) + 0.5) / STEPS
    return float(np.std([quantile(p, u) for u in shares]))


def poincare(p: NamedParameter) -> float | None:
    """C with Var f(X) ≤ C E f'(X)² for any smooth f of a parameter X; None of a distribution for which it is unknown.

    Of a uniform one of width w it is w²/π². Of a balanced one with a below and b above its value it is 1/ω², ω the
    least positive root of sin(ωa) cos(ωb)/a + cos(ωa) sin(ωb)/b: the best f is a cosine on either side, level at the
    ends, and density times slope has no jump where they meet (our derivation; with a = b it is that of the uniform
    one). For the use of such constants see :mod:`..across.slopes`.
    """
    assert p.range is not None
    low, high = p.range
    kind = kind_of(p)
    if kind == "uniform":
        return (high - low) ** 2 / math.pi**2
    if kind != "balanced":
        return None
    a, b = p.value - low, high - p.value
    longer = max(a, b)  # the root lies where ω times it is from π/2 (a = b) to 2.03 (the other is nothing)

    from scipy.optimize import brentq  # takes a while to import, and few ask

    def jump(w: float) -> float:
        return math.sin(w * a) * math.cos(w * b) / a + math.cos(w * a) * math.sin(w * b) / b

    root = float(brentq(jump, 0.25 * math.pi / longer, 0.75 * math.pi / longer))
    return 1.0 / root**2


def _log_ratio(x: float, median: float) -> float:
    return math.log(x / median) if x > 0 else -math.inf
