"""Follow an equilibrium as a parameter changes: where its branch folds, and where another takes over.

At fixed precision F(x, p) = 0 is a curve through the equilibrium at the first p. It is followed by arc length, so that
where it turns back in p (a fold, at which play would have to jump) it is followed on. Beside it stands what the logit
path selects again at each p: the principal branch. Where that is no longer on the curve, another has taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ...errors import ArgumentError, NotConverged
from ...trees.tree import GameTree
from ..arc import ArcSettings, trace
from .assessment import TreeAssessment
from .continuation import carry_on
from .equations import Equations
from .linear_solve import Border, factored
from .solving import solve_tree
from .statics import force
from .task import Task

Array = np.ndarray
SAME = 1e-5  # strategies that differ by less everywhere are one
CHECKS = 24  # values of the parameter at which the principal branch is solved again
SLICES = 48  # least number of points along the range
FINE = 1e-4  # of the range: how exactly a takeover is placed


@dataclass(frozen=True, eq=False)
class Sweep:
    """A branch followed over a parameter.

    Attributes:
        parameter: its name.
        at: (K,), the parameter along the branch; not monotone where it folds.
        assessments: the equilibrium at each.
        folds: values of the parameter at which the branch turns back.
        takeovers: values from which, or up to which, the principal branch is another.
        arrived: whether the branch came to the end of the range.
        message: how it ended.
    """

    parameter: str
    at: Array
    assessments: tuple[TreeAssessment, ...]
    folds: tuple[float, ...]
    takeovers: tuple[float, ...]
    arrived: bool
    message: str

    def trace(self, quantity: Callable[[TreeAssessment], float]) -> Array:
        """(K,), a quantity along the branch."""
        return np.array([quantity(a) for a in self.assessments])


def sweep(
    tree: GameTree,
    parameter: str,
    stop: float,
    precision: float | Sequence[float],
    *,
    start: float | None = None,
    values: Mapping[str, float] | None = None,
    checks: int = CHECKS,
) -> Sweep:
    """Follow the equilibrium from one value of a parameter to another.

    Args:
        tree: the game.
        parameter: its name.
        stop: where to go.
        precision: λ.
        start: where to begin; the parameter's own value when None.
        values: of the other parameters.
        checks: at how many values the principal branch is solved again; 0 for none.

    Raises:
        ArgumentError: no such parameter, or a range of no length.
        NotConverged: no equilibrium at the start.
    """
    base = tree.values(values)
    if parameter not in base:
        raise ArgumentError(f"'{parameter}' is no parameter; there are {', '.join(base)}")
    begin = base[parameter] if start is None else start
    if begin == stop:
        raise ArgumentError(f"a sweep of {parameter} needs two different values")
    for value in (begin, stop):
        tree.values({parameter: value})
    branch = _Branch(tree, parameter, base, precision)
    first = solve_tree(tree, precision, {**base, parameter: begin})
    points: list[Array] = []
    settings = ArcSettings(tol=1e-9, first_step=0.05, slices=SLICES)
    arc = trace(branch.residual, branch.jacobian, first.point.x, begin, stop, settings, factored, visit=points.append)
    at = np.array([y[-1] for y in points])
    odds = np.array([y[:-1] for y in points])
    chosen = np.linspace(begin, stop, checks) if checks else np.zeros(0)
    takeovers = _takeovers(branch, at, odds, chosen, FINE * abs(stop - begin))
    assessments = tuple(branch.assessment(x, p) for x, p in zip(odds, at.tolist(), strict=True))
    return Sweep(parameter, at, assessments, arc.folds, takeovers, arc.converged, arc.message)


class _Branch:
    """F(x, p) at fixed precision."""

    def __init__(self, tree: GameTree, parameter: str, base: Mapping[str, float], precision: float | Sequence[float]):
        self.tree, self.parameter, self.base, self.precision = tree, parameter, dict(base), precision
        self._last: tuple[float, Task] | None = None

    def task(self, p: float) -> Task:
        if self._last is None or self._last[0] != p:
            # not through `values`, which would refuse a step a hair beyond the range
            tree = replace_value(self.tree, self.parameter, p)
            self._last = p, Task.of(tree, self.precision, {k: v for k, v in self.base.items() if k != self.parameter})
        return self._last[1]

    def residual(self, x: Array, p: float) -> Array:
        task = self.task(p)
        return task.equations.residual(x, task.top)

    def jacobian(self, x: Array, p: float) -> Border:
        task = self.task(p)
        equations: Equations = task.equations
        rates = replace(task.tree.rates(self.parameter, task.values), precision=np.zeros(len(self.tree.players)))
        return equations.jacobian(x, task.top).with_column(-force(equations, x, task.top, rates))

    def assessment(self, x: Array, p: float) -> TreeAssessment:
        return self.task(p).assessment(x)

    def principal(self, p: float) -> Array | None:
        """Log odds on the path from λ = 0 at p; None where that path does not arrive."""
        task = self.task(p)
        try:
            return carry_on(task, task.equations.offset, 0.0)[0].x
        except NotConverged:
            return None

    def holds(self, x: Array, p: float, at: Array, odds: Array) -> bool:
        """Whether x at p is on the followed branch: near a point that Newton's method finds from it."""
        for k in np.flatnonzero((at[:-1] - p) * (at[1:] - p) <= 0):
            span = at[k + 1] - at[k]
            guess = odds[k] + (odds[k + 1] - odds[k]) * ((p - at[k]) / span if span else 0.0)
            z = self._newton(guess, p)
            if z is not None and np.abs(self._policy(z, p) - self._policy(x, p)).max(initial=0.0) <= SAME:
                return True
        return False

    def _policy(self, x: Array, p: float) -> Array:
        return np.exp(self.task(p).equations.log_policy(x))

    def _newton(self, x: Array, p: float) -> Array | None:
        axis = np.append(np.zeros(len(x)), 1.0)
        for _ in range(20):
            f = self.residual(x, p)
            if np.abs(f).max(initial=0.0) <= 1e-8:
                return x
            try:
                x = x + factored(self.jacobian(x, p), axis).solve(np.append(-f, 0.0))[:-1]
            except np.linalg.LinAlgError:
                return None
            if not np.isfinite(x).all():
                return None
        return None


def replace_value(tree: GameTree, name: str, value: float) -> GameTree:
    """The tree with another default of one parameter, its range not asked for."""
    symbols = tuple(replace(s, value=value, low=-np.inf, high=np.inf) if s.name == name else s for s in tree.symbols)
    return tree.with_symbols(symbols)


def _takeovers(branch: _Branch, at: Array, odds: Array, checks: Array, fine: float) -> tuple[float, ...]:
    """Where the principal branch leaves the followed one, or comes back to it, by bisection."""

    def same(p: float) -> bool | None:
        x = branch.principal(p)
        return None if x is None else branch.holds(x, p, at, odds)

    found = []
    known = [(p, same(p)) for p in checks.tolist()]
    for (low, was), (high, now) in pairwise(known):
        if was is None or now is None or was == now:
            continue
        while abs(high - low) > fine:
            middle = 0.5 * (low + high)
            if same(middle) == was:
                low = middle
            else:
                high = middle
        found.append(0.5 * (low + high))
    return tuple(found)
