"""What was decided in a session: who chose what, what else was open, and what that cost.

The cost of a move is what it falls short of the best open one, in the mover's stake, others playing and beliefs
moving as solved: Q_max − Q_chosen. A careful player errs too: with the precision that the crisis is solved with, its
type would lose Σ σ(a)(Q_max − Q_a) on average at the same place, and as much as this or more with the chance
Σ σ(a)[Q_a ≤ Q_chosen]. A type that is bound to a doctrine has no stake of its own, and no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .position import Walk
from .records import OpenMove, Position
from .rules import open_to
from .session import Passed, State

WAYS_OUT = frozenset({"concede", "abandon", "accept", "offer", "withdraw", "step", "return"})
"""Tags of moves that lead out of a crisis."""
SURE = 0.5


@dataclass(frozen=True, eq=False)
class Decision:
    """One choice of one mover.

    Attributes:
        turn: steps before it.
        actor, type: who, and its type.
        player: ``person``, ``bot`` or ``filled``.
        before, after: positions.
        open: the moves that it could choose from.
        chosen: the one that it chose.
        words: what was seen.
        ways_out: names of open moves that lead out of the crisis.
    """

    turn: int
    actor: str
    type: str
    player: str
    before: Position
    after: Position
    open: tuple[OpenMove, ...]
    chosen: OpenMove
    words: str
    ways_out: tuple[str, ...]

    @property
    def strategic(self) -> bool:
        """Does its type weigh costs?"""
        return self.type in self.chosen.value_by_type

    @cached_property
    def values(self) -> dict[str, float]:
        """{open move: its worth}; empty for a type that is bound."""
        return {m.name: m.value_by_type[self.type] for m in self.open} if self.strategic else {}

    @property
    def best(self) -> OpenMove | None:
        """The best open move."""
        return max(self.open, key=lambda m: self.values[m.name]) if self.strategic else None

    @property
    def cost(self) -> float | None:
        """What it falls short of the best."""
        return max(self.values.values()) - self.values[self.chosen.name] if self.strategic else None

    @property
    def usual_cost(self) -> float | None:
        """What its type would lose here on average."""
        top = max(self.values.values(), default=0.0)
        return sum(self._share(m) * (top - self.values[m.name]) for m in self.open) if self.strategic else None

    @property
    def as_costly(self) -> float | None:
        """The chance that its type would lose as much here, or more."""
        if not self.strategic:
            return None
        mine = self.values[self.chosen.name]
        return min(sum(self._share(m) for m in self.open if self.values[m.name] <= mine), 1.0)

    @property
    def beliefs(self) -> dict[str, tuple[float, float]]:
        """{type of the mover: (what the public believed before, after)}."""
        before, after = self.before.belief[self.actor], self.after.belief[self.actor]
        return {kind: (before[kind], after[kind]) for kind in before}

    def _share(self, move: OpenMove) -> float:
        total = sum(m.chance_by_type[self.type] for m in self.open)
        return move.chance_by_type[self.type] / total


def decisions(walk: Walk, state: State) -> tuple[Decision, ...]:
    """Every choice of a session so far, in turn."""
    return tuple(
        _decision(walk, step, turn, actor, move)
        for turn, step in enumerate(state.passed)
        for actor, move in step.chosen.items()
    )


def _decision(walk: Walk, step: Passed, turn: int, actor: str, move: str) -> Decision:
    open_ = open_to(walk, step.before, actor, step.types[actor])
    every = {m.name: m for m in walk.moves(step.before)[actor]}
    out = tuple(m.name for m in open_ if WAYS_OUT & set(m.tags) or _ends(walk, step.before, actor, m.name))
    return Decision(
        turn=turn,
        actor=actor,
        type=step.types[actor],
        player=step.players[actor],
        before=step.before,
        after=step.after,
        open=open_,
        chosen=every[move],
        words=step.seen.words,
        ways_out=out,
    )


def _ends(walk: Walk, position: Position, actor: str, move: str) -> bool:
    """Does a move end the crisis, more likely than not?"""
    return sum(a.probability for a in walk.after(position, {actor: move}) if a.position.ended) > SURE
