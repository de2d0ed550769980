"""The certificate of an assessment on a tree, in time linear in the tree, by code of its own.

Only strategies and beliefs are taken from the assessment. With perfect recall everything follows from one pass down
the tree and one up for each player i, and a recursion over i's own information sets, deepest first.

    F_i(n)   probability that the others and chance lead from i's last own node above n (or the root) to n
    R_i(n)   what i collects from n until its next own move, in expectation
    G(h,a)   = Σ_{m in h} β(m) R_i(m·a),   w(h') = Σ_{m' in h'} β(m's last own node) F_i(m')
    W(h)     = max_a G(h,a) + Σ_{h' next after (h,a)} w(h') W(h'),     V(h) the same with σ for max

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
    tree, layout = assessment.tree, assessment.tree.layout
    payoff = np.asarray(assessment.numbers.payoff, float)[layout.preorder].T
    edge = np.concatenate([assessment.policy, assessment.numbers.chance, [1.0]])[layout.edge]
    mine = layout.chosen_by
    reach, apart, since, total = _down(layout, payoff, edge, mine)
    ahead, value = _up(layout, payoff, edge, mine)

    mover = layout.set_player[layout.set_of[layout.decisions]]
    since = since[mover, layout.decisions]
    beliefs = np.stack([assessment.belief, _given(layout, apart[mover, layout.decisions])])
    reply = layout.forest.best(beliefs, since, ahead, assessment.policy)
    gain = sequential_gain(layout, reply, beliefs, since, ahead, assessment.policy)
    regret = np.maximum(ahead[:, 0] + reply.start - value[:, 0], 0.0)

    stake = _stakes(layout, reach, apart, total)
    q = layout.action_moves.sum(value[layout.mover_of_move, layout.moves] * assessment.belief[layout.member_of_move])
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
        "tremble": tremble_gap(assessment),
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


def _down(layout: Layout, payoff: Array, edge: Array, mine: Array) -> tuple[Array, Array, Array, Array]:
    """Reach; reach but for one's own moves (N, n); F (N, n); payoffs collected on the way (N, n)."""
    players = len(mine)
    factor = np.ones((1 + 3 * players, layout.nodes))
    plus = np.zeros_like(factor)
    others = (1.0 - mine) * edge
    factor[0] = edge
    factor[1 : 1 + players] = others + mine
    factor[1 + players : 1 + 2 * players] = others
    plus[1 + players : 1 + 2 * players] = mine
    plus[1 + 2 * players :] = payoff
    plus[: 1 + 2 * players, 0] = 1.0
    for above, low, high in layout.descent:
        plus[:, low:high] += plus[:, above] * factor[:, low:high]
    return plus[0], plus[1 : 1 + players], plus[1 + players : 1 + 2 * players], plus[1 + 2 * players :]


def _up(layout: Layout, payoff: Array, edge: Array, mine: Array) -> tuple[Array, Array]:
    """R (N, n), payoffs until one's next own move; V (N, n), payoffs from every node on."""
    players = len(mine)
    weight = np.empty((2 * players, layout.nodes))
    weight[:players] = (1.0 - mine) * edge
    weight[players:] = edge
    value = np.concatenate([payoff, payoff])
    for inner, starts, middle, high in layout.climb:
        value[:, inner] += np.add.reduceat(weight[:, middle:high] * value[:, middle:high], starts, axis=1)
    return value[:players], value[players:]


def _given(layout: Layout, apart: Array) -> Array:
    """Beliefs that the others' moves alone give; even where those never come."""
    runs = layout.set_members
    sums = runs.sum(apart)[runs.owner]
    return np.divide(apart, sums, out=np.zeros_like(apart), where=sums > 0)


def _stakes(layout: Layout, reach: Array, apart: Array, total: Array) -> Array:
    """Range of payoffs over ends reached; if nought, over ends one could reach oneself; if nought, over all."""
    least = REACHED * np.abs(total).max(axis=1, initial=0.0)  # ends that pay the same differ by rounding
    stake = np.zeros(len(total))
    for i, pay in enumerate(total[:, layout.ends]):
        for come in (reach, apart[i], np.ones_like(reach)):
            found = np.ptp(pay[come[layout.ends] >= REACHED])
            if stake[i] == 0 and found > least[i]:
                stake[i] = found
    return np.where(stake > 0, stake, 1.0)


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
