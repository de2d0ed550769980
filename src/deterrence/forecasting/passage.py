"""What one push leaves behind: everything that quantities are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from ..games.stochastic import StochasticGame
from .automata import Stack
from .layout import PUSH, Layout, Rows
from .vertices import Vertices


@dataclass(frozen=True, eq=False)
class Passage:
    """One push, taken down.

    Attributes:
        stack: the automata that travelled along.
        made: (T, J, G), expected number of times that each joint move is made at each stage, by the tag before it;
            for a state of chance or a clock, that it is passed. Not a number for settled tags. A window in days is one
            stage, T = 1.
        final: (X, G), mass at the end by state and tag; not a number for settled tags.
        believed: per actor (T + 1, G, K), mass times public belief before each move, by tag.
        mass: (T + 1, G), mass before each move, by tag.
        believed_by_type: per actor (T + 1, K, K), E[1{true type θ} b(θ')] before each move.
        probability: (B,), of each branch given its joint move.
        consistency: max |E[b_T] − b_0| over actors and types, less what renewals have moved.
        truncation: no probability is off by more for events of a window in days that are not followed.
    """

    stack: Stack
    made: np.ndarray
    final: np.ndarray
    believed: tuple[np.ndarray, ...]
    mass: np.ndarray
    believed_by_type: tuple[np.ndarray, ...]
    probability: np.ndarray
    consistency: float
    truncation: float = 0.0

    @cached_property
    def ended(self) -> np.ndarray:
        """(X,), probability of each state at the end."""
        return self.final[:, 0]

    def share(self, key: object) -> np.ndarray:
        """(G,), mass at the end by tag of an automaton."""
        block, automaton = self.stack.block(key), self.stack.automata[key]
        found = self.final[:, block].sum(0)
        if automaton.settled:
            table, settled = automaton.table, self.stack.settled[block]
            becomes = settled[table] & (table >= 0) & ~settled
            found[settled] = np.bincount(table[becomes], self.taken(key)[becomes], len(settled))[settled]
            if automaton.start in automaton.settled:
                found[automaton.start] += 1.0
        return found

    @cached_property
    def _passed(self) -> np.ndarray:
        return self.made.sum(0)

    def taken(self, key: object = None) -> np.ndarray:
        """Expected number of times each branch is taken: (B,); with an automaton, by its tag before it, (B, G)."""
        s = self.stack.structure
        block = 0 if key is None else self.stack.block(key)
        passed = self._passed[:, block][s.branch_joint]
        return passed * (self.probability if key is None else self.probability[:, None])

    def chosen(self, key: object = None, *, by_stage: bool = False) -> np.ndarray:
        """Expected number of times each move is made: (M,); with an automaton (M, G); by stage (T, …)."""
        s = self.stack.structure
        block: slice | int = 0 if key is None else self.stack.block(key)
        made = (self.made if by_stage else self._passed[None])[:, :, block]
        out = np.zeros((made.shape[0], len(s.moves), *made.shape[2:]))
        for i in range(len(s.actors)):
            mine = s.joint_moves[:, i] >= 0
            for stage, table in enumerate(made):
                np.add.at(out[stage], s.joint_moves[mine, i], table[mine])
        return out if by_stage else out[0]


class Recorder:
    """Takes a push down."""

    def __init__(self, game: StochasticGame, vertices: Vertices, layout: Layout):
        s = game.structure
        self.game, self.vertices, self.layout, self.stack = game, vertices, layout, layout.stack
        horizon = 1 if s.clocks else s.horizon or 0
        self.made = np.zeros((horizon, len(s.joint_state), self.stack.count))
        self.moments = np.zeros((horizon + 1, self.stack.count, vertices.moments.shape[1]))
        self.squares = np.zeros((horizon + 1, vertices.squares.shape[1]))
        self.final = np.zeros((len(s.states), self.stack.count))

    def moves(self, stage: int, state: int, amounts: np.ndarray) -> None:
        """Joint moves made at a state, (J, R) by row."""
        tags, rows = self.layout.rows(state)
        joints = self.game.structure.joints_at[state]
        if joints[-1] - joints[0] + 1 == len(joints):
            self.made[stage, joints[0] : joints[-1] + 1, tags] += amounts[:, rows].T
        else:
            self.made[stage][np.ix_(joints, tags)] += amounts[:, rows]

    def before_move(self, stage: int, mass: Rows) -> None:
        """Mass before a move, (V, R) by state."""
        self._stands(stage, 1.0, mass)

    def stands(self, share: float, mass: Rows) -> None:
        """Mass with which a window in days ends with some probability; those of all calls add up to one."""
        self._stands(1, share, mass)

    def _stands(self, stage: int, share: float, mass: Rows) -> None:
        push = np.zeros(self.vertices.count)
        for x, amount in mass.items():
            tags, rows = self.layout.rows(x)
            push += amount[:, PUSH]
            self.moments[stage, tags] += share * (self.vertices.moments.T @ amount).T[rows]
            if stage == len(self.moments) - 1:
                self.final[x, tags] += share * amount.sum(0)[rows]
        self.squares[stage] += share * (push @ self.vertices.squares)

    def passage(self, moved: Sequence[np.ndarray], truncation: float = 0.0) -> Passage:
        """The whole push; ``moved`` is what renewals have added to the mean belief, per actor."""
        prior = np.asarray(self.game.numbers.prior)
        kinds = [belief.shape[1] for belief in self.vertices.belief]
        ends = np.cumsum([1, *kinds])
        believed = tuple(self.moments[:, :, a:b] for a, b in pairwise(ends))
        gap = max(
            float(np.abs(b[-1, PUSH] - prior[i, : kinds[i]] - moved[i]).max()) for i, b in enumerate(believed)
        )
        squares = np.split(self.squares, np.cumsum([k * k for k in kinds])[:-1], axis=1)
        self.made[..., self.stack.settled] = self.final[..., self.stack.settled] = np.nan
        self.moments[:, self.stack.settled] = np.nan
        return Passage(
            self.stack,
            self.made,
            self.final,
            believed,
            self.moments[:, :, 0],
            tuple(part.reshape(-1, k, k) for part, k in zip(squares, kinds, strict=True)),
            np.asarray(self.game.numbers.branch_probability),
            gap,
            truncation,
        )
