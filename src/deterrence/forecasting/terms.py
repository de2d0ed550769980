"""On whose terms a crisis ends, at what risk, and after how long: what termination is compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..games.crisis_game import CrisisGame
from .keys import Key, Values

NAMES = ("outcome", "own_terms", "duration")
"""The quantities that terms are read from."""


@dataclass(frozen=True)
class Terms:
    """How a crisis ends within the window.

    Attributes:
        own: by actor, Pr(it ends on that actor's terms): the other side gives in, or accepts a way out that this
            actor offered. An agreement is thus on the terms of the one who offered it, whatever the inducement. An
            actor on whose terms nothing can end is not among them.
        agreed: Pr(it ends by an agreement), whoever offered it.
        war, catastrophe: probabilities of the endings so called; zero where there are none.
        moves, days: expected number of moves, and of days, until the end (or the window's).
    """

    own: Mapping[str, float]
    agreed: float
    war: float
    catastrophe: float
    moves: float
    days: float


def terms(game: CrisisGame, values: Values) -> Terms:
    """Read off measured quantities (:data:`NAMES` at least)."""
    ended = {k.of: p for k, p in values.items() if k.name == "outcome"}
    return Terms(
        own={k.actor: p for k, p in values.items() if k.name == "own_terms"},
        agreed=sum(ended.get(name, 0.0) for name in game.brief.agreed),
        war=ended.get("war", 0.0),
        catastrophe=ended.get("catastrophe", 0.0),
        moves=values[Key("duration", of="moves")],
        days=values[Key("duration", of="days")],
    )
