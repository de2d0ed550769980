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
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...errors import ArgumentError, NotConverged
from ...game.tree import GameTree
from ..certify.record_tree import TreeCertificate
from ..certify.treewise import certify_tree
from .assessment import TreeAssessment, log_or_never, rationality_gap
from .equations import Equations
from .path import FIRST, MOST, RATIO, SETTLED, Point, extrapolated, follow
from .play import play

LOG_REACHED = np.log(1e-9)  # reach above which nothing stands for nought on the way
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
        point: the point of the logit correspondence that was reached; for a limit, the one it was read at.
    """

    assessment: TreeAssessment
    certificate: TreeCertificate
    folds: tuple[float, ...]
    message: str
    seconds: Mapping[str, float]
    point: Point

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
    task = Task.of(tree, precision, values)
    point, assessment = task.carry_on(task.equations.offset, 0.0)
    return task.solution(point, assessment, time.perf_counter() - began)


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be solved: a tree, where on its correspondence, and at which numbers.

    Attributes:
        tree: the game.
        values: parameter values, over the tree's defaults.
        precision: (N,), λ_i; None for the limit.
        top: the largest λ_i, which is where s of the equations ends.
        equations: their ρ_i is λ_i / top.
    """

    tree: GameTree
    values: Mapping[str, float] | None
    precision: np.ndarray | None
    top: float
    equations: Equations

    @classmethod
    def of(cls, tree: GameTree, precision: float | Sequence[float] | None, values: Mapping[str, float] | None) -> Task:
        """Set it up; errors as in :func:`solve_tree`."""
        numbers = tree.with_precision(precision).numbers(values)
        top = float(numbers.precision.max(initial=0.0))
        if precision is None and top <= 0:
            raise ArgumentError("the limit needs a player whose precision is positive")
        ratio = numbers.precision / top if top > 0 else numbers.precision
        equations = Equations(tree, replace(numbers, precision=ratio))
        return cls(tree, values, None if precision is None else numbers.precision, top, equations)

    def carry_on(self, x: np.ndarray, s: float) -> tuple[Point, TreeAssessment]:
        """From a point of the correspondence to where it is wanted. Raises ``NotConverged``."""
        if self.precision is None:
            return self._limit(x, s)
        point = follow(self.equations, x, s, self.top)
        if not point.converged:
            raise NotConverged(f"{point.message}. Try a lower precision, or payoffs of similar size")
        return point, self.assessment(point.x)

    def assessment(self, x: np.ndarray) -> TreeAssessment:
        """Log odds as an assessment, beliefs by Bayes' rule."""
        p = self.equations.play(x)
        return self._assessed(np.exp(p.log_policy), p.belief, p.log_policy)

    def solution(self, point: Point, assessment: TreeAssessment, seconds: float, note: str = "") -> TreeSolution:
        """The assessment with its certificate."""
        began = time.perf_counter()
        message = f"{point.message}; {note}" if note else point.message
        certificate = certify_tree(assessment, message=message)
        spent = {"solve": seconds, "certify": time.perf_counter() - began}
        return TreeSolution(assessment, certificate, point.folds, message, spent, point)

    def _assessed(self, policy: np.ndarray, belief: np.ndarray, tremble: np.ndarray) -> TreeAssessment:
        numbers = self.equations.numbers
        if self.precision is not None:
            numbers = replace(numbers, precision=self.precision)
        values = self.tree.values(self.values)
        return TreeAssessment(self.tree, values, numbers, policy, belief, self.precision, tremble)

    def _limit(self, x: np.ndarray, s: float) -> tuple[Point, TreeAssessment]:
        """Follow the branch until its limit can be told."""
        scale, origin = self.equations.scale, s
        folds: tuple[float, ...] = ()
        best: tuple[float, Point, TreeAssessment] | None = None
        before: TreeAssessment | None = None
        goal = max(FIRST / scale, s)
        while goal <= max(MOST / scale, s):
            near = follow(self.equations, x, s, goal)
            far = follow(self.equations, near.x, goal, 2 * goal) if near.converged else near
            if not far.converged:
                if best is None:
                    raise NotConverged(f"{far.message}. The limit was not reached; ask for a precision that can be")
                break
            folds += near.folds + far.folds
            found = self._limit_between(near.x, far.x)
            moved = _distance(found, self.assessment(far.x))
            if before is not None:
                moved = min(moved, _distance(found, before))
            gap = max(rationality_gap(found) / scale / LIMIT_TOLERANCE, moved / SETTLED)
            told = f"limit of the path from λ = {origin:.3g}, read at λ = {2 * goal:.3g}; {_folds(folds)}"
            if best is None or gap < best[0]:
                best = gap, Point(far.x, 2 * goal, folds, True, told), found
            if gap <= 1.0:
                break
            before, x, s, goal = found, far.x, 2 * goal, RATIO * goal
        assert best is not None
        return best[1], best[2]

    def _limit_between(self, near: np.ndarray, far: np.ndarray) -> TreeAssessment:
        layout = self.equations.layout
        one, two = self.equations.play(near), self.equations.play(far)
        policy = extrapolated(np.exp(one.log_policy), np.exp(two.log_policy))
        policy /= layout.set_actions.sum(policy)[layout.action_set]
        belief = extrapolated(one.belief, two.belief)
        belief /= layout.set_members.sum(belief)[layout.set_members.owner]
        # where the limit itself comes, Bayes' rule says what the limit of beliefs is, and exactly
        by_rule = play(layout, self.equations.numbers, log_or_never(policy))
        reached = (by_rule.log_set > LOG_REACHED)[layout.set_members.owner]
        return self._assessed(policy, np.where(reached, by_rule.belief, belief), two.log_policy)


def _distance(one: TreeAssessment, other: TreeAssessment) -> float:
    """The largest difference of a probability or belief."""
    gaps = (np.abs(one.policy - other.policy), np.abs(one.belief - other.belief))
    return max(float(g.max(initial=0.0)) for g in gaps)


def _folds(folds: tuple[float, ...]) -> str:
    if not folds:
        return "no folds met"
    return f"{len(folds)} folds met, at λ = {', '.join(f'{s:.6g}' for s in folds)}"
