"""What it costs a strategic type to do as a doctrine says, move by move.

A strategic type's logit strategy holds its own action values: log σ(a) − log μ(a) = λ Q(a) + a constant, so that the
loss from one departure is read off the solution exactly, without solving again. Losses are taken along the play in
which the actor carries the doctrine out, its tremble included, the others believing and playing as in equilibrium.

By the performance-difference identity the losses against σ, discounted and added up along that play, are what following
the doctrine throughout costs (Kakade & Langford 2002, "Approximately Optimal Approximate Reinforcement Learning",
International Conference on Machine Learning; recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import UnsupportedGame
from ..forecasting.decision_flow import Flow, MoverPlay
from ..forecasting.keys import Key
from ..forecasting.push import Pusher
from ..forecasting.quantities.beliefs import DoctrineGap
from ..games.crisis_game import CrisisGame

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


def following(game: CrisisGame, pusher: Pusher, actor: str) -> tuple[Following, ...]:
    """What the doctrine of an actor's commitment would cost each of its strategic types.

    Args:
        game: the crisis, the doctrine in it.
        pusher: over its solution.
        actor: id.

    Raises:
        UnsupportedGame: the actor has no commitment, its type may be drawn anew on the way, or its precision is zero,
            which shows no values.
    """
    structure = game.structure
    i = structure.actors.index(actor)
    committed = [k for k, label in enumerate(structure.types[i]) if not label.strategic]
    if not committed:
        raise UnsupportedGame(f"{actor} has no commitment: its prior is zero, or the scenario has none")
    strategic = [(k, label.id) for k, label in enumerate(structure.types[i]) if label.strategic]
    along = _Along(game, pusher, i, committed[0])
    pusher.finish(visit=along, truth={i: committed[0]})
    gap = DoctrineGap(game)
    pusher.finish(visit=gap)
    gaps = gap.values()
    return tuple(
        Following(
            name,
            float(along.whole[n]),
            gaps.get(Key("declared_operational_gap", actor, name), 0.0),
            belief_at_end(pusher, i, committed, k),
            tuple(along.steps[n]),
        )
        for n, (k, name) in enumerate(strategic)
    )


def belief_at_end(pusher: Pusher, actor: int, committed: list[int], truth: int) -> float:
    """E[public belief that the actor is committed, at the end of the window | its true type]."""
    along = pusher.axes[actor].belief[:, committed].sum(1)
    shape = [1] * len(pusher.sizes)
    shape[actor] = pusher.sizes[actor]
    final = pusher.finish(truth={actor: truth})
    return sum(float((tagged.push * along.reshape(shape)).sum()) for tagged in final.values())


class _Along:
    """Gathers losses from the flows of the push in which the doctrine is carried out."""

    def __init__(self, game: CrisisGame, pusher: Pusher, actor: int, committed: int):
        self.game, self.pusher, self.actor, self.committed = game, pusher, actor, committed
        self.numbers = pusher.game.numbers
        self.precision = float(np.asarray(self.numbers.precision)[actor])
        if self.precision <= 0:
            raise UnsupportedGame("at a precision of zero strategies show no values: give it more")
        count = sum(label.strategic for label in game.structure.types[actor])
        self.whole = np.zeros(count)
        self.steps: list[list[Step]] = [[] for _ in range(count)]

    def __call__(self, flow: Flow) -> None:
        """Take in the actor's own moves."""
        for play in flow.plays:
            if play.actor == self.actor:
                self._take(flow, play)

    def _take(self, flow: Flow, play: MoverPlay) -> None:
        moves = list(play.moves)
        log = self.pusher.state(flow.state).log_strategy(flow.stage, play.actor, flow.live)
        weight = np.asarray(self.numbers.base_weight)[moves]
        # Action values up to a constant that is the same for every move, (S, A, L).
        worth = (log - np.log(weight)[:, None]) / self.precision
        rule = np.asarray(self.numbers.rule)[moves, self.committed]
        met = flow.public_mass
        discount = float(np.asarray(self.numbers.discount)[self.actor]) ** flow.stage
        ahead = np.einsum("sav,sav->sv", np.exp(log), worth) - np.einsum("a,sav->sv", rule, worth)
        self.whole += discount * (ahead @ met)
        reached = float(met.sum())
        if reached >= REACHED:
            does, declared = self._declared(play, rule, weight)
            for kind, table in enumerate(worth):
                self.steps[kind].append(self._step(flow, play, table, does, declared, met / reached, reached))

    def _declared(self, play: MoverPlay, rule: np.ndarray, weight: np.ndarray) -> tuple[str, np.ndarray]:
        """What the doctrine calls for, in a word and by move, its tremble left out."""
        called_for = self.game.prescribed[list(play.moves), self.committed]
        if (called_for < 0).any() or (len(rule) > 1 and np.allclose(rule, weight)):
            return "any", weight
        (a,) = np.flatnonzero(called_for)
        return self.game.structure.moves[play.moves[a]].label, called_for.astype(float)

    def _step(
        self,
        flow: Flow,
        play: MoverPlay,
        worth: np.ndarray,
        does: str,
        declared: np.ndarray,
        share: np.ndarray,
        reached: float,
    ) -> Step:
        loss = worth.max(0) - declared @ worth
        best = np.argmax(worth, axis=0)
        counted = [float((share * loss)[best == a].sum()) for a in range(len(worth))]
        structure = self.game.structure
        better = structure.moves[play.moves[int(np.argmax(counted))]].label
        mean = max(float(share @ loss), 0.0)
        return Step(flow.stage + 1, structure.states[flow.state], does, better, mean, reached)
