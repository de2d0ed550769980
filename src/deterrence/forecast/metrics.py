"""Every quantity of an outlook, defined once, from a push-forward.

Each function takes a compiled scenario and a :class:`~deterrence.forecast.push.Pusher` and returns
{:class:`Key`: value}. "Within the window" means before the horizon. A conditional probability whose
condition has probability below ``LEAST_CONDITION`` is left out rather than reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..game.board import Aftermath, Ending, Position
from ..game.compiling import CompiledScenario
from .flow import Flow, Monitor
from .monitors import (
    HISTORIES,
    UNCHALLENGED,
    ChallengeAnswered,
    FirstCrossing,
    HighestActBy,
    IntendedPeak,
    PeakRung,
)
from .push import Mass, Pusher, ending_probabilities

LEAST_CONDITION = 1e-4
CAUSES = ("chosen", "matched", "misperceived", "accident")
ENDINGS = ("no_challenge", "lapse", "off_ramp", "settlement", "capitulation", "war", "catastrophe", "unresolved")


@dataclass(frozen=True, order=True)
class Key:
    """What a number is: its quantity, whose it is, and the line, rung, threshold, cause or event meant.

    Attributes:
        name: the quantity.
        actor: whose ("" for nobody's in particular).
        of: the line, rung, threshold, ending or cause ("" where there is none).
        given: the event conditioned on ("" where there is none).
        stage: the move it refers to, -1 for the whole window.
    """

    name: str
    actor: str = ""
    of: str = ""
    given: str = ""
    stage: int = -1


Values = dict[Key, float]


def outcomes(compiled: CompiledScenario, pusher: Pusher, final: Mass) -> Values:
    """Termination: probability of each way of ending; they sum to one."""
    found = ending_probabilities(pusher, final)
    return {Key("outcome", of=name): found.get(name, 0.0) for name in ENDINGS}


def challenged(compiled: CompiledScenario, final: Mass) -> float:
    """Probability that an act at or above the challenge rung is seen within the window."""
    total = 0.0
    for x, mass in final.items():
        place = compiled.enumerated.places[x]
        if isinstance(place, Ending | Position) and place.challenged:
            total += float(mass.sum())
    return total


def deterrence(compiled: CompiledScenario, pusher: Pusher) -> Values:
    """Challenge by actor, Pr(the first chosen challenge within the window is its); immediate deterrence by
    challenger, Pr(its next move abandons | its challenge was met by a threat)."""
    structure = compiled.structure
    met: dict[int, float] = defaultdict(float)
    abandoned: dict[int, float] = defaultdict(float)
    made: dict[int, float] = defaultdict(float)
    monitor = ChallengeAnswered(compiled)

    def visit(flow: Flow) -> None:
        i = flow.mover
        starts = ["challenge" in structure.moves[m].tags for m in flow.moves]
        if any(starts):
            made[i] += float(flow.move_mass(flow.mass[UNCHALLENGED])[starts].sum())
        waiting = flow.mass[monitor.met(i)]
        if waiting.any():
            chosen = flow.move_mass(waiting)
            met[i] += float(chosen.sum())
            abandoned[i] += float(chosen[["abandon" in structure.moves[m].tags for m in flow.moves]].sum())

    pusher.finish(visit, monitor)
    out: Values = {}
    for i, challenger in enumerate(structure.actors):
        out[Key("challenge", challenger)] = made[i]
        if met[i] > LEAST_CONDITION:
            out[Key("immediate_deterrence", challenger)] = abandoned[i] / met[i]
    return out


def lines(compiled: CompiledScenario, pusher: Pusher) -> Values:
    """Deterrence failure: Pr(an act by the other side is seen at or above the line's rung within the window)."""
    structure = compiled.structure
    out: Values = {}
    for i in range(len(structure.actors)):
        reached = _by_tag(pusher, HighestActBy(compiled, i))
        for line in compiled.scenario.red_lines:
            if structure.actors.index(line.owner) != i:
                rung = structure.rungs.index(line.rung)
                out[Key("deterrence_failure", line.owner, line.id)] = float(reached[rung + 1 :].sum())
    return out


def _by_tag(pusher: Pusher, monitor: Monitor, visit: Callable[[Flow], None] | None = None) -> np.ndarray:
    """Final mass by tag, (G,)."""
    final = pusher.finish(visit, monitor)
    return np.sum([mass.reshape(len(mass), -1).sum(1) for mass in final.values()], axis=0)


def peaks(compiled: CompiledScenario, pusher: Pusher) -> Values:
    """Peak rung: distribution of the highest rung reached; intended (meant by someone) and realised (publicly
    reached, accidents and misreadings included). Firebreak crossing: Pr(threshold crossed), by the cause of its
    first crossing."""
    structure, scenario = compiled.structure, compiled.scenario
    out: Values = {}
    rung_of = {t.id: structure.rungs.index(t.below) for t in scenario.thresholds}
    first: dict[tuple[str, str], float] = defaultdict(float)
    probability = np.asarray(pusher.probability)

    def visit(flow: Flow) -> None:
        mass_by_tag = np.einsum("geq,aeq->ga", flow.mass, flow.mixture)
        joints = structure.joints_at[flow.state]
        for b in structure.branches_at[flow.state]:
            row = structure.branches[b]
            place = compiled.enumerated.places[structure.outcome_next[row.outcome]]
            if isinstance(place, Aftermath):
                amounts = mass_by_tag[:, joints.index(row.joint)] * probability[b]
                lost = _loss_of_control(compiled, probability, int(structure.outcome_next[row.outcome]))
                for name, rung in rung_of.items():
                    share = 1.0 if place.rung >= rung else lost  # losing control crosses what lies above as well
                    cause = row.cause if place.rung >= rung else "accident"
                    first[name, cause] += share * float(amounts[:rung].sum())

    realised = _by_tag(pusher, PeakRung(compiled), visit)
    for name, rung in rung_of.items():
        for cause in CAUSES:
            out[Key("crossing", of=name, given=cause)] = first[name, cause]
        out[Key("crossing", of=name)] = float(realised[rung:].sum())
    intended = _by_tag(pusher, IntendedPeak(compiled))
    calm = structure.state_rung[structure.initial]
    for k in range(calm, len(structure.rungs)):
        out[Key("peak_rung", of=structure.rungs[k], given="realised")] = float(realised[k])
        meant = intended[: calm + 1].sum() if k == calm else intended[k]
        out[Key("peak_rung", of=structure.rungs[k], given="intended")] = float(meant)
    return out


def _loss_of_control(compiled: CompiledScenario, probability: np.ndarray, aftermath: int) -> float:
    """Chance that what follows an act is catastrophe at once."""
    structure = compiled.structure
    return sum(
        float(probability[b])
        for b in structure.branches_at[aftermath]
        if structure.endings[structure.outcome_next[structure.branches[b].outcome]] == "catastrophe"
    )


def credibility(compiled: CompiledScenario, pusher: Pusher) -> Values:
    """Credibility path: E[b_i(commitment)] before each move, given that i's line was enforced, was left unenforced
    (at its first recognised crossing), or was not crossed yet; and given i's true type. Without a condition it is a
    martingale, so it is not reported."""
    out: Values = {}
    for i, kinds in enumerate(compiled.structure.types):
        for k, label in enumerate(kinds):
            if not label.strategic:
                out.update(_after_crossing(compiled, pusher, i, k))
                for truth, kind in enumerate(kinds):
                    out.update(_given_type(compiled, pusher, i, k, truth, f"true type: {kind.id}"))
    return out


def _belief_weight(pusher: Pusher, actor: int, kind: int) -> np.ndarray:
    shape = [1] * (len(pusher.sizes) + 1)
    shape[actor + 1] = pusher.sizes[actor]
    return pusher.axes[actor].belief[:, kind].reshape(shape)


def _after_crossing(compiled: CompiledScenario, pusher: Pusher, actor: int, kind: int) -> Values:
    weight = _belief_weight(pusher, actor, kind)
    out: Values = {}
    for t, mass in enumerate(pusher.run(monitor=FirstCrossing(compiled, actor))):
        for tag, name in HISTORIES.items():
            total = sum(float(m[tag].sum()) for m in mass.values())
            if total > LEAST_CONDITION:
                believed = sum(float((m * weight)[tag].sum()) for m in mass.values())
                label = compiled.structure.types[actor][kind].id
                out[Key("credibility", compiled.structure.actors[actor], label, name, t)] = believed / total
    return out


def _given_type(compiled: CompiledScenario, pusher: Pusher, actor: int, kind: int, truth: int, name: str) -> Values:
    weight = _belief_weight(pusher, actor, kind)
    label = compiled.structure.types[actor][kind].id
    return {
        Key("credibility", compiled.structure.actors[actor], label, name, t): sum(
            float((m * weight).sum()) for m in mass.values()
        )
        for t, mass in enumerate(pusher.run(truth={actor: truth}))
    }
