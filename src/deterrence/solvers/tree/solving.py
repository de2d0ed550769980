"""Solve a game tree: quantal response at a precision, or the sequential equilibrium in the limit.

>>> from deterrence.trees.builder import TreeBuilder
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

from ...errors import NotConverged
from ...trees.tree import GameTree
from ..certify.tree_certificate import certify_tree
from ..certify.tree_record import NONE, TreeCertificate
from .assessment import TreeAssessment
from .branches import Branch, others_found
from .continuation import carry_on
from .path import Point
from .task import Task


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
        NotConverged: the path ended before the precision asked for, or its limit cannot be found; what was reached is
            reported, and is no equilibrium of the game at that precision.
    """
    began = time.perf_counter()
    task = Task.of(tree, precision, values)
    point, assessment = carry_on(task, task.equations.offset, 0.0)
    branches = others_found(task, point, assessment) if task.has_branches else ()
    return solution(task, point, assessment, time.perf_counter() - began, branches=branches)


def solution(
    task: Task,
    point: Point,
    assessment: TreeAssessment,
    seconds: float,
    note: str = "",
    branches: tuple[Branch, ...] = (),
) -> TreeSolution:
    """The assessment with its certificate.

    Args:
        task: what was to be solved.
        point: of the correspondence, where the assessment was reached.
        assessment: what was found.
        seconds: that it took.
        note: what the message says beside how the point was reached.
        branches: equilibria found on other branches.

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
    return TreeSolution(assessment, certificate, point.folds, point.crossings, branches, message, spent, point)


def _crossed(found: int, placed: bool) -> str:
    """In words, what was found where the path crossed other branches."""
    if not found:
        return "other branches were looked for there, and not found"
    count = "1 other equilibrium" if found == 1 else f"{found} other equilibria"
    return f"{count} found there" if placed else f"it crossed other branches on the way: {count} found on them"


def _refuted(c: TreeCertificate) -> str:
    """What to report of a solution that its certificate does not confirm."""
    if c.residual is None:
        what = f"{c.worst_set} would gain {c.sequential_regret:.2g} of what its choice is about"
    else:
        what = f"choices differ from the logit response by {c.residual:.1e}, "
        what += f"beliefs from Bayes' rule by {c.consistency:.1e}"
    return (
        f"{c.message}, but what was found is no equilibrium: {what}. λ times the payoffs is too large for the "
        "precision of the numbers: lower λ, or bring the payoffs nearer to one another in size"
    )
