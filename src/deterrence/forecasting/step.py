"""One move of a push: what is at every state goes on to the states that follow, with its tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ..games.structure import Standing
from .decision_flow import Flow
from .ground import Ground
from .layout import PUSH, Rows
from .recorder import Recorder
from .spreading import divided, occupied, spread
from .transport import Chance, Choice, Routes, Way

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
        self._chances: dict[int, tuple[Chance, np.ndarray]] = {}
        self._spare: dict[int, list[np.ndarray]] = {}

    def advance(self, stage: int, rows: Rows) -> Rows:
        """Mass before the next move."""
        after: Rows = {}
        for x, here in rows.items():
            if self.structure.standing[x] == Standing.TERMINAL:
                self._rows(after, x)[:] += here
            else:
                self._pass(stage, x, here, after)
        passed = self.through_chance(stage, after)
        self.use_again({x: rows for x, rows in after.items() if passed.get(x) is not rows})
        return passed

    def use_again(self, rows: Rows) -> None:
        """Take back rows of this step's that nobody reads any more: asking for memory each time takes longer."""
        for spent in rows.values():
            self._spare.setdefault(spent.shape[1], []).append(spent)

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

    def jump(self, share: np.ndarray, rows: Rows) -> Rows:
        """Mass after every clock's next event, and the moves that it brings; a share (X,) of what is there goes on.

        Endings keep nothing.
        """
        after: Rows = {}
        for x, here in rows.items():
            if self.structure.standing[x] == Standing.CLOCK:
                self._by_chance(0, x, share[x] * here, after)
        return self.settle(1.0, after)

    def settle(self, within: float, rows: Rows) -> Rows:
        """Mass at clocks and endings once every move and chance that takes no time has been passed."""
        clock = self.ground.game.clock
        assert clock is not None  # only games on a clock tick
        for x in clock.instant:
            here = rows.pop(x, None)
            if here is None:
                continue
            if self.structure.standing[x] == Standing.CHANCE:
                self._by_chance(0, x, self._renewed(x, here, within), rows, within)
            else:
                self._pass(0, x, here, rows, within)
        return rows

    def _pass(self, stage: int, state: int, rows: np.ndarray, after: Rows, within: float = 1.0) -> None:
        """Add what passes a decision state to the states that follow; nothing happens where there is no mass."""
        if self.stack.injecting:
            rows = self._entered(state, rows)
        live = occupied(rows)
        if len(live):
            self.leave(self._flow(stage, state, rows, live, within), after)

    def _flow(self, stage: int, state: int, rows: np.ndarray, live: np.ndarray, within: float) -> Flow:
        flow = self.ground.state(state).at(stage, rows, self.layout.row[state], live, self.truth)
        if self.visit is not None:
            self.visit(flow if within == 1.0 else replace(flow, rows=within * flow.rows))
        if self.recorder is not None:
            self.recorder.moves(stage, state, within * divided(rows, flow.live, flow.mixture))
        return flow

    def _entered(self, state: int, rows: np.ndarray) -> np.ndarray:
        """The rows with what injecting automata add before the move."""
        row, after = self.layout.row[state], rows
        for block, automaton in self.stack.injecting:
            for waits, joins in automaton.joining(state):
                at = row[block.start + waits]
                if at >= 0:
                    after = rows.copy() if after is rows else after  # the rows before the move are others' as well
                    after[:, row[block.start + joins]] += automaton.enter(joins, rows[:, at], self.vertices)
        return after

    def leave(self, flow: Flow, after: Rows) -> None:
        """Add what leaves a flow to the states that follow."""
        x = flow.state
        if x not in self._weights:
            choice = self.routes.choice(x)
            self._weights[x] = choice, choice.weights(self.ground.probability, len(flow.joints))
        choice, weights = self._weights[x]
        self._spread(flow.rows, flow.live, flow.place, flow.share, weights @ flow.mixture, choice.ways, after)
        for (block, automaton), ways in zip(self.stack.injecting, choice.own, strict=True):
            amounts = automaton.leave(flow, block.start) if ways else None
            if amounts is not None:
                every = np.arange(len(amounts))
                place, share = (flow.place, flow.share) if automaton.teaches else _as_before(flow)
                self._spread(amounts, every, place, share, np.ones((len(ways), len(every))), ways, after)

    def _spread(
        self,
        rows: np.ndarray,
        live: np.ndarray,
        place: np.ndarray,
        share: np.ndarray,
        likelihood: np.ndarray,
        ways: tuple[Way, ...],
        after: Rows,
    ) -> None:
        """Spread what leaves a state of its rows (V, R) at vertices (L,), in ways each with a likelihood (C, L)."""
        for c, way in enumerate(ways):
            there = self._rows(after, way.state)
            spread(rows, live, place, share, way.seen, likelihood, c, way.first, way.source, way.target, there)

    def _rows(self, after: Rows, state: int) -> np.ndarray:
        """The rows at a state, (V, R), to be added to."""
        if state not in after:
            wide = int(self.layout.count[state])
            if self._spare.get(wide):
                after[state] = self._spare[wide].pop()
                after[state][:] = 0.0
            else:
                after[state] = np.zeros((self.vertices.count, wide))
        return after[state]

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
        renewals.note({state: within * rows[:, PUSH].reshape(1, *self.vertices.sizes)})
        return renewals.after(state, rows.reshape(*self.vertices.sizes, -1)).reshape(rows.shape)

    def _by_chance(self, stage: int, state: int, rows: np.ndarray, out: Rows, within: float = 1.0) -> None:
        """Add what leaves a chance or clock state to the states that follow."""
        if self.recorder is not None:
            self.recorder.moves(stage, state, within * rows.sum(0)[None])
        live, place, share = self.vertices.stay
        if state not in self._chances:
            chance = self.routes.chance(state)
            each = self.ground.probability[chance.branches]
            self._chances[state] = chance, np.repeat(each[:, None], self.vertices.count, axis=1)
        chance, likelihood = self._chances[state]
        self._spread(rows, live, place, share, likelihood, chance.ways, out)


def _as_before(flow: Flow) -> tuple[np.ndarray, np.ndarray]:
    """Where what leaves a flow goes, and in what shares, if beliefs stay as they are: (O, L, 1)."""
    shape = (len(flow.outcomes), len(flow.live), 1)
    return np.ascontiguousarray(np.broadcast_to(flow.live.astype(np.int32)[None, :, None], shape)), np.ones(shape)


def add(rows: Rows, state: int, new: np.ndarray) -> None:
    """Add rows at a state, which are then no longer the caller's."""
    if state in rows:
        rows[state] += new
    else:
        rows[state] = new
