"""The nuclear section of actors, and the postures that any of them could take."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import did_you_mean, listed, shown
from ....files.positions import Path
from ..limits import joint_limits
from ..parameter_sites import walk
from ..posture import taken
from ..record import Scenario
from .actors import strays


def readiness(scenario: Scenario) -> Iterator[Fault]:
    """Readiness stands at rungs with a hazard to multiply; the mediator's attention is an actor's."""
    risky = [r.id for r in scenario.ladder if r.hazard is not None]
    risky += [r.id for r in scenario.ladder if r.standing == "war" and scenario.war_hazard is not None]
    for i, actor in enumerate(scenario.actors):
        for rung in actor.nuclear.readiness if actor.nuclear else ():
            if rung not in risky:
                remedy = did_you_mean(rung, risky) or "name a rung with a hazard, or remove it"
                yield Fault(
                    ("actors", i, "nuclear", "readiness", rung), f"{shown(rung)} has no hazard", remedy, at="key"
                )
    actors = [a.id for a in scenario.actors]
    if scenario.mediator is not None:
        yield from strays(("mediator", "attention"), scenario.mediator.attention, actors, "an actor")


def postures(scenario: Scenario) -> Iterator[Fault]:
    """Every actor could take every posture, which speaks of what the actor's section does, and stays possible."""
    values = {name: parameter.value for name, parameter, _ in walk(scenario)}
    for k, posture in enumerate(scenario.postures):
        path: Path = ("postures", k)
        if any(number < 0 for number in posture.readiness.values()):
            yield Fault((*path, "readiness"), "readiness is below 0", "write numbers of 0 or more", at="key")
        for actor in scenario.actors:
            if actor.nuclear is None:
                yield Fault(path, f"{shown(actor.id)} has no section 'nuclear'", "add one, or remove the postures")
                continue
            if set(posture.readiness) != set(actor.nuclear.readiness):
                what = f"the readiness of {shown(posture.id)} is not at the rungs of that of {shown(actor.id)}"
                rungs = listed(list(actor.nuclear.readiness)) if actor.nuclear.readiness else "no rung"
                yield Fault((*path, "readiness"), what, f"give it at {rungs}", at="key")
                continue
            whole = {**values, **taken(scenario, actor.id, posture)}
            for joint in joint_limits(scenario):
                if all(name in whole for name in joint.names) and not joint.holds(whole):
                    yield Fault(path, f"taken by {shown(actor.id)}, {joint.said(whole)}", joint.remedy)
