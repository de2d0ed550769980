"""Solve a game tree: quantal response at a precision, or the sequential equilibrium in the limit.

    >>> from deterrence.game.building import TreeBuilder
    >>> g = TreeBuilder("Entry deterrence", players=("Entrant", "Incumbent"))
    >>> fight = g.move("Incumbent", "fight?", {"fight": g.end(-1, -1), "give way": g.end(1, 0)})
    >>> tree = g.tree(g.move("Entrant", "enter?", {"stay out": g.end(0, 2), "enter": fight}))
    >>> solution = solve_tree(tree)
    >>> solution.assessment.strategy("Entrant", "enter?"), solution.certificate.concept
    ({'stay out': 0.0, 'enter': 1.0}, 'sequential equilibrium')
    >>> round(solve_tree(tree, precision=2.0).assessment.strategy("Incumbent", "fight?")["fight"], 6)
    0.119203
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import ArgumentError, NotConverged
from ...game.tree import GameTree
from ..certify.record_tree import TreeCertificate
from ..certify.treewise import certify_tree
from .assessment import TreeAssessment, rationality_gap
from .equations import Equations
from .path import FIRST, MOST, RATIO, Point, extrapolated, follow

LIMIT_TOLERANCE = 1e-10  # of sequential rationality in the limit, over the range of payoffs


@dataclass(frozen=True, eq=False)
class TreeSolution:
    """A solved tree.

    Attributes:
        assessment: strategies and beliefs.
        certificate: how far to trust them.
        folds: λ at every fold of the path.
        message: how it was reached.
        seconds: ``solve`` and ``certify``.
    """

    assessment: TreeAssessment
    certificate: TreeCertificate
    folds: tuple[float, ...]
    message: str
    seconds: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.assessment.as_dict(),
            "certificate": self.certificate.as_dict(),
            "folds": list(self.folds),
            "message": self.message,
            "seconds": dict(self.seconds),
        }

    def __str__(self) -> str:
        return f"{self.assessment}\n{self.certificate}"


def solve_tree(
    tree: GameTree,
    precision: float | Sequence[float] | None = None,
    values: Mapping[str, float] | None = None,
) -> TreeSolution:
    """The principal branch of agent quantal response at a precision, or its limit.

    Args:
        tree: the game.
        precision: λ, one number or one a player; None for the limit λ → ∞, taken in the proportions of the tree's
            own precisions.
        values: parameter values, over the tree's defaults.

    Raises:
        ArgumentError: a precision that is negative or not finite.
        NotConverged: the path ended before the precision asked for: what was reached is told, and is no equilibrium
            of the game at that precision.
    """
    began = time.perf_counter()
    played = tree.with_precision(precision)
    numbers = played.numbers(values)
    top = float(numbers.precision.max(initial=0.0))
    if precision is None and top <= 0:
        raise ArgumentError("the limit needs a player whose precision is positive")
    ratio = numbers.precision / top if top > 0 else numbers.precision
    equations = Equations(tree, type(numbers)(numbers.payoff, numbers.chance, ratio))
    if precision is None:
        point, assessment = _limit(tree, equations, values)
    else:
        point = _arrived(follow(equations, equations.offset, 0.0, top))
        assessment = assessment_at(tree, equations, point.x, values, numbers.precision)
    solved = time.perf_counter()
    certificate = certify_tree(assessment, message=point.message)
    seconds = {"solve": solved - began, "certify": time.perf_counter() - solved}
    return TreeSolution(assessment, certificate, point.folds, point.message, seconds)


def assessment_at(
    tree: GameTree,
    equations: Equations,
    x: np.ndarray,
    values: Mapping[str, float] | None,
    precision: np.ndarray | None,
) -> TreeAssessment:
    """Log odds as an assessment, beliefs by Bayes' rule."""
    p = equations.play(x)
    lam = equations.numbers.precision if precision is None else precision
    numbers = type(equations.numbers)(equations.numbers.payoff, equations.numbers.chance, lam)
    return TreeAssessment(
        tree, tree.values(values), numbers, np.exp(p.log_policy), p.belief, precision, tremble=p.log_policy
    )


def _arrived(point: Point) -> Point:
    if not point.converged:
        raise NotConverged(f"{point.message}. Try a lower precision, or payoffs of similar size")
    return point


def _limit(tree: GameTree, equations: Equations, values: Mapping[str, float] | None) -> tuple[Point, TreeAssessment]:
    """Follow the branch until its limit can be told."""
    x, s, folds = equations.offset, 0.0, ()
    best: tuple[float, Point, TreeAssessment] | None = None
    goal = FIRST / equations.scale
    while goal <= MOST / equations.scale:
        near = follow(equations, x, s, goal)
        far = follow(equations, near.x, goal, 2 * goal) if near.converged else near
        if not far.converged:
            break
        folds += near.folds + far.folds
        found = _limit_at(tree, equations, near.x, far.x, values)
        gap = rationality_gap(found) / equations.scale
        told = f"limit of the path from λ = 0, read at λ = {2 * goal:.3g}; {_folds(folds)}"
        point = Point(far.x, 2 * goal, folds, True, told)
        if best is None or gap < best[0]:
            best = gap, point, found
        if gap <= LIMIT_TOLERANCE:
            break
        x, s, goal = far.x, 2 * goal, RATIO * goal
    else:
        far = None
    if best is None:
        raise NotConverged(f"{far.message}. The limit was not reached; ask for a precision that can be")
    return best[1], best[2]


def _limit_at(
    tree: GameTree, equations: Equations, near: np.ndarray, far: np.ndarray, values: Mapping[str, float] | None
) -> TreeAssessment:
    layout = equations.layout
    one, two = equations.play(near), equations.play(far)
    policy = extrapolated(np.exp(one.log_policy), np.exp(two.log_policy))
    belief = extrapolated(one.belief, two.belief)
    return TreeAssessment(
        tree,
        tree.values(values),
        equations.numbers,
        policy / layout.set_actions.sum(policy)[layout.action_set],
        belief / layout.set_members.sum(belief)[layout.set_members.owner],
        tremble=two.log_policy,
    )


def _folds(folds: tuple[float, ...]) -> str:
    if not folds:
        return "no folds met"
    return f"{len(folds)} folds met, at λ = {', '.join(f'{s:.6g}' for s in folds)}"
