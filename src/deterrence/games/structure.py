"""The shape of a crisis game: labels and sparse branches, without a number in them.

Public states are of four standings. At a *decision* state one or more actors move; at a *chance*
state nobody does and no time passes; at a *clock* state nobody does and days pass until the first of several events
that race; a *terminal* state ends the game. A joint move leads to a few *branches* (with a cause each), and branches
lead to *outcomes*: what everybody sees, that is a public signal and the next state. Beliefs move with outcomes, never
with branches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np


class Standing(IntEnum):
    """What happens at a public state."""

    DECISION = 0
    CHANCE = 1
    TERMINAL = 2
    CLOCK = 3


@dataclass(frozen=True)
class TypeLabel:
    """A private type of an actor: its id, and whether it has payoffs (strategic) or a rule."""

    id: str
    strategic: bool


@dataclass(frozen=True)
class MoveRow:
    """A move open to an actor at a state.

    Attributes:
        state: index of the state.
        actor: index of the actor.
        label: the move's id.
        kind: moves of one kind share that kind's base weight.
        tags: what the quantities need to know of the move (challenge, threat, …).
        rung: intended rung of an act on the ladder; -1 for any other move.
    """

    state: int
    actor: int
    label: str
    kind: str
    tags: frozenset[str] = frozenset()
    rung: int = -1


@dataclass(frozen=True)
class BranchRow:
    """One way a joint move can turn out.

    Attributes:
        joint: index of the joint move.
        outcome: index of the public outcome it shows as.
        cause: chosen, matched, misperceived, accident or chance.
        realised: rung that really happened; -1 where no act was made.
        seen: rung that the public takes it for; -1 where it sees no act.
        crosses: red lines that the public sees crossed, by id.
        challenges: a challenge is publicly seen.
    """

    joint: int
    outcome: int
    cause: str = "chance"
    realised: int = -1
    seen: int = -1
    crosses: frozenset[str] = frozenset()
    challenges: bool = False


@dataclass(frozen=True, eq=False)
class Structure:
    """Everything about a game that parameters do not change.

    Attributes:
        actors: labels, length N.
        types: per actor, its types after pruning.
        states: labels, length X.
        standing: per state, a :class:`Standing`.
        endings: per state, the name of the ending if the game stops there ("" where it has none).
        moves: one row per (state, actor, move), sorted by state, then actor.
        joint_state: state of each joint move, length J.
        joint_moves: shape (J, N), index into ``moves``; -1 for an actor that does not move there.
        outcome_state, outcome_next: state an outcome leaves and the one it leads to, length O.
        outcome_signal: public signal, length O.
        branches: one row per branch.
        initial: index of the first state.
        horizon: T, moves until play stops; None for no end, as for every game with a clock.
        rungs: labels of the ladder, lowest first (empty for a game that has none).
    """

    actors: tuple[str, ...]
    types: tuple[tuple[TypeLabel, ...], ...]
    states: tuple[str, ...]
    standing: np.ndarray
    endings: tuple[str, ...]
    moves: tuple[MoveRow, ...]
    joint_state: np.ndarray
    joint_moves: np.ndarray
    outcome_state: np.ndarray
    outcome_next: np.ndarray
    outcome_signal: tuple[str, ...]
    branches: tuple[BranchRow, ...]
    initial: int = 0
    horizon: int | None = None
    rungs: tuple[str, ...] = ()

    @cached_property
    def kept(self) -> dict[object, object]:
        """For what is worked out of it once, elsewhere."""
        return {}

    @cached_property
    def columns(self) -> tuple[tuple[int, int], ...]:
        """(actor, type) of every strategic type: the columns of every payoff array."""
        return tuple((i, k) for i, kinds in enumerate(self.types) for k, label in enumerate(kinds) if label.strategic)

    @cached_property
    def branch_joint(self) -> np.ndarray:
        """Joint move of each branch, length B."""
        return np.array([b.joint for b in self.branches], int)

    @cached_property
    def branch_outcome(self) -> np.ndarray:
        """Public outcome of each branch, length B."""
        return np.array([b.outcome for b in self.branches], int)

    @cached_property
    def branch_move(self) -> np.ndarray:
        """Move made on each branch where one actor moves (the last mover's where several do); -1 by chance, (B,)."""
        return self.joint_moves.max(axis=1)[self.branch_joint]

    @cached_property
    def branch_state(self) -> np.ndarray:
        """State that each branch leaves, length B."""
        return self.joint_state[self.branch_joint]

    @cached_property
    def branch_next(self) -> np.ndarray:
        """State that each branch leads to, length B."""
        return self.outcome_next[self.branch_outcome]

    @cached_property
    def moves_at(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Per state, per actor: indices of the moves open there (empty for one who does not move)."""
        table: list[list[list[int]]] = [[[] for _ in self.actors] for _ in self.states]
        for m, row in enumerate(self.moves):
            table[row.state][row.actor].append(m)
        return tuple(tuple(tuple(a) for a in row) for row in table)

    @cached_property
    def movers(self) -> tuple[tuple[int, ...], ...]:
        """Per state, the actors that move there."""
        return tuple(tuple(i for i, open_ in enumerate(row) if open_) for row in self.moves_at)

    @cached_property
    def joints_at(self) -> tuple[tuple[int, ...], ...]:
        """Per state, indices of its joint moves."""
        return group_by(self.joint_state, len(self.states))

    @cached_property
    def outcomes_at(self) -> tuple[tuple[int, ...], ...]:
        """Per state, indices of its public outcomes."""
        return group_by(self.outcome_state, len(self.states))

    @cached_property
    def branches_at(self) -> tuple[tuple[int, ...], ...]:
        """Per state, indices of its branches."""
        return group_by(self.joint_state[self.branch_joint], len(self.states))

    @cached_property
    def clocks(self) -> tuple[int, ...]:
        """Clock states, in order."""
        return tuple(np.flatnonzero(self.standing == Standing.CLOCK).tolist())

    @cached_property
    def stages(self) -> int:
        """How many stages of a window are reported: its moves; one for a window in days; zero for no window."""
        return self.horizon if self.horizon is not None else int(bool(self.clocks))

    @cached_property
    def reachable(self) -> tuple[tuple[int, ...], ...]:
        """Per stage t = 0..T, states that some play reaches before move t (finite horizon only).

        Chance states are passed through: they are listed at the stage of the decision that follows.
        """
        if self.horizon is None:
            raise ValueError("a game without a horizon has no stages")
        following = [sorted({int(self.outcome_next[o]) for o in self.outcomes_at[x]}) for x in range(len(self.states))]
        stage = self._through_chance({self.initial}, following)
        stages = [tuple(sorted(stage))]
        for _ in range(self.horizon):
            moved = {y for x in stage if self.standing[x] == Standing.DECISION for y in following[x]}
            stage = self._through_chance(moved, following)
            stages.append(tuple(sorted(stage)))
        return tuple(stages)

    def _through_chance(self, states: Iterable[int], following: list[list[int]]) -> set[int]:
        reached = set(states)
        for x in list(reached):
            if self.standing[x] == Standing.CHANCE:
                reached.update(following[x])
        return reached

    def index(self, state: str) -> int:
        """Index of a state by its label. Raises ``KeyError`` with the label."""
        try:
            return self.states.index(state)
        except ValueError:
            raise KeyError(state) from None


def group_by(keys: np.ndarray, count: int) -> tuple[tuple[int, ...], ...]:
    """Indices of ``keys`` grouped by key value 0..count-1."""
    groups: list[list[int]] = [[] for _ in range(count)]
    for index, key in enumerate(keys):
        groups[int(key)].append(index)
    return tuple(tuple(g) for g in groups)
