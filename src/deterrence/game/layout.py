"""Index arrays of a game tree, in the order in which computing goes.

Nodes are renumbered by depth (*level order*): all nodes at depth d stand together, children of one node side by
side and in the order of its actions. Edges are named by what is chosen on them: actions of information sets first,
set after set (0..A−1), then those of chance sets (A..A+E−1); the root's edge is the last, A+E, and is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .tree import GameTree

Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class Layout:
    """What every computation on a tree shares.

    Attributes:
        preorder: (n,), the tree's index of each node in level order.
        place: (n,), level-order index of each of the tree's nodes.
        levels: (D+2,), where each depth starts, and n.
        parent: (n,), level-order parent; the root's is itself.
        edge: (n,), the edge that leads to each node.
        inner: per depth, nodes there that have children, counted from the depth's start.
        starts: per depth, where the children of each of those begin, counted from the next depth's start.
        set_of: (n,), information set of a node, -1 elsewhere.
        first: (H+1,), the first action of every information set, and A.
        set_player: (H,), who moves at it.
        action_set: (A,), the set an action belongs to.
        chance_first: (C+1,), the first edge of every chance set less A, and E.
        decisions: (M,), decision nodes ordered by information set, then by level order.
        member_first: (H+1,), where the members of each set begin in ``decisions``, and M.
        moves: (W,), nodes that an action leads to, in the order of that action.
        move_first: (A+1,), where those of each action begin in ``moves``, and W.
    """

    preorder: Ints
    place: Ints
    levels: Ints
    parent: Ints
    edge: Ints
    inner: tuple[Ints, ...]
    starts: tuple[Ints, ...]
    set_of: Ints
    first: Ints
    set_player: Ints
    action_set: Ints
    chance_first: Ints
    decisions: Ints
    member_first: Ints
    moves: Ints
    move_first: Ints

    @property
    def actions(self) -> int:
        """A, how many actions there are, over all information sets."""
        return int(self.first[-1])

    @property
    def nodes(self) -> int:
        """n."""
        return len(self.parent)

    @classmethod
    def of(cls, tree: GameTree) -> Layout:
        """Lay out a tree."""
        n = len(tree)
        depth = np.zeros(n, int)
        for node, above in enumerate(tree.parent.tolist()):
            if node:
                depth[node] = depth[above] + 1
        preorder = np.argsort(depth, kind="stable")
        place = np.empty(n, int)
        place[preorder] = np.arange(n)
        levels = np.searchsorted(depth[preorder], np.arange(int(depth.max()) + 2))
        parent = place[tree.parent[preorder]]
        parent[0] = 0
        set_of, chance_of = tree.information_set[preorder], tree.chance_set[preorder]
        sizes = np.array([len(s.actions) for s in tree.sets], int)
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        chance_sizes = np.array([len(c.actions) for c in tree.chances], int)
        chance_first = np.concatenate([[0], np.cumsum(chance_sizes)]).astype(int)
        total = int(first[-1])
        by_chance = chance_of[parent] >= 0
        edge = np.where(by_chance, total + chance_first[chance_of[parent]], first[set_of[parent]]) + tree.slot[preorder]
        edge[0] = total + chance_first[-1]
        counts = np.bincount(parent[1:], minlength=n)
        inner, starts = [], []
        for low, high in zip(levels[:-1], levels[1:], strict=True):
            c = counts[low:high]
            at = np.flatnonzero(c)
            inner.append(at)
            starts.append(np.cumsum(c[at]) - c[at])
        nodes = np.flatnonzero(set_of >= 0)
        decisions = nodes[np.argsort(set_of[nodes], kind="stable")]
        reached = np.flatnonzero(edge < total)
        moves = reached[np.argsort(edge[reached], kind="stable")]
        return cls(
            preorder=preorder,
            place=place,
            levels=levels,
            parent=parent,
            edge=edge,
            inner=tuple(inner),
            starts=tuple(starts),
            set_of=set_of,
            first=first,
            set_player=np.array([s.player for s in tree.sets], int),
            action_set=np.repeat(np.arange(len(sizes)), sizes),
            chance_first=chance_first,
            decisions=decisions,
            member_first=np.searchsorted(set_of[decisions], np.arange(len(sizes) + 1)),
            moves=moves,
            move_first=np.searchsorted(edge[moves], np.arange(total + 1)),
        )
