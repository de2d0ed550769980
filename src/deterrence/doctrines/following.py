"""What it costs a strategic type to do as a doctrine says, move by move.

A strategic type's logit strategy holds its own action values: log σ(a) − log μ(a) = λ Q(a) + a constant, so that the
loss from one departure is read off the solution exactly, without solving again. Losses are taken along the play in
which the actor carries the doctrine out, its tremble included, the other side believing and playing as in equilibrium.

By the performance-difference identity the losses against σ, discounted and added up along that play, are what following
the doctrine throughout costs (Kakade & Langford 2002, "Approximately Optimal Approximate Reinforcement Learning",
International Conference on Machine Learning; recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import UnsupportedGame
from ..forecast.flow import Flow
from ..forecast.metrics import Key
from ..forecast.push import Pusher
from ..forecast.visitors import DoctrineGap
from ..game.board import Board, Position
from ..game.compiling import CompiledScenario
from ..game.doctrine import prescribed

REACHED = 0.01  # least share of the histories under the doctrine in which a position counts


@dataclass(frozen=True)
class Step:
    """One position at one move, as it is met while the doctrine is carried out.

    Attributes:
        move: which move of the window it is, counted from 1.
        state: the position's label.
        does: the move that the doctrine calls for; "any" where it calls for every open move by its base weight.
        better: the strategic type's best move, where beliefs with which it gets there differ the one that most of the
            loss is against.
        loss: E[max Q − Q(does)] over those beliefs, in units of payoff: from this one move, playing on as in
            equilibrium.
        reached: share of the histories under the doctrine that come here at this move.
    """

    move: int
    state: str
    does: str
    better: str
    loss: float
    reached: float


@dataclass(frozen=True)
class Following:
    """What following the doctrine would cost one strategic type.

    Attributes:
        type: its id.
        whole: V of playing the equilibrium less V of following the doctrine throughout, tremble included.
        gap: the declared–operational gap of this type.
        belief: E[public belief in the commitment at the end of the window], given that this is the true type.
        steps: positions reached in at least a hundredth of the histories, in the order of play.
    """

    type: str
    whole: float
    gap: float
    belief: float
    steps: tuple[Step, ...]


def following(compiled: CompiledScenario, pusher: Pusher, actor: str) -> tuple[Following, ...]:
    """What the doctrine of an actor's commitment would cost each of its strategic types.

    Raises:
        UnsupportedGame: the actor has no commitment, or its precision is nought, which shows no values.
    """
    structure = compiled.structure
    i = structure.actors.index(actor)
    committed = [k for k, label in enumerate(structure.types[i]) if not label.strategic]
    if not committed:
        raise UnsupportedGame(f"{actor} has no commitment: its prior is nought, or the scenario has none")
    strategic = [label.id for label in structure.types[i] if label.strategic]
    visitor = _Along(compiled, pusher, i, committed[0])
    pusher.finish(visitor, truth={i: committed[0]})
    gap = DoctrineGap(compiled, pusher)
    pusher.finish(gap)
    gaps = gap.values()
    return tuple(
        Following(
            name,
            float(visitor.whole[n]),
            gaps.get(Key("declared_operational_gap", actor, name), 0.0),
            belief_at_end(pusher, i, committed, [t.id for t in structure.types[i]].index(name)),
            tuple(visitor.steps[n]),
        )
        for n, name in enumerate(strategic)
    )


def belief_at_end(pusher: Pusher, actor: int, committed: list[int], truth: int) -> float:
    """E[public belief that the actor is committed, at the end of the window | its true type]."""
    along = pusher.axes[actor].belief[:, committed].sum(1)
    shape = [1] * (len(pusher.sizes) + 1)
    shape[actor + 1] = pusher.sizes[actor]
    final = pusher.finish(truth={actor: truth})
    return sum(float((mass * along.reshape(shape)).sum()) for mass in final.values())


class _Along:
    """Gathers losses from the flows of the push in which the doctrine is carried out."""

    def __init__(self, compiled: CompiledScenario, pusher: Pusher, actor: int, committed: int):
        self.compiled, self.pusher, self.actor, self.committed = compiled, pusher, actor, committed
        self.numbers = pusher.game.numbers
        self.precision = float(np.asarray(self.numbers.precision)[actor])
        if self.precision <= 0:
            raise UnsupportedGame("at a precision of nought strategies show no values: give it more")
        self.board = Board(compiled.scenario)
        kind = next(t for t in compiled.scenario.actors[actor].types if t.kind == "commitment")
        self.doctrine = next(d for d in compiled.scenario.doctrines if d.id == kind.doctrine)
        kinds = sum(label.strategic for label in compiled.structure.types[actor])
        self.whole = np.zeros(kinds)
        self.steps: list[list[Step]] = [[] for _ in range(kinds)]

    def __call__(self, flow: Flow) -> None:
        """Take in the actor's own moves."""
        if flow.mover != self.actor:
            return
        moves = list(flow.moves)
        weight = np.asarray(self.numbers.base_weight)[moves]
        # Action values up to a constant that is the same for every move, (S, A, E, Q).
        log_sigma = self.pusher.log_strategy(flow.stage, flow.state)
        worth = (log_sigma - np.log(weight)[:, None, None]) / self.precision
        rule = np.asarray(self.numbers.rule)[moves, self.committed]
        met = flow.public_mass
        discount = float(np.asarray(self.numbers.discount)[self.actor]) ** flow.stage
        ahead = np.einsum("saeq,saeq->seq", np.exp(log_sigma), worth) - np.einsum("a,saeq->seq", rule, worth)
        self.whole += discount * np.einsum("seq,eq->s", ahead, met)
        reached = float(met.sum())
        if reached >= REACHED:
            does, declared = self._declared(flow, rule, weight)
            for kind, table in enumerate(worth):
                self.steps[kind].append(self._step(flow, table, does, declared, met / reached, reached))

    def _declared(self, flow: Flow, rule: np.ndarray, weight: np.ndarray) -> tuple[str, np.ndarray]:
        """What the doctrine calls for, in a word and by move, its tremble left out."""
        if len(rule) > 1 and np.allclose(rule, weight):
            return "any", weight
        place = self.compiled.enumerated.places[flow.state]
        assert isinstance(place, Position)
        found = prescribed(self.board, self.doctrine, place)
        if found is None:
            return "any", weight
        labels = [self.compiled.structure.moves[m].label for m in flow.moves]
        return found[1].id, np.array([label == found[1].id for label in labels], float)

    def _step(
        self, flow: Flow, worth: np.ndarray, does: str, declared: np.ndarray, share: np.ndarray, reached: float
    ) -> Step:
        loss = worth.max(0) - np.einsum("a,aeq->eq", declared, worth)
        best = np.argmax(worth, axis=0)
        counted = [float((share * loss)[best == a].sum()) for a in range(len(worth))]
        structure = self.compiled.structure
        better = structure.moves[flow.moves[int(np.argmax(counted))]].label
        mean = max(float((share * loss).sum()), 0.0)
        return Step(flow.stage + 1, structure.states[flow.state], does, better, mean, reached)
