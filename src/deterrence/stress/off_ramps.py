"""The price of an off-ramp: at which inducements an offer of a way out is at least as likely as not to be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..forecasting.keys import Key
from ..forecasting.terms import NAMES, Terms, terms
from .resolve import Change, Resolver


@dataclass(frozen=True)
class OffRampPrice:
    """At which inducements an actor's offer is at least as likely as not to be accepted.

    Attributes:
        offerer: who offers.
        parameter: name of the inducement.
        tried: (inducement, acceptance) in rising order; None where no offer is ever answered.
        region: intervals of tried inducements where acceptance is at least ½.
        price: the infimum of the region, None where it is empty.
    """

    offerer: str
    parameter: str
    tried: tuple[tuple[float, float | None], ...]
    region: tuple[tuple[float, float], ...]
    price: float | None


def off_ramp_price(
    resolver: Resolver, offerer: str, parameter: str, inducements: Sequence[float]
) -> tuple[OffRampPrice, tuple[Terms, ...]]:
    """Sweep an inducement, with the game solved again at each value; crossings of ½ by linear interpolation.

    Returns:
        The price, and how crises end at each value.
    """
    game = resolver.solved()[0]
    tried, ends = [], []
    for value in inducements:
        change = Change.of({parameter: float(value)})
        values = resolver.measured(change, ("acceptance", *NAMES))
        ends.append(terms(game, values))
        tried.append((float(value), values.get(Key("acceptance", offerer))))
    region = _region([(x, p) for x, p in tried if p is not None])
    return OffRampPrice(offerer, parameter, tuple(tried), region, region[0][0] if region else None), tuple(ends)


def _region(tried: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    spans: list[tuple[float, float]] = []
    start: float | None = tried[0][0] if tried and tried[0][1] >= 0.5 else None
    for (x0, p0), (x1, p1) in pairwise(tried):
        if (p0 >= 0.5) != (p1 >= 0.5):
            cross = x0 + (0.5 - p0) * (x1 - x0) / (p1 - p0)
            if start is None:
                start = cross
            else:
                spans.append((start, cross))
                start = None
    if start is not None:
        spans.append((start, tried[-1][0]))
    return tuple(spans)
