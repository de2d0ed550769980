"""What a share of a parameter's plausible values is as a number."""

from __future__ import annotations

import math

from scipy import special

from ...parameters.table import NamedParameter


def quantile(p: NamedParameter, u: float) -> float:
    """The value below which a share ``u`` of a parameter's plausible values lie.

    Args:
        p: with a range; uniform over it where it has no distribution.
        u: between 0 and 1.

    Source: closed forms; the incomplete beta function and the normal integral for the other two.
    """
    assert p.range is not None
    low, high = p.range
    spread = p.distribution
    if high == low or spread is None or spread.kind == "uniform":
        return float(low + u * (high - low))
    if spread.kind == "triangular":
        peak = (p.value - low) / (high - low)
        share = math.sqrt(u * peak) if u < peak else 1.0 - math.sqrt((1.0 - u) * (1.0 - peak))
        at = low + share * (high - low)
    elif spread.kind == "beta":
        at = low + special.betaincinv(spread.a, spread.b, u) * (high - low)
    else:
        assert spread.sigma is not None
        ends = [float(special.ndtr(_log_ratio(end, p.value) / spread.sigma)) for end in (low, high)]
        at = p.value * math.exp(spread.sigma * special.ndtri(ends[0] + u * (ends[1] - ends[0])))
    return float(min(max(at, low), high))


def _log_ratio(x: float, median: float) -> float:
    return math.log(x / median) if x > 0 else -math.inf
