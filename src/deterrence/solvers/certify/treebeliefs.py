"""Beliefs of an assessment on a tree: whether they follow from one another, and from strategies that tremble.

At a set h the player asks what it could gain by everything it may do from there on. At its later sets it will then
believe what follows from β(h) by Bayes' rule; the assessment may say otherwise there, for it need only be right about
what is reached. So the recursion is run once for every set whose belief does not follow from the one before
(*broken*), with the beliefs that do follow from it further on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...game.layout import Layout
from ...game.own import Reply

if TYPE_CHECKING:
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
FOLLOWS = 1e-10  # of beliefs
LEAST = 1e-290  # a normal number: what has come at all
NEVER = 1e-300  # log reach of a lottery's outcome of probability nought


def sequential_gain(
    layout: Layout, reply: Reply, beliefs: Array, since: Array, leaves: Array, policy: Array
) -> tuple[Array, Array]:
    """(H,), what the best change from every set on gains there; (A,), what every action is worth there.

    Args:
        layout: of the tree.
        reply: the best reply to ``beliefs`` as they are, found already.
        beliefs, since, leaves, policy: as :meth:`~.game.own.Forest.best` takes them.
    """
    forest = layout.forest
    belief = beliefs[0]
    came = np.where(forest.last >= 0, belief[forest.last], 1.0) * since[forest.members]
    weight = forest.member_runs.sum(came)
    owner = forest.member_runs.owner
    follows = np.divide(came, weight[owner], out=belief[forest.members].copy(), where=weight[owner] > LEAST)
    off = np.abs(follows - belief[forest.members]) * (forest.last >= 0)
    broken = forest.member_runs.max(off) > FOLLOWS
    gain, action = reply.best - reply.value, reply.action
    if not broken.any():
        return gain, action
    action = action.copy()
    set_of_member = layout.set_members.owner
    starts = forest.member_runs.starts
    place = np.empty(len(broken), int)
    place[forest.sets] = np.arange(len(broken))
    previous = np.where(forest.last[starts] >= 0, place[set_of_member[forest.last[starts]]], -1)
    chain = np.full(len(broken), -1)  # the broken set that a set's belief follows from, -1 for none
    for k in range(len(broken)):  # those with fewest own moves before them come first
        chain[k] = k if broken[k] else chain[previous[k]] if previous[k] >= 0 else -1
    for start in (-1, *np.flatnonzero(broken).tolist()):
        told = _follow(layout, belief, since, previous, start)
        again = forest.best(np.stack([told, told]), since, leaves, policy)
        at = forest.sets[chain == start]
        gain[at] = (again.best - again.value)[at]
        own = np.isin(layout.action_set, at)
        action[own] = again.action[own]
    return gain, action


def _follow(layout: Layout, belief: Array, since: Array, previous: Array, start: int) -> Array:
    """Beliefs with all that comes after a set following from it (-1: from all first sets)."""
    forest = layout.forest
    told = belief.copy()
    bounds = np.append(forest.member_runs.starts, len(forest.members))
    after = np.zeros(len(previous) + 1, bool)
    after[start] = True  # the last entry stands for -1
    for k, before in enumerate(previous.tolist()):
        if not after[before] or k == start:
            continue
        after[k] = True
        run = slice(bounds[k], bounds[k + 1])
        if before < 0:
            continue
        came = told[forest.last[run]] * since[forest.members[run]]
        if came.sum() > LEAST:
            told[forest.members[run]] = came / came.sum()
    return told


def tremble_gap(assessment: TreeAssessment) -> float | None:
    """Largest distance of beliefs and probabilities from those of the assessment's trembling strategies."""
    if assessment.tremble is None:
        return None
    layout = assessment.tree.layout
    log_chance = np.log(np.maximum(assessment.numbers.chance, NEVER))
    log_edge = np.concatenate([assessment.tremble, log_chance, [0.0]])[layout.edge]
    log_reach = np.zeros(layout.nodes)
    for above, low, high in layout.descent:
        log_reach[low:high] = log_reach[above] + log_edge[low:high]
    runs = layout.set_members
    at = log_reach[layout.decisions]
    come = np.exp(at - runs.max(at)[runs.owner])
    off = np.abs(assessment.belief - come / runs.sum(come)[runs.owner]).max(initial=0.0)
    return float(max(off, np.abs(assessment.policy - np.exp(assessment.tremble)).max(initial=0.0)))
