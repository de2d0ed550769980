"""The certificate of an assessment on a tree, in time linear in the tree, by code of its own.

Only strategies and beliefs are taken from the assessment. With perfect recall the probability of a node is a product,
over players, of the probabilities of what each did on the way, and over chance; so everything follows from what each
player does in all (:meth:`~.game.past.Past.log_reach`) and a recursion over i's own information sets, deepest first
(:mod:`~.game.reply`). Arrays are in the order of that recursion (:class:`~.game.own.Forest`), found once for a tree.

    A_i(n)   what the others and chance contribute to the probability of n; F_i(n), the same since i's last own node
    G(h,a)   = Σ_{m in h} β(m) · what i is paid after (m, a) and up to its own next move, weighted by F_i
    w(h')    = Σ_{m' in h'} β(m's last own node) F_i(m')
    W(h)     = max_a G(h,a) + Σ_{h' next after (h,a)} w(h') W(h'),     V(h) the same with σ for max

Probabilities are carried as logarithms, nought as that of 1e-120, so that F is known off the path too.

* sequential_regret: max over all sets h of W − V, with the assessment's beliefs at h and those that follow from them
  by Bayes' rule at i's later sets (:mod:`.treebeliefs`). Where the assessment's own beliefs follow from one another
  in this way, it is nought exactly when no single change gains at any set (Hendon, Jacobsen and Sloth 1996, "The
  One-Shot-Deviation Principle for Sequential Rationality", Games and Economic Behavior 12(2), 274-282; recalled, not
  opened).
* regret of i: the same recursion from the root, with β replaced by the others' reach: exact, whatever the beliefs.
* residual: max |σ(a) − μ(a) e^{λ Q(a)} / Σ|, Q under the assessment's beliefs.
* logit_bound: on any path i loses at most log(1/min μ)/λ_i at each own move (a logit choice from values Q is worth at
  least max Q − log(1/min μ)/λ).
* consistency: max |β − reach/Σ reach| over sets reached with probability 1e-12 or more; for a quantal response, which
  reaches every set, over all whose reach is a normal number.
* tremble: what a sequential equilibrium rests on, the largest distance of β and σ from full-support strategies and
  the beliefs these give. To be called one it must be small, as well as the regret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...game.layout import Layout
from ...game.recall import set_name
from .record_tree import TreeCertificate
from .treebeliefs import sequential, tremble_gap

if TYPE_CHECKING:
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
REACHED = 1e-12
NORMAL = 1e-290
NEVER = 1e-120  # stands for probability nought
CERTAIN = np.ones(1)
TOLERANCE = 1e-8  # regret, in stakes, that counts as nought


def certify_tree(
    assessment: TreeAssessment, *, tolerance: float = TOLERANCE, message: str = "entered by hand"
) -> TreeCertificate:
    """Certify an assessment.

    Args:
        assessment: strategies, beliefs, and the precision if it claims to be a quantal response.
        tolerance: regret, in stakes, up to which it is called an equilibrium.
        message: how it was come by.
    """
    tree, layout = assessment.tree, assessment.tree.layout
    forest, numbers = layout.forest, assessment.numbers
    members, actions = forest.member_runs, forest.action_runs
    count = len(members.owner)
    edge = np.concatenate([assessment.policy, numbers.chance, CERTAIN])
    done, log_reach = layout.past.log_reach(np.log(np.maximum(edge, NEVER)))
    reach = np.exp(log_reach)
    apart = log_reach[forest.node] - done[forest.taken]  # log A at every station
    flow = np.exp(apart - apart[forest.last])  # F
    belief, policy = assessment.belief[forest.members], assessment.policy[forest.actions]
    # Bayes' rule by the others' reach: one's own is the same at all nodes of a set
    bayes = np.exp(apart[:count] - members.max(apart[:count])[members.owner])
    bayes /= members.sum(bayes)[members.owner]
    pay = np.asarray(numbers.payoff, float).take(forest.pays)
    flow[count + 1 :] *= pay
    reply = forest.recursion.best(np.concatenate([belief, CERTAIN, bayes, CERTAIN]), flow, policy)
    after = sequential(forest, reply, belief, flow, policy)

    total = pay.reshape(layout.players, -1)
    regret = np.maximum(reply.start - total.dot(reach[forest.leaf]), 0.0)
    stake = _stakes(layout, total, reach, log_reach, done)
    stakes = stake[forest.player]
    limit = assessment.precision is None
    top = actions.max(after.action)
    set_reach = members.sum(reach[forest.node[:count]])
    off_bayes = members.max(np.abs(belief - bayes))
    gain = np.empty(len(stakes))
    gain[forest.sets] = np.maximum(after.best - after.value, 0.0) / stakes
    worst = int(gain.argmax()) if len(gain) else -1
    return TreeCertificate(
        regret=dict(zip(tree.players, regret.tolist(), strict=True)),
        stake=dict(zip(tree.players, stake.tolist(), strict=True)),
        one_shot_regret=_largest((top - after.value) / stakes, set_reach >= REACHED),
        sequential_regret=float(gain[worst]) if len(gain) else 0.0,
        logit_bound=_bound(assessment, stake),
        residual=_residual(assessment, after.action, top, policy),
        consistency=_largest(off_bayes, set_reach >= (REACHED if limit else NORMAL)),
        tremble=tremble_gap(assessment) if limit else None,
        worst_set=set_name(tree, worst) if worst >= 0 else "",
        tolerance=tolerance,
        message=message,
    )


def _largest(values: Array, chosen: Array) -> float:
    """The largest of those chosen; nought where none is larger."""
    return float(np.maximum.reduce(values * chosen, initial=0.0))


def _stakes(layout: Layout, pay: Array, reach: Array, log_reach: Array, done: Array) -> Array:
    """Range of payoffs over ends reached; if nought, over ends one could reach oneself; if nought, over all."""
    total = pay
    if layout.pays_on_the_way:
        along = np.zeros((layout.players, layout.nodes))
        along[:, layout.forest.leaf] = pay
        for above, start, end in layout.descent:
            along[:, start:end] += along[:, above]
        total = along[:, layout.ends]
    at_end = reach[layout.ends]
    high, low = total.max(axis=1), total.min(axis=1)
    least = REACHED * np.maximum(high, -low)  # ends that pay the same differ by rounding
    stake = high - low if at_end.min() >= REACHED else np.ptp(total[:, at_end >= REACHED], axis=1)
    if (stake > least).all():
        return stake
    for i in np.flatnonzero(stake <= least):
        others = log_reach[layout.ends] - done[layout.past.last[i, layout.ends]]
        possible = np.ptp(total[i, np.exp(others) >= REACHED])
        stake[i] = possible if possible > least[i] else high[i] - low[i]
    return np.where(stake > least, stake, 1.0)


def _residual(assessment: TreeAssessment, q: Array, top: Array, policy: Array) -> float | None:
    """max |σ − logit(q)|; ``top``, the largest of q at every set."""
    if assessment.precision is None:
        return None
    tree, forest = assessment.tree, assessment.tree.layout.forest
    runs = forest.action_runs
    lam = assessment.precision[forest.player] * tree.sharpness[forest.sets]
    odds = np.exp(tree.log_weights[forest.actions] + lam[runs.owner] * (q - top[runs.owner]))
    return float(np.abs(policy - odds / runs.sum(odds)[runs.owner]).max(initial=0.0))


def _bound(assessment: TreeAssessment, stake: Array) -> float:
    """(1/stake_i) · max over paths of Σ over i's moves of log(1/min μ)/λ_i, the largest over players."""
    if assessment.precision is None:
        return 0.0
    each = zip(assessment.tree.choice_loss.tolist(), assessment.precision.tolist(), stake.tolist(), strict=True)
    return max((loss / lam / s if lam > 0 else float("inf") for loss, lam, s in each if loss > 0), default=0.0)
