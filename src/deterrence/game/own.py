"""Every player's own information sets, as the forest that perfect recall makes of them.

After an own action (h, a) some own sets may come next; each has exactly one such action before it. So a player's
problem, the others given, is a recursion over its sets, those with most own moves before them first: Koller, Megiddo
and von Stengel (1996), "Efficient Computation of Equilibria for Extensive Two-Person Games", Games and Economic
Behavior 14(2), 247-259 (recalled, not opened), call its linear form the sequence form. All players' forests stand side
by side here, so that one recursion serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .segments import Segments

if TYPE_CHECKING:
    from .layout import Layout

Array = np.ndarray


class Reply(NamedTuple):
    """Per set the best reply's value and the strategy's; per player the best reply's from the start."""

    best: Array
    value: Array
    start: Array


class Step(NamedTuple):
    """Sets with one number of own moves before them.

    Attributes:
        low, high: their bounds among the forest's sets.
        first, end: the bounds of their actions.
        starts: where each set's actions start, counted from ``first``.
        groups: where each action before them starts among the sets, counted from ``low``.
        places: which action that is.
    """

    low: int
    high: int
    first: int
    end: int
    starts: Array
    groups: Array
    places: Array


@dataclass(frozen=True, eq=False)
class Forest:
    """Sets and actions in the order of the recursion.

    Attributes:
        sets: (H,), indices of the sets, by number of own moves before them and then by the action before.
        actions: (A,), their actions, set after set in that order.
        owner: (A,), the set of each action, as a place in ``sets``.
        members: entries of ``layout.decisions`` of the sets, set after set; ``member_runs``, by set.
        last: for every one of ``members``, the entry of ``layout.decisions`` of the own node last passed, or -1.
        moves: nodes the actions lead to, action after action; ``move_runs``, by action.
        move_member: the entry of ``layout.decisions`` where it was chosen; ``mover``, by whom.
        steps: most own moves before first.
        players: N; after the A places of actions come N more, the players' starts.
    """

    sets: Array
    actions: Array
    owner: Array
    members: Array
    member_runs: Segments
    last: Array
    moves: Array
    move_runs: Segments
    move_member: Array
    mover: Array
    steps: tuple[Step, ...]
    players: int

    @classmethod
    def of(cls, layout: Layout) -> Forest:
        """The forest of a tree."""
        one = layout.decisions[layout.member_first[:-1]]  # of every set one member: all have the same own past
        player = layout.set_player
        past = layout.last_own[player, one]
        before = np.where(past >= 0, layout.last_action[player, one], layout.actions + player)
        rank = np.zeros(len(one), int)
        for h in np.argsort(one, kind="stable").tolist():
            if past[h] >= 0:
                rank[h] = rank[layout.set_of[past[h]]] + 1
        sets = np.lexsort((before, rank))
        actions, bounds = _gather(layout.first, sets)
        members, member_bounds = _gather(layout.member_first, sets)
        moves, move_bounds = _gather(layout.move_first, actions)
        position = np.arange(layout.actions + layout.players)
        position[actions] = np.arange(len(actions))
        passed = layout.last_own[player[layout.set_of[layout.decisions]], layout.decisions][members]
        levels = np.searchsorted(rank[sets], np.arange(int(rank.max(initial=-1)) + 2))
        return cls(
            sets=sets,
            actions=actions,
            owner=np.repeat(np.arange(len(sets)), np.diff(bounds)),
            members=members,
            member_runs=Segments.of(member_bounds),
            last=np.where(passed >= 0, layout.member_place[passed], -1),
            moves=layout.moves[moves],
            move_runs=Segments.of(move_bounds),
            move_member=layout.member_of_move[moves],
            mover=layout.mover_of_move[moves],
            steps=_steps(levels, bounds, position[before[sets]]),
            players=layout.players,
        )

    def best(self, beliefs: Array, since: Array, ahead: Array, policy: Array) -> Reply:
        """Solve every player's problem, the others given.

        Args:
            beliefs: (2, M), probability of every decision node given its set: as the assessment has it, and as the
                others' moves alone have it (from which the best reply at the start is found).
            since: (M,), F at every decision node, of its player. ahead: (N, n), R. policy: (A,), σ.
        """
        worth = self.move_runs.sum(beliefs[:, self.move_member] * ahead[self.mover, self.moves])
        came = np.where(self.last >= 0, beliefs[:, self.last], 1.0) * since[self.members]
        weight = self.member_runs.sum(came)
        # rows: the best reply at the beliefs, the best reply from the start, the strategy at the beliefs
        weight = np.concatenate([weight, weight[:1]])
        after = np.zeros((3, len(self.actions) + self.players))
        after[:2, : len(self.actions)] = worth
        after[2, : len(self.actions)] = worth[0]
        here = np.empty((3, len(self.sets)))
        now = policy[self.actions]
        for low, high, first, end, starts, groups, places in self.steps:
            part = here[:, low:high]
            np.maximum.reduceat(after[:2, first:end], starts, axis=1, out=part[:2])
            np.add.reduceat(now[first:end] * after[2, first:end], starts, out=part[2])
            after[:, places] += np.add.reduceat(weight[:, low:high] * part, groups, axis=1)
        best, value = np.empty(len(self.sets)), np.empty(len(self.sets))
        best[self.sets], value[self.sets] = here[0], here[2]
        return Reply(best, value, after[1, len(self.actions) :])

    def longest(self, cost: Array) -> Array:
        """(N,), the largest sum of a cost per set (H,) along any chain of a player's own sets."""
        after = np.zeros(len(self.actions) + self.players)
        ordered = cost[self.sets]
        for low, high, first, end, starts, groups, places in self.steps:
            total = ordered[low:high] + np.maximum.reduceat(after[first:end], starts)
            after[places] = np.maximum(after[places], np.maximum.reduceat(total, groups))
        return after[len(self.actions) :]


def _steps(levels: Array, bounds: Array, before: Array) -> tuple[Step, ...]:
    rows = []
    for low, high in reversed(list(pairwise(levels.tolist()))):
        first, end = int(bounds[low]), int(bounds[high])
        at = before[low:high]
        groups = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
        rows.append(Step(low, high, first, end, bounds[low:high] - first, groups, at[groups]))
    return tuple(rows)


def _gather(bounds: Array, chosen: Array) -> tuple[Array, Array]:
    """Runs of the chosen groups, one after another: the entries, and the new bounds."""
    counts = (bounds[1:] - bounds[:-1])[chosen]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    entries = np.arange(new[-1]) + np.repeat(bounds[:-1][chosen] - new[:-1], counts)
    return entries, new
