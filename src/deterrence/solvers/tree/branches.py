"""Where the path crosses another branch: that it did, and what stands on the others.

In a game with symmetries, or at numbers that happen to fit, branches of the logit correspondence cross (a pitchfork
in the battle of the sexes). The path goes straight on there, which a nudge of any size would have decided otherwise: so
the equilibrium at its end is one of several that the logit path has no more reason to select.

A crossing of one branch turns the determinant's sign, and is placed by the path (:mod:`..arc`). Where an even number
cross at once, as in games with three symmetric moves or players, or in two copies of one game, the sign stays; what is
left is an eigenvalue of ∂F/∂x below zero at the end, where a branch that crossed nothing and folded nowhere has none
but by meeting of two complex ones. Either way other branches are looked for: base weights are tilted, to and fro in
directions drawn at random, the branch is followed, and the tilt taken back. What is found is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import NotConverged
from ..certify.tree_certificate import certify_tree
from ..certify.tree_record import NONE, TreeCertificate
from .assessment import TreeAssessment
from .continuation import carry_on
from .equations import Equations
from .path import Point
from .starts import tilted
from .task import Task

TILTS = (0.1, 0.5, 2.0)  # standard deviations of log odds, in turn
DIRECTIONS, FEW = 6, 2  # each to and fro; few on games of more unknowns than MANY
MANY = 250
LOOKED = 60  # unknowns up to which eigenvalues are looked at, at a precision; four times as many in the limit
REAL = 1e-6  # of an eigenvalue: its imaginary part, and how far below zero it is
BEYOND = 4.0  # times the last crossing, and
SHARP = 60.0  # of λ times the range of payoffs: where branches to the limit are distinguished
SAME = 1e-5  # strategies that differ by less at every action are one equilibrium


@dataclass(frozen=True, eq=False)
class Branch:
    """An equilibrium on another branch.

    Attributes:
        assessment: strategies and beliefs.
        certificate: how far to trust them.
        point: of the correspondence.
    """

    assessment: TreeAssessment
    certificate: TreeCertificate
    point: Point


def others_found(task: Task, point: Point, assessment: TreeAssessment) -> tuple[Branch, ...]:
    """Equilibria on branches that the path to a point crossed, if it may have crossed any."""
    if not point.crossings and not _unstable(task, point):
        return ()
    equations = task.equations
    last = max(point.crossings, default=0.0)
    level = max(BEYOND * last, SHARP / equations.scale)
    if task.precision is not None:
        level = min(level, task.top)
    rng = np.random.default_rng(0)
    found: list[Branch] = []
    for k in range(DIRECTIONS if equations.size <= MANY else FEW):
        drawn = rng.normal(scale=TILTS[k % len(TILTS)], size=equations.size)
        for lean in (drawn, -drawn):
            branch = _branch(task, lean, level)
            known = [assessment, *(b.assessment for b in found)]
            if branch is not None and not any(same(branch.assessment, other) for other in known):
                found.append(branch)
    return tuple(found)


def same(one: TreeAssessment, other: TreeAssessment) -> bool:
    """Whether two equilibria are one."""
    return bool(np.abs(one.policy - other.policy).max(initial=0.0) <= SAME)


def _branch(task: Task, lean: np.ndarray, level: float) -> Branch | None:
    x = tilted(task.equations, lean, level)
    if x is None:
        return None
    try:
        point, assessment = carry_on(task, x, level)
    except NotConverged:
        return None
    certificate = certify_tree(assessment, message=point.message)
    return None if certificate.concept == NONE else Branch(assessment, certificate, point)


def _unstable(task: Task, point: Point) -> bool:
    """Whether ∂F/∂x has an eigenvalue below zero at a point."""
    equations: Equations = task.equations
    if not 0 < equations.size <= (LOOKED if task.precision is not None else 4 * LOOKED):
        return False
    matrix = equations.jacobian(point.x, point.s)
    if matrix.places is not None or not np.isfinite(matrix.data).all():
        return False
    values = np.linalg.eigvals(matrix.data[:, :-1])
    return bool(((values.real < -REAL) & (np.abs(values.imag) <= REAL * np.abs(values.real))).any())
