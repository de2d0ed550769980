"""What is to be solved on a tree, set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...errors import ArgumentError
from ...trees.tree import GameTree
from .assessment import TreeAssessment
from .equations import Equations
from .induction import Induction


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
        """Set it up; errors as in :func:`~.solving.solve_tree`."""
        numbers = tree.with_precision(precision).numbers(values)
        top = float(numbers.precision.max(initial=0.0))
        if precision is None and top <= 0:
            raise ArgumentError("the limit needs a player whose precision is positive")
        ratio = numbers.precision / top if top > 0 else numbers.precision
        equations = Equations(tree, replace(numbers, precision=ratio))
        return cls(tree, values, None if precision is None else numbers.precision, top, equations)

    def assessment(self, x: np.ndarray) -> TreeAssessment:
        """Log odds as an assessment, beliefs by Bayes' rule."""
        p = self.equations.play(x)
        return self.assessed(np.exp(p.log_policy), p.belief, p.log_policy)

    def assessed(self, policy: np.ndarray, belief: np.ndarray, tremble: np.ndarray) -> TreeAssessment:
        """An assessment of the tree at the numbers and precision of the task."""
        numbers = self.equations.numbers
        if self.precision is not None:
            numbers = replace(numbers, precision=self.precision)
        values = self.tree.values(self.values)
        return TreeAssessment(self.tree, values, numbers, policy, belief, self.precision, tremble)

    @property
    def has_branches(self) -> bool:
        """Whether there may be more than one quantal response: not where backward induction finds it."""
        return self.equations.size > 0 and Induction.of(self.equations.layout) is None
