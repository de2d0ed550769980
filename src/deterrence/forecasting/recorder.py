"""Takes a push down while it is under way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from ..games.stochastic import StochasticGame
from .automata import DROPPED, PUSH
from .passage import Happened, Passage
from .rows import Rows
from .spreading import add_up
from .transport import Plan
from .vertices import Vertices

Taken = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Recorder:
    """Takes a push down, by row; tags are given what their rows have when it is over.

    ``truth`` holds the actors whose true types it is given, of whom beliefs are no martingale.
    """

    def __init__(self, game: StochasticGame, vertices: Vertices, plan: Plan, truth: Collection[int] = ()):
        s = game.structure
        self.game, self.vertices, self.plan, self.truth = game, vertices, plan, truth
        self.layout, self.stack = plan.layout, plan.layout.stack
        self.by_stage = np.zeros((s.stages, len(s.joint_state)))
        self.totals = np.zeros((s.stages + 1, vertices.count, len(self.stack.watched)))
        joints = np.array([len(at) for at in s.joints_at])
        self._joint_ends = np.concatenate([[0], np.cumsum(joints)])
        self._joint = np.array([j for at in s.joints_at for j in at], np.int64)
        self._made_ends = np.concatenate([[0], np.cumsum(joints * plan.wide)])
        self._made = np.zeros(int(self._made_ends[-1]))
        self._final_ends = np.concatenate([[0], np.cumsum(plan.wide)])
        self._final = np.zeros(int(self._final_ends[-1]))

    def again(self) -> Recorder:
        """Another, which goes on from the joint moves that this one has taken down so far."""
        found = Recorder(self.game, self.vertices, self.plan, self.truth)
        found.by_stage[:], found._made[:] = self.by_stage, self._made
        return found

    def taken(self, stage: int) -> Taken:
        """Arrays in which joint moves are taken down as they are made, see :func:`.spreading.take_down`."""
        return self._joint_ends, self._joint, self._made_ends, self._made, self.by_stage[stage]

    def before_move(self, stage: int, mass: Rows) -> None:
        """Mass before a move."""
        self._stands(stage, 1.0, mass)

    def stands(self, share: float, mass: Rows) -> None:
        """Mass with which a window in days ends with some probability; those of all calls add up to one."""
        self._stands(1, share, mass)

    def _stands(self, stage: int, share: float, mass: Rows) -> None:
        total = np.zeros(self.totals.shape[1:])
        add_up(
            np.array(mass.states, np.int64), mass.flat, mass.begin, self.plan.wide, self.vertices.count,
            *self.plan.watched, total, share if stage == len(self.totals) - 1 else 0.0, self._final_ends, self._final,
        )  # fmt: skip
        self.totals[stage] += share * total

    def passage(self, moved: Sequence[np.ndarray], truncation: float = 0.0) -> Passage:
        """The whole push; ``moved`` is what renewals have added to the mean belief, per actor."""
        prior = np.asarray(self.game.numbers.prior)
        kinds = [belief.shape[1] for belief in self.vertices.belief]
        ends = np.cumsum([1, *kinds])
        moments = np.full((len(self.totals), self.stack.count, int(ends[-1])), np.nan)
        moments[:, self.stack.watched] = self.totals.transpose(0, 2, 1) @ self.vertices.moments
        believed = tuple(moments[:, :, a:b] for a, b in pairwise(ends))
        gaps = [
            float(np.abs(b[-1, PUSH] - prior[i, : kinds[i]] - moved[i]).max())
            for i, b in enumerate(believed)
            if i not in self.truth
        ]
        squares = self.totals[:, :, PUSH] @ self.vertices.squares
        by_actor = np.split(squares, np.cumsum([k * k for k in kinds])[:-1], axis=1)
        happened, final = self.happened(), self._standing()
        happened.ends[self.stack.watched] = final[:, self.stack.watched].sum(0)
        return Passage(
            self.stack,
            happened.made,
            happened.ends,
            happened.probability,
            self.by_stage,
            final,
            believed,
            moments[:, :, 0],
            tuple(part.reshape(-1, k, k) for part, k in zip(by_actor, kinds, strict=True)),
            self.totals[-1],
            max(gaps, default=0.0),
            truncation,
        )

    def happened(self) -> Happened:
        """What has happened, wherever it ended."""
        s, probability = self.game.structure, np.asarray(self.game.numbers.branch_probability)
        made = np.zeros((len(s.joint_state), self.stack.count))
        for x, joints in enumerate(s.joints_at):
            by_tag = self.layout.at(x).by_tag.T
            here = self._made[self._made_ends[x] : self._made_ends[x + 1]].reshape(len(joints), len(by_tag))
            made[list(joints)] = here @ by_tag
        return Happened(self.stack, made, self._ends(made, probability), probability)

    def _standing(self) -> np.ndarray:
        """Mass at the end, (X, G); not a number for tags that are not followed there."""
        final = np.zeros((len(self.game.structure.states), self.stack.count))
        for x in range(len(final)):
            by_tag = self.layout.at(x).by_tag.T
            final[x] = self._final[self._final_ends[x] : self._final_ends[x + 1]] @ by_tag
        return final

    def _ends(self, made: np.ndarray, probability: np.ndarray) -> np.ndarray:
        """Mass at the end by tag, (G,), of automata that are not asked everywhere: what has come on branches, less what
        has left. Rounding may put what is left of none below zero."""
        s, stack = self.game.structure, self.stack
        branch, before = np.nonzero(stack.table != np.arange(stack.count))
        after = stack.table[branch, before]
        passed = made[s.branch_joint[branch], before] * probability[branch]
        kept = after != DROPPED
        found = np.bincount(stack.starts, minlength=stack.count).astype(float)
        found += np.bincount(after[kept], passed[kept], stack.count) - np.bincount(before, passed, stack.count)
        found = np.maximum(found, 0.0)
        found[stack.watched] = np.nan
        return found
