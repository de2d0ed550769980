"""The certificate of an assessment on a tree, in time linear in the tree, by code of its own.

Only strategies and beliefs are taken from the assessment. With perfect recall the probability of a node is a product,
over players, of the probabilities of what each did on the way, and over chance; so everything follows from what each
player does in all (:meth:`~.game.own.Forest.realisation`) and a recursion over i's own information sets, deepest first.

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

from typing import TYPE_CHECKING, Any

import numpy as np

from ...game.layout import Layout
from ...game.recall import set_name
from .record_tree import NASH, NONE, QUANTAL, SEQUENTIAL, WEAK, TreeCertificate
from .treebeliefs import sequential_gain, tremble_gap

if TYPE_CHECKING:
    from ..tree.assessment import TreeAssessment

Array = np.ndarray
REACHED = 1e-12
NORMAL = 1e-290
NEVER = 1e-120  # stands for probability nought
TOLERANCE = 1e-8  # regret, in stakes, that counts as nought
BAYES = 1e-8  # of beliefs
RESIDUAL = 1e-8
NEAR = 1e-2  # of trembles: probabilities and beliefs that tend to a limit are this near to it


def certify_tree(
    assessment: TreeAssessment, *, tolerance: float = TOLERANCE, message: str = "entered by hand"
) -> TreeCertificate:
    """Certify an assessment.

    Args:
        assessment: strategies, beliefs, and the precision if it claims to be a quantal response.
        tolerance: regret, in stakes, up to which it is called an equilibrium.
        message: how it was come by.
    """
    tree, layout, forest = assessment.tree, assessment.tree.layout, assessment.tree.layout.forest
    payoff = np.ascontiguousarray(np.asarray(assessment.numbers.payoff, float)[layout.preorder].T)
    apart, whole = _log_reach(layout, assessment)
    reach = np.exp(whole)
    mover = layout.set_player[layout.set_of[layout.decisions]]
    beliefs, since, leaves = _told(layout, assessment.belief, apart, apart[mover, layout.decisions], payoff)
    reply = forest.best(beliefs, since, leaves, assessment.policy)
    gain, q = sequential_gain(layout, reply, beliefs, since, leaves, assessment.policy)
    regret = np.maximum(reply.start - payoff @ reach, 0.0)

    stake = _stakes(layout, reach, apart, payoff)
    runs = layout.set_actions
    once = runs.max(q) - runs.sum(assessment.policy * q)
    set_reach = layout.set_members.sum(reach[layout.decisions])
    known = set_reach >= REACHED
    sure = known if assessment.precision is None else set_reach >= NORMAL
    owner = layout.set_members.owner
    off_bayes = np.abs(assessment.belief - reach[layout.decisions] / np.where(sure, set_reach, 1.0)[owner])
    consistency = float(off_bayes[sure[owner]].max(initial=0.0))
    relative = np.maximum(gain, 0.0) / stake[layout.set_player]
    worst = int(relative.argmax()) if len(relative) else -1
    figures = {
        "regret": regret / stake,
        "sequential": float(relative.max(initial=0.0)),
        "consistency": consistency,
        "residual": _residual(assessment, q),
        "tremble": tremble_gap(assessment) if assessment.precision is None else None,
    }
    return TreeCertificate(
        regret=dict(zip(tree.players, regret.tolist(), strict=True)),
        stake=dict(zip(tree.players, stake.tolist(), strict=True)),
        one_shot_regret=float((np.maximum(once, 0.0) / stake[layout.set_player])[known].max(initial=0.0)),
        sequential_regret=figures["sequential"],
        logit_bound=_bound(assessment, stake),
        residual=figures["residual"],
        consistency=consistency,
        tremble=figures["tremble"],
        worst_set=set_name(tree, worst) if worst >= 0 else "",
        concept=_concept(assessment, figures, tolerance),
        tolerance=tolerance,
        message=message,
    )


def _log_reach(layout: Layout, assessment: TreeAssessment) -> tuple[Array, Array]:
    """Log of A_i (N, n), and of the probability of every node (n,)."""
    log_chance = np.concatenate([np.zeros(layout.actions), np.log(np.maximum(assessment.numbers.chance, NEVER)), [0.0]])
    drawn = log_chance[layout.edge[layout.past.drawn]]
    for nodes, before in layout.past.lotteries:
        drawn[nodes] += drawn[before]
    whole = drawn[layout.past.last_drawn]
    realised = layout.forest.realisation(np.log(np.maximum(assessment.policy, NEVER)))
    own = realised[layout.past.last_place]
    whole += own.sum(axis=0)
    return whole - own, whole


def _told(layout: Layout, belief: Array, apart: Array, at: Array, payoff: Array) -> tuple[Array, Array, Array]:
    """Both beliefs (2, M), F at decision nodes (M,), and payoffs weighted by F at leaves (K,)."""
    forest, runs = layout.forest, layout.set_members
    come = np.exp(at - runs.max(at)[runs.owner])
    before = np.append(at, 0.0)  # the last entry stands for the start
    since = np.empty(len(at))
    since[forest.members] = np.exp(at[forest.members] - before[forest.last])
    leaf = forest.leaf_player * layout.nodes + forest.leaf_node
    leaves = np.exp(apart.take(leaf) - before[forest.leaf_member]) * payoff.take(leaf)
    return np.stack([belief, come / runs.sum(come)[runs.owner]]), since, leaves


def _stakes(layout: Layout, reach: Array, apart: Array, payoff: Array) -> Array:
    """Range of payoffs over ends reached; if nought, over ends one could reach oneself; if nought, over all."""
    total = payoff
    if layout.pays_on_the_way:
        total = payoff.copy()
        for above, low, high in layout.descent:
            total[:, low:high] += total[:, above]
    total = np.take(total, layout.ends, axis=1)
    least = REACHED * np.abs(total).max(axis=1, initial=0.0)  # ends that pay the same differ by rounding
    stake = _range(total, reach[layout.ends] >= REACHED)
    for i in np.flatnonzero(stake <= least):
        possible = _range(total[i], np.exp(apart[i, layout.ends]) >= REACHED)
        stake[i] = possible if possible > least[i] else np.ptp(total[i])
    return np.where(stake > least, stake, 1.0)


def _range(values: Array, chosen: Array) -> Array:
    """Range along the last axis of those chosen."""
    return np.where(chosen, values, -np.inf).max(axis=-1) - np.where(chosen, values, np.inf).min(axis=-1)


def _residual(assessment: TreeAssessment, q: Array) -> float | None:
    if assessment.precision is None:
        return None
    tree, layout = assessment.tree, assessment.tree.layout
    lam = assessment.precision[layout.set_player] * tree.sharpness
    score = tree.log_weights + lam[layout.action_set] * q
    runs = layout.set_actions
    odds = np.exp(score - runs.max(score)[runs.owner])
    return float(np.abs(assessment.policy - odds / runs.sum(odds)[runs.owner]).max(initial=0.0))


def _bound(assessment: TreeAssessment, stake: Array) -> float:
    """(1/stake_i) · max over paths of Σ over i's moves of log(1/min μ)/λ_i, the largest over players."""
    if assessment.precision is None:
        return 0.0
    loss = assessment.tree.choice_loss
    moving = loss > 0
    if (assessment.precision[moving] <= 0).any():
        return float("inf")
    return float((loss[moving] / assessment.precision[moving] / stake[moving]).max(initial=0.0))


def _concept(assessment: TreeAssessment, figures: dict[str, Any], tolerance: float) -> str:
    if figures["residual"] is not None:
        return QUANTAL if figures["residual"] <= RESIDUAL and figures["consistency"] <= BAYES else NONE
    if figures["sequential"] <= tolerance and figures["consistency"] <= BAYES:
        near = figures["tremble"]
        return SEQUENTIAL if near is not None and near <= NEAR else WEAK
    return NASH if (figures["regret"] <= tolerance).all() else NONE
