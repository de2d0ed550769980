"""A round of a block of states as a linear map: what a small change of values at its returns becomes there.

Values of the block lie one after another in one vector: those at its returns before a round, then layer by layer, then
those at its returns after it. The map is written as rows of sparse equations, in the order in which a round passes
them, each of which takes from what is before it; going round is one pass over the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

import numpy as np

from .backward_induction import Sweeper
from .blocks import Block
from .krylov import gmres, times
from .mover_states import Equations, Layout

KEPT, ROUNDS = 20, 20  # directions that GMRES keeps, and how often it begins again

Step = Callable[[], None]


def _layouts(sweeper: Sweeper, block: Block, answered: bool) -> dict[int, Layout]:
    """By the first of states that are laid out together, how; worked out once for a structure and lattices."""
    orders = tuple(mover.order for mover in sweeper.movers)
    key = Layout, block, answered, sweeper.sizes, orders
    return cast("dict[int, Layout]", sweeper.game.structure.kept.setdefault(key, {}))


class Linearised:
    """The derivative of a round by the values at a block's returns, laid out once and filled in where it is wanted.

    Args:
        sweeper: of the game.
        block: of states where at most one actor moves.
        answered: strategies answer to values, as in a round; without it they stay as they are.

    Attributes:
        size: how many entries it has.
    """

    def __init__(self, sweeper: Sweeper, block: Block, *, answered: bool):
        layers, back = [*block.layers, block.returns], len(block.returns)
        ahead = [*block.returns, *(x for layer in block.layers for x in layer)]
        spot = np.full(len(sweeper.game.structure.states), -1)
        spot[ahead] = np.arange(len(ahead))
        self._source: Mapping[int, np.ndarray] = {}
        self._ahead = ahead
        self._wide = len(sweeper.columns) * int(np.prod(sweeper.sizes))
        self._flat = np.zeros((len(ahead) + back, self._wide))
        whole = self._flat.reshape(len(self._flat), len(sweeper.columns), *sweeper.sizes)
        self._from, self._to = self._flat[:back].reshape(-1), self._flat[len(ahead) :].reshape(-1)
        self._movers: list[tuple[Equations, slice]] = []
        places, lengths, breaks = [], [np.zeros(0, np.int64)], []
        constant: list[tuple[int, np.ndarray, np.ndarray]] = []
        drawn: list[Step] = []
        known = _layouts(sweeper, block, answered)
        size = rows = 0
        for layer in layers:
            to = spot + len(ahead) if layer is block.returns else spot
            for mover in sweeper.movers:
                if mine := [x for x in layer if x in mover.place]:
                    if mine[0] not in known:
                        known[mine[0]] = Layout.of(mover, mine, spot, answered=answered)
                    layout = known[mine[0]]
                    equations = Equations(mover, mine, spot, layout, answered=answered)
                    self._movers.append((equations, slice(size, size + layout.size)))
                    places += to[mine].tolist()
                    lengths.append(layout.lengths)
                    size, rows = size + layout.size, rows + len(mine)
            breaks.append(rows)
            drawn.append(partial(self._enter, to, [x for x in layer if x in sweeper.decisions]))
            for states, many, entry, weight in sweeper.passages.rows(layer, spot, self._wide // len(sweeper.columns)):
                places += to[states].tolist()
                lengths.append(many)
                constant.append((size, entry, weight))
                size, rows = size + len(entry), rows + len(states)
            for step in sweeper.passages.renewed(layer, spot, to, whole):
                breaks.append(rows)
                drawn.append(step)
        kind = np.int32 if self._flat.size <= np.iinfo(np.int32).max else np.int64
        self.size, self._entry, self._weight = size, np.empty(size, kind), np.empty(size)
        for begin, entry, weight in constant:
            self._entry[begin : begin + len(entry)] = entry
            self._weight[begin : begin + len(entry)] = weight
        self._steps = self._passed(np.array(places, np.int64), np.concatenate(lengths), breaks, drawn)
        self._sweeper, self._share = sweeper, sweeper.worth_sharing(block.states)

    def _passed(self, places: np.ndarray, lengths: np.ndarray, breaks: list[int], drawn: list[Step]) -> list[Step]:
        """Rows of equations, and between them the changes of types that are none."""
        starts = np.concatenate([[0], np.cumsum(lengths)])
        steps: list[Step] = []
        for begin, end, step in zip([0, *breaks], [*breaks, len(places)], [*drawn, None], strict=True):
            if end > begin:
                here = starts[begin * self._wide : end * self._wide + 1]
                flat = self._flat.reshape(-1)
                steps.append(partial(times, places[begin:end], here, self._entry, self._weight, flat, self._flat))
            if step is not None:
                steps.append(step)
        return steps

    def at(self, values: np.ndarray, strategies: Mapping[int, np.ndarray]) -> Linearised:
        """Fill in near values and strategies, and return this.

        Args:
            values: (X, C, P_1, …, P_N), at the returns, and in the layers what follows from them.
            strategies: log strategies by state, those of the round.
        """
        jobs = [
            partial(equations.fill, values, strategies, self._entry[part], self._weight[part])
            for equations, part in self._movers
        ]
        if self._sweeper.threads == 1 or len(jobs) == 1 or not self._share:
            for job in jobs:
                job()
        else:
            with ThreadPoolExecutor(self._sweeper.threads) as pool:
                for done in [pool.submit(job) for job in jobs]:
                    done.result()
        return self

    def _enter(self, to: np.ndarray, states: list[int]) -> None:
        for x in states if self._source else ():
            self._flat[to[x]] += self._source[x].reshape(-1)

    def through(self, change: np.ndarray, source: Mapping[int, np.ndarray]) -> np.ndarray:
        """The same as :meth:`around`, with something added on the way to the values of states where somebody moves.

        Args:
            change: (returns, C, P_1, …, P_N).
            source: what is added, (C, P_1, …, P_N), at each of those states.
        """
        self._source = source
        try:
            return self.around(change)
        finally:
            self._source = {}

    def onto(self, values: np.ndarray, share: float) -> np.ndarray:
        """Values (X, C, P_1, …, P_N) with a share of the change last taken round: at the returns before it, and at
        the layers."""
        moved = values.copy()
        moved[self._ahead] += share * self._flat[: len(self._ahead)].reshape(moved[self._ahead].shape)
        return moved

    def around(self, change: np.ndarray) -> np.ndarray:
        """What a change at the returns, (returns, C, P_1, …, P_N), becomes there after a round."""
        self._from[:] = change.reshape(-1)
        for step in self._steps:
            step()
        return self._to.reshape(change.shape).copy()

    def solve(self, change: np.ndarray, left: float, kept: int = KEPT) -> np.ndarray:
        """x with x − around(x) = change, to a share ``left`` of the right side; the best that was found with
        ``kept`` directions remembered."""

        def less(flat: np.ndarray) -> np.ndarray:
            self._from[:] = flat
            for step in self._steps:
                step()
            return flat - self._to

        found, _ = gmres(less, change.reshape(-1), left=left, kept=kept, rounds=ROUNDS)
        return found.reshape(change.shape)
