"""One move of a push: what is at every state goes on to the states that follow, with its tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..games.structure import Standing
from .automata import PUSH
from .decision_flow import Flow
from .links import Links
from .recorder import Recorder
from .rows import Rows
from .spreading import occupied, take_down, wait
from .stage_play import Players, StagePlay
from .transport import Plan

Visit = Callable[[Flow], None]
Watch = Callable[[StagePlay, Rows, float], None]


class Step:
    """Moves mass on by one move.

    Args:
        players: of the solution that it is pushed over.
        plan: where everything goes.
        visit: called with every flow.
        truth: true types to condition on.
        recorder: takes down which joint moves are made.
        watch: called with the play of many states at once, their rows, and what these count.
    """

    def __init__(
        self,
        players: Players,
        plan: Plan,
        visit: Visit | None,
        truth: Mapping[int, int],
        recorder: Recorder | None,
        watch: Watch | None = None,
    ):
        self.players, self.plan, self.visit, self.truth, self.recorder = players, plan, visit, truth, recorder
        self.ground = ground = players.ground
        self.watch = watch
        self.structure, self.vertices = ground.game.structure, ground.vertices
        self.layout, self.stack = plan.layout, plan.layout.stack
        self._chance = plan.chance(ground.probability)
        self._clocks = tuple(np.flatnonzero(self.structure.standing == Standing.CLOCK).tolist())
        self._ended = tuple(np.flatnonzero(self.structure.standing == Standing.TERMINAL).tolist())
        self._renewed = {x for x in range(len(self.structure.states)) if ground.renewals.shares(x)}
        self._everyone = tuple(range(len(self.structure.states)))
        self._spare: list[np.ndarray] = []
        self._kept: dict[tuple[int, ...], tuple[StagePlay, Links]] = {}

    def rows(self, states: Iterable[int]) -> Rows:
        """No mass at some states and those that chance at any of them leads to."""
        some = np.unique(np.array(list(states), np.int64))
        chance = [self.plan.following[x] for x in some[self.structure.standing[some] == Standing.CHANCE]]
        found = np.unique(np.concatenate([some, *chance])) if chance else some
        return Rows.zero(found.tolist(), self.plan.wide, self.vertices.count, self._spare)

    def use_again(self, rows: Rows) -> None:
        """Take back rows of this step's that nobody reads any more: asking for memory each time takes longer."""
        self._spare.append(rows.flat)

    def advance(self, stage: int, rows: Rows) -> Rows:
        """Mass before the next move."""
        ended = [x for x in rows.states if self.structure.standing[x] == Standing.TERMINAL]
        moving = [x for x in rows.states if self.structure.standing[x] != Standing.TERMINAL]
        after = self.rows([*ended, *np.concatenate([np.zeros(0, int), *(self.plan.following[x] for x in moving)])])
        for x in ended:
            after.at(x)[:] += rows.at(x)
        self._pass(stage, moving, rows, after)
        return self.through_chance(stage, after)

    def through_chance(self, stage: int, rows: Rows) -> Rows:
        """Carry mass at chance states on to the states they lead to; beliefs stay, but for types drawn anew there."""
        chance = [x for x in rows.states if self.structure.standing[x] == Standing.CHANCE]
        self._pass(stage, chance, rows, rows)
        return rows.without(chance)

    def tick(self, share: np.ndarray, within: float, rows: Rows) -> Rows:
        """Mass after a tick of a game on a clock, and the moves that it brings. What is left of ``rows`` is no mass.

        Args:
            share: (X,), probability that a clock state's next event comes at the tick.
            within: weight with which what happens is taken down.
            rows: mass at clocks and endings.
        """
        after = self._everywhere()
        self._wait(self._clocks, share, rows, after)
        self._wait(self._ended, np.zeros_like(share), rows, after)
        return self._events(within, rows, after)

    def jump(self, share: np.ndarray, rows: Rows) -> Rows:
        """Mass after every clock's next event, and the moves that it brings; a share (X,) of what is there goes on.

        Endings keep nothing.
        """
        for x in self._clocks:
            rows.at(x)[:] *= share[x]
        return self._events(1.0, rows, self._everywhere())

    def _everywhere(self) -> Rows:
        """No mass at every state."""
        return Rows.zero(self._everyone, self.plan.wide, self.vertices.count, self._spare)

    def _wait(self, states: tuple[int, ...], share: np.ndarray, rows: Rows, after: Rows) -> None:
        wait(
            np.array(states, np.int64), share, rows.flat, rows.begin, after.flat, after.begin, self.plan.wide,
            self.vertices.count,
        )  # fmt: skip

    def _events(self, within: float, rows: Rows, after: Rows) -> Rows:
        self._pass(0, self._clocks, rows, after, within)
        return self.settle(within, after)

    def settle(self, within: float, rows: Rows) -> Rows:
        """Mass at clocks and endings once every move and chance that takes no time has been passed."""
        clock = self.ground.game.clock
        assert clock is not None  # only games on a clock tick
        self._pass(0, clock.instant, rows, rows, within)
        return rows.without(clock.instant)

    def leave(self, flow: Flow, here: Rows, there: Rows) -> None:
        """Add what leaves a flow to the rows of the states that follow; ``here`` has its mass, with its tags."""
        self._leave(flow.stage, [flow.state], here, there, 1.0)

    def _pass(self, stage: int, states: Sequence[int], here: Rows, there: Rows, within: float = 1.0) -> None:
        """Add what passes some states, in order, to the states that follow.

        On a clock these may be among them: types are drawn anew at a state only once all that reaches it has.
        """
        if self._renewed.isdisjoint(states):
            self._leave(stage, states, here, there, within)
            return
        batch: list[int] = []
        for x in states:
            if x in self._renewed:
                if here is there and self.ground.game.clock is not None:  # elsewhere, none leads to another
                    self._leave(stage, batch, here, there, within)
                    batch = []
                self._renew(x, here, within)
            batch.append(x)
        self._leave(stage, batch, here, there, within)

    def _renew(self, state: int, rows: Rows, within: float) -> None:
        """Draw types anew at a chance state."""
        here, renewals = rows.at(state), self.ground.renewals
        renewals.note({state: within * here[:, PUSH].reshape(1, *self.vertices.sizes)})
        here[:] = renewals.after(state, here.reshape(*self.vertices.sizes, -1)).reshape(here.shape)

    def _leave(self, stage: int, states: Sequence[int], here: Rows, there: Rows, within: float) -> None:
        if not states:
            return
        play, links, flows = self._play(stage, states, here)
        links.carry(self.plan, here, there)
        if self.recorder is not None and within != 0.0:
            take_down(
                *links.placed, here.flat, here.begin, self.plan.wide, play.live_ends, play.live, play.mix_at,
                play.mix_wide, play.mix, within, *self.recorder.taken(stage),
            )  # fmt: skip
        if self.watch is not None and play.item:
            self.watch(play, here, within)
        if self.visit is not None:
            for flow in flows.values():
                if flow.rows.any():
                    self.visit(flow if within == 1.0 else replace(flow, rows=within * flow.rows))

    def _live(self, states: list[int], rows: Rows) -> dict[int, np.ndarray]:
        """The vertices of each state where mass is."""
        order, count = np.array(states, np.int64), self.vertices.count
        live, ends = np.empty(len(states) * count, np.int64), np.empty(len(states) + 1, np.int64)
        occupied(order, rows.flat, rows.begin, self.plan.wide, count, live, ends)
        return {x: live[a:b] for x, a, b in zip(states, ends[:-1].tolist(), ends[1:].tolist(), strict=True)}

    def _play(
        self, stage: int, states: Sequence[int], rows: Rows
    ) -> tuple[StagePlay, Links, dict[int, Flow]]:
        """Play at some states, mass of automata's own included; the links; and the flows, where anybody sees them.

        On a clock play is the same at every tick: it is worked out once, everywhere.
        """
        known = self._kept.get(tuple(states))
        if known is None:
            moving = [x for x in states if self.structure.movers[x]]
            if self.ground.game.clock is None:
                live = self._live(moving, rows)
            else:
                live = dict.fromkeys(moving, np.arange(self.vertices.count))
            some = [x for x in states if x not in live or len(live[x])]
            play = self._made(stage, {x: live[x] for x in some if x in live}, rows)
            known = play, Links.of(self.plan, some, play, self._chance)
            if self.ground.game.clock is not None:
                self._kept[tuple(states)] = known = play, known[1].trimmed()
        seen = known[0].item if self.visit is not None else ()
        return *known, {x: known[0].flow(x, rows.at(x), self.layout.at(x).by_tag) for x in seen}

    def _made(self, stage: int, live: Mapping[int, np.ndarray], rows: Rows) -> StagePlay:
        """Play at some states, at the vertices of each where mass is; mass of automata's own included."""
        play = self.players.at(stage, list(live), list(live.values()), self.truth, self.plan.columns)
        for x in live:
            column = len(self.structure.joints_at[x])
            if self.plan.columns[x] == column:
                continue
            flow = play.flow(x, rows.at(x), self.layout.at(x).by_tag)
            for _, automaton in self.stack.injecting:
                many = sum(not d.branches for d in automaton.departing(x))
                if many:
                    play.probabilities(x)[:, column : column + many] = automaton.leave(flow)
                column += many
        return play
