"""What the levers that mechanisms name do: headlines solved again at both ends of their ranges."""

from __future__ import annotations

from dataclasses import dataclass

from ..forecasting.keys import Values
from ..games.brief import Brief
from .exchange import by_names
from .resolve import Change, Resolver

UNSTATED = 0.5  # share of the value by which a lever without a range is moved each way


@dataclass(frozen=True)
class LeverEffect:
    """What a parameter moves: headline quantities with it at either end of its range, solved again.

    Attributes:
        parameter: its name.
        ends: (value, headline quantities) at the low and the high end.
    """

    parameter: str
    ends: tuple[tuple[float, Values], tuple[float, Values]]


def lever_names(brief: Brief, *, every: bool = True) -> list[str]:
    """The levers that mechanisms name, or the first of each that no mechanism before it names; each once."""
    if every:
        return list(dict.fromkeys(name for m in brief.mechanisms for name in m.levers))
    chosen: list[str] = []
    for mechanism in brief.mechanisms:
        chosen += [name for name in mechanism.levers if name not in chosen][:1]
    return chosen


@by_names
def lever_ends(resolver: Resolver, name: str) -> tuple[tuple[float, Values], ...]:
    """Headlines at both ends of a lever's range."""
    p = resolver.crisis.parameters[name]
    ends = p.range or ((1 - UNSTATED) * p.value, (1 + UNSTATED) * p.value)
    return tuple((float(end), resolver.headlines(Change.of({name: float(end)}))) for end in ends)
