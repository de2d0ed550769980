"""What the checks of several models share.

The solver is imported only when a check runs, so that listing the models stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..trees.tree import GameTree
from .model import Evidence, Kind, Proposition, Standing, below

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

EXACT = 1e-9  # how nearly closed forms and equilibria have to hold; rounding is smaller by far
ROUNDING = 1e-12  # how nearly numbers agree that differ by nothing but rounding
CLEAR = 1e-3  # a regret above this, in stakes, is no rounding: the assessment is not an equilibrium
PRECISE = 1e4  # λ at which choice near a threshold is as good as precise; a shorter path

Strategies = dict[tuple[str, str], dict[str, float]]
"""(player, label of its information set) -> {action: probability}; actions left out have zero."""

Beliefs = dict[tuple[str, str], Sequence[float]]
"""(player, label of its information set) -> one probability per node, in the tree's order."""

Values = Mapping[str, float]
"""Values of parameters, over the tree's defaults."""


def claim(name: str, kind: Kind, standing: Standing, check: Callable[[], Evidence]) -> Proposition:
    """A proposition whose statement is the docstring of its check."""
    return Proposition(name, " ".join((check.__doc__ or "").split()), kind, standing, check)


def assess(
    tree: GameTree,
    strategies: Strategies,
    values: Values | None = None,
    beliefs: Beliefs | None = None,
) -> TreeAssessment:
    """A paper's strategies as an assessment of the tree; beliefs that are not given follow."""
    from ..solvers.tree import TreeAssessment

    return TreeAssessment.of(tree, strategies, beliefs, values)


def follow_path(
    tree: GameTree,
    values: Values | None = None,
    precision: float | Sequence[float] | None = None,
) -> TreeAssessment:
    """Where the logit path from λ = 0 comes to: at a precision λ, or in the limit when None."""
    from ..solvers.tree import solve_tree

    return solve_tree(tree, precision, values).assessment


def regret(assessment: TreeAssessment, player: str | None = None) -> float:
    """The most a player (any, when None) gains by a best reply at the start, in payoffs."""
    from ..solvers.tree import certify_tree

    gains = certify_tree(assessment).regret
    return max(gains.values()) if player is None else gains[player]


def sequential_regret(assessment: TreeAssessment) -> float:
    """The most anyone gains at any information set, reached or not, in units of the stake there."""
    from ..solvers.tree import certify_tree

    return certify_tree(assessment).sequential_regret


def is_equilibrium(assessment: TreeAssessment, detail: str = "") -> Evidence:
    """It is a sequential equilibrium: regret at most ``EXACT``, in units of what is at stake."""
    return below(sequential_regret(assessment), EXACT, detail)


def is_not_equilibrium(assessment: TreeAssessment, detail: str = "") -> Evidence:
    """It is clearly no sequential equilibrium: regret above ``CLEAR``, in units of the stake."""
    gain = sequential_regret(assessment)
    return Evidence(gain > CLEAR, f"> {CLEAR:g}", f"{gain:.3g}", detail)


def equilibrium_if(expected: bool, assessment: TreeAssessment, detail: str = "") -> Evidence:
    """It is a sequential equilibrium if that is expected, and clearly none otherwise."""
    check = is_equilibrium if expected else is_not_equilibrium
    return check(assessment, detail)


def chance_of(assessment: TreeAssessment, player: str, action: str) -> float:
    """Probability that the player takes the action, summed over its nodes.

    That is a probability as long as the action is taken at most once on every path.
    """
    tree, mover = assessment.tree, assessment.tree.find_player(player)
    total = 0.0
    for node, index in enumerate(tree.information_set):
        if index < 0 or tree.sets[index].player != mover:
            continue
        actions = tree.sets[index].actions
        if action in actions:
            total += float(assessment.reach[tree.children[node][actions.index(action)]])
    return total


def chance_of_payoffs(assessment: TreeAssessment, payoffs: Sequence[float]) -> float:
    """Probability of the nodes that pay exactly this, one number per player."""
    matches = (assessment.numbers.payoff == list(payoffs)).all(axis=1)
    return float(assessment.reach[matches].sum())


def policy_gap(one: TreeAssessment, other: TreeAssessment) -> float:
    """The largest difference between two assessments of a tree in the probability of an action."""
    return float(abs(one.policy - other.policy).max())


def as_probability(number: float) -> float:
    """The number cut to [0, 1]."""
    return min(1.0, max(0.0, number))
