"""Backward induction: trees in which nobody's beliefs depend on what others choose.

Where every information set believes the same whatever is chosen, as in games of perfect information, with chance or
without, what is worth doing at a set follows from what is done after it and from nothing else. So the quantal response
at any λ is found from the ends up, in time linear in the tree, without following a path to it: it is the only one, and
x = log μ odds + λ ΔQ holds at every set to rounding. Its limit λ → ∞ is found in the same way: the best actions are
taken, and those that are equally good with their base weights. Equally good means within the rounding error of the two
sums: a sure payoff has none, a mean that of its terms, so that neither a large payoff elsewhere nor one at an end that
is never reached hides a small difference.

Sets are taken in *ranks*: those of one rank need only what lies below, in lower ranks, and are worked out at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...trees.index import Index
from ...trees.layout import Layout
from ...trees.ragged import Segments
from ...trees.tree import GameTree, TreeNumbers
from .play import play

Array = np.ndarray
EPS = float(np.finfo(float).eps)
HASH = 2**40  # actions are distinguished by random numbers up to this


class Rank(NamedTuple):
    """Nodes that can be worked out at once, and the information sets among them.

    Attributes:
        nodes: chance nodes and decision nodes, in level order.
        below: their children, node after node; ``runs``, by node; ``edge``, the edges that lead there.
        actions: of the information sets, set after set; ``sets``, by set.
        moves: nodes these actions lead to; ``by_action``, by action; ``member`` and ``mover``, where they come from
            and who moves there.
    """

    nodes: Array
    below: Array
    runs: Segments
    edge: Array
    actions: Array
    sets: Segments
    moves: Array
    by_action: Segments
    member: Array
    mover: Array


@dataclass(frozen=True, eq=False)
class Induction:
    """A tree that can be solved from its ends up.

    Attributes:
        layout: of the tree.
        ranks: lowest first.
    """

    layout: Index
    ranks: tuple[Rank, ...]

    @classmethod
    def of(cls, layout: Index) -> Induction | None:
        """None where beliefs depend on what is chosen, or sets wait for one another. Found once for a tree."""
        if "induction" not in layout.kept:
            levels = _levels(layout) if _beliefs_stand(layout) else None
            layout.kept["induction"] = None if levels is None else cls(layout, tuple(_ranks(layout, levels)))
        return layout.kept["induction"]

    def response(self, tree: GameTree, numbers: TreeNumbers, lam: Array) -> Array:
        """(A,), log σ of the quantal response.

        Args:
            tree, numbers: the game.
            lam: (H,), λ at every set.
        """
        log_policy = np.zeros(self.layout.actions)

        def choose(rank: Rank, q: Array, error: Array) -> Array:
            runs, actions = rank.sets, rank.actions
            at = self.layout.action_set[actions]
            x = tree.log_weights[actions] + lam[at] * (q - runs.max(q)[runs.owner])
            log_policy[actions] = x - runs.log_sum_exp(x)[runs.owner]
            return np.exp(log_policy[actions])

        self._up(numbers, np.zeros_like(numbers.payoff), choose)
        return log_policy

    def limit(self, tree: GameTree, numbers: TreeNumbers, error: Array, lam: Array) -> tuple[Array, Array]:
        """σ in the limit, and what is not best.

        Args:
            tree, numbers: the game.
            error: (n, N), of the payoffs.
            lam: (H,), zero at sets where nobody cares, whose actions are taken by base weights.

        Returns:
            (A,), σ; and (A,), how far each action is behind the best of its set, zero if not by more than rounding.
        """
        policy, behind = np.zeros(self.layout.actions), np.zeros(self.layout.actions)

        def choose(rank: Rank, q: Array, error: Array) -> Array:
            runs, actions = rank.sets, rank.actions
            top = runs.max(q)[runs.owner]
            slack = runs.max(np.where(q == top, error, 0.0))[runs.owner]
            best = (top - q <= error + slack) | (lam[self.layout.action_set[actions]] == 0)
            weight = np.where(best, np.exp(tree.log_weights[actions]), 0.0)
            alone = runs.sum(best.astype(float)) == 1.0  # one is taken for certain, not nearly so
            policy[actions] = np.where(alone[runs.owner] & best, 1.0, weight / runs.sum(weight)[runs.owner])
            behind[actions] = np.where(best, 0.0, top - q)
            return policy[actions]

        self._up(numbers, error, choose)
        return policy, behind

    def _up(self, numbers: TreeNumbers, error: Array, choose: Callable[[Rank, Array, Array], Array]) -> None:
        """Work out values from the ends up, with their rounding errors, choosing at every set."""
        layout = self.layout
        value = np.asarray(numbers.payoff, float)[layout.preorder].T.copy()
        error = error[layout.preorder].T.copy()
        belief = play(layout, numbers, -np.log(np.diff(layout.first))[layout.action_set]).belief
        probability = np.concatenate([np.zeros(layout.actions), numbers.chance, [1.0]])
        for rank in self.ranks:
            if len(rank.actions):
                held = belief[rank.member]
                worth, doubt = (part[rank.mover, rank.moves] for part in (value, error))
                q, off = _mean(held, worth, doubt, rank.by_action)
                probability[rank.actions] = choose(rank, q, off)
            later, off = _mean(probability[rank.edge], value[:, rank.below], error[:, rank.below], rank.runs)
            here = value[:, rank.nodes]
            total = here + later
            both = (here != 0) & (later != 0)
            error[:, rank.nodes] += off + np.where(both, EPS * np.abs(total), 0.0)
            value[:, rank.nodes] = total


def _mean(weight: Array, value: Array, error: Array, runs: Segments) -> tuple[Array, Array]:
    """Weighted sums over runs, and their rounding errors: none where one term has all the weight."""
    mean = runs.sum(weight * value)
    mixed = runs.max(np.where(weight > 0, weight, 0.0)) < 1.0
    off = runs.sum(weight * error)
    if mixed.any():
        terms = np.diff(np.append(runs.starts, len(runs.owner)))
        off = off + np.where(mixed, (terms + 2) * EPS, 0.0) * runs.sum(weight * np.abs(value))
    return mean, off


def _beliefs_stand(layout: Index) -> bool:
    """Whether at every set all nodes follow the same moves of others: then chance alone distinguishes them."""
    sizes = np.diff(layout.member_first)
    if (sizes <= 1).all():
        return True
    drawn = np.random.default_rng(0).integers(1, HASH, layout.actions + int(layout.chance_first[-1]) + 1)
    drawn[layout.actions :] = 0
    done, total = layout.past.log_reach(drawn)
    own = done[layout.past.last[layout.set_player[layout.set_members.owner], layout.decisions]]
    others = total[layout.decisions] - own
    return bool((others == others[layout.member_first[:-1]][layout.set_members.owner]).all())


def _levels(layout: Layout) -> Array | None:
    """(n,), the rank of every node: zero at ends, else above all that is below it or any node of its set.

    None where sets wait for one another.
    """
    single = bool((np.diff(layout.member_first) <= 1).all())
    rank = np.zeros(layout.nodes, int)
    if single:
        for inner, runs, low, middle, high in layout.ascent:
            rank[low + inner] = 1 + runs.max(rank[middle:high])
        return rank
    # a set is ready when all children of all its nodes are: count those that are not
    group = np.where(layout.set_of >= 0, layout.set_of, len(layout.set_player) + np.arange(layout.nodes)).tolist()
    parent, children = layout.parent.tolist(), np.bincount(layout.parent[1:], minlength=layout.nodes).tolist()
    members: dict[int, list[int]] = {}
    for node, g in enumerate(group):
        members.setdefault(g, []).append(node)
    waiting = {g: sum(children[m] for m in own) for g, own in members.items()}
    done = [node for node in range(layout.nodes) if not children[node]]
    highest: dict[int, int] = {}
    for node in done:  # grows as sets become ready
        if node == 0:
            continue
        g = group[parent[node]]
        highest[g] = max(highest.get(g, 0), int(rank[node]))
        waiting[g] -= 1
        if not waiting[g]:
            for m in members[g]:
                rank[m] = highest[g] + 1
                done.append(m)
    return rank if len(done) == layout.nodes else None


def _ranks(layout: Layout, rank: Array) -> list[Rank]:
    """Index arrays of every rank, lowest first."""
    counts = np.bincount(layout.parent[1:], minlength=layout.nodes)
    inner = np.flatnonzero(counts)
    order = inner[np.argsort(rank[inner], kind="stable")]
    sets = np.argsort(rank[layout.decisions[layout.member_first[:-1]]], kind="stable")
    set_rank = rank[layout.decisions[layout.member_first[:-1]]][sets]
    found = []
    top = int(rank.max(initial=0))
    node_bounds = np.searchsorted(rank[order], np.arange(1, top + 2))
    set_bounds = np.searchsorted(set_rank, np.arange(1, top + 2))
    for k in range(top):
        nodes = order[node_bounds[k] : node_bounds[k + 1]]
        own = sets[set_bounds[k] : set_bounds[k + 1]]
        below, starts = _gathered(layout.first_child[nodes], counts[nodes])
        actions, set_starts = _gathered(layout.first[own], np.diff(layout.first)[own])
        entries, move_starts = _gathered(layout.move_first[actions], np.diff(layout.move_first)[actions])
        found.append(
            Rank(
                nodes=nodes,
                below=below,
                runs=Segments.of(starts),
                edge=layout.edge[below],
                actions=actions,
                sets=Segments.of(set_starts),
                moves=layout.moves[entries],
                by_action=Segments.of(move_starts),
                member=layout.member_of_move[entries],
                mover=layout.mover_of_move[entries],
            )
        )
    return found


def _gathered(first: Array, counts: Array) -> tuple[Array, Array]:
    """Runs of ``counts`` entries that begin at ``first``, one after another, and their bounds."""
    bounds = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    return np.arange(bounds[-1]) + np.repeat(first - bounds[:-1], counts), bounds
