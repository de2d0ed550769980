"""Games without a horizon: the fixed point of one stage, reached from the long finite horizon.

Public states are solved block by block (:mod:`.blocks`), each once those that it leads to are. Within a block values
depend on themselves through its returns, so that a round of it, each state solved for the values that it leads to, is a
map of the returns' values, and what is sought is its fixed point. Rounds begin from the end, each from the values that
the one before left; once they change little, Newton's method takes over. Its linear system is that of
:class:`.linearised.Linearised`, strategies answering to values, solved by GMRES: a round solves every node again, and
going round the linear system costs far less. Where a step of it does not bring values nearer it is taken back, and
rounds go on for a while, accelerated (:mod:`.acceleration`).

Given strategies to start from, those of a nearby game or of a coarser grid, values start at what they are worth under
them: one linear system instead of all the rounds from the end.

When values hardly move any more, what the strategies found are worth is worked out likewise. Their residual against
those values, their own, is what the tolerance is about: within it they are done.

Reference: Dembo, R. S., Eisenstat, S. C. and Steihaug, T. (1982), "Inexact Newton methods", SIAM Journal on Numerical
Analysis 19(2) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import NotConverged
from ..games.structure import Standing
from .acceleration import Anderson
from .backward_induction import Sweeper
from .blocks import Block, blocks
from .linearised import Linearised

MOST_PATIENCE = 0.99  # taken for the discount from one event to the next where it is more: endings contract as well
FINEST = 1e-13  # at the nodes of a round, whose own errors must not keep values moving
NEAR = 10.0  # times the tolerance, at which values hardly move; so much nearer each time that they still did
LITTLE = 5.0  # change of values, times the precision, from which Newton's method is tried
GROWTH = 4.0  # of the change before, at which a step of Newton's is taken back
IDLE = 3  # steps in a row that bring values no nearer, after which the last is taken back as well
STUCK = 300  # rounds in a row, and as many more as a block has returns, none of which moves values less than before
REST = 2  # rounds before it is tried again; twice as many each time
ROUNDING = 16 * float(np.finfo(float).eps)  # of the largest value, below which no change can be measured
FORCING = 1e-3  # most of what is missing that Newton's linear system leaves; less, as values come nearer
REDUCTION = 1e-6  # least, and what the one for what strategies are worth leaves
SMALL = 1_000_000  # entries of a linear map beside which another of the same block is kept

Strategies = dict[int, np.ndarray]


def stationary(
    sweeper: Sweeper, sweeps: int, pure_move: int | None, warm: Mapping[int, np.ndarray]
) -> tuple[Strategies, np.ndarray, float]:
    """Solve a game without a horizon on a lattice; existence is that of the discretised game.

    Args:
        sweeper: of the game; its tolerance is that on max |σ − logit(Q)|, for the values that are returned.
        sweeps: most rounds of a block.
        pure_move: number of the move near which strategies start; None for the base weights.
        warm: log strategies to start from, by state, if any.

    Returns:
        Log strategies by state, values (X, C, P_1, …, P_N), the largest residual.

    Raises:
        NotConverged: values still moved after all rounds, or after many no less than before, or a node that no method
            solved.
    """
    structure = sweeper.game.structure
    states = [x for x in range(len(structure.states)) if structure.standing[x] != Standing.TERMINAL]
    rounds = _Rounds(sweeper, sweeps, pure_move, warm)
    for block in blocks(structure, states):
        rounds.settle(block)
    return rounds.strategies, rounds.values, max(rounds.residuals.values(), default=0.0)


class _Rounds:
    """A game being solved, block by block.

    Attributes:
        strategies: log strategies of the blocks solved so far, by state.
        residuals: max |σ − logit(Q)|, likewise, for these values.
        values: (X, C, P_1, …, P_N), of what is solved; elsewhere what the game is worth if it stops there.
    """

    def __init__(self, sweeper: Sweeper, most: int, pure_move: int | None, warm: Mapping[int, np.ndarray]):
        game = sweeper.game
        self.most, self.pure_move, self.warm = most, pure_move, warm
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
        self.linearised: dict[bool, Linearised] = {}  # of the block that is being solved, by whether it is answered

    def settle(self, block: Block) -> None:
        """Solve a block, those that it leads to being solved.

        Raises:
            NotConverged: see :func:`stationary`.
        """
        linear = not any(x in self.sweeper.joints for x in block.states)
        self.linearised.clear()
        back = list(block.returns)
        if all(x in self.warm for x in block.states if x in self.sweeper.decisions):
            self.strategies.update({x: self.warm[x] for x in block.states if x in self.sweeper.decisions})
            if back and linear:
                self._worth(block)
        near, anderson = NEAR * self.tolerance / self.precision, Anderson()
        tried, image, plain, rest = np.inf, self.values[back], 0, REST
        smallest, idle, stuck = np.inf, 0, 0
        for rounds in range(1, self.most + 1):
            before = self.values[back]
            after = self._round(block)
            change = float(np.abs(after - before).max(initial=0.0))
            # A change of Δ in values moves a logit probability by at most λΔ/2.
            if change <= self.least:
                self.values[back] = after
                return
            nearer = change < smallest
            smallest, idle, stuck = (change, 0, 0) if nearer else (smallest, idle + 1, stuck + 1)
            if stuck >= STUCK + len(back):
                raise _unsettled(change, rounds, stuck)
            if not linear:
                self.values[back] = anderson.next(before, after)
                continue
            if change <= near:
                kept = self.values[list(block.states)]
                if self._own(block, before, after):
                    return
                self.values[list(block.states)], near = kept, change / NEAR
            if tried < np.inf and (change > GROWTH * tried or idle >= IDLE):
                tried, plain, rest, idle = np.inf, rest, 2 * rest, 0
                self.values[back] = image
            elif plain or change * self.precision > LITTLE:
                tried, plain = np.inf, max(plain - 1, 0)
                self.values[back] = anderson.next(before, after)
            else:
                tried, image = change, after
                left = max(min(FORCING, change * self.precision), REDUCTION)
                self.values[back] = before + self._missing(block, after - before, answered=True, left=left)
        raise _unsettled(change, self.most, 0)

    def _round(self, block: Block, *, held: bool = False) -> np.ndarray:
        """Solve every state of a block for the values at its returns; values there that follow."""
        for states, into in [*((layer, self.values) for layer in block.layers), (block.returns, self.ahead)]:
            found, residuals = self.sweeper.solve(self.values, into, states, self._start, held=held)
            self.strategies.update(found)
            self.residuals.update(residuals)
            self.sweeper.passages.fill(self.values, states, into=into)
        return self.ahead[list(block.returns)]

    def _start(self, x: int) -> np.ndarray | None:
        return self.strategies[x] if x in self.strategies else self.sweeper.pure_start(x, self.pure_move)

    def _missing(self, block: Block, change: np.ndarray, *, answered: bool, left: float) -> np.ndarray:
        """How far values at the returns are from a fixed point, by the linear system, from what a round changes."""
        if answered not in self.linearised:
            if any(known.size > SMALL for known in self.linearised.values()):
                self.linearised.clear()  # two at once would be large
            self.linearised[answered] = Linearised(self.sweeper, block, answered=answered)
        return self.linearised[answered].at(self.values, self.strategies).solve(change, left)

    def _worth(self, block: Block) -> None:
        """Values at the returns to what they are under the strategies that there are."""
        back = list(block.returns)
        before = self.values[back]
        change = self._round(block, held=True) - before
        self.values[back] = before + self._missing(block, change, answered=False, left=REDUCTION)

    def _own(self, block: Block, before: np.ndarray, after: np.ndarray) -> bool:
        """Put values to what the strategies found are worth, their own: are they within tolerance of those?"""
        back = list(block.returns)
        own = before + self._missing(block, after - before, answered=False, left=REDUCTION)
        self.values[back] = own
        left = float(np.abs(self._round(block, held=True) - own).max())
        residual = max((self.residuals[x] for x in block.states if x in self.residuals), default=0.0)
        return left <= self.least and residual <= self.tolerance


def _unsettled(change: float, rounds: int, stuck: int) -> NotConverged:
    """Values that still move after so many rounds, the last of which, if any, brought them no nearer."""
    idly = f", the last {stuck} of which brought them no nearer: " if stuck else ": raise 'sweeps', "
    return NotConverged(
        f"values still move by {change:.2g} after {rounds} sweeps{idly}lower the discount factor, or give the game a "
        "horizon"
    )
