"""The parameters that move each main headline of a crisis most."""

from __future__ import annotations

from dataclasses import replace

from ..errors import UnsupportedGame
from ..forecast.keys import Key
from ..game.crisis import CrisisGame
from .formulas import gradient, pruned_by
from .resolving import Resolver
from .sensitivity import Effect, rank

LEADING = 1  # strongest effects solved again at the ends of their ranges, per headline; those that overtake follow

LEAST_POINTS = 5  # nodes a side
LEAST_DIVISOR = 0.5  # where the grid is so small that there is hardly a coarser one


def ranked_effects(resolver: Resolver) -> dict[Key, tuple[Effect, ...]] | str:
    """By headline, the parameters that move it most; differences within the small grid's error count for nothing.

    Headlines are general deterrence, the events that the scenario says are, and every ending that is reached.

    Returns:
        Effects, or why there are none.
    """
    game, assessment = resolver.solved()
    fine = resolver.headlines()
    try:
        found = gradient(game, assessment, [key for key in _headlines(game) if fine.get(key, 0.0) > 0])
    except UnsupportedGame as error:
        return str(error)
    wider = max(resolver.grid.points // 2 + 1, LEAST_POINTS)
    coarse = replace(resolver, grid=replace(resolver.grid, points=wider), _known={}, _base=None).headlines()
    ratio = (resolver.grid.points // 2) / (wider // 2)
    order = max(ratio**2 - 1.0, LEAST_DIVISOR)  # Richardson, second order
    error = {key: abs(fine[key] - coarse[key]) / order for key in found.value}
    effects = rank(
        game.parameters,
        game.values,
        found,
        resolver,
        leading=LEADING,
        grid_error=error,
        unknown=pruned_by(game),
    )
    return {key: tuple(some) for key, some in effects.items()}


def _headlines(game: CrisisGame) -> list[Key]:
    events = [Key("event", of=e.id) for e in game.brief.events if e.headline]
    endings = [Key("outcome", of=e.id) for e in game.brief.endings]
    return [*([Key("general_deterrence")] if game.challenges_marked else []), *events, *endings]
