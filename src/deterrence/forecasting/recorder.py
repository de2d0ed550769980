"""Takes a push down while it is under way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from ..games.stochastic import StochasticGame
from .layout import PUSH, Layout, Rows
from .passage import Passage
from .spreading import weigh
from .vertices import Vertices


class Recorder:
    """Takes a push down; ``truth`` holds the actors whose true types it is given, of whom beliefs are no martingale."""

    def __init__(self, game: StochasticGame, vertices: Vertices, layout: Layout, truth: Collection[int] = ()):
        s = game.structure
        self.game, self.vertices, self.layout, self.stack = game, vertices, layout, layout.stack
        self.truth = truth
        self.made = np.zeros((s.stages, len(s.joint_state), self.stack.count))
        self.moments = np.zeros((s.stages + 1, self.stack.count, vertices.moments.shape[1]))
        self.squares = np.zeros((s.stages + 1, vertices.squares.shape[1]))
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
            moments = share * weigh(amount, self.vertices.moments)[rows]
            self.moments[stage, tags] += moments
            if stage == len(self.moments) - 1:
                self.final[x, tags] += moments[:, 0]
        self.squares[stage] += share * (push @ self.vertices.squares)

    def passage(self, moved: Sequence[np.ndarray], truncation: float = 0.0) -> Passage:
        """The whole push; ``moved`` is what renewals have added to the mean belief, per actor."""
        prior = np.asarray(self.game.numbers.prior)
        kinds = [belief.shape[1] for belief in self.vertices.belief]
        ends = np.cumsum([1, *kinds])
        believed = tuple(self.moments[:, :, a:b] for a, b in pairwise(ends))
        gaps = [
            float(np.abs(b[-1, PUSH] - prior[i, : kinds[i]] - moved[i]).max())
            for i, b in enumerate(believed)
            if i not in self.truth
        ]
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
            max(gaps, default=0.0),
            truncation,
        )
