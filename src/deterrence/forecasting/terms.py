"""How a crisis ends for whom, by whose proposal, at what risk, and after how long: what ends are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..games.crisis_game import CrisisGame
from .keys import Key, Values
from .quantities.own_terms import BETTER

NAMES = ("outcome", "own_terms", "proposed", "duration")
"""The quantities that terms are read from."""


@dataclass(frozen=True)
class Terms:
    """How a crisis ends within the window.

    Attributes:
        own: by actor, Pr(it ends better for it than the status quo before the crisis). An actor without a type that
            weighs costs is not among them.
        proposed: by actor, Pr(it ends by that actor's offer, or the other side gives in to it). An actor by whose
            proposal nothing can end is not among them.
        agreed: Pr(it ends by an agreement), by either side's offer.
        war, catastrophe: probabilities of the endings so called; zero where there are none.
        moves, days: expected number of moves, and of days, until the end (or the window's).
    """

    own: Mapping[str, float]
    proposed: Mapping[str, float]
    agreed: float
    war: float
    catastrophe: float
    moves: float
    days: float


def terms(game: CrisisGame, values: Values) -> Terms:
    """Read off measured quantities (:data:`NAMES` at least)."""
    ended = {k.of: p for k, p in values.items() if k.name == "outcome"}
    return Terms(
        own={k.actor: p for k, p in values.items() if k.name == "own_terms" and k.of == BETTER},
        proposed={k.actor: p for k, p in values.items() if k.name == "proposed"},
        agreed=sum(ended.get(name, 0.0) for name in game.brief.agreed),
        war=ended.get("war", 0.0),
        catastrophe=ended.get("catastrophe", 0.0),
        moves=values[Key("duration", of="moves")],
        days=values[Key("duration", of="days")],
    )
