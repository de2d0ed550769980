"""What one push leaves behind: everything that quantities are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..game.stochastic import StochasticGame
from .automata import Stack
from .axes import BeliefAxis


@dataclass(frozen=True, eq=False)
class Passage:
    """One push, taken down.

    Attributes:
        stack: the automata that travelled along.
        made: (T, J, G), expected number of times that each joint move is made at each stage, by the tag before it;
            for a state of chance, that it is passed.
        final: (X, G), mass at the end by state and tag.
        believed: per actor (T + 1, G, K), mass times public belief before each move, by tag.
        mass: (T + 1, G), mass before each move, by tag.
        believed_by_type: per actor (T + 1, K, K), E[1{true type θ} b(θ')] before each move.
        probability: (B,), of each branch given its joint move.
        consistency: max |E[b_T] − b_0| over actors and types, less what renewals have moved.
    """

    stack: Stack
    made: np.ndarray
    final: np.ndarray
    believed: tuple[np.ndarray, ...]
    mass: np.ndarray
    believed_by_type: tuple[np.ndarray, ...]
    probability: np.ndarray
    consistency: float

    @cached_property
    def ended(self) -> np.ndarray:
        """(X,), probability of each state at the end."""
        return self.final[:, 0]

    def share(self, key: object) -> np.ndarray:
        """(G,), mass at the end by tag of an automaton."""
        return self.final[:, self.stack.block(key)].sum(0)

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
            np.add.at(out, (slice(None), s.joint_moves[mine, i]), made[:, mine])
        return out if by_stage else out[0]


class Recorder:
    """Takes a push down."""

    def __init__(self, game: StochasticGame, axes: tuple[BeliefAxis, ...], stack: Stack):
        s = game.structure
        self.game, self.axes, self.stack = game, axes, stack
        horizon = s.horizon or 0
        self.made = np.zeros((horizon, len(s.joint_state), stack.count))
        self.believed = [np.zeros((horizon + 1, stack.count, a.belief.shape[1])) for a in axes]
        self.by_type = [np.zeros((horizon + 1, a.belief.shape[1], a.belief.shape[1])) for a in axes]
        self.mass = np.zeros((horizon + 1, stack.count))
        self.final = np.zeros((len(s.states), stack.count))

    def moves(self, stage: int, joints: Sequence[int], tags: np.ndarray, amounts: np.ndarray) -> None:
        """Joint moves made at a state, (G, J) by tag."""
        self.made[stage][np.ix_(joints, tags)] += amounts.T

    def before_move(self, stage: int, mass: Mapping[int, tuple[np.ndarray, np.ndarray]]) -> None:
        """Mass before a move, by state."""
        last = stage == len(self.mass) - 1
        along = [np.zeros((self.stack.count, len(axis))) for axis in self.axes]
        for x, (tags, amount) in mass.items():
            for i in range(len(self.axes)):
                others = tuple(j + 1 for j in range(len(self.axes)) if j != i)
                along[i][tags] += amount.sum(others)
            if last:
                self.final[x, tags] += amount.reshape(len(tags), -1).sum(1)
        self.mass[stage] = along[0].sum(1)
        for i, axis in enumerate(self.axes):
            self.believed[i][stage] = along[i] @ axis.belief
            self.by_type[i][stage] = axis.belief.T @ (along[i][0][:, None] * axis.belief)

    def passage(self, moved: Sequence[np.ndarray]) -> Passage:
        """The whole push; ``moved`` is what renewals have added to the mean belief, per actor."""
        prior = np.asarray(self.game.numbers.prior)
        gap = max(
            float(np.abs(b[-1, 0] - prior[i, : b.shape[2]] - moved[i]).max()) for i, b in enumerate(self.believed)
        )
        return Passage(
            self.stack,
            self.made,
            self.final,
            tuple(self.believed),
            self.mass,
            tuple(self.by_type),
            np.asarray(self.game.numbers.branch_probability),
            gap,
        )
