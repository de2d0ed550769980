"""A round of a block of states as a linear map: what a small change of values at its returns becomes there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from .backward_induction import Sweeper
from .blocks import Block
from .krylov import gmres, times

KEPT, ROUNDS = 20, 20  # directions that GMRES keeps, and how often it begins anew


class Linearised:
    """The derivative of a round by the values at a block's returns.

    Args:
        sweeper: of the game.
        block: of states where at most one actor moves.
        values: (X, C, P_1, …, P_N), at the returns, and in the layers what follows from them.
        strategies: log strategies by state, those of the round.
        answered: strategies answer to values, as in a round; without it they stay as they are.
    """

    def __init__(
        self,
        sweeper: Sweeper,
        block: Block,
        values: np.ndarray,
        strategies: Mapping[int, np.ndarray],
        *,
        answered: bool,
    ):
        inside = np.zeros(len(values), bool)
        inside[list(block.states)] = True
        self._back = list(block.returns)
        self._change, self._found = np.zeros_like(values), np.empty_like(values)
        layers = [*block.layers, block.returns]
        parts = [
            (k, mine, mover)
            for k, layer in enumerate(layers)
            for mover in sweeper.movers
            if (mine := [x for x in layer if x in mover.place])
        ]
        jobs = [
            partial(mover.equations, mine, values, strategies, inside, answered=answered) for _, mine, mover in parts
        ]
        if sweeper.threads == 1 or len(jobs) == 1 or not sweeper.worth_sharing(block.states):
            matrices = [job() for job in jobs]
        else:
            with ThreadPoolExecutor(sweeper.threads) as pool:
                matrices = [job.result() for job in [pool.submit(job) for job in jobs]]
        flat, last = self._change.reshape(-1), len(layers) - 1
        into = [self._found if k == last else self._change for k in range(len(layers))]
        by_layer: list[list[Callable[[], None]]] = [[] for _ in layers]
        for (k, mine, _), matrix in zip(parts, matrices, strict=True):
            by_layer[k].append(partial(times, np.array(mine), *matrix, flat, into[k].reshape(len(values), -1)))
        for k, states in enumerate(layers):
            by_layer[k] += sweeper.passages.steps(self._change, states, flow=False, into=into[k])
        self._steps = [step for some in by_layer for step in some]

    def around(self, change: np.ndarray) -> np.ndarray:
        """What a change at the returns, (returns, C, P_1, …, P_N), becomes there after a round."""
        self._change[self._back] = change
        for step in self._steps:
            step()
        return self._found[self._back]

    def solve(self, change: np.ndarray, left: float) -> np.ndarray:
        """x with x − around(x) = change, to a share ``left`` of the right side; the best that was found."""

        def less(flat: np.ndarray) -> np.ndarray:
            here = flat.reshape(change.shape)
            return (here - self.around(here)).reshape(-1)

        found, _ = gmres(less, change.reshape(-1), left=left, kept=KEPT, rounds=ROUNDS)
        return found.reshape(change.shape)
