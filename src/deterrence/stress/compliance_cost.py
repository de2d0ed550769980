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
    """One position at one move (on a clock: at any time within the window), as the doctrine is carried out.

    Attributes:
        move: which move of the window it is, counted from 1; None on a clock.
        state: the position's label.
        does: the move that the doctrine calls for; "any" where it calls for every open move by its base weight.
        better: the strategic type's best move, where beliefs with which it gets there differ the one that most of the
            loss is against.
        loss: E[max Q − Q(does)] over those beliefs, in units of payoff: from this one move, playing on as in
            equilibrium.
        reached: share of the histories under the doctrine that come here at this move; on a clock, how often they do.
    """

    move: int | None
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
        whole: V of playing the equilibrium less V of following the doctrine throughout the window, tremble included.
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
        UnsupportedGame: the actor has no commitment, its type may be redrawn on the way, or its precision is zero,
            which shows no values.
    """
    structure = game.structure
    i = structure.actors.index(actor)
    committed = [k for k, label in enumerate(structure.types[i]) if not label.strategic]
    if not committed:
        raise UnsupportedGame(f"{actor} has no commitment: its prior is zero, or the scenario has none")
    strategic = [(k, label.id) for k, label in enumerate(structure.types[i]) if label.strategic]
    days, truth = game.brief.days if structure.clocks else None, {i: committed[0]}
    along, whole = _Along(game, pusher, i, committed[0]), _Whole(game, pusher, i, committed[0])
    pusher.finish(visit=along, truth=truth, days=days)
    pusher.finish(visit=whole, truth=truth, days=days, discounting=i)
    gap = DoctrineGap(game)
    pusher.finish(watch=gap, days=days)
    gaps = gap.values()
    return tuple(
        Following(
            name,
            float(whole.lost[n]),
            gaps.get(Key("declared_operational_gap", actor, name), 0.0),
            belief_at_end(pusher, i, committed, k, days),
            along.steps(n),
        )
        for n, (k, name) in enumerate(strategic)
    )


def belief_at_end(pusher: Pusher, actor: int, committed: list[int], truth: int, days: float | None = None) -> float:
    """E[public belief that the actor is committed, at the end of the window | its true type]."""
    along = pusher.axes[actor].belief[:, committed].sum(1)
    shape = [1] * len(pusher.sizes)
    shape[actor] = pusher.sizes[actor]
    final = pusher.finish(truth={actor: truth}, days=days)
    return sum(float((tagged.push * along.reshape(shape)).sum()) for tagged in final.values())


class _Visitor:
    """Takes in an actor's own moves from the flows of a push in which the doctrine is carried out."""

    def __init__(self, game: CrisisGame, pusher: Pusher, actor: int, committed: int):
        self.game, self.pusher, self.actor, self.committed = game, pusher, actor, committed
        self.numbers = pusher.game.numbers
        self.precision = float(np.asarray(self.numbers.precision)[actor])
        if self.precision <= 0:
            raise UnsupportedGame("at a precision of zero strategies show no values: give it more")

    def __call__(self, flow: Flow) -> None:
        """Take in the actor's own moves."""
        for play in flow.plays:
            if play.actor == self.actor:
                weight = np.asarray(self.numbers.base_weight)[list(play.moves)]
                rule = np.asarray(self.numbers.rule)[list(play.moves), self.committed]
                log = self.pusher.state(flow.state).log_strategy(flow.stage, play.actor, flow.live)
                # Action values up to a constant that is the same for every move, (S, A, L).
                worth = (log - np.log(weight)[:, None]) / self.precision
                self.take(flow, play, np.exp(log), worth, rule, weight)

    def take(
        self,
        flow: Flow,
        play: MoverPlay,
        sigma: np.ndarray,
        worth: np.ndarray,
        rule: np.ndarray,
        weight: np.ndarray,
    ) -> None:
        """Take one of them in: strategies, action values, what the commitment does, and base weights."""
        raise NotImplementedError


class _Whole(_Visitor):
    """Adds up what is lost against the equilibrium's strategy, over flows that count as payoffs do by then."""

    def __init__(self, game: CrisisGame, pusher: Pusher, actor: int, committed: int):
        super().__init__(game, pusher, actor, committed)
        self.lost = np.zeros(sum(label.strategic for label in game.structure.types[actor]))

    def take(
        self,
        flow: Flow,
        play: MoverPlay,
        sigma: np.ndarray,
        worth: np.ndarray,
        rule: np.ndarray,
        weight: np.ndarray,
    ) -> None:
        """Add what is lost here, by strategic type."""
        ahead = np.einsum("sav,sav->sv", sigma, worth) - np.einsum("a,sav->sv", rule, worth)
        self.lost += ahead @ flow.public_mass


@dataclass
class _Position:
    """What is met at a position. S strategic types, A moves.

    Attributes:
        stage, state, moves: where. does: what the doctrine calls for there, in a word.
        reached: how often play comes there. lost: (S,), one-shot losses, as often. against: (S, A), those against each
            move, where it is the best.
    """

    stage: int
    state: int
    moves: tuple[int, ...]
    does: str
    reached: float
    lost: np.ndarray
    against: np.ndarray


class _Along(_Visitor):
    """Gathers losses position by position."""

    def __init__(self, game: CrisisGame, pusher: Pusher, actor: int, committed: int):
        super().__init__(game, pusher, actor, committed)
        self.met: dict[tuple[int, int], _Position] = {}

    def take(
        self,
        flow: Flow,
        play: MoverPlay,
        sigma: np.ndarray,
        worth: np.ndarray,
        rule: np.ndarray,
        weight: np.ndarray,
    ) -> None:
        """Add what is met here to its position."""
        does, declared = self._declared(play, rule, weight)
        loss = (worth.max(1) - np.einsum("a,sav->sv", declared, worth)) * flow.public_mass
        best = worth.argmax(1)
        against = np.stack([np.where(best == a, loss, 0.0).sum(1) for a in range(worth.shape[1])], axis=1)
        none = _Position(flow.stage, flow.state, play.moves, does, 0.0, np.zeros(len(worth)), np.zeros(against.shape))
        here = self.met.setdefault((flow.stage, flow.state), none)
        here.reached += float(flow.public_mass.sum())
        here.lost += loss.sum(1)
        here.against += against

    def _declared(self, play: MoverPlay, rule: np.ndarray, weight: np.ndarray) -> tuple[str, np.ndarray]:
        """What the doctrine calls for, in a word and by move, its tremble left out."""
        called_for = self.game.prescribed[list(play.moves), self.committed]
        if (called_for < 0).any() or (len(rule) > 1 and np.allclose(rule, weight)):
            return "any", weight
        (a,) = np.flatnonzero(called_for)
        return self.game.structure.moves[play.moves[a]].label, called_for.astype(float)

    def steps(self, kind: int) -> tuple[Step, ...]:
        """Positions reached often enough, for one strategic type."""
        s = self.game.structure
        return tuple(
            Step(
                None if s.clocks else p.stage + 1,
                s.states[p.state],
                p.does,
                s.moves[p.moves[int(np.argmax(p.against[kind]))]].label,
                max(float(p.lost[kind]) / p.reached, 0.0),
                p.reached,
            )
            for p in self.met.values()
            if p.reached >= REACHED
        )
