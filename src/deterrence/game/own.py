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
    """What :meth:`Forest.best` finds.

    Attributes:
        best, value: (H,), worth of the best reply from a set on, and of the strategy.
        action: (A,), worth of every action when the strategy is played after it.
        start: (N,), worth of the best reply from the start.
    """

    best: Array
    value: Array
    action: Array
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
        position: (A + N,), where an action, or a player's start, stands in the recursion.
        before: (A,), for every action in that order, the position of the own action before its set.
        leaf_player, leaf_node: (K,), every player with every node that pays.
        leaf_member, leaf_place: the entry of ``layout.decisions`` of its own node last passed on the way there (M for
            none), and the position of the action it took (its start for none).
        steps: most own moves before first.
        players: N; after the A places of actions come N more, the players' starts.
    """

    sets: Array
    actions: Array
    owner: Array
    members: Array
    member_runs: Segments
    last: Array
    position: Array
    before: Array
    leaf_player: Array
    leaf_node: Array
    leaf_member: Array
    leaf_place: Array
    steps: tuple[Step, ...]
    players: int

    @classmethod
    def of(cls, layout: Layout) -> Forest:
        """The forest of a tree."""
        one = layout.decisions[layout.member_first[:-1]]  # of every set one member: all have the same own past
        player = layout.set_player
        past = layout.past.last_own[player, one]
        before = np.where(past >= 0, layout.past.last_action[player, one], layout.actions + player)
        rank = np.zeros(len(one), int)
        for h in np.argsort(one, kind="stable").tolist():
            if past[h] >= 0:
                rank[h] = rank[layout.set_of[past[h]]] + 1
        sets = np.lexsort((before, rank))
        actions, bounds = _gather(layout.first, sets)
        members, member_bounds = _gather(layout.member_first, sets)
        position = np.arange(layout.actions + layout.players)
        position[actions] = np.arange(len(actions))
        passed = layout.past.last_own[player[layout.set_of[layout.decisions]], layout.decisions][members]
        paying = np.flatnonzero(layout.paying)
        leaf_player, leaf_node = np.repeat(np.arange(layout.players), len(paying)), np.tile(paying, layout.players)
        own, taken = layout.past.last_own[leaf_player, leaf_node], layout.past.last_action[leaf_player, leaf_node]
        levels = np.searchsorted(rank[sets], np.arange(int(rank.max(initial=-1)) + 2))
        return cls(
            sets=sets,
            actions=actions,
            owner=np.repeat(np.arange(len(sets)), np.diff(bounds)),
            members=members,
            member_runs=Segments.of(member_bounds),
            last=np.where(passed >= 0, layout.member_place[passed], -1),
            position=position,
            before=np.repeat(position[before[sets]], np.diff(bounds)),
            leaf_player=leaf_player,
            leaf_node=leaf_node,
            leaf_member=np.where(own >= 0, layout.member_place[own], len(layout.decisions)),
            leaf_place=position[np.where(taken >= 0, taken, layout.actions + leaf_player)],
            steps=_steps(levels, bounds, position[before[sets]]),
            players=layout.players,
        )

    def realisation(self, log_policy: Array) -> Array:
        """(A + N,), by position: log probability of an own action and all own ones before it; nought at starts."""
        log = np.zeros(len(self.position))
        own = log_policy[self.actions]
        for _, _, first, end, *_ in reversed(self.steps):
            log[first:end] = log[self.before[first:end]] + own[first:end]
        return log

    def best(self, beliefs: Array, since: Array, leaves: Array, policy: Array) -> Reply:
        """Solve every player's problem, the others given.

        Args:
            beliefs: (2, M), probability of every decision node given its set: as the assessment has it, and as the
                others' moves alone have it (from which the best reply at the start is found).
            since: (M,), probability that the others' moves lead to a decision node from its player's last own one.
            leaves: (K,), what a player is paid at every leaf, times the probability of the same kind.
            policy: (A,), σ.
        """
        size = len(self.position)
        known = np.ones((2, beliefs.shape[1] + 1))
        known[:, :-1] = beliefs
        after = np.empty((3, size))
        for row in (0, 1):
            after[row] = np.bincount(self.leaf_place, known[row, self.leaf_member] * leaves, size)
        after[2] = after[0]
        weight = self.member_runs.sum(known[:, self.last] * since[self.members])
        # rows: the best reply at the beliefs, the best reply from the start, the strategy at the beliefs
        weight = np.concatenate([weight, weight[:1]])
        here = np.empty((3, len(self.sets)))
        now = policy[self.actions]
        for low, high, first, end, starts, groups, places in self.steps:
            part = here[:, low:high]
            np.maximum.reduceat(after[:2, first:end], starts, axis=1, out=part[:2])
            np.add.reduceat(now[first:end] * after[2, first:end], starts, out=part[2])
            after[:, places] += np.add.reduceat(weight[:, low:high] * part, groups, axis=1)
        best, value = np.empty(len(self.sets)), np.empty(len(self.sets))
        best[self.sets], value[self.sets] = here[0], here[2]
        return Reply(best, value, after[2, self.position[: len(self.actions)]], after[1, len(self.actions) :])

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
