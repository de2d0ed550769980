"""Reach, beliefs and values that strategies give on a tree, for NumPy and JAX alike.

Strategies are held as log σ, one number an action (A,), so that nothing underflows however unlikely a move is:

    ℓ(n)   = Σ log of the probabilities on the path to n                     (log reach)
    β(m)   = exp ℓ(m) / Σ_{m' in the same information set} exp ℓ(m')         (belief; defined off the path too)
    V_i(n) = payoff_i(n) + Σ_children Pr(child) V_i(child)
    Q(h,a) = Σ_{m in h} β(m) V_{i(h)}(child of m by a)                       (what a at h is worth to its player)

A lottery's outcome of probability zero is given the probability e^-690 in ℓ alone: beliefs at sets that only it
reaches are then those of a lottery that trembles.

V is summed over the paths below each node, with weights exp(ℓ(below) − ℓ(n)), where the tree is small: a handful of
array operations. Where ℓ is so long that rounding the difference would show, or the tree is larger, V goes level by
level, or along the spines of a deep tree (:mod:`~.trees.heavy_paths`). JAX has the sums over paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from ...trees.index import Index
from ...trees.layout import Layout
from ...trees.tree import TreeNumbers

Array = Any
TREMBLE = 1e-300
SMALL = 3000  # pairs of a node and one above it, up to which sums over paths are the quickest
DEEP = 32  # levels from which spines are quicker than levels
FAR = 1e3  # |ℓ| from which it is worked out as two numbers, so that beliefs far off the path are exact
LONG = 200.0  # |ℓ| from which its rounding, times λ, could reach 1e-12


@dataclass(frozen=True, eq=False)
class Play:
    """What strategies give. Nodes are in level order (see :class:`~deterrence.trees.layout.Layout`).

    Attributes:
        log_policy: (A,), log σ.
        log_reach: (n,), ℓ.
        value: (N, n), V_i, collected from the node on.
        belief: (M,), β, over ``layout.decisions``.
        log_set: (H,), log of the reach of every information set, the sum over its nodes.
        action_value: (A,), Q.
    """

    log_policy: Array
    log_reach: Array
    value: Array
    belief: Array
    log_set: Array
    action_value: Array

    def set_value(self, layout: Layout, xp: ModuleType = np) -> Array:
        """(H,), V at every information set to its player: Σ_a σ(a) Q(a)."""
        return layout.set_actions.sum(xp.exp(self.log_policy) * self.action_value, xp)


def play(layout: Index, numbers: TreeNumbers, log_policy: Array, xp: ModuleType = np) -> Play:
    """Evaluate strategies.

    Args:
        layout: of the tree.
        numbers: payoffs and chance; ``payoff`` in the tree's own order.
        log_policy: (A,), log σ, normalised at every information set.
        xp: numpy or jax.numpy.
    """
    chance = numbers.chance
    log_edge = xp.concatenate([log_policy, xp.log(xp.maximum(chance, TREMBLE)), xp.zeros(1)])
    payoff = numbers.payoff[layout.preorder].T
    rest = None
    if xp is np:
        log_reach = layout.past.log_reach(log_edge)[1]
        if log_reach.min() < -FAR:
            log_reach, rest = layout.past.exact_log_reach(log_edge)
    else:
        edges, runs = layout.paths
        log_reach = runs.sum(log_edge[edges], xp)
    if xp is np and (layout.pairs > SMALL or log_reach.min() < -LONG):
        edge = np.concatenate([np.exp(log_policy), chance, [1.0]])[layout.edge]
        deep = len(layout.starts) > DEEP
        value = layout.spines.values(edge, payoff) if deep else _level_by_level(layout, edge, payoff)
    else:
        below, runs = layout.subtrees
        value = runs.sum(xp.exp(log_reach[below] - log_reach[runs.owner]) * payoff[:, below], xp)
    members = layout.set_members
    at = log_reach[layout.decisions]
    if rest is None:
        log_set = members.log_sum_exp(at, xp)
        belief = xp.exp(at - log_set[members.owner])
    else:
        log_set, belief = _beliefs(layout, at, rest[layout.decisions])
    worth = value[layout.mover_of_move, layout.moves] * belief[layout.member_of_move]
    return Play(log_policy, log_reach, value, belief, log_set, layout.action_moves.sum(worth, xp))


def _beliefs(layout: Layout, at: np.ndarray, rest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log reach of every set and beliefs, where log reach is given as two numbers."""
    members = layout.set_members
    top = members.max(at)
    likeliest = members.max(np.where(at == top[members.owner], rest, -np.inf))
    apart = (at - top[members.owner]) + (rest - likeliest[members.owner])
    more = members.log_sum_exp(apart)
    return top + more, np.exp(apart - more[members.owner])


def _level_by_level(layout: Layout, edge: np.ndarray, payoff: np.ndarray) -> np.ndarray:
    """V of a node is what it pays and the mean of its children's."""
    value = payoff.copy()
    for inner, children, low, middle, high in layout.ascent:
        value[:, low + inner] += children.sum(edge[middle:high] * value[:, middle:high])
    return value
