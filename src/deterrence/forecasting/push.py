"""Push the joint distribution over (types, state, belief) forward under a solved assessment.

Beliefs live on the vertices of :mod:`.belief_axes`; a posterior between them is spread so that E[b_t] = b_0 to
rounding. Mass at a vertex is public mass; type θ's share of it is b(θ), always.

Where types are drawn anew (a change of leaders), belief goes to b' = (1 − s)b + sπ and its mass is spread likewise.
That moves the mean of b by s E[π − b] where play passes, which need not be zero: those who act so that it passes are
not a fair sample. Of what is left of the mean, E[b_t] = b_0 still holds (:attr:`Passage.consistency`).

There is no sampling error; the distance from exact beliefs is a grid error.

After Young (2010), "Solving the incomplete markets model with aggregate uncertainty using the Krusell–Smith
algorithm and non-stochastic simulations", Journal of Economic Dynamics and Control 34(1) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from ..errors import UnsupportedGame
from .automata import PUSH, Stack
from .clockwork import Clockwork, Note
from .decision_flow import Flow
from .expansion import Expansion, steadily
from .finishing import Finishing
from .ground import Ground
from .layout import Layout
from .passage import Passage
from .recorder import Recorder
from .rows import Rows, Tagged
from .stage_play import Players
from .step import Step, Visit, Watch, weighed
from .transport import Plan, plan_for

Mass = dict[int, Tagged]


class Pusher(Ground):
    """Pushes mass through a solved assessment, one stage at a time; arguments as of :class:`.ground.Ground`."""

    def flow(self, stage: int, state: int, mass: np.ndarray, truth: Mapping[int, int] | None = None) -> Flow:
        """The flow of mass (E_1, …, E_N) through a decision state.

        Args:
            stage, state, mass: where, and how much.
            truth: {actor: its true type}; that actor then plays, and beliefs about it spread, as for that type.
        """
        rows = np.asarray(mass, float).reshape(-1, 1)
        columns = plan_for(self.bare).columns
        play = self.players.at(stage, [state], [np.flatnonzero(rows)], truth or {}, columns)
        return play.flow(state, rows, np.ones((1, 1)))

    def run(
        self,
        stack: Stack | None = None,
        visit: Visit | None = None,
        truth: Mapping[int, int] | None = None,
    ) -> Iterator[Mass]:
        """Mass before each move t = 0..T; terminal states keep theirs.

        Args:
            stack: automata to carry along.
            visit: called with the flow through each decision state at each stage.
            truth: true types to condition on (see :meth:`flow`), of actors whose types are never drawn anew.

        Raises:
            UnsupportedGame: the game has no horizon, or the true type given is of an actor whose type may change.
        """
        stack = stack or self.bare
        for rows in self._rows(stack, visit, truth, None):
            yield self._tagged(rows, plan_for(stack).layout)

    def _rows(
        self,
        stack: Stack,
        visit: Visit | None,
        truth: Mapping[int, int] | None,
        recorder: Recorder | None,
        watch: Watch | None = None,
        begin: np.ndarray | None = None,
    ) -> Iterator[Rows]:
        s = self.game.structure
        if s.clocks:
            raise UnsupportedGame("a game on a clock is not pushed move by move: ask for a passage of some days")
        if s.horizon is None:
            raise UnsupportedGame("the push-forward needs a horizon: give the game one with with_horizon()")
        self.renewals.require_lasting(truth or {})
        self.renewals.forget()
        step = Step(self.players, plan_for(stack), visit, truth or {}, recorder, watch)
        rows = step.through_chance(0, self._start(step, step.rows([s.initial]), begin))
        for t in range(s.horizon + 1):
            yield rows
            if t < s.horizon:
                before, rows = rows, step.advance(t, rows)
                if recorder is not None:  # or else the caller may have kept them
                    step.use_again(before)

    @cached_property
    def players(self) -> Players:
        """Who moves at every decision state."""
        return Players(self)

    @cached_property
    def bare(self) -> Stack:
        """No automata at all; one for all games of a structure, whose plan is worked out once."""
        found = self.game.structure.kept.setdefault(Stack, Stack(self.game.structure, {}))
        assert isinstance(found, Stack)
        return found

    def _start(self, step: Step, rows: Rows, begin: np.ndarray | None = None) -> Rows:
        """No mass made all mass at the initial state and the prior, or as beliefs stand there, (V,), before chance."""
        x = self.game.structure.initial
        begun = np.zeros(step.stack.count)
        begun[step.stack.starts] = 1.0
        if begin is None:
            begin = np.zeros(self.vertices.count)
            begin[self.vertices.origin] = 1.0
        rows.at(x)[:] = np.outer(begin, step.layout.at(x).sets @ begun)
        return rows

    def _tagged(self, rows: Rows, layout: Layout) -> Mass:
        return {x: Tagged(part, layout.at(x).by_tag, self.sizes) for x, part in rows.items()}

    def finish(
        self,
        stack: Stack | None = None,
        visit: Visit | None = None,
        truth: Mapping[int, int] | None = None,
        days: float | None = None,
        discounting: int | None = None,
        watch: Watch | None = None,
    ) -> Mass:
        """Mass at the end of the window; ``stack``, ``visit`` and ``truth`` as for :meth:`run`.

        Args:
            days: D, the window of a game on a clock; None for a game that counts moves.
            discounting: an actor: what ``visit`` is called with then counts as its payoffs do by that time.
            watch: called with the play of many states at once, their rows, and what these count.

        Raises:
            ArgumentError: as for :meth:`passage`.
            UnsupportedGame: as for :meth:`run`.
        """
        self.require_days(days)
        if days is None:
            seen = visit
            if visit is not None and discounting is not None:
                rate = float(np.asarray(self.game.numbers.discount)[discounting])
                seen = weighed(visit, lambda flow: rate**flow.stage)
            stack = stack or self.bare
            for rows in self._rows(stack, seen, truth, None, watch):
                final = rows
            return self._tagged(final, plan_for(stack).layout)
        interest = 0.0 if discounting is None else float(np.asarray(self.game.numbers.interest)[discounting])
        self.renewals.require_lasting(truth or {})
        step = Step(self.players, plan_for(stack or self.bare), visit, truth or {}, None, watch)
        begun = step.settle(1.0, self._start(step, step.everywhere()))
        return self._tagged(self._through(step, begun, [days], interest=interest)[0], step.layout)

    def _through(
        self,
        step: Step,
        begun: Rows,
        days: Sequence[float],
        rate: float | None = None,
        interest: float = 0.0,
        note: Note | None = None,
    ) -> tuple[Rows, list[Rows], list[Expansion], Finishing]:
        """Mass at clocks and endings when a window in days is over; by window, what comes to clocks, and its terms; and
        when play is over.

        What happens is a linear function of the mass that comes to clocks, whenever it does. So it is taken down, or
        shown, once: of all of it, each term's with its weight. Other windows are sums of the same terms.

        Args:
            step: what is pushed.
            begun: mass at clocks and endings as it begins.
            days: D; then those of other windows.
            rate, note: as for :meth:`passage`.
            interest: at which what happens is discounted.
        """

        def followed() -> tuple[Rows, list[Rows], list[Expansion], Finishing]:
            windows = self.windows(days, rate)
            work = Clockwork(step, begun, self.share(windows[0]))
            ended, come, done = work.over(windows, interest, note, self.require_steady)
            return ended, come, windows, Finishing(((windows[0], done),))

        ended, come, windows, finishing = steadily(followed)
        step.tick(self.share(windows[0]), 1.0, come[0])
        return ended, come, windows, finishing

    def passage(
        self,
        stack: Stack,
        visit: Visit | None = None,
        days: float | None = None,
        rate: float | None = None,
        truth: Mapping[int, int] | None = None,
        watch: Watch | None = None,
        begin: np.ndarray | None = None,
        note: Note | None = None,
        also: Collection[float] = (),
    ) -> Passage:
        """One push with everything that quantities are read from taken down.

        Args:
            stack, visit: as for :meth:`run`; rows that a visitor has seen are used again.
            days: D, the window of a game on a clock; None for a game that counts moves.
            rate: Λ, ticks per day, at least the fastest clock's events; the best for it if None. The result does not
                hang on it.
            truth: true types to condition on, as for :meth:`run`.
            watch: as for :meth:`finish`.
            begin: (V,), mass at every vertex of belief as it begins, where that is not all at the prior; consistency
                is then no more than how far beliefs are from the prior.
            note: called with every stage, or term of a window in days (:mod:`.expansion`), and all mass as it comes to
                where it goes on from there.
            also: further windows in days, of a game on a clock; see :attr:`.passage.Passage.also`.

        Raises:
            ArgumentError: days for a game that counts moves, or none for one on a clock; a rate that is too low.
            UnsupportedGame: the game has neither a horizon nor a clock, or as for :meth:`run`.
        """
        self.require_days(days)
        given = truth or {}
        recorder = Recorder(self.game, self.vertices, plan_for(stack), given)
        if days is None:
            for t, rows in enumerate(self._rows(stack, visit, given, recorder, watch, begin)):
                recorder.before_move(t, rows)
                if note is not None:
                    note(t, rows)
            return recorder.passage(self.renewals.moved)
        self.renewals.require_lasting(given)
        step = Step(self.players, plan_for(stack), visit, given, recorder, watch)
        self.renewals.forget()
        begun = step.settle(1.0, self._start(step, step.everywhere(), begin))
        if note is not None:
            note(0, begun)
        recorder.before_move(0, begun)
        others = [recorder.again() for _ in also]
        ended, come, windows, finishing = self._through(step, begun, [days, *also], rate, note=note)
        recorder.stands(1.0, ended)
        whole = recorder.passage(self.renewals.moved, windows[0].truncation)
        for other, mass in zip(others, come[1:], strict=True):
            step.recording(other).tick(self.share(windows[0]), 1.0, mass)
        further = {d: other.happened() for d, other in zip(also, others, strict=True)}
        return replace(whole, also=further, finishing=finishing)

    def jumps(self, share: np.ndarray, truth: Mapping[int, int]) -> Iterator[tuple[dict[int, float], np.ndarray]]:
        """A game on a clock from event to event, without end: how much stands where, and is done, after each.

        Args:
            share: (X,), of what stands at a clock, how much goes on with its next event (what a payoff then counts).
            truth: true types to condition on.

        Yields:
            Mass at clocks and endings, by state; and at which joint moves it was on the way there, (J,).
        """
        self.renewals.require_lasting(truth)
        plan = plan_for(self.bare)
        step = Step(self.players, plan, None, truth, None)
        rows: Rows | None = None
        while True:
            recorder = step.recorder = Recorder(self.game, self.vertices, plan, truth)
            if rows is None:
                rows = step.settle(1.0, self._start(step, step.everywhere()))
            else:
                rows = step.jump(share, rows)
            yield {x: float(part[:, PUSH].sum()) for x, part in rows.items()}, recorder.by_stage[0]

    def one_move(self, flow: Flow, stack: Stack | None = None) -> Mass:
        """Mass after a flow's move and the chance that follows.

        Args:
            flow: the flow, all of whose mass makes it.
            stack: automata that travel along, all of them as they begin.
        """
        stack = stack or self.bare
        step = Step(self.players, Plan.of(Layout.everywhere(stack), [flow.state]), None, flow.truth, None)
        before, after = step.rows([flow.state]), step.rows(step.plan.following[flow.state].tolist())
        before.at(flow.state)[np.ix_(flow.live, [PUSH, *stack.starts])] = flow.public_mass[:, None]
        step.leave(flow, before, after)
        return self._tagged(step.through_chance(flow.stage, after), step.layout)

    def through_chance(self, mass: Mapping[int, np.ndarray]) -> Mass:
        """Mass (E_1, …, E_N) at chance states carried on to the states they lead to; other mass as it is."""
        step = Step(self.players, plan_for(self.bare), None, {}, None)
        rows = step.rows(mass)
        for x, amount in mass.items():
            rows.at(x)[:, PUSH] = amount.reshape(-1)
        return self._tagged(step.through_chance(0, rows), step.layout)
