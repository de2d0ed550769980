"""How reach, beliefs and values move when strategies, chance and payoffs move: the derivative of :mod:`.play`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...trees.layout import Layout
from ...trees.tree import TreeNumbers
from .play import Play

Array = np.ndarray


@dataclass(frozen=True)
class Motion:
    """Derivatives along one direction; see :class:`.play.Play` for what they are of.

    Attributes:
        log_reach: (n,), level order. value: (N, n). belief: (M,). action_value: (A,).
    """

    log_reach: Array
    value: Array
    belief: Array
    action_value: Array


def moved(layout: Layout, numbers: TreeNumbers, at: Play, policy: Array | None, chance: Array, payoff: Array) -> Motion:
    """The derivative of play.

    Args:
        layout, numbers, at: the tree, its numbers and its play.
        policy: (A,), derivative of log σ; None for zero.
        chance: (E,), derivative of the chance probabilities.
        payoff: (n, N), derivative of the payoffs, nodes in the tree's order.

    Raises:
        ZeroDivisionError: the derivative of a chance probability that is zero, where log reach has none.
    """
    probability = numbers.chance
    if (chance[probability <= 0] != 0).any():
        raise ZeroDivisionError("a lottery's outcome has probability zero: beliefs have no derivative in it")
    d_log_chance = np.divide(chance, probability, out=np.zeros_like(chance), where=probability > 0)
    d_log = np.concatenate([np.zeros(layout.actions) if policy is None else policy, d_log_chance, [0.0]])
    edges, runs = layout.paths
    d_reach = runs.sum(d_log[edges])
    edge = np.concatenate([np.exp(at.log_policy), probability, [1.0]])[layout.edge]
    d_edge = edge * d_log[layout.edge]
    d_value = payoff[layout.preorder].T.copy()
    for inner, children, low, middle, high in layout.ascent:
        part = slice(middle, high)
        d_value[:, low + inner] += children.sum(edge[part] * d_value[:, part] + d_edge[part] * at.value[:, part])
    members = layout.set_members
    d_at = d_reach[layout.decisions]
    d_belief = at.belief * (d_at - members.sum(at.belief * d_at)[members.owner])
    mover, node, member = layout.mover_of_move, layout.moves, layout.member_of_move
    worth = at.belief[member] * d_value[mover, node] + d_belief[member] * at.value[mover, node]
    return Motion(d_reach, d_value, d_belief, layout.action_moves.sum(worth))
