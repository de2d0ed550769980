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
    """Takes a push down, by row; tags are given what their rows have when it is over.

    ``truth`` holds the actors whose true types it is given, of whom beliefs are no martingale.
    """

    def __init__(self, game: StochasticGame, vertices: Vertices, layout: Layout, truth: Collection[int] = ()):
        s = game.structure
        self.game, self.vertices, self.layout, self.stack = game, vertices, layout, layout.stack
        self.truth = truth
        self.by_stage = np.zeros((s.stages, len(s.joint_state)))
        self.moments = np.zeros((s.stages + 1, self.stack.count, vertices.moments.shape[1]))
        self.squares = np.zeros((s.stages + 1, vertices.squares.shape[1]))
        self._made: Rows = {}
        self._final: Rows = {}

    def moves(self, stage: int, state: int, amounts: np.ndarray) -> None:
        """Joint moves made at a state, (J, R) by row."""
        self.by_stage[stage, self.game.structure.joints_at[state]] += amounts[:, PUSH]
        _add(self._made, state, amounts)

    def before_move(self, stage: int, mass: Rows) -> None:
        """Mass before a move, (V, R) by state."""
        self._stands(stage, 1.0, mass)

    def stands(self, share: float, mass: Rows) -> None:
        """Mass with which a window in days ends with some probability; those of all calls add up to one."""
        self._stands(1, share, mass)

    def _stands(self, stage: int, share: float, mass: Rows) -> None:
        push = np.zeros(self.vertices.count)
        for x, amount in mass.items():
            push += amount[:, PUSH]
            tags, rows = self.layout.watched(x)
            self.moments[stage, tags] += share * weigh(amount, rows, self.vertices.moments)
            if stage == len(self.moments) - 1:
                _add(self._final, x, share * amount.sum(0))
        self.squares[stage] += share * (push @ self.vertices.squares)

    @property
    def made(self) -> np.ndarray:
        """Joint moves made so far by tag, (J, G); zero where tags rest."""
        return self._by_tag()[0]

    def passage(self, moved: Sequence[np.ndarray], truncation: float = 0.0) -> Passage:
        """The whole push; ``moved`` is what renewals have added to the mean belief, per actor."""
        prior = np.asarray(self.game.numbers.prior)
        kinds = [belief.shape[1] for belief in self.vertices.belief]
        ends = np.cumsum([1, *kinds])
        self.moments[:, np.setdiff1d(np.arange(self.stack.count), self.stack.watched)] = np.nan
        believed = tuple(self.moments[:, :, a:b] for a, b in pairwise(ends))
        gaps = [
            float(np.abs(b[-1, PUSH] - prior[i, : kinds[i]] - moved[i]).max())
            for i, b in enumerate(believed)
            if i not in self.truth
        ]
        squares = np.split(self.squares, np.cumsum([k * k for k in kinds])[:-1], axis=1)
        probability = np.asarray(self.game.numbers.branch_probability)
        made, final = self._by_tag()
        ends = self._ends(made, final, probability)
        made[self.layout.rests[self.game.structure.joint_state]] = np.nan
        final[self.layout.rests] = np.nan
        return Passage(
            self.stack,
            made,
            self.by_stage,
            final,
            ends,
            believed,
            self.moments[:, :, 0],
            tuple(part.reshape(-1, k, k) for part, k in zip(squares, kinds, strict=True)),
            probability,
            max(gaps, default=0.0),
            truncation,
        )

    def _by_tag(self) -> tuple[np.ndarray, np.ndarray]:
        """Joint moves made, (J, G), and mass at the end, (X, G); zero where tags rest."""
        s = self.game.structure
        made, final = (np.zeros((count, self.stack.count)) for count in (len(s.joint_state), len(s.states)))
        for x, amounts in self._made.items():
            tags, rows = self.layout.rows(x)
            made[np.ix_(s.joints_at[x], tags)] = amounts[:, rows]
        for x, amounts in self._final.items():
            tags, rows = self.layout.rows(x)
            final[x, tags] = amounts[rows]
        return made, final

    def _ends(self, made: np.ndarray, final: np.ndarray, probability: np.ndarray) -> np.ndarray:
        """Mass at the end by tag, (G,): what is still carried, what has come to rest, and what has rested all along."""
        s, count = self.game.structure, self.stack.count
        branch, tag, after = self.layout.arrivals
        rested = np.bincount(after, made[s.branch_joint[branch], tag] * probability[branch], count)
        began = np.bincount(self.stack.starts, self.layout.rests[s.initial, self.stack.starts], count)
        return final.sum(0) + rested + began


def _add(total: Rows, state: int, amounts: np.ndarray) -> None:
    """Add amounts at a state, which are then no longer the caller's."""
    if state in total:
        total[state] += amounts
    else:
        total[state] = amounts
