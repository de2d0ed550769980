"""One move of a push: what is at every state goes on to the states that follow, with its tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise

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


def weighed(visit: Visit, weight: Callable[[Flow], float]) -> Visit:
    """A visitor that is shown flows times a weight."""

    def seen(flow: Flow) -> None:
        visit(replace(flow, rows=weight(flow) * flow.rows))

    return seen


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
        clock = ground.game.clock
        self.clocks = tuple(np.flatnonzero(self.structure.standing == Standing.CLOCK).tolist())
        self.ended = tuple(np.flatnonzero(self.structure.standing == Standing.TERMINAL).tolist())
        self.instant = () if clock is None else clock.instant
        self._renewed = {x for x in range(len(self.structure.states)) if ground.renewals.shares(x)}
        self._spare: list[np.ndarray] = []
        self._kept: dict[tuple[int, ...], tuple[StagePlay, Links]] = {}

    def recording(self, recorder: Recorder) -> Step:
        """The same with another recorder, and unseen."""
        found = copy(self)
        found.recorder, found.visit, found.watch = recorder, None, None
        return found

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
        after = self.everywhere()
        self._wait(self.clocks, share, rows, after)
        self._wait(self.ended, np.zeros_like(share), rows, after)
        return self._events(within, rows, after)

    def jump(self, share: np.ndarray, rows: Rows) -> Rows:
        """Mass after every clock's next event, and the moves that it brings; a share (X,) of what is there goes on.

        Endings keep nothing.
        """
        for x in self.clocks:
            rows.at(x)[:] *= share[x]
        return self._events(1.0, rows, self.everywhere())

    def everywhere(self) -> Rows:
        """No mass at every state of a game on a clock: clocks first, then endings, then where no time is taken."""
        order = [*self.clocks, *self.ended, *self.instant]
        return Rows.zero(order, self.plan.wide, self.vertices.count, self._spare)

    def _wait(self, states: tuple[int, ...], share: np.ndarray, rows: Rows, after: Rows) -> None:
        wait(
            np.array(states, np.int64), share, rows.flat, rows.begin, after.flat, after.begin, self.plan.wide,
            self.vertices.count,
        )  # fmt: skip

    def _events(self, within: float, rows: Rows, after: Rows) -> Rows:
        self._pass(0, self.clocks, rows, after, within)
        return self.settle(within, after)

    def settle(self, within: float, rows: Rows) -> Rows:
        """Mass at clocks and endings once every move and chance that takes no time has been passed."""
        self._pass(0, self.instant, rows, rows, within)
        return rows.without(self.instant)

    def leave(self, flow: Flow, here: Rows, there: Rows) -> None:
        """Add what leaves a flow to the rows of the states that follow; ``here`` has its mass, with its tags."""
        self._leave(flow.stage, [flow.state], here, there, 1.0)

    def _pass(self, stage: int, states: Sequence[int], here: Rows, there: Rows, within: float = 1.0) -> None:
        """Add what passes some states, in order, to the states that follow.

        On a clock these may be among them: types are drawn anew at a state only once all that reaches it has.
        """
        together = here is not there or self.ground.game.clock is None  # if not, one may lead to another
        for renewed, lot in self._lots(states, together):
            for x in renewed:
                self.renew(x, here, within)
            self._leave(stage, lot, here, there, within)

    def lots(self, states: Sequence[int]) -> list[tuple[tuple[int, ...], list[int]]]:
        """Some states in order, in lots that begin where types are drawn anew, each with the state where they are."""
        return self._lots(states, False)

    def _lots(self, states: Sequence[int], together: bool) -> list[tuple[tuple[int, ...], list[int]]]:
        if together:
            return [(tuple(x for x in states if x in self._renewed), list(states))]
        begins = [n for n, x in enumerate(states) if n == 0 or x in self._renewed]
        parts = [list(states[a:b]) for a, b in pairwise([*begins, len(states)])]
        return [(tuple(part[:1]) if part[0] in self._renewed else (), part) for part in parts]

    def renew(self, state: int, rows: Rows, within: float) -> None:
        """Draw types anew at a chance state."""
        here, renewals = rows.at(state), self.ground.renewals
        renewals.note({state: within * here[:, PUSH].reshape(1, *self.vertices.sizes)})
        here[:] = renewals.after(state, here.reshape(*self.vertices.sizes, -1)).reshape(here.shape)

    def _leave(self, stage: int, states: Sequence[int], here: Rows, there: Rows, within: float) -> None:
        if not states:
            return
        play, links = self._play(stage, states, here)
        links.carry(here, there)
        if self.recorder is not None and within != 0.0:
            take_down(
                *links.placed, here.flat, here.begin, self.plan.wide, play.live_ends, play.live, play.mix_at,
                play.mix_wide, play.mix, within, *self.recorder.taken(stage),
            )  # fmt: skip
        if self.watch is not None and play.item:
            self.watch(play, here, within)
        if self.visit is not None:
            for x in play.item:
                flow = play.flow(x, here.at(x), self.layout.at(x).by_tag)
                if flow.rows.any():
                    self.visit(flow if within == 1.0 else replace(flow, rows=within * flow.rows))

    def links(self, stage: int, states: Sequence[int], rows: Rows) -> Links:
        """The links of some states with some mass; on a clock whatever it is."""
        return self._play(stage, states, rows)[1]

    def _live(self, states: list[int], rows: Rows) -> dict[int, np.ndarray]:
        """The vertices of each state where mass is."""
        order, count = np.array(states, np.int64), self.vertices.count
        live, ends = np.empty(len(states) * count, np.int64), np.empty(len(states) + 1, np.int64)
        occupied(order, rows.flat, rows.begin, self.plan.wide, count, live, ends)
        return {x: live[a:b] for x, a, b in zip(states, ends[:-1].tolist(), ends[1:].tolist(), strict=True)}

    def _play(self, stage: int, states: Sequence[int], rows: Rows) -> tuple[StagePlay, Links]:
        """Play at some states, mass of automata's own included; and the links.

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
        return known

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
