"""Escalation dominance by rung: who gives way after whose escalation."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ..game.board import Position
from ..game.compiling import CompiledScenario
from .flow import Flow, Monitor
from .metrics import LEAST_CONDITION, Key, Values
from .push import Pusher

GIVING_WAY = {"concedes": "concede", "stands down": "abandon"}


class EscalationDominance:
    """Pr(j gives way next | i escalates to r) − Pr(i gives way next | j escalates to r), by rung r.

    Giving way is told twice: conceding, and standing down (any move tagged ``abandon``, conceding included).
    An escalation is an act meant above the rung the crisis stands at. Two versions: ``observed``, where
    escalations are those that play selects, and ``imposed``, where the escalation is made at every reached position
    where it is open, whatever the actor would have chosen, beliefs moving as in equilibrium.
    """

    def __init__(self, compiled: CompiledScenario, pusher: Pusher):
        self.compiled, self.pusher = compiled, pusher
        self.made: dict[tuple[int, int, str], float] = defaultdict(float)
        self.gave: dict[tuple[int, int, str, str], float] = defaultdict(float)

    def __call__(self, flow: Flow) -> None:
        """Follow every escalation open here one move further."""
        structure = self.compiled.structure
        place = self.compiled.enumerated.places[flow.state]
        assert isinstance(place, Position)
        if flow.stage + 1 >= (structure.horizon or 0):
            return
        for a, m in enumerate(flow.moves):
            rung = structure.moves[m].rung
            if rung <= place.rung:
                continue
            for version, weight in (("observed", flow.mixture[a]), ("imposed", 1.0)):
                total, yields = _answer(self.pusher, flow, a, flow.public_mass * weight)
                key = (flow.mover, rung, version)
                self.made[key] += total
                for name, share in yields.items():
                    self.gave[(*key, name)] += share

    def values(self) -> Values:
        """Shares that give way, and the differences, by rung."""
        actors, rungs = self.compiled.structure.actors, self.compiled.structure.rungs
        out: Values = {}
        for rung in sorted({key[1] for key in self.made}):
            for version in ("observed", "imposed"):
                for name, by in _shares(self.made, self.gave, rung, version).items():
                    for i, share in by.items():
                        out[Key("gives_way", actors[1 - i], rungs[rung], f"{version}, {name}")] = share
                    if len(by) == 2:
                        for i, actor in enumerate(actors):
                            key = Key("escalation_dominance", actor, rungs[rung], f"{version}, {name}")
                            out[key] = by[i] - by[1 - i]
        return out


def _shares(
    made: dict[tuple[int, int, str], float], gave: dict[tuple[int, int, str, str], float], rung: int, version: str
) -> dict[str, dict[int, float]]:
    return {
        name: {
            i: gave.get((i, rung, version, name), 0.0) / made[i, rung, version]
            for i in (0, 1)
            if made.get((i, rung, version), 0.0) > LEAST_CONDITION
        }
        for name in GIVING_WAY
    }


def _answer(pusher: Pusher, flow: Flow, move: int, amount: np.ndarray) -> tuple[float, dict[str, float]]:
    """Mass that answers a move, and how much of it gives way at once, by name; ``amount`` is (E_i, Q)."""
    structure = pusher.game.structure
    leaving = flow.show[move][:, None, None] * amount
    arrived = pusher.from_mover_first(flow.split_onto(leaving[None]), flow.mover)
    reached: dict[int, np.ndarray] = {}
    for k, o in enumerate(flow.outcomes):
        y = int(structure.outcome_next[o])
        reached[y] = reached.get(y, 0.0) + arrived[:, k]
    total, gave = 0.0, dict.fromkeys(GIVING_WAY, 0.0)
    for x, mass in pusher.resolve_chance(reached, Monitor()).items():
        if structure.movers[x]:
            answer = pusher.flow(flow.stage + 1, x, mass)
            chosen = answer.move_mass()
            total += float(chosen.sum())
            for name, tag in GIVING_WAY.items():
                gave[name] += float(chosen[[tag in structure.moves[m].tags for m in answer.moves]].sum())
    return total, gave
