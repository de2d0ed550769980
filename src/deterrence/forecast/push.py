"""Push the joint distribution over (types, state, belief) forward under a solved assessment.

Beliefs live on the vertices of :mod:`.axes`; a posterior between them is spread so that E[b_t] = b_0 to rounding. Mass
at a vertex is public mass; type θ's share of it is b(θ), always.

Where types are drawn anew (a change of leaders), belief goes to b' = (1 − s)b + sπ and its mass is spread likewise.
That moves the mean of b by s E[π − b] where play passes, which need not be nought: those who act so that it passes are
not a fair sample. Of what is left of the mean, E[b_t] = b_0 still holds (:func:`consistency`).

There is no sampling error; the distance from exact beliefs is a grid error.

After Young (2010), "Solving the incomplete markets model with aggregate uncertainty using the Krusell–Smith
algorithm and non-stochastic simulations", Journal of Economic Dynamics and Control 34(1) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import UnsupportedGame
from ..game.stochastic import StochasticGame
from ..game.structure import Standing
from ..solvers.grid import Assessment
from .axes import BeliefAxis
from .flow import Flow, Monitor
from .joint_push import JointPush
from .renewals import Renewals

Mass = dict[int, np.ndarray]


class Pusher:
    """Pushes mass through a solved assessment, one stage at a time."""

    def __init__(self, assessment: Assessment, *, remember: bool = True):
        self.assessment = assessment
        self._remember = remember  # worth its memory (about 1 MB a state and stage at 49 points) from the second run on
        self.game: StochasticGame = assessment.game
        s, n = self.game.structure, self.game.numbers
        prior = np.asarray(n.prior)
        self.axes = tuple(BeliefAxis.of(lat, prior[i, : lat.types]) for i, lat in enumerate(assessment.lattices))
        self.sizes = tuple(len(axis) for axis in self.axes)
        self.probability = np.asarray(n.branch_probability)
        self.show = {x: self._show(x) for x in range(len(s.states)) if len(s.movers[x]) == 1}
        self.joint = {x: JointPush(assessment, x, self.axes) for x in range(len(s.states)) if len(s.movers[x]) > 1}
        self.renewals = Renewals(self.game, self.axes)
        self._cache: dict[tuple[int, int], tuple[Any, ...]] = {}

    def _show(self, x: int) -> np.ndarray:
        s = self.game.structure
        joints, outcomes = s.joints_at[x], s.outcomes_at[x]
        show = np.zeros((len(joints), len(outcomes)))
        for b in s.branches_at[x]:
            row = s.branches[b]
            show[joints.index(row.joint), outcomes.index(row.outcome)] += self.probability[b]
        return show

    def start(self, monitor: Monitor | None = None) -> Mass:
        """All mass at the initial state, the prior and tag 0: {state: (G, E_1, …, E_N)}."""
        monitor = monitor or Monitor()
        mass = np.zeros((monitor.tags, *self.sizes))
        mass[(0, *(axis.origin for axis in self.axes))] = 1.0
        return self.resolve_chance({self.game.structure.initial: mass}, monitor)

    def flow(self, stage: int, state: int, mass: np.ndarray, truth: Mapping[int, int] | None = None) -> Flow:
        """The flow through a decision state.

        Args:
            stage, state: where.
            mass: (G, E_1, …, E_N).
            truth: {actor: its true type}; that actor then plays, and beliefs about it spread, as for that type.
        """
        s = self.game.structure
        mover = s.movers[state][0]
        axis = self.axes[mover]
        known = self._cache.get((stage, state))
        if known is None:
            known = self._prepare(stage, state, mover)
            if self._remember:
                self._cache[stage, state] = known
        strategy, mixture, shown, spread, scatter = known
        if truth is not None and mover in truth:
            mixture = strategy[truth[mover]]
            shown = np.einsum("ao,aeq->oeq", self.show[state], mixture)
            scatter = spread.matrix(truth[mover])
        return Flow(
            stage,
            state,
            mover,
            self.mover_first(mass, mover),
            strategy,
            mixture,
            shown,
            axis.belief,
            s.moves_at[state][mover],
            s.outcomes_at[state],
            self.show[state],
            spread,
            scatter,
        )

    def _prepare(self, stage: int, state: int, mover: int) -> tuple[Any, ...]:
        """Everything about a flow that does not depend on the mass."""
        axis, strategy = self.axes[mover], self._strategy(stage, state, mover)
        spread = axis.spread(np.einsum("ao,kaeq->koeq", self.show[state], strategy))
        mixture = np.einsum("ek,kaeq->aeq", axis.belief, strategy)
        shown = np.einsum("ao,aeq->oeq", self.show[state], mixture)
        return strategy, mixture, shown, spread, spread.matrix()

    def log_strategy(self, stage: int, state: int) -> np.ndarray:
        """Log σ of the mover's strategic types at every belief vertex, (S, A, E_i, Q)."""
        s = self.game.structure
        mover = s.movers[state][0]
        moves = s.moves_at[state][mover]
        sizes = tuple(len(lat) for lat in self.assessment.lattices)
        log_sigma = self.assessment.strategy(stage, state)[:, : len(moves)]
        rest = [n for i, n in enumerate(sizes) if i != mover]
        grid = np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *rest), 2, 2 + mover)
        for i, axis in enumerate(self.axes):
            grid = np.take(grid, axis.play, axis=2 + i)
        return self.mover_first(grid, mover)

    def _strategy(self, stage: int, state: int, mover: int) -> np.ndarray:
        s = self.game.structure
        moves = s.moves_at[state][mover]
        own = np.exp(self.log_strategy(stage, state))
        rule = np.asarray(self.game.numbers.rule)[list(moves)]
        rows, strategic = [], 0
        for k, label in enumerate(s.types[mover]):
            if label.strategic:
                rows.append(own[strategic])
                strategic += 1
            else:
                rows.append(np.broadcast_to(rule[:, k, None, None], own.shape[1:]))
        return np.stack(rows)

    def mover_first(self, values: np.ndarray, mover: int) -> np.ndarray:
        """(…, E_1, …, E_N) -> (…, E_i, Q)."""
        lead = values.ndim - len(self.sizes)
        moved = np.moveaxis(values, lead + mover, lead)
        return moved.reshape(*moved.shape[: lead + 1], -1)

    def from_mover_first(self, values: np.ndarray, mover: int) -> np.ndarray:
        """The inverse of :meth:`mover_first`."""
        rest = [n for i, n in enumerate(self.sizes) if i != mover]
        lead = values.ndim - 2
        return np.moveaxis(values.reshape(*values.shape[: lead + 1], *rest), lead, lead + mover)

    def resolve_chance(self, mass: Mass, monitor: Monitor) -> Mass:
        """Carry mass at chance states on to the states they lead to; beliefs stay, but for types drawn anew there."""
        s = self.game.structure
        out: Mass = {}
        for x, amount in mass.items():
            amount = _retag(amount, monitor.on_arrival(x))
            if s.standing[x] != Standing.CHANCE:
                _add(out, x, amount)
                continue
            amount = self.renewals.after(x, amount)
            for b in s.branches_at[x]:
                y = int(s.outcome_next[s.branches[b].outcome])
                part = self.probability[b] * amount
                if monitor.watched is not None and monitor.watched[b]:
                    part = _retag(part, monitor.on_branch(b, _by_tag(part)))
                _add(out, y, _retag(part, monitor.on_arrival(y)))
        return out

    def step(self, flow: Flow, monitor: Monitor) -> Mass:
        """Mass after a flow's move, before chance: {next state: (G, E_1, …, E_N)}."""
        here = list(self.game.structure.branches_at[flow.state])
        watched = monitor.watched is not None and monitor.watched[here].any()
        leaving = self._leaving_by_branch(flow, monitor) if watched else self._leaving(flow, monitor)
        arrived = np.zeros((len(flow.mass), len(flow.outcomes), *self.sizes))
        if leaving:
            spread = flow.split_onto(np.stack(list(leaving.values())))
            arrived[list(leaving)] = self.from_mover_first(spread, flow.mover)
        out: Mass = {}
        for k, o in enumerate(flow.outcomes):
            _add(out, int(self.game.structure.outcome_next[o]), arrived[:, k])
        return out

    def _leaving(self, flow: Flow, monitor: Monitor) -> dict[int, np.ndarray]:
        """Mass that leaves by each outcome, by new tag: {tag: (O, E_i, Q)}."""
        retag = monitor.after_move(flow)
        leaving: dict[int, np.ndarray] = {}
        for old in _tags(flow.mass):
            if retag is None or (retag[:, old] == retag[0, old]).all():
                new = old if retag is None else int(retag[0, old])
                _add(leaving, new, flow.mass[old] * flow.shown)
                continue
            for a, tag in enumerate(retag[:, old]):
                _add(leaving, int(tag), flow.mass[old] * flow.mixture[a] * flow.show[a][:, None, None])
        return leaving

    def _leaving_by_branch(self, flow: Flow, monitor: Monitor) -> dict[int, np.ndarray]:
        """The same, where tags may change by branch."""
        s = self.game.structure
        assert monitor.watched is not None
        leaving: dict[int, np.ndarray] = {}
        joints, tags = s.joints_at[flow.state], _tags(flow.mass)
        mass, amounts = flow.mass[tags], np.zeros(len(flow.mass))
        for b in s.branches_at[flow.state]:
            row = s.branches[b]
            part = mass * (self.probability[b] * flow.mixture[joints.index(row.joint)])
            amounts[tags] = _by_tag(part)
            retag = monitor.on_branch(b, amounts) if monitor.watched[b] else None
            for k, old in enumerate(tags):
                new = old if retag is None else int(retag[old])
                if new not in leaving:
                    leaving[new] = np.zeros((len(flow.outcomes), *part.shape[1:]))
                leaving[new][flow.outcomes.index(row.outcome)] += part[k]
        return leaving

    def run(
        self,
        visit: Callable[[Flow], None] | None = None,
        monitor: Monitor | None = None,
        truth: Mapping[int, int] | None = None,
        entering: Mapping[int, Mass] | None = None,
    ) -> Iterator[Mass]:
        """Mass before each move t = 0..T; terminal states keep theirs.

        Args:
            visit: called with the flow through each decision state at each stage.
            monitor: tags to carry along.
            truth: true types to condition on (see :meth:`flow`), of actors whose types are never drawn anew.
            entering: mass to start from instead of the prior, by the stage at which it joins.

        Raises:
            UnsupportedGame: the game has no horizon, several actors move at a state where a visitor or a monitor wants
                to know the move, or the true type given is of an actor whose type may change.
        """
        horizon = self.game.structure.horizon
        if horizon is None:
            raise UnsupportedGame("the push-forward needs a horizon: give the game one with with_horizon()")
        self.renewals.require_lasting(truth or {})
        self.renewals.forget()
        monitor = monitor or Monitor()
        mass: Mass = {} if entering is not None else self.start(monitor)
        for t in range(horizon + 1):
            for x, amount in (entering or {}).get(t, {}).items():
                _add(mass, x, amount)
            yield mass
            if t < horizon:
                mass = self._advance(t, mass, visit, monitor, truth)

    def finish(
        self,
        visit: Callable[[Flow], None] | None = None,
        monitor: Monitor | None = None,
        truth: Mapping[int, int] | None = None,
        entering: Mapping[int, Mass] | None = None,
    ) -> Mass:
        """Mass at the end of the window; arguments as for :meth:`run`."""
        *_, final = self.run(visit, monitor, truth, entering)
        return final

    def _advance(
        self,
        stage: int,
        mass: Mass,
        visit: Callable[[Flow], None] | None,
        monitor: Monitor,
        truth: Mapping[int, int] | None,
    ) -> Mass:
        stopped: Mass = {}
        after: Mass = {}
        for x, amount in mass.items():
            if self.game.structure.standing[x] == Standing.TERMINAL:
                _add(stopped, x, amount)
                continue
            if x in self.joint:
                if visit is not None or type(monitor).after_move is not Monitor.after_move:
                    raise UnsupportedGame(
                        f"state '{self.game.structure.states[x]}': several actors move at once, and what is told by "
                        "move is told of one mover a state: let them move in turn, or push without a visitor"
                    )
                for y, share in self.joint[x].step(stage, amount, truth or {}).items():
                    _add(after, y, share)
                continue
            flow = self.flow(stage, x, amount, truth)
            if visit is not None:
                visit(flow)
            for y, share in self.step(flow, monitor).items():
                _add(after, y, share)
        self.renewals.note(after)
        for x, amount in self.resolve_chance(after, monitor).items():
            _add(stopped, x, amount)
        return stopped


def _add(mass: Mass, state: int, amount: np.ndarray) -> None:
    mass[state] = mass[state] + amount if state in mass else amount


def _tags(mass: np.ndarray) -> list[int]:
    return [g for g in range(len(mass)) if mass[g].any()]


def _by_tag(mass: np.ndarray) -> np.ndarray:
    return mass.sum(axis=tuple(range(1, mass.ndim)))


def _retag(amount: np.ndarray, new: np.ndarray | None) -> np.ndarray:
    if new is None:
        return amount
    out = np.zeros_like(amount)
    np.add.at(out, new, amount)
    return out


def ending_probabilities(pusher: Pusher, mass: Mass) -> dict[str, float]:
    """Probability of each ending once play has stopped (or the horizon is reached), by name."""
    endings = pusher.game.structure.endings
    out: dict[str, float] = {}
    for x, amount in mass.items():
        out[endings[x]] = out.get(endings[x], 0.0) + float(amount.sum())
    return out


def consistency(pusher: Pusher, mass: Mass) -> float:
    """max |E[b_t] − b_0| over actors and types, less what renewals have moved in the run that the mass is of."""
    total = sum(mass.values())
    gap = 0.0
    for i, axis in enumerate(pusher.axes):
        along = np.asarray(total).sum(axis=(0, *(j + 1 for j in range(len(pusher.axes)) if j != i)))
        prior = np.asarray(pusher.game.numbers.prior)[i, : axis.lattice.types]
        gap = max(gap, float(np.abs(along @ axis.belief - prior - pusher.renewals.moved[i]).max()))
    return gap
