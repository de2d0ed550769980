"""The parameters that move each main headline of a crisis most."""

from __future__ import annotations

from ..forecast.keys import Key
from .resolving import Resolver
from .sensitivity import Effect


def ranked_effects(resolver: Resolver) -> dict[Key, tuple[Effect, ...]] | str:
    """To come with the derivatives of any game."""
    return "to come"
