"""Index arrays of a game tree, in the order in which computing goes.

Nodes are renumbered by depth (*level order*): all nodes at depth d stand together, children of one node side by
side and in the order of its actions. Edges are named by what is chosen on them: actions of information sets first,
set after set (0..A−1), then those of chance sets (A..A+E−1); the root's edge is the last, A+E, and is certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

import numpy as np

from ..errors import UnsupportedGame
from .form import Form
from .ragged import Segments

Ints = np.ndarray
MOST_PAIRS = 20_000_000  # of a node and one above it: evaluating a tree takes some 60 bytes each, solving it more


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
        players: N.
        paying: (n,), True where an outcome stands.
        kept: what solvers derive from the layout alone and keep with it.
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
    players: int
    paying: np.ndarray
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def actions(self) -> int:
        """A, how many actions there are, over all information sets."""
        return int(self.first[-1])

    @property
    def nodes(self) -> int:
        """n."""
        return len(self.parent)

    @cached_property
    def set_actions(self) -> Segments:
        """Actions by information set."""
        return Segments.of(self.first)

    @cached_property
    def set_members(self) -> Segments:
        """Entries of ``decisions`` by information set."""
        return Segments.of(self.member_first)

    @cached_property
    def action_moves(self) -> Segments:
        """Entries of ``moves`` by action."""
        return Segments.of(self.move_first)

    @cached_property
    def member_place(self) -> Ints:
        """(n,), where a decision node stands in ``decisions``; -1 for other nodes."""
        place = np.full(self.nodes, -1)
        place[self.decisions] = np.arange(len(self.decisions))
        return place

    @cached_property
    def first_child(self) -> Ints:
        """(n,), a node's first child; -1 at the ends."""
        first = np.full(self.nodes, -1)
        first[self.parent[:0:-1]] = np.arange(self.nodes - 1, 0, -1)
        return first

    @cached_property
    def member_of_move(self) -> Ints:
        """(W,), entry of ``decisions`` at which each of ``moves`` was chosen."""
        return self.member_place[self.parent[self.moves]]

    @cached_property
    def mover_of_move(self) -> Ints:
        """(W,), the player who chose it."""
        return self.set_player[self.action_set[self.action_moves.owner]]

    @cached_property
    def last_own(self) -> Ints:
        """(N, n), each player's own node last passed before a node; -1 for none."""
        owner = np.where(self.set_of >= 0, self.set_player[self.set_of], -1) if len(self.set_player) else self.set_of
        last = np.full((self.players, self.nodes), -1)
        for above, low, high in self.descent:
            mine = owner[above] == np.arange(self.players)[:, None]
            last[:, low:high] = np.where(mine, above, last[:, above])
        return last

    @cached_property
    def last_action(self) -> Ints:
        """(N, n), each player's own action last taken before a node; -1 for none."""
        last = np.full((self.players, self.nodes), -1)
        for above, low, high in self.descent:
            mine = self.last_own[:, low:high] == above
            last[:, low:high] = np.where(mine, self.edge[low:high], last[:, above])
        return last

    @cached_property
    def lines(self) -> tuple[Ints, Ints]:
        """Every node with itself and every node above it, but the root with itself only: (node, node above).

        Raises:
            UnsupportedGame: there are too many of them to hold.
        """
        if self.pairs > MOST_PAIRS:
            raise UnsupportedGame(
                f"a tree of {self.nodes:,} nodes and depth {len(self.starts) - 1:,} has {self.pairs:,} pairs of a node "
                f"and one above it, and at most {MOST_PAIRS:,} are held: make it shorter or narrower"
            )
        nodes, above = [np.zeros(1, int)], [np.zeros(1, int)]
        node = walker = np.arange(1, self.nodes)
        while len(node):
            nodes.append(node)
            above.append(walker)
            walker = self.parent[walker]
            node, walker = node[walker > 0], walker[walker > 0]
        return np.concatenate(nodes), np.concatenate(above)

    @cached_property
    def paths(self) -> tuple[Ints, Segments]:
        """The edges on the way to every node, node after node (the root's is its own), and the runs of that."""
        node, above = self.lines
        order = np.argsort(node, kind="stable")
        return self.edge[above[order]], Segments.of(np.searchsorted(node[order], np.arange(self.nodes + 1)))

    @property
    def pairs(self) -> int:
        """How many ``lines`` there are: 1 + Σ depth."""
        return 1 + int(np.diff(self.levels) @ np.arange(len(self.levels) - 1))

    @cached_property
    def subtrees(self) -> tuple[Ints, Segments]:
        """Every node with all that pays at or below it (itself where nothing does), node after node, and the runs."""
        node, above = self.lines
        node = np.concatenate([node, np.arange(1, self.nodes)])
        above = np.concatenate([above, np.zeros(self.nodes - 1, int)])
        keep = self.paying[node]
        barren = np.bincount(above[keep], minlength=self.nodes) == 0
        keep |= barren[above] & (node == above)
        node, above = node[keep], above[keep]
        order = np.argsort(above, kind="stable")
        return node[order], Segments.of(np.searchsorted(above[order], np.arange(self.nodes + 1)))

    @cached_property
    def pays_on_the_way(self) -> bool:
        """Whether a node that is no end pays."""
        return bool(self.paying[self.parent[1:]].any())

    @cached_property
    def descent(self) -> tuple[tuple[Ints, int, int], ...]:
        """Per depth from 1: each node's parent, and the depth's bounds."""
        return tuple((self.parent[low:high], low, high) for low, high in pairwise(self.levels[1:].tolist()))

    @cached_property
    def ends(self) -> Ints:
        """Nodes without children."""
        return np.setdiff1d(np.arange(self.nodes), self.parent[1:])

    @cached_property
    def ascent(self) -> tuple[tuple[Ints, Segments, int, int, int], ...]:
        """Per depth, deepest but one first: nodes with children, those children as runs, bounds of both depths."""
        bounds = self.levels.tolist()
        rows = []
        for depth in range(len(bounds) - 3, -1, -1):
            low, middle, high = bounds[depth : depth + 3]
            runs = Segments.of(np.append(self.starts[depth], high - middle))
            rows.append((self.inner[depth], runs, low, middle, high))
        return tuple(rows)

    @classmethod
    def of(cls, tree: Form) -> Self:
        """Lay out a tree."""
        n = len(tree.parent)
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
        for low, high in pairwise(levels.tolist()):
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
            players=len(tree.players),
            paying=tree.outcome[preorder] >= 0,
        )
