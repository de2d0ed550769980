"""On whose terms a crisis ends, at what risk, and after how long: what termination is compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..game.board import Ending
from ..game.compiling import CompiledScenario
from .metrics import Key
from .push import Mass, Pusher, ending_probabilities
from .visitors import Duration

AGREED = ("off_ramp", "settlement")


@dataclass(frozen=True)
class Terms:
    """How a crisis ends within the window.

    Attributes:
        own: by actor, Pr(it ends on that actor's terms): the other side gives in, or accepts a way out that this
            actor offered. An agreement is thus on the terms of the one who offered it, whatever the inducement.
        agreed: Pr(a way out is accepted), whoever offered it.
        war, catastrophe: their probabilities.
        moves, days: expected number of moves, and of days, until the end (or the window's).
    """

    own: Mapping[str, float]
    agreed: float
    war: float
    catastrophe: float
    moves: float
    days: float


def terms(compiled: CompiledScenario, pusher: Pusher, final: Mass, duration: Duration) -> Terms:
    """Read off a finished push.

    Args:
        compiled, pusher: the scenario, and the push of its solution.
        final: mass at the end of the window.
        duration: a visitor that has seen the same push.
    """
    own = dict.fromkeys(compiled.structure.actors, 0.0)
    for x, mass in final.items():
        place = compiled.enumerated.places[x]
        if isinstance(place, Ending) and place.kind in ("capitulation", *AGREED):
            own[compiled.structure.actors[1 - place.actor]] += float(mass.sum())
    found, lasted = ending_probabilities(pusher, final), duration.values()
    return Terms(
        own=own,
        agreed=sum(found.get(name, 0.0) for name in AGREED),
        war=found.get("war", 0.0),
        catastrophe=found.get("catastrophe", 0.0),
        moves=float(lasted[Key("duration", of="moves")]),
        days=float(lasted[Key("duration", of="days")]),
    )
