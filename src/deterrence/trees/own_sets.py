"""Every player's own information sets, as the forest that perfect recall makes of them.

After an own action (h, a) some own sets may come next; each has exactly one such action before it. So a player's
problem, the others given, is a recursion over its sets, those with most own moves before them first: Koller, Megiddo
and von Stengel (1996), "Efficient Computation of Equilibria for Extensive Two-Person Games", Games and Economic
Behavior 14(2), 247-259 (recalled, not opened), call its linear form the sequence form. All players' forests stand side
by side here, so that one recursion (:mod:`.best_response`) serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from .layout import Layout
from .ragged import Segments

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Courses:
    """What comes next after own nodes: further own nodes, and ends.

    Attributes:
        station: (T,), where each stands among the forest's stations, own nodes first.
        taken: (T,), the position of the own action before it.
        member: (T,), the own node before it.
        sets: of the own nodes among them, the positions of their sets.
    """

    station: Array
    taken: Array
    member: Array
    sets: Array


@dataclass(frozen=True, eq=False)
class Forest:
    """Sets, actions and decision nodes in the order of the recursion.

    Their *stations* are the M decision nodes in that order, then the root, then K times a player with a node that is
    an end or pays.

    Attributes:
        sets: (H,), indices of the sets, by number of own moves before them and then by the action before.
        player: (H,), whose they are.
        actions: (A,), their actions, set after set in that order; ``action_runs``, by set.
        members: (M,), entries of ``layout.decisions`` of the sets, set after set; ``member_runs``, by set.
        first: how many of them have no own move before them; they come first.
        before: (H,), the position of the own action before each set.
        position: (A + N,), where an action, or a player's start, stands in the recursion.
        levels: bounds, among the sets, of those with one number of own moves before them; no move first.
        node: (M + 1 + K,), the node of every station.
        place: (M + 1 + K,), where a player and a node stand in an array (N, n), flattened (the root as the first's).
        taken: (M + 1 + K,), the position of the own action last taken on the way there.
        last: (M + 1 + K,), the station of the own node last passed on the way there; M, the root, for none.
        leaf: (K / N,), the nodes that are an end or pay; ``ended``, True for ends.
        pays: (K,), where what such a player is paid at such a node stands in ``numbers.payoff``, flattened.
        players: N; after the A positions of actions come N more, the players' starts.
    """

    sets: Array
    player: Array
    actions: Array
    action_runs: Segments
    members: Array
    member_runs: Segments
    first: int
    before: Array
    position: Array
    levels: Array
    node: Array
    place: Array
    taken: Array
    last: Array
    leaf: Array
    ended: Array
    pays: Array
    players: int

    @classmethod
    def of(cls, layout: Layout) -> Forest:
        """The forest of a tree."""
        count = len(layout.decisions)
        one = layout.decisions[layout.member_first[:-1]]  # of every set one member: all have the same own past
        own, taken = layout.last_own[layout.set_player, one], layout.last_action[layout.set_player, one]
        before = np.where(own >= 0, taken, layout.actions + layout.set_player)
        rank = np.zeros(len(one), int)
        for h in np.argsort(one, kind="stable").tolist():
            if own[h] >= 0:
                rank[h] = rank[layout.set_of[own[h]]] + 1
        sets = np.lexsort((before, rank))
        actions, action_bounds = _gather(layout.first, sets)
        members, member_bounds = _gather(layout.member_first, sets)
        position = np.arange(layout.actions + layout.players)
        position[actions] = np.arange(len(actions))
        levels = np.searchsorted(rank[sets], np.arange(int(rank.max(initial=-1)) + 2))
        paid = np.union1d(np.flatnonzero(layout.paying), layout.ends)
        leaf_player, leaf = np.repeat(np.arange(layout.players), len(paid)), np.tile(paid, layout.players)
        nodes = layout.decisions[members]
        node = np.concatenate([nodes, [0], leaf])
        player = np.concatenate([layout.set_player[layout.set_of[nodes]], [0], leaf_player])
        own, taken = layout.last_own[player, node], layout.last_action[player, node]
        station = np.full(layout.nodes, count)
        station[nodes] = np.arange(count)
        return cls(
            sets=sets,
            player=layout.set_player[sets],
            actions=actions,
            action_runs=Segments.of(action_bounds),
            members=members,
            member_runs=Segments.of(member_bounds),
            first=int(member_bounds[levels[1]]) if len(sets) else 0,
            before=position[before[sets]],
            position=position,
            levels=levels,
            node=node,
            place=player * layout.nodes + node,
            taken=position[np.where(taken >= 0, taken, layout.actions + player)],
            last=np.where(own >= 0, station[own], count),
            leaf=paid,
            ended=np.isin(paid, layout.ends, assume_unique=True),
            pays=layout.preorder[leaf] * layout.players + leaf_player,
            players=layout.players,
        )

    @cached_property
    def all_and_but_one(self) -> Array:
        """(N + 1, N + 1): times the factors of players and chance, their sums without each player's, and all of them.

        What is left out of a sum is never in it: subtracting it again would lose what is small beside it.
        """
        rows = np.ones((self.players + 1, self.players + 1))
        rows[np.arange(self.players), np.arange(self.players)] = 0.0
        return rows

    @cached_property
    def own(self) -> tuple[Array, ...]:
        """By player, the positions of its sets."""
        return tuple(np.flatnonzero(self.player == i) for i in range(self.players))

    @cached_property
    def courses(self) -> Courses:
        """What comes next after own nodes."""
        count = len(self.members)
        later = np.arange(self.first, count)
        ends = count + 1 + np.flatnonzero(np.tile(self.ended, self.players))
        ends = ends[self.last[ends] < count]
        station = np.concatenate([later, ends])
        return Courses(station, self.taken[station], self.last[station], self.member_runs.owner[later])

    def longest(self, cost: Array) -> Array:
        """(N,), the largest sum of a cost per set (H,), none negative, along any chain of a player's own sets."""
        above = np.append(self.action_runs.owner, np.full(self.players, len(self.sets)))[self.before]
        chain = np.zeros(len(self.sets) + 1)
        for low, high in pairwise(self.levels.tolist()):
            chain[low:high] = cost[self.sets[low:high]] + chain[above[low:high]]
        worst = np.zeros(self.players)
        np.maximum.at(worst, self.player, chain[:-1])
        return worst


def _gather(bounds: Array, chosen: Array) -> tuple[Array, Array]:
    """Runs of the chosen groups, one after another: the entries, and the new bounds."""
    counts = (bounds[1:] - bounds[:-1])[chosen]
    new = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    entries = np.arange(new[-1]) + np.repeat(bounds[:-1][chosen] - new[:-1], counts)
    return entries, new
