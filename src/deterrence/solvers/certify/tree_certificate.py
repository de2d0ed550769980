"""The certificate of an assessment on a tree, in time linear in the tree, by code separate from the solver's.

Only strategies and beliefs are taken from the assessment. With perfect recall the probability of a node is a product,
over players, of the probabilities of what each did on the way, and over chance; so everything follows from what each
player does in all (:meth:`~.trees.node_reach.Past.log_reach`) and a recursion over i's own information sets, deepest
first (:mod:`~.trees.best_response`). Arrays are in the order of that recursion (:class:`~.trees.own_sets.Forest`),
found once for a tree.

    A_i(n)   what the others and chance contribute to the probability of n; F_i(n), the same since i's last own node
    G(h,a)   = Σ_{m in h} β(m) · what i is paid after (m, a) and up to its own next move, weighted by F_i
    w(h')    = Σ_{m' in h'} β(m's last own node) F_i(m')
    W(h)     = max_a G(h,a) + Σ_{h' next after (h,a)} w(h') W(h'),     V(h) the same with σ for max

Probabilities are carried as logarithms, zero as -276, so that F is known off the path too.

* sequential_regret: the largest slip(h) (:mod:`.tree_units`) over all sets, in units of the set, with the assessment's
  beliefs at h and those that follow from them by Bayes' rule at i's later sets (:mod:`.tree_beliefs`). Where the
  assessment's own beliefs follow from one another in this way, it is zero exactly when W = V everywhere, and exactly
  when no single change gains at any set (Hendon, Jacobsen and Sloth 1996, "The One-Shot-Deviation Principle for
  Sequential Rationality", Games and Economic Behavior 12(2), 274-282; recalled, not opened). Where they do not,
  (W − V)(h) counts too, in units of h and of i's later sets together.
* regret of i: the same recursion from the root, with β replaced by the others' reach: exact, whatever the beliefs.
* nash_regret: the largest slip of a set that play reaches, everything with beliefs by the others' reach, in units of
  the set. It is zero exactly when every player's regret is.
* stake of i: what its payoff is off what it expects, in the mean over ends as play comes to them, doubled (so a fair
  lottery has the distance of its payoffs at stake); or, if larger, the most that one own move is ahead of the next
  best, times the probability with which the others let it come to that. Ends that are hardly reached hardly count.
* residual: max |σ(a) − μ(a) e^{λ Q(a)} / Σ|, Q under the assessment's beliefs. Where λ times payoffs is so large that
  rounding alone exceeds what is allowed, a set counts with |x − λ ΔQ| / (1 + λ open) if that is smaller: the relative
  change of others' probabilities that would put it right.
* logit_bound: on any path i loses at most log(1/min μ)/λ_i at each own move (a logit choice from values Q is worth at
  least max Q − log(1/min μ)/λ).
* consistency: max |β − reach/Σ reach| over sets that play reaches; for a quantal response, which
  reaches every set, over all whose reach is a normal number.
* tremble: what a sequential equilibrium rests on, the largest distance of β and σ from full-support strategies and
  the beliefs these give. To be called one it must be small, as well as the regret.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ...trees.perfect_recall import set_name
from .tree_beliefs import sequential, tremble_gap
from .tree_record import RESIDUAL, TreeCertificate
from .tree_units import Judged, cleared, judged, lead, over, together

if TYPE_CHECKING:
    from ...trees.best_response import Reply
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
REACHED = 1e-100  # probability above which play comes somewhere
NORMAL = 1e-290
NEVER = -276.0  # log of what stands for probability zero: a whole number, so that sums of it are exact
LEAST = 1e-119  # probabilities below this are taken for zero
CERTAIN = np.ones(1)
TOLERANCE = 1e-8  # regret, in units of the set where it arises, that counts as zero
CLOSE = 1e-9  # of a player's largest payoff: differences below this are looked into for rounding
LEVEL = 1e-12  # of what is expected: payoffs that differ by less differ by rounding
SUMMED = 64.0  # of log reach: its own rounding is as large as that of sums of payoffs
MOVED = 1e-12  # of a log probability: it is not that of a sure thing


def certify_tree(
    assessment: TreeAssessment, *, tolerance: float = TOLERANCE, message: str = "entered by hand"
) -> TreeCertificate:
    """Certify an assessment.

    Args:
        assessment: strategies, beliefs, and the precision if it claims to be a quantal response.
        tolerance: regret, in units of the set where it arises, up to which it is called an equilibrium.
        message: how it was come by.
    """
    tree, limit = assessment.tree, assessment.precision is None
    forest, seen = tree.layout.forest, _Seen(assessment)
    reply = seen.reply(seen.belief)
    after = sequential(tree.layout.recursion, reply, seen.belief, seen.paid, seen.policy)
    top = forest.action_runs.max(after.action)
    found = seen.judge(after, seen.belief) if limit else None
    stake = seen.stake(found.lead if found else lead(forest.action_runs, after.action, top))
    regret = np.maximum(reply.start - seen.value, 0.0)
    off_bayes = forest.member_runs.max(np.abs(seen.belief - seen.bayes))
    consistency = _largest(off_bayes, seen.set_reach >= (REACHED if limit else NORMAL))
    if found is None:
        loss, unit = np.maximum(after.best - after.value, 0.0), stake[forest.player]
        once, by_set = np.maximum(top - after.value, 0.0) / unit, loss / unit
        nash = float((regret / stake).max())
    else:
        loss, unit = found.slip, found.unit
        once, by_set = over(found.once, unit), over(loss, unit)
        if after is not reply:
            later = over(found.gain, together(forest, unit, reply.weight, seen.policy))
            loss, by_set = np.where(later > by_set, found.gain, loss), np.maximum(by_set, later)
        start = found
        if max(_largest(by_set, True), consistency) > tolerance:  # others' reach says what is right where play comes
            start = seen.judge(seen.reply(seen.bayes), seen.bayes)
        nash = _largest(over(start.slip, start.unit), seen.set_reach >= REACHED)
    worst = int(forest.sets[by_set.argmax()]) if len(by_set) else -1
    return TreeCertificate(
        regret=dict(zip(tree.names, regret.tolist(), strict=True)),
        stake=dict(zip(tree.names, stake.tolist(), strict=True)),
        nash_regret=nash,
        one_shot_regret=_largest(once, seen.set_reach >= REACHED),
        sequential_regret=_largest(by_set, True),
        logit_bound=_bound(assessment, stake),
        residual=None if limit else _residual(assessment, seen, after, top),
        consistency=consistency,
        tremble=tremble_gap(assessment) if limit else None,
        worst_set=set_name(tree, worst) if worst >= 0 else "",
        worst_gain=float(loss[by_set.argmax()]) if worst >= 0 else 0.0,
        tolerance=tolerance,
        message=message,
    )


class _Seen:
    """What an assessment makes of the tree, in the order of the forest.

    Attributes:
        policy, belief: (A,) and (M,), of the assessment.
        bayes: (M,), beliefs by the others' reach: one's own is the same at all nodes of a set.
        flow: (M + 1 + K,), F; ``paid``, the same times what is paid at the last K.
        set_reach: (H,), probability of coming to a set; ``others``, what the others contribute.
        at_leaf: (K / N,), probability of the leaves.
        value: (N,), expected payoffs.
    """

    def __init__(self, assessment: TreeAssessment):
        self.assessment = assessment
        self.layout = layout = assessment.tree.layout
        self.forest = forest = layout.forest
        members, count = forest.member_runs, len(forest.members)
        edge = np.concatenate([assessment.policy, assessment.numbers.chance, CERTAIN])
        log_edge = _logarithm(edge)
        if assessment.precision is not None and assessment.tremble is not None and log_edge.min() == NEVER:
            # of a quantal response the logarithm is known, however small the probability is
            own = log_edge[: len(assessment.policy)]
            np.minimum(own, assessment.tremble, out=own, where=own == NEVER)
        _, self.factors = layout.past.factors(log_edge)
        sums = forest.all_and_but_one @ self.factors
        self.reach = np.exp(sums[-1])
        self.apart = sums.take(forest.place)  # log A at every station
        self.flow = np.exp(self.apart - self.apart[forest.last])
        self.belief, self.policy = assessment.belief[forest.members], assessment.policy[forest.actions]
        most = members.max(self.apart[:count])
        bayes = np.exp(self.apart[:count] - most[members.owner])
        come = members.sum(bayes)
        self.bayes = bayes / come[members.owner]
        self.others = come * np.exp(most)
        self.set_reach = members.sum(self.reach[forest.node[:count]])
        pay = np.asarray(assessment.numbers.payoff, float).take(forest.pays)
        self.pay = pay.reshape(layout.players, -1)
        self.paid = self.flow.copy()
        self.paid[count + 1 :] *= pay
        self.at_leaf = self.reach[forest.leaf]
        self.value = self.pay.dot(self.at_leaf)

    def reply(self, belief: Array) -> Reply:
        """The best reply to beliefs; and to the others, from the start."""
        beliefs = np.concatenate([belief, CERTAIN, self.bayes, CERTAIN])
        return self.layout.recursion.best(beliefs, self.paid, self.policy)

    @cached_property
    def along(self) -> Array:
        """(N, n), what has been collected up to each node."""
        along = np.zeros((self.layout.players, self.layout.nodes))
        along[:, self.forest.leaf] = self.pay
        for above, start, end in self.layout.descent:
            along[:, start:end] += along[:, above]
        return along

    def judge(self, reply: Reply, belief: Array) -> Judged:
        """Every set, in its own units."""
        forest, courses = self.forest, self.forest.courses
        weight = belief[courses.member] * self.flow[courses.station]
        ends = courses.station[len(courses.sets) :]
        if self.layout.pays_on_the_way:
            player = forest.player[forest.member_runs.owner[courses.member]]
            had = self.along[player, forest.node[courses.station]] - self.along[player, forest.node[courses.member]]
            had[: len(courses.sets)] += reply.value[courses.sets]
        else:
            paid = self.pay.ravel()[ends - len(forest.members) - 1]
            had = np.concatenate([reply.value[courses.sets], paid])
        unsure = self.unsure if self.assessment.precision is None else None
        found = judged(forest, reply, weight, had, self.policy, unsure)
        largest = np.abs(self.pay).max(axis=1, initial=0.0)[forest.player]
        close = CLOSE * largest
        if ((found.lead < close) & (np.maximum(found.lead, found.gain) > 0)).any():
            # log reach is off by its own rounding, so that what is far off the path has larger errors
            size = self.flow * (1.0 + np.abs(self.apart) / SUMMED)
            size[len(forest.members) + 1 :] *= np.abs(self.pay.ravel())
            beliefs = np.concatenate([belief, CERTAIN, belief, CERTAIN])
            size = self.layout.recursion.best(beliefs, size, self.policy).action
            found = cleared(forest, found, reply, size, REACHED * largest, self.policy)
        return found

    @cached_property
    def unsure(self) -> Array:
        """(T,), True for courses that others' mixing, or doubt about what they did, leaves open."""
        forest, courses, members = self.forest, self.forest.courses, self.forest.member_runs
        others = (forest.all_and_but_one[:-1, :-1] @ self.factors[:-1]).take(forest.place)  # log, without chance
        mixed = np.abs(others[courses.station] - others[courses.member]) > MOVED
        held = others[: len(forest.members)]
        most = members.max(held)
        doubt = (most + members.max(-held) > MOVED) | ((most < np.log(REACHED)) & (np.bincount(members.owner) > 1))
        return mixed | doubt[members.owner[courses.member]]

    def stake(self, ahead: Array) -> Array:
        """(N,), see above; 1 where nothing is at stake. ``ahead``: (H,), of the best action on the next best."""
        forest = self.forest
        if self.layout.pays_on_the_way:
            total, reach = self.along[:, self.layout.ends], self.reach[self.layout.ends]
        else:
            total, reach = self.pay, self.at_leaf
        stake = 2.0 * np.abs(total - self.value[:, None]).dot(reach)
        possible = ahead * self.others
        for i, own in enumerate(forest.own):
            stake[i] = max(stake[i], np.maximum.reduce(possible.take(own), initial=0.0))
        return np.where(stake > LEVEL * np.abs(self.value), stake, 1.0)


def _logarithm(probability: Array) -> Array:
    """Log of probabilities, next to nothing taken for zero."""
    if np.minimum.reduce(probability, initial=1.0) > LEAST:
        return np.log(probability)
    return np.log(probability, out=np.full(len(probability), NEVER), where=probability > LEAST)


def _largest(values: Array, chosen: Array | bool) -> float:
    """The largest of those chosen; zero where none is larger."""
    return float(np.maximum.reduce(values * chosen, initial=0.0))


def _residual(assessment: TreeAssessment, seen: _Seen, reply: Reply, top: Array) -> float:
    """How far choices are from the logit response, see above."""
    tree, forest, policy = assessment.tree, seen.forest, seen.policy
    runs = forest.action_runs
    assert assessment.precision is not None
    lam = assessment.precision[forest.player] * tree.sharpness[forest.sets]
    weights = tree.log_weights[forest.actions] + lam[runs.owner] * (reply.action - top[runs.owner])
    odds = np.exp(weights)
    off = np.abs(policy - odds / runs.sum(odds)[runs.owner])
    worst = float(off.max(initial=0.0))
    if worst <= RESIDUAL:
        return worst
    held = _logarithm(policy) - weights
    apart = runs.max(held) + runs.max(-held)
    left_open = seen.judge(reply, seen.belief).open
    return float(np.minimum(runs.max(off), apart / (1 + lam * left_open)).max(initial=0.0))


def _bound(assessment: TreeAssessment, stake: Array) -> float:
    """(1/stake_i) · max over paths of Σ over i's moves of log(1/min μ)/λ_i, the largest over players."""
    if assessment.precision is None:
        return 0.0
    each = zip(assessment.tree.choice_loss.tolist(), assessment.precision.tolist(), stake.tolist(), strict=True)
    return max((loss / lam / s if lam > 0 else float("inf") for loss, lam, s in each if loss > 0), default=0.0)
