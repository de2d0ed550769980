"""Newton's method for values and strategies at once, for blocks whose rounds do not settle.

A round solves every node for the values that it leads to. Where being thought likely to do something makes doing it
worth more, a node's equation may have three solutions, of which the kernel, which climbs, reaches the outer two. As
values move, one of them ends in a fold, and the node jumps to the other; if values then move back until that one ends
as well, no round ever settles, while the game has its fixed point all the same: with the node at the solution between,
which no climb reaches. Rounds are not continuous there. The equations are: with z = log σ,

    F(z, V) = z − log softmax(log μ + λ Q(z, V)) = 0 at every node, and V = what z is worth when it leads to V,

and the solution between is a plain root of theirs. Each step solves both, linearised, z eliminated node by node,

    A Δz = −F − B ΔV, with A = ∂F/∂z and B = ∂F/∂V,    ΔV = R − V + (∂R/∂V) ΔV + (∂R/∂z) Δz,

R a round with strategies held, the second by GMRES; and is halved until the root of the mean squared residual of both,
values times the largest precision, falls (Dennis, J. E. and Schnabel, R. B. (1983), "Numerical Methods for
Unconstrained Optimization and Nonlinear Equations", section 6.3; recalled, not opened). Both derivatives have to be
exact: with what they are at a solution of the nodes the direction is often not one of descent.

It begins where rounds lead whose values are put to what their strategies are worth, which come nearer than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .acceleration import Anderson
from .blocks import Block
from .kernel import CLOSED, LARGEST_STEP
from .node_fallback import Fold, NodeProblem
from .rounds import Rounds

CLOSE = 1e-4  # change of values, times the precision, at which the rounds before it end
STEPS = 40
SHORTEST = 1 / 128  # share of a step
GAIN = 0.1  # of a step's share, by which it must bring the residual down
SLOW, PATIENCE = 0.98, 3  # steps in a row that leave more than this share of the residual, after which it is given up
LEFT = 1e-6  # of what is missing, that the linear system leaves
KEPT = 120  # directions that GMRES keeps: near a fold fewer get nowhere
SMALL = 1e-4  # largest change of log probability, and of values times the precision, in differences
OUT_OF_REACH = "held at a solution that no climb reaches, between two others"

States = dict[int, np.ndarray]


def settle(rounds: Rounds, block: Block, approach: int) -> bool:
    """Bring a block's values and strategies to a fixed point, by rounds and then by Newton's method.

    Args:
        rounds: of the game; values at the block's returns are where it begins.
        block: of states where at most one actor moves.
        approach: rounds to begin with, at most.

    Returns:
        Whether it was reached. Where it was not, values, strategies and residuals are as they were.

    Raises:
        NotConverged: a node that no method solved.
    """
    kept = rounds.state()
    _approach(rounds, block, approach)
    if _Search(rounds, block).run():
        return True
    rounds.put(kept)
    return False


def _approach(rounds: Rounds, block: Block, most: int) -> None:
    """Rounds, accelerated, after each of which values are put to what its strategies are worth; then one more."""
    back, anderson = list(block.returns), Anderson()
    for _ in range(most):
        before = rounds.values[back]
        after = rounds.go_round(block)
        if np.abs(after - before).max(initial=0.0) * rounds.precision <= CLOSE:
            return
        worth = before + rounds.missing(block, after - before, answered=False, left=CLOSE)
        rounds.values[back] = anderson.next(before, worth)
    rounds.go_round(block)


@dataclass(frozen=True, eq=False)
class Place:
    """Values at the returns and log strategies, and what is missing there.

    Attributes:
        returns: values at the block's returns.
        strategies: log strategies of the block's states.
        values: (X, C, P_1, …, P_N), those at the returns and what follows from them in the layers.
        change: what a round with strategies held changes at the returns.
        gaps: F by state, (S, A, nodes).
        size: root of the mean squared residual, of strategies and of values times the precision.
        settled: are all within tolerance?
    """

    returns: np.ndarray
    strategies: States
    values: np.ndarray
    change: np.ndarray
    gaps: States
    size: float
    settled: bool


class _Search:
    def __init__(self, rounds: Rounds, block: Block):
        self.rounds, self.block, self.back = rounds, block, list(block.returns)
        self.mover = {x: mover for mover in rounds.sweeper.movers for x in block.states if x in mover.place}

    @cached_property
    def _nodes(self) -> States:
        """Places of all nodes, by state."""
        return {x: np.argwhere(np.ones(mover.shape[2:], bool)) for x, mover in self.mover.items()}

    def run(self) -> bool:
        """From where rounds are; whether a fixed point was reached, where rounds are then."""
        rounds = self.rounds
        here = self._look(rounds.values[self.back].copy(), {x: rounds.strategies[x].copy() for x in self.mover})
        slow = 0
        for _ in range(STEPS):
            if here.settled:
                rounds.values[self.back] = here.returns + here.change
                self._report(here)
                return True
            there = self._nearer(here)
            if there is None:
                return False
            slow = slow + 1 if there.size > SLOW * here.size else 0
            if slow >= PATIENCE:
                return False
            here = there
        return False

    def _look(self, returns: np.ndarray, strategies: States) -> Place:
        rounds = self.rounds
        rounds.values[self.back] = returns
        rounds.strategies.update(strategies)
        change = rounds.go_round(self.block, held=True) - returns
        gaps = {x: self._problem(x, rounds.values).gap(self._open(x, z))[0] for x, z in strategies.items()}
        squares, count = sum(float((gap**2).sum()) for gap in gaps.values()), sum(gap.size for gap in gaps.values())
        size = float(np.hypot(np.sqrt(squares / count), np.sqrt((change**2).mean()) * rounds.precision))
        near = np.abs(change).max(initial=0.0) <= rounds.least and rounds.residual(self.block) <= rounds.tolerance
        return Place(returns, strategies, rounds.values.copy(), change, gaps, size, bool(near))

    def _problem(self, x: int, values: np.ndarray) -> NodeProblem:
        return self.mover[x].problem(x, values, self._nodes[x])

    def _open(self, x: int, z: np.ndarray) -> np.ndarray:
        """Log strategies (S, A, nodes) of a state's own moves, of (S, A, P, Q) padded with others."""
        return z[:, : len(self.mover[x].log_weight(x))].reshape(len(z), -1, len(self._nodes[x]))

    def _nearer(self, here: Place) -> Place | None:
        """The first that is nearer of a whole step, or the most that is tried of it, half of that, and so on."""
        try:
            returns, step = self._step(here)
        except np.linalg.LinAlgError:
            return None
        longest = max(float(np.abs(part).max()) for part in step.values())
        share = LARGEST_STEP / max(longest, LARGEST_STEP)
        while share >= SHORTEST:
            there = self._look(here.returns + share * returns, self._moved(here, step, share))
            if there.size < (1 - GAIN * share) * here.size:
                return there
            share /= 2
        return None

    def _step(self, here: Place) -> tuple[np.ndarray, States]:
        """Newton's step of values at the returns, and of log strategies (S, A, nodes)."""
        rounds = self.rounds
        rounds.values[:] = here.values
        rounds.strategies.update(here.strategies)
        alone = {x: self._answer(x, here, gap) for x, gap in here.gaps.items()}
        worth = self._worth(here, alone)
        linear = rounds.linear(self.block, answered=True)
        returns = linear.solve(here.change + linear.through(np.zeros_like(here.change), worth), LEFT, KEPT)
        linear.through(returns, worth)
        share = min(1.0, SMALL / max(float(np.abs(returns).max()) * rounds.precision, SMALL))
        near = linear.onto(here.values, share)
        step = {}
        for x, gap in here.gaps.items():
            moved = self._problem(x, near).gap(self._open(x, here.strategies[x]))[0]
            step[x] = self._answer(x, here, gap + (moved - gap) / share)
        return returns, step

    def _answer(self, x: int, here: Place, gap: np.ndarray) -> np.ndarray:
        """−A⁻¹ times what is missing at every node of a state, (S, A, nodes)."""
        s, a, n = gap.shape
        jacobian = self._problem(x, here.values).jacobian(self._open(x, here.strategies[x]))
        right = -np.moveaxis(gap.reshape(s * a, n), -1, 0)[..., None]
        return np.moveaxis(np.linalg.solve(jacobian, right)[..., 0], 0, -1).reshape(s, a, n)

    def _worth(self, here: Place, step: States) -> States:
        """How values before the move change with strategies, those after it as they are, by state; by differences."""
        largest = max(float(np.abs(part).max()) for part in step.values())
        share = min(1.0, SMALL / max(largest, SMALL))
        ends = []
        for strategies in (here.strategies, self._moved(here, step, share)):
            into = here.values.copy()
            self.rounds.sweeper.solve(here.values, into, list(self.mover), strategies.get, held=True)
            ends.append(into)
        return {x: (ends[1][x] - ends[0][x]) / share for x in self.mover}

    def _moved(self, here: Place, step: States, share: float) -> States:
        """Log strategies (S, A, P, Q) a share of a step further; they add up to one where F is zero."""
        moved = {}
        for x, z in here.strategies.items():
            moves = step[x].shape[1]
            open_ = self.mover[x].log_weight(x)[None, :, None, None] > CLOSED / 2
            moved[x] = z.copy()
            moved[x][:, :moves] += np.where(open_, share * step[x].reshape(z[:, :moves].shape), 0.0)
        return moved

    def _report(self, here: Place) -> None:
        """Note the nodes at a solution between two others: there the determinant of A is negative."""
        sweeper = self.rounds.sweeper
        for x, z in here.strategies.items():
            sign, _ = np.linalg.slogdet(self._problem(x, here.values).jacobian(self._open(x, z)))
            between = self._nodes[x][sign < 0]
            sweeper.folds += [Fold(sweeper.game.structure.states[x], tuple(n.tolist()), OUT_OF_REACH) for n in between]
