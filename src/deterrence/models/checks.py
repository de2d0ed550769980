"""Short forms shared by the checks of several models; the solver is imported only when a check runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..game.tree import GameTree
from .model import Evidence, Kind, Proposition, Standing, below


def claim(name: str, kind: Kind, standing: Standing, check: Callable[[], Evidence]) -> Proposition:
    """A proposition whose statement is the docstring of its check."""
    return Proposition(name, " ".join((check.__doc__ or "").split()), kind, standing, check)


def assess(
    tree: GameTree,
    strategies: Mapping[Any, Mapping[str, float]],
    values: Mapping[str, float] | None = None,
    beliefs: Mapping[Any, Any] | None = None,
) -> Any:
    """A paper's strategies as an assessment of the tree."""
    from ..solvers.tree import TreeAssessment

    return TreeAssessment.of(tree, strategies, beliefs, values)


def regret(assessment: Any, player: str | None = None) -> float:
    """The most a player (any, when None) gains by a best reply at the start, in payoffs."""
    from ..solvers.tree import certify_tree

    gains = certify_tree(assessment).regret
    return max(gains.values()) if player is None else gains[player]


def sequential_regret(assessment: Any) -> float:
    """The most anybody gains at any information set, reached or not, in units of what is at stake there."""
    from ..solvers.tree import certify_tree

    return certify_tree(assessment).sequential_regret


def equilibrium(held: bool, assessment: Any, detail: str = "") -> Evidence:
    """Whether it is a sequential equilibrium (regret at most 1e-9), or clearly none (above 1e-3)."""
    found = sequential_regret(assessment)
    return below(found, 1e-9, detail) if held else Evidence(found > 1e-3, "> 0.001", f"{found:.3g}", detail)


def chance_of(assessment: Any, player: str, action: str) -> float:
    """Probability that the player takes the action, summed over its nodes (so once at most on a path)."""
    tree, i = assessment.tree, assessment.tree.find_player(player)
    total = 0.0
    for node, h in enumerate(tree.information_set):
        if h >= 0 and tree.sets[h].player == i and action in tree.sets[h].actions:
            total += float(assessment.reach[tree.children[node][tree.sets[h].actions.index(action)]])
    return total
