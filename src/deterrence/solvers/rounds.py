"""Rounds of a block of a game without a horizon: values and strategies on the way to a fixed point.

A round solves each state of a block for the values at its returns, layer by layer, and gives the values there that
follow (:mod:`.blocks`). Held, it leaves strategies as they are and only works out what they are worth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .backward_induction import Sweeper
from .blocks import Block
from .linearised import Linearised

MOST_PATIENCE = 0.99  # taken for the discount from one event to the next where it is more: endings contract as well
FINEST = 1e-13  # at the nodes of a round, whose own errors must not keep values moving
ROUNDING = 16 * float(np.finfo(float).eps)  # of the largest value, below which no change can be measured
REDUCTION = 1e-6  # of what is missing, that the linear system for what strategies are worth leaves
SMALL = 1_000_000  # entries of a linear map beside which another of the same block is kept

Strategies = dict[int, np.ndarray]
State = tuple[np.ndarray, Strategies, dict[int, float]]  # values, log strategies and residuals by state


class Rounds:
    """A game being solved, block by block.

    Args:
        sweeper: of the game.
        pure_move: number of the move near which strategies start; None for the base weights.
        warm: log strategies to start from, by state, if any.

    Attributes:
        strategies: log strategies of the blocks solved so far, by state.
        residuals: max |σ − logit(Q)|, likewise, for these values.
        values: (X, C, P_1, …, P_N), of what is solved; elsewhere what the game is worth if it stops there.
        tolerance: on max |σ − logit(Q)|.
        precision: the largest λ, at least 1.
        least: change of values that moves no probability by the tolerance.
    """

    def __init__(self, sweeper: Sweeper, pure_move: int | None, warm: Mapping[int, np.ndarray]):
        game = sweeper.game
        self.pure_move, self.warm = pure_move, warm
        self.tolerance, self.precision = sweeper.tolerance, max(float(np.asarray(game.numbers.precision).max()), 1.0)
        # What a last change of values leaves to come is larger by 1/(1 − δ) at most.
        clock, clocks = game.clock, list(game.structure.clocks)
        patience = 0.0 if clock is None else min(float(clock.patience[clocks].max()), MOST_PATIENCE)
        self.values = sweeper.ending()
        least = sweeper.tolerance * (1 - patience) / self.precision
        self.least = max(least, ROUNDING * float(np.abs(self.values).max()))
        self.sweeper = sweeper.within(max(least, FINEST))
        self.ahead = self.values.copy()
        self.strategies: Strategies = {}
        self.residuals: dict[int, float] = {}
        self._linearised: dict[bool, Linearised] = {}  # of the block that is being solved, by whether it is answered

    def begin(self, block: Block) -> None:
        """Turn to a block: strategies of a warm start, where all of them are known."""
        self._linearised.clear()
        if self.is_warm(block):
            self.strategies.update({x: self.warm[x] for x in block.states if x in self.sweeper.decisions})

    def is_warm(self, block: Block) -> bool:
        """Are there strategies to start from, at all of a block's decisions?"""
        return all(x in self.warm for x in block.states if x in self.sweeper.decisions)

    def state(self) -> State:
        """Values, strategies and residuals, to go back to."""
        return self.values.copy(), dict(self.strategies), dict(self.residuals)

    def put(self, state: State) -> None:
        """Back to a :meth:`state`."""
        values, strategies, residuals = state
        self.values[:] = values
        self.strategies = dict(strategies)
        self.residuals = dict(residuals)

    def go_round(self, block: Block, *, held: bool = False) -> np.ndarray:
        """Solve every state of a block for the values at its returns; values there that follow."""
        for states, into in [*((layer, self.values) for layer in block.layers), (block.returns, self.ahead)]:
            found, residuals = self.sweeper.solve(self.values, into, states, self._start, held=held)
            self.strategies.update(found)
            self.residuals.update(residuals)
            self.sweeper.passages.fill(self.values, states, into=into)
        return self.ahead[list(block.returns)]

    def _start(self, x: int) -> np.ndarray | None:
        return self.strategies[x] if x in self.strategies else self.sweeper.pure_start(x, self.pure_move)

    def linear(self, block: Block, *, answered: bool) -> Linearised:
        """The derivative of a round where values and strategies are; see :class:`.linearised.Linearised`."""
        if answered not in self._linearised:
            if any(known.size > SMALL for known in self._linearised.values()):
                self._linearised.clear()  # two at once would be large
            self._linearised[answered] = Linearised(self.sweeper, block, answered=answered)
        return self._linearised[answered].at(self.values, self.strategies)

    def missing(self, block: Block, change: np.ndarray, *, answered: bool, left: float) -> np.ndarray:
        """How far values at the returns are from a fixed point, by the linear system, from what a round changes."""
        return self.linear(block, answered=answered).solve(change, left)

    def worth(self, block: Block) -> None:
        """Values at the returns to what they are under the strategies that there are."""
        back = list(block.returns)
        before = self.values[back]
        change = self.go_round(block, held=True) - before
        self.values[back] = before + self.missing(block, change, answered=False, left=REDUCTION)

    def own(self, block: Block, before: np.ndarray, after: np.ndarray) -> bool:
        """Put values to what the strategies found are worth, their own: are they within tolerance of those?"""
        back = list(block.returns)
        own = before + self.missing(block, after - before, answered=False, left=REDUCTION)
        self.values[back] = own
        left = float(np.abs(self.go_round(block, held=True) - own).max())
        return left <= self.least and self.residual(block) <= self.tolerance

    def residual(self, block: Block) -> float:
        """The largest of a block's, as its last round left them."""
        return max((self.residuals[x] for x in block.states if x in self.residuals), default=0.0)
