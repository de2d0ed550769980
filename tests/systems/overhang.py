"""The ladder with hazards, a way out, a mediator or nuclear forces, as the tests of S9 and S12 need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from deterrence.parameters.parameter import Parameter
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.overhang import Nuclear
from deterrence.scenario.ladder.record import Mediator, Move, OffRamp
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import Resolver
from shipped import crisis, scenario

ROW, COLUMN = "row", "column"
WAY_OUT = (
    Move(id="offer", name="offer", act="offer", tags=("abandon",)),
    Move(id="accept", name="accept", act="accept", tags=("abandon",)),
)
LEAP = Move(id="leap", name="leap to the high rung", act="respond", step=3, tags=("threat", "respond"))
STRATEGIC = {"row.committed.prior": 0.0, "column.committed.prior": 0.0}


def number(value: float) -> Parameter:
    """A number that stands for itself."""
    return Parameter(value=value, unit="share", source="judgement", role="fixed")


def both(value: float) -> dict[str, Parameter]:
    """The same number for either side."""
    return {ROW: number(value), COLUMN: number(value)}


@dataclass(frozen=True)
class Ramp:
    """A way out: what settling is worth, what accepting and offering cost, and what terms and channel spare."""

    value: float = 0.5
    inducement: float = 0.1
    face: float = 0.4
    saving: float = 0.4
    cost: float = 0.15
    discretion: float = 0.4


@dataclass(frozen=True)
class Outsider:
    """A mediator: chance of coming after a high act, odds per danger, what it adds, and to Row beyond that."""

    arrival: float = 0.1
    alarm: float = 0.0
    guarantee: float = 0.25
    attention: float = 0.0


def ladder(
    hazards: tuple[float, float, float] = (0.0, 0.0, 0.01),
    moves: int = 24,
    *,
    leap: bool = False,
    ramp: Ramp | None = None,
    outsider: Outsider | None = None,
    war_hazard: float | None = None,
    posture: float | None = None,
    nuclear: Mapping[str, tuple[float, float, float]] | None = None,
    resolve: float | None = None,
) -> Crisis:
    """The ladder with hazards at its low, middle and high rung, for so many moves.

    Args:
        hazards, moves: as said.
        leap: an act three rungs up is open, so that calm can be left for the high rung at once.
        ramp, outsider: a way out, and a mediator.
        war_hazard, posture: as in a scenario.
        nuclear: by actor, (readiness at the high rung, second strike, preemption).
        resolve: Row's.
    """
    base = scenario("ladder")
    by_rung = dict(zip(("low", "middle", "high"), hazards, strict=True))
    rungs = tuple(r.model_copy(update={"hazard": number(by_rung[r.id])}) if r.id in by_rung else r for r in base.ladder)
    update: dict[str, object] = {
        "ladder": rungs,
        "window": base.window.model_copy(update={"moves": moves}),
        "moves": base.moves + (LEAP,) * leap + WAY_OUT * (ramp is not None),
        "actors": tuple(_actor(a, nuclear, resolve if a.id == ROW else None) for a in base.actors),
    }
    if ramp is not None:
        update["off_ramp"] = OffRamp(
            name="a way out",
            value=both(ramp.value),
            inducement=both(ramp.inducement),
            face_cost=both(ramp.face),
            face_saving=number(ramp.saving),
            offer_cost=both(ramp.cost),
            discretion=number(ramp.discretion),
        )
    if outsider is not None:
        update["mediator"] = Mediator(
            name="outsiders",
            arrival={"high": number(outsider.arrival)},
            pressure=both(0.0),
            presses_from="middle",
            guarantee=number(outsider.guarantee),
            alarm=number(outsider.alarm),
            attention={ROW: number(outsider.attention)},
        )
    if war_hazard is not None:
        update["war_hazard"] = number(war_hazard)
    if posture is not None:
        update["posture"] = number(posture)
    return crisis("ladder").changed(**update)


def _actor(actor, nuclear, resolve):
    update = {}
    if nuclear is not None:
        ready, second, preemption = nuclear[actor.id]
        update["nuclear"] = Nuclear(
            readiness={"high": number(ready)}, second_strike=number(second), preemption=number(preemption)
        )
    if resolve is not None:
        first, *rest = actor.types
        update["types"] = (first.model_copy(update={"resolve": number(resolve)}), *rest)
    return actor.model_copy(update=update)


def precisely(precision: float) -> dict[str, float]:
    """One precision for both sides."""
    return {"row.precision": precision, "column.precision": precision}


def resolver(case: Crisis, changes: Mapping[str, float] | None = None) -> Resolver:
    """Re-solves a case on the small grid."""
    return Resolver(case, {**case.parameters.defaults, **(changes or {})}, Grid(points=13, tolerance=1e-8))


def choices(solver: Resolver, stage: int, state: str, actor: int) -> dict[str, float]:
    """Probability of each move of an actor's first strategic type at a state, at the prior."""
    compiled, assessment = solver.solved()
    s = compiled.structure
    x = s.states.index(state)
    moves = [s.moves[m].label for m in s.moves_at[x][actor]]
    played = np.exp(assessment.strategy(stage, x))[0, : len(moves)]
    sizes = [len(lattice) for lattice in assessment.lattices]
    at_prior = played.reshape(len(moves), *sizes)[(slice(None), *(lat.origin for lat in assessment.lattices))]
    return dict(zip(moves, at_prior.tolist(), strict=True))
