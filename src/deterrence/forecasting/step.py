"""One move of a push: what is at every state goes on to the states that follow, with its tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse

from ..games.structure import Standing
from .decision_flow import Flow
from .ground import Ground
from .layout import PUSH, Rows
from .passage import Recorder
from .transport import Chance, Choice, Routes, Targets

Visit = Callable[[Flow], None]


class Step:
    """Moves mass on by one move.

    Args:
        ground: that it is pushed over.
        routes: where everything goes.
        visit: called with every flow.
        truth: true types to condition on.
        recorder: takes down which joint moves are made.
    """

    def __init__(
        self,
        ground: Ground,
        routes: Routes,
        visit: Visit | None,
        truth: Mapping[int, int],
        recorder: Recorder | None,
    ):
        self.ground, self.routes, self.visit, self.truth, self.recorder = ground, routes, visit, truth, recorder
        self.structure, self.vertices = ground.game.structure, ground.vertices
        self.stack, self.layout = routes.layout.stack, routes.layout
        self._weights: dict[int, tuple[Choice, np.ndarray]] = {}
        self._chances: dict[int, Chance] = {}
        self._ways: dict[int, sparse.csr_array] = {}

    def advance(self, stage: int, rows: Rows) -> Rows:
        """Mass before the next move."""
        after: Rows = {}
        for x, here in rows.items():
            if self.structure.standing[x] == Standing.TERMINAL:
                add(after, x, here.copy())
            elif here.any():
                self.leave(self._flow(stage, x, here), after)
        return self.through_chance(stage, after)

    def tick(self, share: np.ndarray, within: float, rows: Rows) -> Rows:
        """Mass after a tick of a game on a clock, and the moves that it brings.

        Args:
            share: (X,), probability that a clock state's next event comes at the tick.
            within: weight with which what happens is taken down.
            rows: mass at clocks and endings.
        """
        after: Rows = {}
        for x, here in rows.items():
            if self.structure.standing[x] != Standing.CLOCK:
                add(after, x, here.copy())
                continue
            leaves = share[x] * here
            if share[x] < 1:
                add(after, x, here - leaves)
            self._by_chance(0, x, leaves, after, within)
        return self.settle(within, after)

    def settle(self, within: float, rows: Rows) -> Rows:
        """Mass at clocks and endings once every move and chance that takes no time has been passed."""
        clock = self.ground.game.clock
        assert clock is not None  # only games on a clock tick
        for x in clock.instant:
            here = rows.pop(x, None)
            if here is None or not here.any():
                continue
            if self.structure.standing[x] == Standing.CHANCE:
                self._by_chance(0, x, self._renewed(x, here, within), rows, within)
            else:
                self.leave(self._flow(0, x, here, within), rows)
        return rows

    def _flow(self, stage: int, state: int, rows: np.ndarray, within: float = 1.0) -> Flow:
        if self.stack.injecting:
            rows = self._entered(state, rows)
            live = np.flatnonzero(rows.any(0))
        else:
            live = np.flatnonzero(rows[PUSH])
        flow = self.ground.state(state).at(stage, rows, self.layout.row[state], live, self.truth)
        if self.visit is not None:
            self.visit(flow if within == 1.0 else replace(flow, rows=within * flow.rows))
        if self.recorder is not None:
            self.recorder.moves(stage, state, within * (flow.mixture @ flow.rows.T))
        return flow

    def _entered(self, state: int, rows: np.ndarray) -> np.ndarray:
        """The rows with what injecting automata add before the move."""
        row, after = self.layout.row[state], rows
        for block, automaton in self.stack.injecting:
            for waits, joins in automaton.joining(state):
                at = row[block.start + waits]
                if at >= 0:
                    after = rows.copy() if after is rows else after  # the rows before the move are others' as well
                    after[row[block.start + joins]] += automaton.enter(joins, rows[at], self.vertices)
        return after

    def leave(self, flow: Flow, after: Rows) -> None:
        """Add what leaves a flow to the states that follow."""
        x = flow.state
        if x not in self._weights:
            choice = self.routes.choice(x)
            self._weights[x] = choice, choice.weights(self.ground.probability, len(flow.joints))
        choice, weights = self._weights[x]
        ways, tags = len(weights), len(flow.rows)
        left = self._onward(flow, weights, choice) @ np.ascontiguousarray(flow.rows.T)
        if tags > 1:
            left = left.reshape(ways, -1, tags).transpose(0, 2, 1)
        new = choice.matrix @ left.reshape(ways * tags, -1)
        for (_, automaton), own in zip(self.stack.injecting, choice.own, strict=True):
            amounts = automaton.leave(flow) if len(own.outcome) else None
            if amounts is not None:
                new[own.rows] += flow.led(amounts, own.outcome, own.into, len(own.rows))
        _put(after, choice.targets, new)

    def _onward(self, flow: Flow, weights: np.ndarray, choice: Choice) -> sparse.csr_array:
        """Where mass at a flow's vertices goes, way by way; the same at every tick of a game on a clock."""
        if self.ground.game.clock is None:
            return flow.onward(weights @ flow.mixture, choice.outcome)
        if flow.state not in self._ways:
            self._ways[flow.state] = flow.onward(weights @ flow.mixture, choice.outcome)
        return self._ways[flow.state]

    def through_chance(self, stage: int, after: Rows) -> Rows:
        """Carry mass at chance states on to the states they lead to; beliefs stay, but for types drawn anew there."""
        out: Rows = {}
        for x, rows in after.items():
            if self.structure.standing[x] == Standing.CHANCE:
                self._by_chance(stage, x, self._renewed(x, rows), out)
            else:
                add(out, x, rows)
        return out

    def _renewed(self, state: int, rows: np.ndarray, within: float = 1.0) -> np.ndarray:
        """Mass at a chance state after types have been drawn anew there."""
        renewals = self.ground.renewals
        if not renewals.shares(state):
            return rows
        grid = rows.reshape(-1, *self.vertices.sizes)
        renewals.note({state: within * grid[:1]})
        return renewals.after(state, grid).reshape(rows.shape)

    def _by_chance(self, stage: int, state: int, rows: np.ndarray, out: Rows, within: float = 1.0) -> None:
        """Add what leaves a chance or clock state to the states that follow."""
        if self.recorder is not None:
            self.recorder.moves(stage, state, within * rows.sum(1)[None])
        if state not in self._chances:
            self._chances[state] = Chance.at(self.layout, state, self.ground.probability)
        chance = self._chances[state]
        _put(out, chance.targets, chance.matrix @ rows)


def _put(rows: Rows, targets: Targets, new: np.ndarray) -> None:
    for y, begin, end in targets.slices:
        add(rows, y, new[begin:end])


def add(rows: Rows, state: int, new: np.ndarray) -> None:
    """Add rows at a state, which are then no longer the caller's."""
    if state in rows:
        rows[state] += new
    else:
        rows[state] = new
