"""Values of given strategies, and of best replies to them, in a game without a horizon.

Public states are valued block by block (:mod:`..blocks`), each once those that it leads to are. In a block values are
the fixed point of a round, a map of the values at its returns. Where one actor at most moves at each of its states it
is found by :mod:`.block_values`; where several move at once, by one round after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ...games.structure import Standing, Structure
from ..blocks import Block, blocks
from .beliefs import BeliefGrid
from .block_values import MOST_ROUNDS, BlockValues, unsettled
from .induction import Step, through_chance
from .turns import Array, Chance, Wait
from .value_rows import Rows

Values = dict[int, Array]
Nodes = Array | slice
Spread = Callable[[Callable[[int], Array], Iterable[int]], Iterable[Array]]


class Endless:
    """Values in a game without a horizon, as they are being found.

    Args:
        structure: the game's.
        steps: a turn under the given strategies, by state.
        clocks, chances: by state.
        discount: (R,), δ of each row.
        rows: what is carried.
        grid: the belief nodes.
        spread: does something at several states, as ``map`` does.

    Attributes:
        values: (R, n) by state, or (R,) where beliefs do not matter.
        gaps: max |σ − logit(Q)| by decision state, at the nodes asked for.
    """

    def __init__(
        self,
        structure: Structure,
        steps: Mapping[int, Any],
        clocks: Mapping[int, Wait],
        chances: Mapping[int, Chance],
        discount: Array,
        rows: Rows,
        grid: BeliefGrid,
        spread: Spread,
    ):
        self.steps, self.clocks, self.chances = steps, clocks, chances
        self.discount, self.rows, self.grid, self.spread = discount, rows, grid, spread
        live = np.flatnonzero(structure.standing != Standing.TERMINAL).tolist()
        self._blocks = list(blocks(structure, live))
        self.values: Values = {}
        self.gaps: Values = {}

    def settle(self, start: Values, terminal: Values, tolerance: float, at: Callable[[int], Nodes]) -> None:
        """Find values everywhere, and the gaps to the logit rule.

        Args:
            start: by state, where to begin.
            terminal: of the endings.
            tolerance: on the last change, max norm.
            at: nodes where the gap is wanted at a state.

        Raises:
            NotConverged: with the last change.
        """
        self.values = dict(terminal)
        for block in self._blocks:
            self._settle(block, start, tolerance)
            turns = [x for x in block.states if x in self.steps]
            gaps = self.spread(lambda x: self.steps[x].gap_at(self.ahead(x), at(x)), turns)
            self.gaps.update(zip(turns, gaps, strict=True))

    def _settle(self, block: Block, start: Values, tolerance: float) -> None:
        if self._alone(block):
            parts = self.steps, self.clocks, self.chances, self.discount, self.rows, self.grid, self.values
            self.values.update(BlockValues(block, *parts).settle(start, tolerance))
            return
        every = len(self.rows), self.grid.count
        for x in block.returns:
            self.values[x] = np.broadcast_to(start[x].reshape(len(self.rows), -1), every)
        for _ in range(MOST_ROUNDS):
            after = self._round(block)
            size = max((float(np.abs(after[x] - self.values[x]).max()) for x in block.returns), default=0.0)
            self.values.update(after)
            if size <= tolerance:
                return
        raise unsettled(size, MOST_ROUNDS)

    def ahead(self, x: int) -> Values:
        """Discounted values of what a turn leads to."""
        following = self.steps[x].turn.following.tolist()
        return {y: (self.discount * self.values[y].T).T for y in following}

    def _alone(self, block: Block) -> bool:
        """Does one actor at most move at each of the states?"""
        return all(isinstance(self.steps[x], Step) for x in block.states if x in self.steps)

    def _round(self, block: Block) -> Values:
        for layer in block.layers:
            self.values.update(self._before(layer))
        return self._before(block.returns)

    def _before(self, states: Iterable[int]) -> Values:
        """Values at states from those of what they lead to."""
        states = list(states)
        turns = [x for x in states if x in self.steps]
        found = dict(zip(turns, self.spread(self._moved, turns), strict=True))
        for x in states:
            if x not in found:
                found[x] = passed(x, self.values, self.clocks, self.chances, self.rows, self.grid)
        return found

    def _moved(self, x: int) -> Array:
        return np.asarray(self.steps[x].back(self.ahead(x))[0])


def passed(
    x: int,
    values: Mapping[int, Array],
    clocks: Mapping[int, Wait],
    chances: Mapping[int, Chance],
    rows: Rows,
    grid: BeliefGrid,
) -> Array:
    """Values at a clock or chance state, (R, n); at chance (R,) where beliefs do not matter."""
    if x in chances:
        here = dict(values)
        through_chance(here, chances, [x], rows, grid)
        return here[x]
    wait, total = clocks[x], np.zeros((len(rows), grid.count))
    for y, chance in zip(wait.following.tolist(), wait.probability, strict=True):
        total += chance * (values[y] if values[y].ndim > 1 else values[y][:, None])
    return np.asarray(wait.payoff[rows.worth, None] + wait.patience[rows.worth, None] * total)
