"""Values of given strategies, and of best replies to them, in a game without a horizon.

Public states are valued block by block (:mod:`..blocks`), each once those that it leads to are. In a block values are
the fixed point of a round, a map of the values at its returns. Under σ a round is affine, and with the best replies of
the moment held it is affine for them too; so its fixed point is one linear system, after which best replies are chosen
again (Howard's policy iteration) until a round moves nothing. What ends it is the round, not the linear system.

Reference: Howard, R. A. (1960), *Dynamic Programming and Markov Processes* (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from ...errors import NotConverged
from ...games.structure import Standing, Structure
from ..blocks import Block, blocks
from ..krylov import gmres
from .beliefs import BeliefGrid
from .induction import Step, through_chance
from .turns import Array, Chance, Wait
from .value_rows import Rows

MOST_ROUNDS = 5_000
LEFT = 1e-6  # residual of the linear system, as a share of what a round moves
KEPT, RESTARTS = 20, 20  # of GMRES

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
            self.gaps.update(zip(turns, self.spread(lambda x: self._gap(x, at(x)), turns), strict=True))

    def _settle(self, block: Block, start: Values, tolerance: float) -> None:
        every = len(self.rows), self.grid.count
        for x in block.returns:
            self.values[x] = np.broadcast_to(start[x].reshape(len(self.rows), -1), every)
        for _ in range(MOST_ROUNDS):
            after = self._round(block)
            changes = [after[x] - self.values[x] for x in block.returns]
            size = max((float(np.abs(change).max()) for change in changes), default=0.0)
            if size > tolerance and self._affine(block):
                moved = _Linear(self, block).solve(np.stack(changes))
                self.values.update({x: self.values[x] + c for x, c in zip(block.returns, moved, strict=True)})
                continue
            self.values.update(after)
            if size <= tolerance:
                return
        raise NotConverged(
            f"values under the given strategies still move by {size:.2g} after {MOST_ROUNDS} rounds: lower the "
            "discount factor, or give the game a horizon"
        )

    def _gap(self, x: int, where: Nodes) -> Array:
        step = self.steps[x]
        found = step.gap(step.back(self.ahead(x))[1], where)
        step.forget()
        return np.asarray(found)

    def ahead(self, x: int) -> Values:
        """Discounted values of what a turn leads to."""
        following = self.steps[x].turn.following.tolist()
        return {y: (self.discount * self.values[y].T).T for y in following}

    def _affine(self, block: Block) -> bool:
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
        return np.asarray(self.steps[x].back(self.ahead(x), keep=True)[0])


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


class _Linear:
    """A round with best replies held, as a linear map of a change of the values at the returns."""

    def __init__(self, endless: Endless, block: Block):
        self.block, self.rows, self.grid = block, endless.rows, endless.grid
        self._shape = (len(block.states), len(self.rows), self.grid.count)
        self._place = {x: k for k, x in enumerate(block.states)}
        self._clocks = {x: replace(w, payoff=0 * w.payoff) for x, w in endless.clocks.items() if x in self._place}
        self._chances = {x: replace(c, payoff=0 * c.payoff) for x, c in endless.chances.items() if x in self._place}
        turns = [x for x in block.states if x in endless.steps]
        self._matrices = dict(zip(turns, endless.spread(lambda x: self._matrix(endless, x), turns), strict=True))
        beyond = {y for part in (self._clocks, self._chances) for x in part for y in part[x].following.tolist()}
        self._still = {y: np.zeros(len(self.rows)) for y in beyond if y not in self._place}

    def _matrix(self, endless: Endless, x: int) -> sparse.csr_array:
        """(R·n, states·R·n)."""
        _, r, n = self._shape
        parts = endless.steps[x].answers(endless.ahead(x), [y in self._place for y in endless.steps[x].turn.following])
        size = int(np.prod(self._shape))
        if not parts:
            return sparse.csr_array((r * n, size))
        row = np.arange(r)[:, None] * n
        entries, weights = [], []
        for y, lookup, share in parts:  # share (R, n)
            first = np.arange(n) if lookup.first is None else lookup.first
            rest = 1.0 - sum(weight for _, weight in lookup.others)
            for index, weight in ((first, rest), *lookup.others):
                entries.append(self._place[y] * r * n + row + index)
                weights.append(endless.discount[:, None] * share * weight)
        starts = np.arange(r * n + 1) * len(entries)
        return sparse.csr_array(
            (np.stack(weights, -1).reshape(-1), np.stack(entries, -1).reshape(-1), starts), shape=(r * n, size)
        )

    def solve(self, change: Array) -> Array:
        """x with x less what a round makes of it equal to a change, (returns, R, n)."""
        whole = np.zeros(self._shape)
        back = [self._place[x] for x in self.block.returns]

        def less(flat: Array) -> Array:
            here = flat.reshape(change.shape)
            whole[back] = here
            for layer in self.block.layers:
                whole[[self._place[x] for x in layer]] = self._after(whole, layer)
            return (here - self._after(whole, self.block.returns)).reshape(-1)

        found, _ = gmres(less, change.reshape(-1), left=LEFT, kept=KEPT, rounds=RESTARTS)
        return found.reshape(change.shape)

    def _after(self, whole: Array, states: Iterable[int]) -> Array:
        flat = whole.reshape(-1)
        values = {**self._still, **{x: whole[k] for x, k in self._place.items()}}
        return np.stack([
            (self._matrices[x] @ flat).reshape(self._shape[1:]) if x in self._matrices
            else passed(x, values, self._clocks, self._chances, self.rows, self.grid)
            for x in states
        ])  # fmt: skip
