"""What an actor's taking a posture changes."""

from __future__ import annotations

from .overhang import Posture
from .parameter_sites import NumberNames
from .record import Scenario


def taken(scenario: Scenario, actor: str, posture: Posture) -> dict[str, float]:
    """What an actor's taking a posture changes: parameter -> new value; the other's numbers stay.

    A number that the file shares between the actors changes for both.
    """
    nuclear = next(a.nuclear for a in scenario.actors if a.id == actor)
    assert nuclear is not None  # the checks require it where there are postures
    names, changes = NumberNames(), {}
    for rung, value in posture.readiness.items():
        changes[names.name(nuclear.readiness[rung], (actor, "nuclear", "readiness", rung))] = float(value)
    for key in ("second_strike", "preemption"):
        changes[names.name(getattr(nuclear, key), (actor, "nuclear", key))] = float(getattr(posture, key))
    return changes
