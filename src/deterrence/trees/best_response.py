"""The best reply of every player at once: a recursion over their own information sets, deepest first.

Three *rows* are worked out side by side, because an operation on a short array costs its call rather than its length:
0, the best reply at the beliefs; 1, that from the start; 2, the strategy itself at the beliefs. Where the actions with
one number of own moves before them stand at low..high, they have 3·low..3·high here, row after row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .own_sets import Forest
from .ragged import Segments

Array = np.ndarray
BELIEFS = (0, 1, 0)  # which of the two each row has


class Reply(NamedTuple):
    """What :meth:`Recursion.best` finds, in the order of the forest.

    Attributes:
        best, value: (H,), worth of the best reply from a set on, and of the strategy.
        action: (A,), worth of every action when the strategy is played after it.
        ahead: (A,), worth of every action when the best reply is played after it.
        start: (N,), worth of the best reply from the start.
        came: (M + 1 + K,), ``flow`` times the belief at the own node last passed.
        weight: (H,), sum of that over a set.
    """

    best: Array
    value: Array
    action: Array
    ahead: Array
    start: Array
    came: Array
    weight: Array


class Step(NamedTuple):
    """Sets with one number of own moves before them.

    Attributes:
        actions: theirs, in three rows; ``two``, how many of these are in the first two.
        runs: each set's actions in the first two rows.
        sets: the sets in two rows.
        own: their actions in one row.
        above: what they come after, in three rows: actions with one own move less, or starts; ``size``, how many.
        before: which of these, for every set in two rows, then for every action in one.
    """

    actions: slice
    two: int
    runs: Segments
    sets: slice
    own: slice
    above: slice
    size: int
    before: Array


@dataclass(frozen=True, eq=False)
class Recursion:
    """What a best reply needs of a forest, once for all.

    Attributes:
        forest: the forest.
        last: (2, M + 1 + K), the station last passed among beliefs of two rows.
        to: (2(M + 1 + K),), where what comes to a station is added up: with its set, or with the action taken. A row
            of these sums has the H sets, the root, and the A + N positions.
        size: how many these sums are, of two rows.
        sets_from: (2H,), which of these sums a set has in two rows.
        paid_from: (3(A + N),), which an action or start has in three.
        steps: most own moves before first.
        best_at, action_at: (A,), where rows 0 and 2 of actions are found.
    """

    forest: Forest
    last: Array
    to: Array
    size: int
    sets_from: Array
    paid_from: Array
    steps: tuple[Step, ...]
    best_at: Array
    action_at: Array

    @classmethod
    def of(cls, forest: Forest) -> Recursion:
        """The recursion of a forest."""
        count, places, sets = len(forest.members), len(forest.position), len(forest.sets)
        width = sets + 1 + places
        bounds = np.append(forest.action_runs.starts, len(forest.actions))[forest.levels]
        to = np.concatenate([forest.member_runs.owner, [sets], sets + 1 + forest.taken[count + 1 :]])
        return cls(
            forest=forest,
            last=np.stack([forest.last, forest.last + count + 1]),
            to=np.concatenate([to, to + width]),
            size=2 * width,
            sets_from=_rows(forest.levels, width, BELIEFS[:2]),
            paid_from=_rows(np.append(bounds, places), width, BELIEFS) + sets + 1,
            steps=tuple(_step(forest, bounds, k) for k in range(len(forest.levels) - 2, -1, -1)),
            best_at=_at(bounds, 0),
            action_at=_at(bounds, 2),
        )

    def best(self, beliefs: Array, flow: Array, policy: Array) -> Reply:
        """Solve every player's problem, the others given.

        Args:
            beliefs: (2(M + 1),), probability of every decision node given its set, and 1 for the root: as the
                assessment has it, and as the others' moves alone have it (from which the best reply at the start
                is found).
            flow: (M + 1 + K,), probability that the others' moves lead to a station from the own node last passed;
                at the last K, times what is paid there.
            policy: (A,), σ, in the order of the forest.
        """
        came = beliefs[self.last] * flow
        sums = np.bincount(self.to, came.ravel(), self.size)
        weight, after = sums[self.sets_from], sums[self.paid_from]
        come, runs, n = sums[: len(self.forest.sets)], self.forest.action_runs, self.forest.players
        share = policy * come[runs.owner]
        for actions, two, pairs, sets, own, above, size, before in self.steps:
            worth, before_them = after[actions], after[above]
            best, played = pairs.max(worth[:two]) * weight[sets], worth[two:] * share[own]
            before_them += np.bincount(before, np.concatenate([best, played]), size)
        action, start = after[self.action_at], after[len(after) - 2 * n : len(after) - n]
        ahead = after[self.best_at]
        return Reply(runs.max(ahead), runs.sum(policy * action), action, ahead, start, came[0], come)


def _step(forest: Forest, bounds: Array, k: int) -> Step:
    """The sets with k own moves before them; ``bounds`` are those of their actions."""
    low, high = forest.levels[k : k + 2].tolist()
    first, end = bounds[k : k + 2].tolist()
    up, down = bounds[k - 1 : k + 1].tolist() if k else (int(bounds[-1]), int(bounds[-1]) + forest.players)
    starts = forest.action_runs.starts[low:high] - first
    before, row = forest.before[low:high] - up, down - up
    after_set = forest.action_runs.owner[first:end] - low
    return Step(
        actions=slice(3 * first, 3 * end),
        two=2 * (end - first),
        runs=Segments.of(np.concatenate([starts, np.append(starts, end - first) + end - first])),
        sets=slice(2 * low, 2 * high),
        own=slice(first, end),
        above=slice(3 * up, 3 * down),
        size=3 * row,
        before=np.concatenate([before, before + row, before[after_set] + 2 * row]),
    )


def _rows(bounds: Array, width: int, rows: tuple[int, ...]) -> Array:
    """Entries of a (2, width) array, the given rows of it between each two bounds."""
    parts = [np.arange(low, high) + row * width for low, high in pairwise(bounds.tolist()) for row in rows]
    return np.concatenate([np.zeros(0, int), *parts])


def _at(bounds: Array, row: int) -> Array:
    """Where the entries of one of three rows are found."""
    parts = [np.arange(low, high) + 2 * low + row * (high - low) for low, high in pairwise(bounds.tolist())]
    return np.concatenate([np.zeros(0, int), *parts])
