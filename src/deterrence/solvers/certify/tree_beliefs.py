"""Beliefs of an assessment on a tree: whether they follow from one another, and from strategies that tremble.

At a set h the player asks what it could gain by everything it may do from there on. At its later sets it will then
believe what follows from β(h) by Bayes' rule; the assessment may say otherwise there, for it need only be right about
what is reached. So sets whose belief does not follow from the one before (*broken*) are where beliefs begin again, and
the recursion is run once more for those with one broken set on the way there, for those with two, and so on: what
comes after one such set does not come after another, so that one run serves them all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...trees.best_response import Recursion, Reply
from ...trees.own_sets import Forest

if TYPE_CHECKING:
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
FOLLOWS = 1e-10  # of beliefs
LEAST = 1e-290  # a normal number: what has come at all
NEVER = 1e-300  # log reach of a lottery's outcome of probability zero


def sequential(recursion: Recursion, reply: Reply, belief: Array, flow: Array, policy: Array) -> Reply:
    """The reply where all that comes after a set follows from the belief there.

    Args:
        recursion: of the tree.
        reply: the best reply to beliefs as they are, found already.
        belief: (M,), of the assessment, in the order of the forest.
        flow, policy: as :meth:`~.trees.best_response.Recursion.best` takes them.
    """
    forest = recursion.forest
    runs, later = forest.member_runs, slice(forest.first, len(belief))  # only those have own moves before them
    come = reply.weight[runs.owner[later]]
    off = np.abs(reply.came[later] - belief[later] * come)
    if (off <= FOLLOWS * come).all():
        return reply
    gap = np.zeros(len(belief))
    np.divide(off, come, out=gap[later], where=come > LEAST)
    broken = runs.max(gap) > FOLLOWS
    while True:
        # what follows step by step, within rounding, need not follow from further back where next to nothing comes
        followed = _follow(forest, belief, flow, broken)[:-1]
        lost = (runs.max(np.abs(followed - belief)) > FOLLOWS) & ~broken
        if not lost.any():
            break
        broken |= lost
    previous = np.append(runs.owner, len(broken))[forest.last[runs.starts]]
    breaks = np.zeros(len(broken) + 1, int)  # broken sets up to each, itself included; the last entry is the start's
    for low, high in pairwise(forest.levels.tolist()):
        breaks[low:high] = breaks[previous[low:high]] + broken[low:high]
    breaks = breaks[:-1]
    best, value, action, ahead = (part.copy() for part in (reply.best, reply.value, reply.action, reply.ahead))
    for count in range(breaks.max() + 1):
        followed = _follow(forest, belief, flow, (breaks < count) | (broken & (breaks == count)))
        again = recursion.best(np.concatenate([followed, followed]), flow, policy)
        at = breaks == count
        best[at], value[at] = again.best[at], again.value[at]
        own = at[forest.action_runs.owner]
        action[own], ahead[own] = again.action[own], again.ahead[own]
    return reply._replace(best=best, value=value, action=action, ahead=ahead)


def _follow(forest: Forest, belief: Array, flow: Array, kept: Array) -> Array:
    """Beliefs, and 1 for the root (M + 1,): as they are at first sets and where kept (H,), else following from them."""
    followed, owner = np.append(belief, 1.0), forest.member_runs.owner
    bounds = np.append(forest.member_runs.starts, len(belief))[forest.levels]
    for first, end in pairwise(bounds[1:].tolist()):
        run = slice(first, end)
        came, at = followed[forest.last[run]] * flow[run], owner[run]
        come = np.bincount(at - at[0], came)[at - at[0]]
        np.divide(came, come, out=followed[run], where=(come > LEAST) & ~kept[at])
    return followed


def tremble_gap(assessment: TreeAssessment) -> float | None:
    """Largest distance of beliefs and probabilities from those of the assessment's trembling strategies."""
    if assessment.tremble is None:
        return None
    layout = assessment.tree.layout
    log_chance = np.log(np.maximum(assessment.numbers.chance, NEVER))
    high, low = layout.past.exact_log_reach(np.concatenate([assessment.tremble, log_chance, [0.0]]))
    runs, high, low = layout.set_members, high[layout.decisions], low[layout.decisions]
    top = runs.max(high)[runs.owner]
    come = np.exp((high - top) + (low - runs.max(np.where(high == top, low, -np.inf))[runs.owner]))
    off = np.abs(assessment.belief - come / runs.sum(come)[runs.owner]).max(initial=0.0)
    return float(max(off, np.abs(assessment.policy - np.exp(assessment.tremble)).max(initial=0.0)))
