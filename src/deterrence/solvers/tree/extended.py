"""The Jacobian of a deep, narrow tree, with values and reach among the unknowns.

On such a tree every information set depends on every other above and below it, and the Jacobian of :mod:`.sparsity` is
full. Written with the values V_i(n) of the nodes and their log reach ℓ(n) as unknowns of their own, each equation has
its neighbours in it alone (c = s ρ_i):

    dx(h,a) − c [dQ(h,a) − dQ(h,a_0)] = r(h,a),   dQ(h,a) = Σ_m β(m) [dV_i(m·a) + (V_i(m·a) − Q(h,a)) dℓ(m)]
    dV_i(n) − Σ_c p(c) dV_i(n·c) − Σ_c σ(c) [V_i(n·c) − Σ_c' σ(c') V_i(n·c')] dx(c) = 0
    dℓ(n) − dℓ(above n) − dx(c) + Σ_c' σ(c') dx(c') = 0,   c being what leads from above n to n

Eliminating V and ℓ, which multiplies the determinant by one, gives back the Jacobian of the x alone; so the bordered
matrix has the determinant, and its solutions the x, of the other form. Its factors fill in hardly at all: time is near
linear in the size of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...trees.layout import Layout
from .linear_solve import Border, Places, least_degree
from .play import Play
from .sparsity import Unknowns, expand

Array = np.ndarray
PIVOT = 1e-8  # entries are as large as s, the diagonal is 1: other pivots would fill the factors in


@dataclass(frozen=True, eq=False)
class Links:
    """Which unknown stands in which equation, off the diagonal, in groups: rows and columns of each group's entries.

    Unknowns are x, then V of the players' inner nodes, player after player, then ℓ of inner nodes but the root.

    Attributes:
        whole: how many unknowns there are.
        ahead: (x, V) through the moves of an unknown's own action, with its unknown and those moves' entries in
            ``layout.moves``; ``level``, the same for the first action of its set.
        doubt: (x, ℓ) at sets of several nodes: unknown, entries of its move and of the first action's move.
        deeper: (V, V): the child that it is the value of.
        chosen: (V, x): player, the node n·c, and the action c.
        along: (ℓ, ℓ); ``turned``, (ℓ, x): the action of the column, and 1.0 where it is the one that leads there.
    """

    whole: int
    rows: Array
    columns: Array
    bounds: tuple[int, ...]
    ahead: tuple[Array, Array]
    level: tuple[Array, Array]
    doubt: tuple[Array, Array, Array]
    deeper: Array
    chosen: tuple[Array, Array, Array]
    turned: tuple[Array, Array]

    @classmethod
    def of(cls, layout: Layout, unknowns: Unknowns) -> Links:
        """Find them all."""
        free, base, place = unknowns.free, unknowns.base, unknowns.place
        size, players, sizes = len(free), layout.players, np.diff(layout.first)
        inner = np.flatnonzero(layout.first_child >= 0)
        at = np.full(layout.nodes, -1)
        at[inner] = np.arange(len(inner))
        hidden = bool((np.diff(layout.member_first) > 1).any())
        value, reach = size, size + players * len(inner) - 1  # where V and ℓ begin; the root, at 0, has no ℓ
        parts: list[tuple[Array, Array]] = []
        mover = layout.set_player[layout.action_set[free]]

        def through(actions: Array) -> tuple[Array, Array]:
            unknown, k = expand(np.diff(layout.move_first)[actions])
            entry = layout.move_first[actions[unknown]] + k
            goes_on = at[layout.moves[entry]] >= 0
            unknown, entry = unknown[goes_on], entry[goes_on]
            parts.append((unknown, value + mover[unknown] * len(inner) + at[layout.moves[entry]]))
            return unknown, entry

        ahead, level = through(free), through(base)
        members = np.diff(layout.member_first)[layout.action_set[free]]
        unknown, k = expand(np.where(members > 1, members, 0))
        doubt = unknown, layout.move_first[free[unknown]] + k, layout.move_first[base[unknown]] + k
        parts.append((unknown, reach + at[layout.parent[layout.moves[doubt[1]]]]))
        deeper = np.tile(inner[1:], players)
        i = np.repeat(np.arange(players), len(inner) - 1)
        parts.append((value + i * len(inner) + at[layout.parent[deeper]], value + i * len(inner) + at[deeper]))
        nodes = np.flatnonzero(layout.set_of >= 0)
        entry, k = expand(sizes[layout.set_of[nodes]] - 1)
        node, action = nodes[entry], layout.first[layout.set_of[nodes[entry]]] + 1 + k
        i = np.repeat(np.arange(players), len(node))
        node, child, action = (np.tile(part, players) for part in (node, layout.first_child[node] + 1 + k, action))
        parts.append((value + i * len(inner) + at[node], place[action]))
        on = inner[1:] if hidden else inner[:0]
        below = on[layout.parent[on] > 0]
        parts.append((reach + at[below], reach + at[layout.parent[below]]))
        chosen_by = on[layout.set_of[layout.parent[on]] >= 0]
        entry, k = expand(sizes[layout.set_of[layout.parent[chosen_by]]] - 1)
        led = chosen_by[entry]
        column = layout.first[layout.set_of[layout.parent[led]]] + 1 + k
        parts.append((reach + at[led], place[column]))
        return cls(
            whole=reach + 1 + max(len(on), 0),
            rows=np.concatenate([r for r, _ in parts]),
            columns=np.concatenate([c for _, c in parts]),
            bounds=tuple(np.cumsum([0] + [len(r) for r, _ in parts]).tolist()),
            ahead=ahead,
            level=level,
            doubt=doubt,
            deeper=deeper,
            chosen=(i, child, action),
            turned=(column, (layout.edge[led] == column).astype(float)),
        )


@dataclass(frozen=True, eq=False)
class Extended:
    """The bordered matrix of a tree, with V and ℓ in it.

    Attributes:
        layout: of the tree.
        links: its entries.
        places: where they go in a sparse matrix.
    """

    layout: Layout
    links: Links
    places: Places

    @classmethod
    def of(cls, layout: Layout, unknowns: Unknowns) -> Extended:
        """Of a tree."""
        links = Links.of(layout, unknowns)
        order = least_degree(links.rows, links.columns, links.whole)
        return cls(layout, links, Places.of(links.rows, links.columns, links.whole, len(unknowns.free), order, PIVOT))

    def border(self, p: Play, collected: Array, chance: Array, scale: Array, last: Array) -> Border:
        """The Jacobian at a play.

        Args:
            p: the play.
            collected: (N, n), what the nodes themselves pay.
            chance: (E,), probabilities of lotteries.
            scale: (U,), s ρ.
            last: (U,), ∂F/∂s.
        """
        layout, links = self.layout, self.links
        member, mover = layout.member_of_move, layout.mover_of_move
        (own, move), (other, first) = links.ahead, links.level
        k, here, there = links.doubt
        held = p.belief[member[here]]
        policy = np.exp(p.log_policy)

        def surplus(entry: Array) -> Array:
            action = layout.action_moves.owner[entry]
            return p.value[mover[entry], layout.moves[entry]] - p.action_value[action]

        player, child, action = links.chosen
        kept = (p.value - collected)[player, layout.parent[child]]
        column, same = links.turned
        edge = np.concatenate([policy, chance, [1.0]])[layout.edge[links.deeper]]
        along = links.bounds[6] - links.bounds[5]
        entries = np.concatenate(
            [
                -scale[own] * p.belief[member[move]],
                scale[other] * p.belief[member[first]],
                -scale[k] * held * (surplus(here) - surplus(there)),
                -edge,
                -policy[action] * (p.value[player, child] - kept),
                np.full(along, -1.0),
                policy[column] - same,
            ]
        )
        return self.places.border(entries, last)
