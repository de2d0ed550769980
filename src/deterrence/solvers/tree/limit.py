"""The limit λ → ∞ of a branch of the logit correspondence, and whether the point it was followed to shows it.

Along the branch strategies, beliefs included, tend to a sequential equilibrium (McKelvey and Palfrey 1998). Where a
player mixes in the limit its probabilities are off by c/s + d/s² + ..., so that three points extrapolate the first two
away: f(∞) ≈ [f(s) − 6 f(2s) + 8 f(4s)] / 3, entry by entry, with error of order 1/s³ (Richardson). Two points give
2 f(4s) − f(2s), and how far that is from it shows what the error can be. What falls from 2s to 4s does not tend to a
limit above zero, however large it still is, and what stays is in the limit, however small.

s goes up by tens until the limit so found is rational at every information set, off the path too, in units of that
set, and has settled. No set's choice can be read before s times what it is about is large; one that is about little in
a tree with large payoffs comes to be made late, and is waited for: as long as its log odds still grow like s it only
seems to mix. Being rational is not enough: beliefs off the path may come to their limit as slowly as log(s)/s while
every set is at its best all the way (the third player of Selten's horse). Where rounding exceeds the limit before it
shows, that is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...errors import NotConverged
from ...trees.perfect_recall import set_name
from ...trees.ragged import Segments
from ..certify.tree_certificate import TOLERANCE, certify_tree
from ..certify.tree_record import SEQUENTIAL
from .assessment import TreeAssessment, log_or_never
from .path import Point, follow, met
from .play import Play, play
from .task import Task

Array = np.ndarray
FIRST, RATIO = 30.0, 10.0  # s times the range of payoffs at the first reading, and from one to the next
MOST = 1e20  # of the same: no two payoffs of one tree differ by less and can be distinguished
SETTLED, KNOWN = 1e-6, 1e-5  # between two extrapolations of probabilities and beliefs: wanted, and at worst
RATIONAL = 1e-9  # a gain at a set, in units of that set, that is not looked at again
GROWING = 2.0  # of log odds from s to 4s: a choice not yet made has them grow fourfold, a mixed one settles
ROUNDING = 64 * np.finfo(float).eps  # of values compared, relative to the mean size of the payoffs in them
APART = 1e-3  # one from which all sets' choices have been made: what is larger afterwards is so by rounding
IDLE = 4  # readings no better than that, after which it is left
FALLING = 0.3  # of log probability from 2s to 4s: more tends to zero (1/s falls by log 2)
COMES = np.log(1e-100)  # log reach above which nothing stands for zero on the way


@dataclass(frozen=True)
class Reading:
    """A limit as it was read.

    Attributes:
        point: of the branch, where it was read.
        assessment: the limit.
        regret: the largest gain at a set, in its units.
        moved: how far the extrapolations of a probability or belief are apart.
        where: the set with the largest gain.
        open: a set that has not chosen yet; empty for none.
        sound: whether it is a sequential equilibrium by its certificate.
    """

    point: Point
    assessment: TreeAssessment
    regret: float
    moved: float
    where: str
    open: str
    sound: bool

    @property
    def good(self) -> bool:
        """Whether it may be reported: a sequential equilibrium by its certificate, and settled."""
        return self.sound and not self.open and self.moved <= KNOWN

    @property
    def excess(self) -> float:
        """How many times what is wanted its errors are."""
        worst = max(self.regret / RATIONAL, self.moved / SETTLED)
        return worst if self.sound and not self.open else max(worst, TOLERANCE / RATIONAL)


def read(task: Task, x: Array, s: float) -> Reading:
    """Follow the branch through (x, s) until its limit can be determined.

    Raises:
        NotConverged: it cannot: which information set had not settled, and by how much.
    """
    scale, origin = task.equations.scale, s
    folds: tuple[float, ...] = ()
    crossings: tuple[float, ...] = ()
    best: Reading | None = None
    idle, goal, why = 0, max(FIRST / scale, s), "rounding errors exceed what is left to be determined"
    while goal * scale <= MOST:
        points, at = [], Point(x, s, (), (), True, "")
        for k in (1.0, 2.0, 4.0):
            at = follow(task.equations, at.x, at.s, k * goal)
            points.append(at)
            if not at.converged:
                break
            folds, crossings = folds + at.folds, crossings + at.crossings
        if not at.converged:
            why = at.message
            break
        message = f"limit of the path from λ = {origin:.3g}, read at λ = {at.s:.3g}; {met(folds, crossings)}"
        found = _reading(task, [p.x for p in points], Point(at.x, at.s, folds, crossings, True, message))
        idle = 0 if best is None or found.excess < best.excess else idle + 1
        best = best if best is not None and idle else found
        if best.excess <= 1.0 or (best.good and idle) or (best.regret < APART and not best.open and idle == IDLE):
            break
        x, s, goal = at.x, at.s, RATIO * goal
    if best is None:
        raise NotConverged(f"{why}. The limit was not reached; ask for a precision that can be")
    if best.good:
        return best
    raise NotConverged(_unsettled(best, why))


def _reading(task: Task, odds: list[Array], point: Point) -> Reading:
    """The limit extrapolated from log odds at s, 2s and 4s."""
    layout, members = task.equations.layout, task.equations.layout.set_members
    plays = [task.equations.play(x) for x in odds]
    log_beliefs = [p.log_reach[layout.decisions] - p.log_set[members.owner] for p in plays]
    policy, policy_moved = _extrapolated([p.log_policy for p in plays], layout.set_actions)
    belief, belief_moved = _extrapolated(log_beliefs, members)
    # where the limit itself comes, Bayes' rule says what the limit of beliefs is, and exactly
    by_rule = play(layout, task.equations.numbers, log_or_never(policy))
    reached = (by_rule.log_set > COMES)[members.owner]
    found = task.assessed(policy, np.where(reached, by_rule.belief, belief), plays[-1].log_policy)
    certificate = certify_tree(found)
    moved = max(policy_moved.max(initial=0.0), (belief_moved * ~reached).max(initial=0.0))
    undecided = _undecided(task, odds[0], odds[-1], plays[-1], policy)
    return Reading(
        point=point,
        assessment=found,
        regret=certificate.sequential_regret,
        moved=float(moved),
        where=certificate.worst_set,
        open=set_name(task.tree, undecided[0]) if len(undecided) else "",
        sound=certificate.concept == SEQUENTIAL,
    )


def _undecided(task: Task, near: Array, far: Array, at: Play, policy: Array) -> Array:
    """Sets that mix in what was read, but only because λ is still too low for what their choice is about."""
    equations, numbers = task.equations, task.equations.numbers
    grown = np.abs(far - equations.offset) >= GROWING * np.abs(near - equations.offset)
    sizes = play(equations.layout, replace(numbers, payoff=np.abs(numbers.payoff)), at.log_policy).action_value
    free, base = equations.free, equations.base
    apart = np.abs(at.action_value[free] - at.action_value[base]) > ROUNDING * (sizes[free] + sizes[base])
    mixed = (policy[free] > 0) & (policy[base] > 0) & (equations.rho > 0)
    return np.unique(equations.layout.action_set[free[grown & apart & mixed]])


def _extrapolated(logs: list[Array], runs: Segments) -> tuple[Array, Array]:
    """The limit of probabilities from their logarithms at s, 2s and 4s, and what two points give is off it."""
    near, middle, far = (np.exp(log) for log in logs)
    falls = logs[1] - logs[2] > FALLING
    found = []
    for limit in ((near - 6 * middle + 8 * far) / 3, 2 * far - middle):
        limit = np.where(falls | (limit <= 0), 0.0, limit)
        found.append(limit / runs.sum(limit)[runs.owner])
    return found[0], np.abs(found[0] - found[1])


def _unsettled(best: Reading, why: str) -> str:
    """What to report of a limit that could not be determined."""
    if best.open:
        what = f"{best.open} had not chosen yet"
    elif best.regret > TOLERANCE:
        what = f"{best.where} could still gain {best.regret:.2g} of what its choice is about"
    else:
        what = f"probabilities or beliefs are known to {best.moved:.1e} only"
    return (
        f"the limit λ → ∞ cannot be found: read at λ = {best.point.s:.3g}, {what} ({why}). Ask for a precision up to "
        f"{best.point.s:.3g}, or bring the payoffs nearer to one another in size"
    )
