"""The parameters that move each main headline of a crisis most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import UnsupportedGame
from ..forecasting.keys import Key, Values
from ..forecasting.quantities.events import event_among
from ..games.crisis_game import CrisisGame
from .ensemble.quantiles import deviation
from .formulas import gradient, pruned_by
from .gradient import Gradient
from .resolve import Change, Resolver, coarser, small_grid_error
from .sensitivity import Effect, rank

GENERAL = Key("general_deterrence")
CHALLENGE = Key("challenge")
"""That anybody's challenge is seen: what general deterrence leaves."""
WORST = ("war", "catastrophe")
LEADING = 1  # strongest effects solved again at the ends of their ranges, per headline; those that overtake follow
MOST_EVENTS = 4
WIDEST = 3  # parameters named where ranges leave a number open
RARE = 1e-4  # endings less likely than this are not ranked


def main_headlines(game: CrisisGame, values: Values) -> list[Key]:
    """What parameters are ranked by: a challenge, agreements, the worst endings, and the first headline events."""
    keys = [CHALLENGE] if GENERAL in values else []
    keys += [Key("event", of=e.id) for e in game.brief.events if e.headline][:MOST_EVENTS]
    ends = {k.of: p for k, p in values.items() if k.name == "outcome"}
    chosen = [e for e in ends if e in game.brief.agreed or e in WORST]
    chosen = chosen or sorted(ends, key=lambda e: -ends[e])[:2]
    return keys + [Key("outcome", of=e) for e in chosen if ends[e] > RARE]


@dataclass(frozen=True)
class Ranked:
    """What parameters do to the main headlines.

    Attributes:
        effects: by headline, of the parameters that move it most.
        spread: by headline and by every ending that has a chance, its standard deviation where every parameter is
            anywhere in its plausible range, each by itself, to first order: by the derivatives
            where the parameters stand. No bend is in it, and no two parameters go together.
        widest: by the same, names of the parameters that most of that is due to, the first before the next.
    """

    effects: Mapping[Key, tuple[Effect, ...]]
    spread: Mapping[Key, float]
    widest: Mapping[Key, tuple[str, ...]]


def ranked_effects(resolver: Resolver) -> Ranked | str:
    """The parameters that move each main headline most; differences within the small grid's error count for nothing.

    Returns:
        What they do; in words why, where the game has no derivatives.
    """
    game, assessment = resolver.solved()
    fine = _as_challenge(resolver.headlines())
    keys = main_headlines(game, resolver.headlines())
    ends = [k for k, p in resolver.headlines().items() if k.name == "outcome" and p > RARE]
    wanted = [GENERAL if key == CHALLENGE else key for key in dict.fromkeys([*keys, *ends])]
    set_apart = () if resolver.precision is None else ("precision",)
    try:
        slopes = _of_challenge(gradient(game, assessment, wanted, set_apart))
    except UnsupportedGame as why:
        return str(why)
    points = resolver.grid.points
    coarse = _as_challenge(resolver.on(coarser(points)).headlines())
    names = {GENERAL.name, "outcome"}
    events = (event_among(tuple(key.of for key in keys if key.name == "event")),)
    error = {key: small_grid_error(fine[key], coarse[key], points) or 0.0 for key in keys}

    def resolve(changes: Mapping[str, float]) -> Values:
        found = _as_challenge(resolver.only(Change.of(changes), names, events)) if changes else fine
        return {key: found[key] for key in keys}

    ranked = rank(
        resolver.crisis.parameters,
        game.values,
        Gradient({k: slopes.value[k] for k in keys}, {k: slopes.derivative[k] for k in keys}),
        resolve,
        leading=LEADING,
        grid_error=error,
        unknown=pruned_by(game),
        chances=keys,
    )
    swings = {key: _swings(resolver, slope) for key, slope in slopes.derivative.items()}
    return Ranked(
        {key: tuple(ranked[key]) for key in keys if key in ranked},
        {key: math.sqrt(sum(x**2 for x in by.values())) for key, by in swings.items()},
        {key: tuple(sorted((n for n in by if by[n]), key=lambda n: -by[n])[:WIDEST]) for key, by in swings.items()},
    )


def _swings(resolver: Resolver, slope: Mapping[str, float]) -> dict[str, float]:
    """By parameter, the standard deviation of a number over its plausible values, to first order."""
    rows = resolver.crisis.parameters.items()
    return {n: abs(slope[n]) * deviation(p) for n, p in rows if p.range and p.role != "fixed"}


def _as_challenge(values: Values) -> Values:
    return {**values, CHALLENGE: 1.0 - values[GENERAL]} if GENERAL in values else values


def _of_challenge(found: Gradient[Key]) -> Gradient[Key]:
    """The same with a challenge in place of none."""
    value, derivative = dict(found.value), dict(found.derivative)
    if GENERAL in value:
        value[CHALLENGE] = 1.0 - value.pop(GENERAL)
        derivative[CHALLENGE] = {name: -slope for name, slope in derivative.pop(GENERAL).items()}
    return Gradient(value, derivative)
