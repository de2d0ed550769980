"""What is gained at the information sets of a tree, and the unit of each: what its choice is about.

A gain is judged where it is made, in units of that set, so that a large payoff elsewhere in the tree, or one that is
hardly ever reached, makes no error look small. With Q(h,a) the worth of an action under the strategies, and floor the
rounding error of such sums (``ROUNDING`` times the mean size of the payoffs added up):

* lead(h): the largest Q less the largest that is smaller than it by more than floor; zero where all are level.
* open(h,a): what others' mixing and doubt about it leave open: the mean distance of what the player has, at its next
  own move or at the end, from Q(h,a), over courses whose probability given h and chance is neither zero nor one.
* unit(h): the larger of lead(h) and open(h), where open(h) is the mean of open(h,a) over σ, or, if larger, that of the
  best action. Where h is a choice between sure things the first is all there is; where h mixes, moves are level but
  for errors of the others' probabilities, and the second says how much a relative error of those makes.
* slip(h): what h itself loses if the best reply follows: max_a Q*(h,a) − Σ_a σ(a) Q*(h,a).
* gain(h): what may be gained by everything from h on. If beliefs follow from one another it is made of the slips from
  h on, each with the probability of coming there; where they do not, it is judged in units of all these sets together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...trees.best_response import Reply
from ...trees.own_sets import Forest
from ...trees.ragged import Segments

Array = np.ndarray
ROUNDING = 64 * np.finfo(float).eps  # of a sum of payoffs times probabilities that are products
CLOSE = 1e-9  # of the largest payoff: from where rounding is looked into
MOVED = 1e-12  # of a log probability: it is not that of a sure thing
LOST = -250.0  # log of what others contribute to coming to a set, below which they do not


class Judged(NamedTuple):
    """By information set, in the order of the forest, in payoffs.

    Attributes:
        open: what others' mixing leaves open here and at own sets after it.
        lead: of the best action on the next best.
        once: what changing the action gains, the strategy followed afterwards.
        slip: what the choice loses, the best reply followed afterwards.
        gain: what changing everything from here on gains.
    """

    open: Array
    lead: Array
    once: Array
    slip: Array
    gain: Array

    @property
    def unit(self) -> Array:
        """What the choice is about; zero where it is about nothing."""
        return np.maximum(self.open, self.lead)


def over(loss: Array, unit: Array) -> Array:
    """Losses over their units; 1 where there is a loss in a choice about nothing."""
    return np.divide(loss, unit, out=np.where(loss > 0, 1.0, 0.0), where=unit > 0)


def judged(forest: Forest, reply: Reply, weight: Array, had: Array, policy: Array, unsure: Array | None) -> Judged:
    """Judge every set.

    Args:
        forest: of the tree; T are its ``courses``.
        reply: the best reply, beliefs following from one another.
        weight: (T,), probability of each course given the set it starts from and the action.
        had: (T,), what the player has when it is run: at an end what it is paid, at an own node what that is worth.
        policy: (A,), σ in the order of the forest.
        unsure: (T,), True for courses that others' mixing or doubt about it leaves open; None for all.
    """
    actions, q, taken = forest.action_runs, reply.action, forest.courses.taken
    top = actions.max(q)
    off = weight * np.abs(had - q[taken])
    if unsure is not None:
        off *= unsure
    open_at = np.bincount(taken, off, len(q))
    best = q >= top[actions.owner]
    left_open = np.maximum(actions.sum(policy * open_at), actions.max(open_at * best))
    return Judged(
        open=together(forest, left_open, reply.weight, policy),
        lead=lead(actions, q, top),
        once=np.maximum(top - reply.value, 0.0),
        slip=np.maximum(reply.best - actions.sum(policy * reply.ahead), 0.0),
        gain=np.maximum(reply.best - reply.value, 0.0),
    )


def cleared(forest: Forest, found: Judged, reply: Reply, size: Array, least: Array, policy: Array) -> Judged:
    """The same with differences that are within rounding taken for zero.

    Args:
        forest, found, reply, policy: as above.
        size: (A,), mean size of the payoffs that Q(h,a) adds up.
        least: (H,), what payoffs come to with the probability that stands for zero.
    """
    actions = forest.action_runs
    floor = ROUNDING * size + least[actions.owner]
    top = actions.max(reply.action)
    level = reply.action + floor >= top[actions.owner]
    at_top = actions.max(np.where(level, floor, 0.0))
    within = at_top + actions.sum(policy * floor)
    ahead = lead(actions, reply.action, top, floor + at_top[actions.owner])
    once, slip, gain = (np.where(part > within, part, 0.0) for part in (found.once, found.slip, found.gain))
    return Judged(found.open, ahead, once, slip, gain)


def together(forest: Forest, here: Array, weight: Array, policy: Array) -> Array:
    """(H,), what stands at each set and at own sets after it, each with the probability of coming there.

    ``weight``: (H,), probability of coming to a set given the own action before it and what was believed there.
    """
    total = here.copy()
    above, levels = forest.action_runs.owner, forest.levels.tolist()
    if len(levels) < 3:
        return total
    before = forest.before[levels[1] :]
    share, to = policy[before] * weight[levels[1] :], above[before]
    for k in range(len(levels) - 2, 0, -1):
        low, high = levels[k : k + 2]
        run = slice(low - levels[1], high - levels[1])
        up = levels[k - 1]
        total[up:low] += np.bincount(to[run] - up, share[run] * total[low:high], low - up)
    return total


def lead(actions: Segments, q: Array, top: Array, level: Array | float = 0.0) -> Array:
    """What the best, ``top``, is ahead of the best that is not level with it: further behind than ``level``."""
    behind = actions.max(np.where(q + level < top[actions.owner], q, -np.inf))
    return np.where(behind > -np.inf, top - behind, 0.0)
