"""Comparative statics: how an equilibrium moves with a parameter, by the implicit function theorem.

On a branch F(x, p) = 0 without a fold there, dx/dp = −F_x⁻¹ F_p. From dx everything else that play consists of
follows: probabilities, beliefs, reach, payoffs. The limit λ → ∞ is moved at the λ it was read at.

    >>> from deterrence.trees.builder import TreeBuilder
    >>> from deterrence.solvers.tree import solve_tree
    >>> g = TreeBuilder("One choice", players=("A",))
    >>> p = g.parameter("p", 0.0, "what acting is worth")
    >>> tree = g.tree(g.move("A", "act?", {"wait": g.end(0), "act": g.end(p)}))
    >>> round(derivatives(solve_tree(tree, precision=2.0), "p").probability("A", "act?", "act"), 9)
    0.5

(σ = 1/(1 + e^{−λp}), so that dσ/dp = λ/4 at p = 0.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...errors import ArgumentError
from ...trees.tree import GameTree, TreeNumbers
from .assessment import TreeAssessment, preordered
from .equations import Equations
from .linear_solve import factored
from .solving import TreeSolution
from .tangent import Motion, moved

Array = np.ndarray
PRECISION = "λ"  # the name under which precision itself is a parameter
STEP = 1e-5  # of log odds and the parameter, in a central difference along the tangent


@dataclass(frozen=True, eq=False)
class Derivatives:
    """Derivatives of an equilibrium in one parameter.

    Attributes:
        parameter: its name; "λ" is the precision of all players, in proportion.
        solution: where they are taken.
        log_odds: (U,), dx/dp.
        policy: (A,), dσ/dp.
        motion: of reach, beliefs and values.
    """

    parameter: str
    solution: TreeSolution
    log_odds: Array
    policy: Array
    motion: Motion

    @property
    def _tree(self) -> GameTree:
        return self.solution.assessment.tree

    def probability(self, player: str | int, which: str | int, action: str) -> float:
        """Of an action's probability. Raises as ``GameTree.find`` and ``find_move``."""
        h = self._tree.find(player, which)
        return float(self.policy[self._tree.layout.first[h] + self._tree.find_move(h, action)])

    def value(self, player: str | int) -> float:
        """Of a player's expected payoff."""
        return float(self.motion.value[self._tree.find_player(player), 0])

    def belief_at(self, player: str | int, which: str | int) -> tuple[float, ...]:
        """Of the beliefs at an information set, nodes in the tree's order."""
        return tuple(self.motion.belief[preordered(self._tree, self._tree.find(player, which))].tolist())

    @property
    def reach(self) -> Array:
        """(n,), of the probability that play comes to each node, nodes in the tree's order."""
        layout = self._tree.layout
        return self.solution.assessment.reach * self.motion.log_reach[layout.place]

    def of(self, quantity: Callable[[TreeAssessment], float]) -> float:
        """Of any smooth quantity of an assessment, by a central difference along the tangent."""
        ahead, behind = (quantity(self._stepped(sign * STEP)) for sign in (1.0, -1.0))
        return (ahead - behind) / (2 * STEP)

    def _stepped(self, step: float) -> TreeAssessment:
        a = self.solution.assessment
        equations = _equations(self.solution)
        x = self.solution.point.x + step * self.log_odds
        values = dict(a.values)
        numbers = a.numbers
        if self.parameter != PRECISION:
            values[self.parameter] += step
            numbers = replace(a.tree.numbers(values), precision=a.numbers.precision)
        equations = Equations(a.tree, replace(numbers, precision=equations.numbers.precision))
        p = equations.play(x)
        return replace(a, values=values, numbers=numbers, policy=np.exp(p.log_policy), belief=p.belief)


def derivatives(solution: TreeSolution, parameter: str) -> Derivatives:
    """Differentiate a solved tree in a parameter.

    Args:
        solution: from :func:`.solve_tree`.
        parameter: a name of the tree's, or "λ" for the precision (all λ_i in proportion, s in the equations).

    Raises:
        ArgumentError: no such parameter.
        ZeroDivisionError: it moves a lottery's outcome of probability zero.
        numpy.linalg.LinAlgError: the branch folds here, and has no derivative.
    """
    equations, point = _equations(solution), solution.point
    at = equations.play(point.x)
    if parameter == PRECISION:
        zero = TreeNumbers(
            np.zeros_like(equations.numbers.payoff), np.zeros_like(equations.numbers.chance), np.zeros(0)
        )
        rates, push = zero, equations.rho * equations.advantage(point.x)
    else:
        rates = number_rates(solution, parameter)
        push = force(equations, point.x, point.s, rates)
    axis = np.append(np.zeros(equations.size), 1.0)
    right = np.append(push, 0.0)
    d_odds = factored(equations.jacobian(point.x, point.s), axis).solve(right)[: equations.size]
    full = np.zeros(equations.layout.actions)
    full[equations.free] = d_odds
    policy = np.exp(at.log_policy)
    runs = equations.layout.set_actions
    d_log = full - runs.sum(policy * full)[runs.owner]
    motion = moved(equations.layout, equations.numbers, at, d_log, rates.chance, rates.payoff)
    return Derivatives(parameter, solution, d_odds, policy * d_log, motion)


def force(equations: Equations, x: Array, s: float, rates: TreeNumbers) -> Array:
    """−∂F/∂p at (x, s), shape (U,), from the derivatives of the numbers in p."""
    alone = moved(equations.layout, equations.numbers, equations.play(x), None, rates.chance, rates.payoff).action_value
    by_values = s * equations.rho * (alone[equations.free] - alone[equations.base])
    mover = equations.layout.set_player[equations.layout.action_set[equations.free]]
    return by_values + rates.precision[mover] * equations.sharpness * equations.advantage(x)


def number_rates(solution: TreeSolution, parameter: str) -> TreeNumbers:
    """Derivatives of payoffs, chance and precision in a parameter; precision's only where it is the tree's own."""
    a = solution.assessment
    if parameter not in a.values:
        known = ", ".join([*a.values, PRECISION])
        raise ArgumentError(f"'{parameter}' is no parameter; there are {known}")
    rates = a.tree.rates(parameter, a.values)
    own = a.precision is not None and np.array_equal(a.precision, a.tree.numbers(a.values).precision)
    return rates if own else replace(rates, precision=np.zeros_like(rates.precision))


def _equations(solution: TreeSolution) -> Equations:
    numbers = solution.assessment.numbers
    top = float(numbers.precision.max())
    ratio = numbers.precision / top if top > 0 else numbers.precision
    return Equations(solution.assessment.tree, replace(numbers, precision=ratio))
