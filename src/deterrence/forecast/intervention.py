"""Restraint against response: what follows if an actor, whatever its type, does one or the other.

At the first recognised crossing of the actor's line the move is imposed; the others do not know that it was, so
beliefs move by Bayes' rule as in equilibrium, and everyone plays on as solved. The actor's true type is
unaffected by what is imposed on it, so mass is carried by true type.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..game.board import CROSSED, Board, Position
from ..game.compiling import CompiledScenario
from .flow import Flow, Monitor
from .metrics import ENDINGS, LEAST_CONDITION
from .monitors import FirstCrossing
from .push import Mass, Pusher, ending_probabilities

RESTRAINT, RESPONSE = "restraint", "response"


@dataclass(frozen=True)
class Consequences:
    """What follows an imposed answer to the first recognised crossing of an actor's line.

    Attributes:
        actor, answer: who, and restraint (hold) or response (the least the line declares).
        reached: probability that there is such a crossing at all.
        before, after: public belief that the actor is committed, before and right after the answer, on average.
        other_acts: probability that the other side's next move is an act.
        endings: probability of each ending, given the crossing and the answer; sums to one.
        harder: probability that a rung above that of the crossing is reached afterwards.
    """

    actor: str
    answer: str
    reached: float
    before: float
    after: float
    other_acts: float
    endings: dict[str, float]
    harder: float


def restraint_and_response(compiled: CompiledScenario, pusher: Pusher, only: str | None = None) -> list[Consequences]:
    """Consequences of both answers for every actor (or one) that has a commitment and whose line may be crossed."""
    out = []
    for i, kinds in enumerate(compiled.structure.types):
        if only not in (None, compiled.structure.actors[i]):
            continue
        committed = [k for k, label in enumerate(kinds) if not label.strategic]
        crossings = _first_crossings(compiled, pusher, i)
        reached = sum(float(m.sum()) for stage in crossings.values() for m in stage.values())
        if committed and reached > LEAST_CONDITION:
            for answer in (RESTRAINT, RESPONSE):
                out.append(_impose(compiled, pusher, i, committed[0], crossings, reached, answer))
    return out


def _first_crossings(compiled: CompiledScenario, pusher: Pusher, actor: int) -> dict[int, Mass]:
    """Mass at the first recognised crossing of the actor's lines, by stage and state, shape (1, E_1, …, E_N)."""
    found: dict[int, Mass] = {}
    for t, mass in enumerate(pusher.run(monitor=FirstCrossing(compiled, actor))):
        for x, amount in mass.items():
            place = compiled.enumerated.places[x]
            here = isinstance(place, Position) and place.actor == actor and place.last == CROSSED
            if here and amount[0].any() and t < (compiled.structure.horizon or 0):
                found.setdefault(t, {})[x] = amount[:1]
    return found


def _answer_move(
    board: Board, compiled: CompiledScenario, state: int, moves: tuple[int, ...], answer: str
) -> int | None:
    """Position in ``moves`` of holding, or of the lowest act that carries out the line; None if it is not open."""
    place = compiled.enumerated.places[state]
    assert isinstance(place, Position)
    rows = [compiled.structure.moves[m] for m in moves]
    if answer == RESTRAINT:
        wait = next(m.id for m in compiled.scenario.moves if m.act == "wait")
        return next((a for a, row in enumerate(rows) if row.label == wait), None)
    line = board.line_crossed(place.actor, place.rung)
    assert line is not None
    enough = [(row.rung, a) for a, row in enumerate(rows) if board.enforces(line, place.rung, row.rung)]
    return min(enough)[1] if enough else None


class _Higher(Monitor):
    """Tag r = crossing at rung r, nothing higher since; the last tag = something higher has been reached."""

    def __init__(self, compiled: CompiledScenario):
        self.rungs = len(compiled.structure.rungs)
        self.tags = self.rungs + 1
        self.reached = compiled.structure.state_rung
        self.endings = compiled.structure.endings
        self.terminal = compiled.structure.standing

    def on_arrival(self, state: int) -> np.ndarray | None:
        rung = self.rungs - 1 if self.endings[state] in ("war", "catastrophe") else int(self.reached[state])
        tags = np.arange(self.tags)
        return np.where(tags < rung, self.rungs, tags)


def _impose(
    compiled: CompiledScenario,
    pusher: Pusher,
    actor: int,
    committed: int,
    crossings: dict[int, Mass],
    reached: float,
    answer: str,
) -> Consequences:
    board, structure = Board(compiled.scenario), compiled.structure
    axis, monitor = pusher.axes[actor], _Higher(compiled)
    endings, before, after, acts, harder, kept = dict.fromkeys(ENDINGS, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0
    for truth in range(len(structure.types[actor])):
        entering: dict[int, Mass] = {}
        for t, states in crossings.items():
            for x, amount in states.items():
                flow = pusher.flow(t, x, amount, {actor: truth})
                a = _answer_move(board, compiled, x, flow.moves, answer)
                if a is None:
                    continue
                mass = flow.public_mass * flow.belief[:, truth][:, None]
                kept += float(mass.sum())
                before += float((mass * flow.belief[:, committed][:, None]).sum())
                _enter(pusher, flow, a, mass, entering.setdefault(t + 1, {}), monitor, int(structure.state_rung[x]))
        after += sum(
            float((m.sum(0) * _along(axis.belief[:, committed], actor, len(pusher.sizes))).sum())
            for stage in entering.values()
            for m in stage.values()
        )

        def visit(flow: Flow, entering: dict[int, Mass] = entering) -> None:
            nonlocal acts
            fresh = entering.get(flow.stage, {}).get(flow.state)
            if fresh is not None and flow.mover != actor:
                chosen = flow.move_mass(pusher.mover_first(fresh, flow.mover).sum(0))
                acts += float(chosen[[structure.moves[m].rung >= 0 for m in flow.moves]].sum())

        final = pusher.finish(visit, monitor, {actor: truth}, entering)
        for name, p in ending_probabilities(pusher, final).items():
            endings[name] += p
        harder += sum(float(m[-1].sum()) for m in final.values())
    share = 1.0 / kept
    return Consequences(
        structure.actors[actor],
        answer,
        reached,
        before * share,
        after * share,
        acts * share,
        {name: p * share for name, p in endings.items()},
        harder * share,
    )


def _along(values: np.ndarray, axis: int, axes: int) -> np.ndarray:
    shape = [1] * axes
    shape[axis] = len(values)
    return values.reshape(shape)


def _enter(pusher: Pusher, flow: Flow, move: int, mass: np.ndarray, into: Mass, monitor: _Higher, rung: int) -> None:
    """Add the mass that an imposed move leads to, tagged by the rung of the crossing."""
    structure = pusher.game.structure
    leaving = flow.show[move][:, None, None] * mass
    arrived = pusher.from_mover_first(flow.split_onto(leaving[None]), flow.mover)
    reached: Mass = {}
    for k, o in enumerate(flow.outcomes):
        tagged = np.zeros((monitor.tags, *pusher.sizes))
        tagged[rung] = arrived[0, k]
        y = int(structure.outcome_next[o])
        reached[y] = reached[y] + tagged if y in reached else tagged
    for x, amount in pusher.resolve_chance(reached, monitor).items():
        into[x] = into[x] + amount if x in into else amount
