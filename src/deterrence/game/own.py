"""One player's own information sets as the forest that perfect recall makes of them.

After an own action (h, a) some own sets may come next; each has exactly one such action before it. So a player's
problem, the others given, is a recursion over its sets, deepest first: Koller, Megiddo and von Stengel (1996),
"Efficient Computation of Equilibria for Extensive Two-Person Games", Games and Economic Behavior 14(2), 247-259
(recalled, not opened), call its linear form the sequence form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .segments import Segments

if TYPE_CHECKING:
    from .layout import Layout

Array = np.ndarray


class Reply(NamedTuple):
    """Per own set the best reply's value and the strategy's; and the best reply's from the start."""

    best: Array
    value: Array
    start: float


@dataclass(frozen=True, eq=False)
class OwnSets:
    """A player's sets, those with fewest own moves before them first.

    Attributes:
        sets: (K,), indices of the sets.
        levels: where each number of earlier own moves starts in ``sets``, and K.
        actions: (S,), their actions, set after set in that order.
        runs: those actions by set.
        before: (K,), place in ``actions`` of the own action before a set; S where there is none.
        members: entries of ``layout.decisions`` of those sets, set after set; ``member_runs``, by set.
        nodes: the nodes of ``members``; ``last``, the entry in ``layout.decisions`` of the own node last passed, -1.
        moves: nodes those actions lead to, action after action; ``move_runs``, by action;
            ``move_member``, entry of ``layout.decisions`` where it was chosen.
    """

    sets: Array
    levels: Array
    actions: Array
    runs: Segments
    before: Array
    members: Array
    member_runs: Segments
    nodes: Array
    last: Array
    moves: Array
    move_runs: Segments
    move_member: Array

    @classmethod
    def of(cls, layout: Layout, player: int) -> OwnSets:
        """The forest of one player."""
        h_count = len(layout.set_player)
        last = layout.last_own[player]
        any_member = layout.decisions[layout.member_first[:-1]]
        before_node = last[any_member]  # own node passed last, -1 for none
        rank = np.zeros(h_count, int)
        own = np.flatnonzero(layout.set_player == player)
        depth_order = own[np.argsort(any_member[own], kind="stable")]  # shallower members come first
        action_before = np.full(h_count, -1)
        for h in depth_order.tolist():
            node = before_node[h]
            if node >= 0:
                rank[h] = rank[layout.set_of[node]] + 1
                action_before[h] = layout.last_action[player, any_member[h]]
        sets = own[np.argsort(rank[own], kind="stable")]
        levels = np.searchsorted(rank[sets], np.arange(int(rank[own].max(initial=-1)) + 2))
        actions, bounds = _gather(layout.first, sets)
        members, member_bounds = _gather(layout.member_first, sets)
        moves, move_bounds = _gather(layout.move_first, actions)
        position = np.full(layout.actions + 1, len(actions))
        position[actions] = np.arange(len(actions))
        position[layout.actions] = len(actions)
        nodes = layout.decisions[members]
        passed = last[nodes]
        return cls(
            sets=sets,
            levels=levels,
            actions=actions,
            runs=Segments.of(bounds),
            before=position[action_before[sets]],
            members=members,
            member_runs=Segments.of(member_bounds),
            nodes=nodes,
            last=np.where(passed >= 0, layout.member_place[passed], -1),
            moves=layout.moves[moves],
            move_runs=Segments.of(move_bounds),
            move_member=layout.member_of_move[moves],
        )

    def best(self, belief: Array, since: Array, ahead: Array, policy: Array) -> Reply:
        """Solve the player's problem.

        Args:
            belief: (M,), probability of every decision node given its set.
            since: (n,), F_i. ahead: (n,), R_i. policy: (A,), σ.
        """
        worth = self.move_runs.sum(belief[self.move_member] * ahead[self.moves])
        came = np.where(self.last >= 0, belief[self.last], 1.0) * since[self.nodes]
        weight = self.member_runs.sum(came)
        best, value = np.zeros(len(self.sets)), np.zeros(len(self.sets))
        now = policy[self.actions]
        after = np.zeros((2, len(self.actions) + 1))  # of every own action: what own sets after it are worth
        for low, high in zip(self.levels[-2::-1].tolist(), self.levels[:0:-1].tolist(), strict=True):
            first = int(self.runs.starts[low])
            end = int(self.runs.starts[high]) if high < len(self.sets) else len(self.actions)
            starts = self.runs.starts[low:high] - first
            total = worth[first:end] + after[:, first:end]
            best[low:high] = np.maximum.reduceat(total[0], starts)
            value[low:high] = np.add.reduceat(now[first:end] * total[1], starts)
            place = self.before[low:high]
            size = after.shape[1]
            after[0] += np.bincount(place, weight[low:high] * best[low:high], size)
            after[1] += np.bincount(place, weight[low:high] * value[low:high], size)
        return Reply(best, value, float(after[0, -1]))

    def longest(self, cost: Array) -> float:
        """Largest sum of a cost per set along any chain of own sets."""
        after = np.zeros(len(self.actions) + 1)
        for low, high in zip(self.levels[-2::-1].tolist(), self.levels[:0:-1].tolist(), strict=True):
            own = np.maximum.reduceat(after[:-1], self.runs.starts)[low:high] if high > low else after[:0]
            np.maximum.at(after, self.before[low:high], cost[low:high] + own)
        return float(after[-1])


def _gather(bounds: Array, chosen: Array) -> tuple[Array, Array]:
    """Runs of the chosen groups, one after another: the entries, and the new bounds."""
    counts = (bounds[1:] - bounds[:-1])[chosen]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    entries = np.arange(new[-1]) + np.repeat(bounds[:-1][chosen] - new[:-1], counts)
    return entries, new
