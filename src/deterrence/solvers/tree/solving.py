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

from ...errors import ArgumentError, NotConverged, UnsupportedGame
from ...game.tree import GameTree
from ..certify.record_tree import NONE, TreeCertificate
from ..certify.treewise import certify_tree
from .assessment import TreeAssessment
from .branches import Branch, others_found
from .equations import Equations, is_deep
from .induction import Induction
from .limit import read
from .path import Point, follow
from .upwards import limit_of, response_at

MOST_WORK = 10_000_000  # nodes times unknowns of a deep tree whose path is followed far: some minutes
MILD = 100.0  # λ times the range of payoffs up to which a path is short


@dataclass(frozen=True, eq=False)
class TreeSolution:
    """A solved tree.

    Attributes:
        assessment: strategies and beliefs.
        certificate: how far to trust them.
        folds: λ at every fold of the path.
        crossings: λ where it crossed another branch and went straight on.
        branches: equilibria found on branches that it crossed, this one not among them.
        message: how it was reached.
        seconds: ``solve`` and ``certify``.
        point: the point of the logit correspondence that was reached; for a limit, the one it was read at.
    """

    assessment: TreeAssessment
    certificate: TreeCertificate
    folds: tuple[float, ...]
    crossings: tuple[float, ...]
    branches: tuple[Branch, ...]
    message: str
    seconds: Mapping[str, float]
    point: Point

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.assessment.as_dict(),
            "certificate": self.certificate.as_dict(),
            "folds": list(self.folds),
            "crossings": list(self.crossings),
            "branches": [{**b.assessment.as_dict(), "certificate": b.certificate.as_dict()} for b in self.branches],
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
        UnsupportedGame: payoffs that overflow, or a tree too large to hold.
        NotConverged: the path ended before the precision asked for, or its limit cannot be told; what was reached is
            told, and is no equilibrium of the game at that precision.
    """
    began = time.perf_counter()
    task = Task.of(tree, precision, values)
    point, assessment = task.carry_on(task.equations.offset, 0.0)
    branches = others_found(task, point, assessment) if task.has_branches else ()
    return task.solution(point, assessment, time.perf_counter() - began, branches=branches)


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
        induction = Induction.of(self.equations.layout)
        if induction is not None:
            return limit_of(self, induction) if self.precision is None else response_at(self, induction)
        self._check_size()
        if self.precision is None:
            reading = read(self, x, s)
            return reading.point, reading.assessment
        point = follow(self.equations, x, s, self.top)
        if not point.converged:
            raise NotConverged(f"{point.message}. Try a lower precision, or payoffs of similar size")
        return point, self.assessment(point.x)

    def _check_size(self) -> None:
        """Raises ``UnsupportedGame`` where following the path would take very long."""
        layout, sharp = self.equations.layout, self.precision is None or self.top * self.equations.scale > MILD
        if sharp and is_deep(layout) and self.equations.size * layout.nodes > MOST_WORK:
            raise UnsupportedGame(
                f"a tree of {layout.nodes:,} nodes and depth {len(layout.starts) - 1:,}, in which beliefs depend on "
                f"what is chosen, with {self.equations.size:,} actions to choose from beside the first of each set: "
                f"following the path far takes time like nodes times actions, and at most {MOST_WORK:,} are taken on. "
                f"Make the tree shorter, or ask for a precision up to {MILD / self.equations.scale:.3g}"
            )

    def assessment(self, x: np.ndarray) -> TreeAssessment:
        """Log odds as an assessment, beliefs by Bayes' rule."""
        p = self.equations.play(x)
        return self.assessed(np.exp(p.log_policy), p.belief, p.log_policy)

    @property
    def has_branches(self) -> bool:
        """Whether there may be more than one quantal response: not where backward induction finds it."""
        return self.equations.size > 0 and Induction.of(self.equations.layout) is None

    def solution(
        self,
        point: Point,
        assessment: TreeAssessment,
        seconds: float,
        note: str = "",
        branches: tuple[Branch, ...] = (),
    ) -> TreeSolution:
        """The assessment with its certificate.

        Raises:
            NotConverged: by its certificate it is no equilibrium.
        """
        began = time.perf_counter()
        if branches or point.crossings:
            note = "; ".join([*([note] if note else []), _crossed(len(branches), bool(point.crossings))])
        message = f"{point.message}; {note}" if note else point.message
        certificate = certify_tree(assessment, message=message)
        if certificate.concept == NONE:
            raise NotConverged(_refuted(certificate))
        spent = {"solve": seconds, "certify": time.perf_counter() - began}
        return TreeSolution(
            assessment, certificate, point.folds, point.crossings, branches, message, spent, point
        )

    def assessed(self, policy: np.ndarray, belief: np.ndarray, tremble: np.ndarray) -> TreeAssessment:
        """An assessment of the tree at the numbers and precision of the task."""
        numbers = self.equations.numbers
        if self.precision is not None:
            numbers = replace(numbers, precision=self.precision)
        values = self.tree.values(self.values)
        return TreeAssessment(self.tree, values, numbers, policy, belief, self.precision, tremble)


def _crossed(found: int, placed: bool) -> str:
    """In words, what was found where the path crossed other branches."""
    if not found:
        return "other branches were looked for there, and not found"
    count = "1 other equilibrium" if found == 1 else f"{found} other equilibria"
    return f"{count} found there" if placed else f"it crossed other branches on the way: {count} found on them"


def _refuted(c: TreeCertificate) -> str:
    """What to tell of a solution that its certificate does not bear out."""
    if c.residual is None:
        what = f"{c.worst_set} would gain {c.sequential_regret:.2g} of what its choice is about"
    else:
        what = f"choices differ from the logit response by {c.residual:.1e}, "
        what += f"beliefs from Bayes' rule by {c.consistency:.1e}"
    return (
        f"{c.message}, but what was found is no equilibrium: {what}. λ times the payoffs is too large for the "
        "precision of the numbers: lower λ, or bring the payoffs nearer to one another in size"
    )
