"""One move of a push: what is at every state goes on to the states that follow, with its tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

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

    def advance(self, stage: int, rows: Rows) -> Rows:
        """Mass before the next move."""
        after: Rows = {}
        for x, here in rows.items():
            if self.structure.standing[x] == Standing.TERMINAL:
                add(after, x, here.copy())
            elif here.any():
                self.leave(self._flow(stage, x, here), after)
        return self.through_chance(stage, after)

    def _flow(self, stage: int, state: int, rows: np.ndarray) -> Flow:
        if self.stack.injecting:
            rows = self._entered(state, rows)
            live = np.flatnonzero(rows.any(0))
        else:
            live = np.flatnonzero(rows[PUSH])
        flow = self.ground.state(state).at(stage, rows, self.layout.row[state], live, self.truth)
        if self.visit is not None:
            self.visit(flow)
        if self.recorder is not None:
            self.recorder.moves(stage, state, flow.mixture @ flow.rows.T)
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
        left = flow.onward(weights @ flow.mixture, choice.outcome) @ np.ascontiguousarray(flow.rows.T)
        if tags > 1:
            left = left.reshape(ways, -1, tags).transpose(0, 2, 1)
        new = choice.matrix @ left.reshape(ways * tags, -1)
        for (_, automaton), own in zip(self.stack.injecting, choice.own, strict=True):
            amounts = automaton.leave(flow) if len(own.outcome) else None
            if amounts is not None:
                new[own.rows] += flow.led(amounts, own.outcome, own.into, len(own.rows))
        _put(after, choice.targets, new)

    def through_chance(self, stage: int, after: Rows) -> Rows:
        """Carry mass at chance states on to the states they lead to; beliefs stay, but for types drawn anew there."""
        s, renewals = self.structure, self.ground.renewals
        out: Rows = {}
        for x, rows in after.items():
            if s.standing[x] != Standing.CHANCE:
                add(out, x, rows)
                continue
            if renewals.shares(x):
                grid = rows.reshape(-1, *self.vertices.sizes)
                renewals.note({x: grid[:1]})
                rows = renewals.after(x, grid).reshape(rows.shape)
            if self.recorder is not None:
                self.recorder.moves(stage, x, rows.sum(1)[None])
            if x not in self._chances:
                self._chances[x] = Chance.at(self.layout, x, self.ground.probability)
            chance = self._chances[x]
            _put(out, chance.targets, chance.matrix @ rows)
        return out


def _put(rows: Rows, targets: Targets, new: np.ndarray) -> None:
    for y, begin, end in targets.slices:
        add(rows, y, new[begin:end])


def add(rows: Rows, state: int, new: np.ndarray) -> None:
    """Add rows at a state, which are then no longer the caller's."""
    if state in rows:
        rows[state] += new
    else:
        rows[state] = new
