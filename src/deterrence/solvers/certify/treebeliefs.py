"""Beliefs of an assessment on a tree: whether they follow from one another, and from strategies that tremble.

At a set h the player asks what it could gain by everything it may do from there on. At its later sets it will then
believe what follows from β(h) by Bayes' rule; the assessment may say otherwise there, for it need only be right about
what is reached. So the recursion is run once for every set whose belief does not follow from the one before
(*broken*), with the beliefs that do follow from it further on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...game.own import Forest
from ...game.reply import Reply

if TYPE_CHECKING:
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
FOLLOWS = 1e-10  # of beliefs
LEAST = 1e-290  # a normal number: what has come at all
NEVER = 1e-300  # log reach of a lottery's outcome of probability nought


def sequential(forest: Forest, reply: Reply, belief: Array, flow: Array, policy: Array) -> Reply:
    """The reply where all that comes after a set follows from the belief there.

    Args:
        forest: of the tree.
        reply: the best reply to beliefs as they are, found already.
        belief: (M,), of the assessment, in the order of the forest.
        flow, policy: as :meth:`~.game.reply.Recursion.best` takes them.
    """
    runs, later = forest.member_runs, slice(forest.first, len(belief))  # only those have own moves before them
    come = reply.weight[runs.owner[later]]
    off = np.abs(reply.came[later] - belief[later] * come)
    if (off <= FOLLOWS * come).all():
        return reply
    gap = np.zeros(len(belief))
    np.divide(off, come, out=gap[later], where=come > LEAST)
    broken = runs.max(gap) > FOLLOWS
    starts = forest.last[runs.starts]
    previous = np.append(runs.owner, -1)[starts]
    chain = np.full(len(broken), -1)  # the broken set that a set's belief follows from, -1 for none
    for k in range(len(broken)):  # those with fewest own moves before them come first
        chain[k] = k if broken[k] else chain[previous[k]] if previous[k] >= 0 else -1
    best, value, action = reply.best.copy(), reply.value.copy(), reply.action.copy()
    for start in (-1, *np.flatnonzero(broken).tolist()):
        told = np.append(_follow(forest, belief, flow, previous, start), 1.0)
        again = forest.recursion.best(np.concatenate([told, told]), flow, policy)
        at = chain == start
        best[at], value[at] = again.best[at], again.value[at]
        own = at[forest.action_runs.owner]
        action[own] = again.action[own]
    return reply._replace(best=best, value=value, action=action)


def _follow(forest: Forest, belief: Array, flow: Array, previous: Array, start: int) -> Array:
    """Beliefs with all that comes after a set following from it (-1: from all first sets)."""
    told = belief.copy()
    bounds = np.append(forest.member_runs.starts, len(belief)).tolist()
    after = np.zeros(len(previous) + 1, bool)
    after[start] = True  # the last entry stands for -1
    for k, before in enumerate(previous.tolist()):
        if not after[before] or k == start:
            continue
        after[k] = True
        run = slice(bounds[k], bounds[k + 1])
        if before < 0:
            continue
        came = told[forest.last[run]] * flow[run]
        if came.sum() > LEAST:
            told[run] = came / came.sum()
    return told


def tremble_gap(assessment: TreeAssessment) -> float | None:
    """Largest distance of beliefs and probabilities from those of the assessment's trembling strategies."""
    if assessment.tremble is None:
        return None
    layout = assessment.tree.layout
    log_chance = np.log(np.maximum(assessment.numbers.chance, NEVER))
    _, log_reach = layout.past.log_reach(np.concatenate([assessment.tremble, log_chance, [0.0]]))
    runs = layout.set_members
    at = log_reach[layout.decisions]
    come = np.exp(at - runs.max(at)[runs.owner])
    off = np.abs(assessment.belief - come / runs.sum(come)[runs.owner]).max(initial=0.0)
    return float(max(off, np.abs(assessment.policy - np.exp(assessment.tremble)).max(initial=0.0)))
