"""The best reply of every player at once: a recursion over their own information sets, deepest first.

Three *rows* are worked out side by side, because an operation on a short array costs its call rather than its length:
0, the best reply at the beliefs; 1, that from the start; 2, the strategy itself at the beliefs. Where the sets (or
actions) with one number of own moves before them stand at low..high, they have 3·low..3·high here, row after row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .own import Forest

Array = np.ndarray
ROWS = (0, 1, 0)  # whose beliefs each row has


class Reply(NamedTuple):
    """What :meth:`Recursion.best` finds, in the order of the forest.

    Attributes:
        best, value: (H,), worth of the best reply from a set on, and of the strategy.
        action: (A,), worth of every action when the strategy is played after it.
        start: (N,), worth of the best reply from the start.
        came: (M + 1 + K,), ``since`` times the belief at the own node last passed.
        weight: (H,), sum of that over a set.
    """

    best: Array
    value: Array
    action: Array
    start: Array
    came: Array
    weight: Array


class Step(NamedTuple):
    """Sets with one number of own moves before them, in three rows.

    Attributes:
        actions: theirs; ``two``, how many of these are in the first two rows.
        two_starts, one_starts: where each set's actions start, in the first two rows and in one.
        own: their actions in one row.
        sets: the sets; ``best``, those in the first two rows; ``value``, in the third.
        above: what they come after: actions with one own move less, or starts; ``size``, how many that are.
        before: which of these, for every set.
    """

    actions: slice
    two: int
    two_starts: Array
    one_starts: Array
    own: slice
    sets: slice
    best: slice
    value: slice
    above: slice
    size: int
    before: Array


@dataclass(frozen=True, eq=False)
class Recursion:
    """What a best reply needs of a forest, once for all.

    Attributes:
        forest: the forest.
        last: (2, M + 1 + K), the station last passed among beliefs of two rows.
        runs: starts of the sets' members among stations of two rows, and of what stands after each row's.
        sets_from: (3H,), which of these runs a set has in every row.
        paid_to: (2K,), where what is paid is added up.
        paid_from: (3(A + N),), which of these sums an action or start has in every row.
        steps: most own moves before first.
        best_at, value_at, action_at: where rows 0 and 2 of sets, and row 2 of actions, are found.
    """

    forest: Forest
    last: Array
    runs: Array
    sets_from: Array
    paid_to: Array
    paid_from: Array
    steps: tuple[Step, ...]
    best_at: Array
    value_at: Array
    action_at: Array

    @classmethod
    def of(cls, forest: Forest) -> Recursion:
        """The recursion of a forest."""
        count, size = len(forest.members), len(forest.position)
        bounds = np.append(forest.action_runs.starts, len(forest.actions))[forest.levels]
        starts = np.append(forest.member_runs.starts, count)
        to = forest.taken[count + 1 :]
        return cls(
            forest=forest,
            last=np.stack([forest.last, forest.last + count + 1]),
            runs=np.concatenate([starts, starts + len(forest.node)]),
            sets_from=_rows(forest.levels, len(starts)),
            paid_to=np.concatenate([to, to + size]),
            paid_from=_rows(np.append(bounds, size), size),
            steps=tuple(_step(forest, bounds, k) for k in range(len(forest.levels) - 2, -1, -1)),
            best_at=_at(forest.levels, 0),
            value_at=_at(forest.levels, 2),
            action_at=_at(bounds, 2),
        )

    def best(self, beliefs: Array, since: Array, pay: Array, policy: Array) -> Reply:
        """Solve every player's problem, the others given.

        Args:
            beliefs: (2(M + 1),), probability of every decision node given its set, and 1 for the root: as the
                assessment has it, and as the others' moves alone have it (from which the best reply at the start
                is found).
            since: (M + 1 + K,), probability that the others' moves lead to a station from the own node last passed.
            pay: (K,), what is paid at the last K of the stations.
            policy: (A,), σ, in the order of the forest.
        """
        came = beliefs[self.last] * since
        sums = np.add.reduceat(came.ravel(), self.runs)
        weight = sums[self.sets_from]
        paid = came[:, len(since) - len(pay) :] * pay
        after = np.bincount(self.paid_to, paid.ravel(), 2 * len(self.forest.position))[self.paid_from]
        here = np.empty(len(weight))
        for actions, two, two_starts, one_starts, own, sets, best, value, above, size, before in self.steps:
            worth = after[actions]
            here[best] = np.maximum.reduceat(worth[:two], two_starts)
            here[value] = np.add.reduceat(worth[two:] * policy[own], one_starts)
            before_them = after[above]
            before_them += np.bincount(before, here[sets] * weight[sets], size)
        n = self.forest.players
        start = after[len(after) - 2 * n : len(after) - n]
        return Reply(
            here[self.best_at], here[self.value_at], after[self.action_at], start, came[0], sums[: len(here) // 3]
        )


def _step(forest: Forest, bounds: Array, k: int) -> Step:
    """The sets with k own moves before them; ``bounds`` are those of their actions."""
    low, high = forest.levels[k : k + 2].tolist()
    first, end = bounds[k : k + 2].tolist()
    up, down = bounds[k - 1 : k + 1].tolist() if k else (end_ := int(bounds[-1]), end_ + forest.players)
    starts = forest.action_runs.starts[low:high] - first
    before = forest.before[low:high] - up
    return Step(
        actions=slice(3 * first, 3 * end),
        two=2 * (end - first),
        two_starts=np.concatenate([starts, starts + end - first]),
        one_starts=starts,
        own=slice(first, end),
        sets=slice(3 * low, 3 * high),
        best=slice(3 * low, low + 2 * high),
        value=slice(low + 2 * high, 3 * high),
        above=slice(3 * up, 3 * down),
        size=3 * (down - up),
        before=np.concatenate([before + row * (down - up) for row in range(3)]),
    )


def _rows(bounds: Array, width: int) -> Array:
    """Entries of a (2, width) array in three rows."""
    parts = [np.arange(low, high) + row * width for low, high in pairwise(bounds.tolist()) for row in ROWS]
    return np.concatenate([np.zeros(0, int), *parts])


def _at(bounds: Array, row: int) -> Array:
    """Where the entries of one of three rows are found."""
    parts = [np.arange(low, high) + 2 * low + row * (high - low) for low, high in pairwise(bounds.tolist())]
    return np.concatenate([np.zeros(0, int), *parts])
