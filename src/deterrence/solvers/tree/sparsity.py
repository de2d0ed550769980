"""Which equation of a tree depends on which unknown, and through which nodes.

The unknowns are log odds x(h, a) = log σ(a) − log σ(a_0) of every action but the first of its set. Q(h, a) depends
on σ(c) at another set k in two ways only:

* k lies *below* (h, a), through the values there. Over nodes m of k reached by (h, a), with i the player at h:
      ∂Q(h,a)/∂x(k,c) = Σ_m Pr(m | h, a) σ(c) [V_i(m·c) − Σ_c' σ(c') V_i(m·c')]
* k lies *above* h and belongs to somebody else, through the belief at h. Over nodes m of h below (k, c'):
      ∂Q(h,a)/∂x(k,c) = Σ_c' Σ_m β(m) [V_i(m·a) − Q(h,a)] (1{c = c'} − σ(c))

(an own set above h was passed by every node of h, by perfect recall, and changes no belief there). So equation and
unknown are linked only along paths; eliminated from the ends of the tree towards the root, the matrix fills in among
sets above the eliminated one and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...trees.layout import Layout

Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class Unknowns:
    """The log odds that are unknown.

    Attributes:
        free: (U,), the action of every unknown.
        base: (U,), the first action of its set.
        place: (A,), the unknown of an action; -1 for first actions.
    """

    free: Ints
    base: Ints
    place: Ints

    @classmethod
    def of(cls, layout: Layout) -> Unknowns:
        """Those of the deepest sets first."""
        depth = np.searchsorted(layout.levels, layout.decisions, side="right")
        deepest = layout.set_members.max(depth)
        order = np.argsort(-deepest, kind="stable")
        actions = np.arange(layout.actions)
        is_free = actions != layout.first[layout.action_set]
        rank = np.empty(len(order), int)
        rank[order] = np.arange(len(order))
        free = actions[is_free]
        free = free[np.argsort(rank[layout.action_set[free]], kind="stable")]
        place = np.full(layout.actions, -1)
        place[free] = np.arange(len(free))
        return cls(free, layout.first[layout.action_set[free]], place)

    def reordered(self, new: Ints) -> Unknowns:
        """The same with unknown k at ``new[k]``."""
        free, base = np.empty_like(self.free), np.empty_like(self.base)
        free[new], base[new] = self.free, self.base
        return Unknowns(free, base, np.where(self.place >= 0, new[self.place], -1))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Index arrays of the sums above.

    Attributes:
        unknowns: in the order of elimination.
        rows, columns: (Z,), equation and unknown of every entry; the first ``below`` of them are of the first kind.
        path_node, path_edge: (P,), a decision node and an action on its path.
        path: entry of the former for every entry of the first kind.
        sign: +1 or -1 there (the equation takes Q(h,a) less Q(h,a_0)).
        gain: for every entry of the first kind, place in (N, n) of the player and of the node m·c.
        child: for every entry of the second kind, the node m·a.
        column_action: for those, the action c.
        same: for those, 1.0 where c = c'.
    """

    unknowns: Unknowns
    rows: Ints
    columns: Ints
    below: int
    path_node: Ints
    path_edge: Ints
    path: Ints
    sign: np.ndarray
    gain: Ints
    child: Ints
    column_action: Ints
    same: np.ndarray

    def reordered(self, place: Ints | None) -> Pairs:
        """The same with unknown k at ``place[k]``; as it stands for None."""
        if place is None:
            return self
        unknowns = self.unknowns.reordered(place)
        return replace(self, unknowns=unknowns, rows=place[self.rows], columns=place[self.columns])

    @classmethod
    def of(cls, layout: Layout) -> Pairs:
        """Find them all."""
        sizes = np.diff(layout.first)
        unknowns = Unknowns.of(layout)
        unknown = unknowns.place
        node, edge = _paths(layout)
        at = layout.action_set[edge]
        slot = edge - layout.first[at]
        # below: rows are the actions of the set above that compare with or are `edge`; columns those of the set below
        entry, k = expand(np.where(slot > 0, 1, sizes[at] - 1))
        row_action = np.where(slot[entry] > 0, edge[entry], layout.first[at[entry]] + 1 + k)
        sign = np.where(slot[entry] > 0, 1.0, -1.0)
        again, c = expand(sizes[layout.set_of[node[entry]]] - 1)
        path, low_row, sign = entry[again], unknown[row_action[again]], sign[again]
        low_action = layout.first[layout.set_of[node[path]]] + 1 + c
        player = layout.set_player[at[path]]
        gain = player * layout.nodes + layout.first_child[node[path]] + 1 + c
        # above: rows are the actions of the node's own set; columns those of the set above, if it is another's
        others = np.flatnonzero(layout.set_player[at] != layout.set_player[layout.set_of[node]])
        entry, a = expand(sizes[layout.set_of[node[others]]] - 1)
        entry = others[entry]
        again, c = expand(sizes[at[entry]] - 1)
        entry, a = entry[again], a[again]
        column_action = layout.first[at[entry]] + 1 + c
        high_row = unknown[layout.first[layout.set_of[node[entry]]] + 1 + a]
        return cls(
            unknowns=unknowns,
            rows=np.concatenate([low_row, high_row]),
            columns=np.concatenate([unknown[low_action], unknown[column_action]]),
            below=len(path),
            path_node=node,
            path_edge=edge,
            path=path,
            sign=sign,
            gain=gain,
            child=layout.first_child[node[entry]] + 1 + a,
            column_action=column_action,
            same=(column_action == edge[entry]).astype(float),
        )


def _paths(layout: Layout) -> tuple[Ints, Ints]:
    """Every decision node with every action on the way to it."""
    edge, runs = layout.paths
    chosen = (edge < layout.actions) & (layout.set_of[runs.owner] >= 0)
    return runs.owner[chosen], edge[chosen]


def expand(counts: Ints) -> tuple[Ints, Ints]:
    """Repeat each entry as often as counted: which entry, and which repetition."""
    entry = np.repeat(np.arange(len(counts)), counts)
    return entry, np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
