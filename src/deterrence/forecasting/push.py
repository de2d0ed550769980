"""Push the joint distribution over (types, state, belief) forward under a solved assessment.

Beliefs live on the vertices of :mod:`.axes`; a posterior between them is spread so that E[b_t] = b_0 to rounding. Mass
at a vertex is public mass; type θ's share of it is b(θ), always.

Where types are drawn anew (a change of leaders), belief goes to b' = (1 − s)b + sπ and its mass is spread likewise.
That moves the mean of b by s E[π − b] where play passes, which need not be zero: those who act so that it passes are
not a fair sample. Of what is left of the mean, E[b_t] = b_0 still holds (:attr:`Passage.consistency`).

There is no sampling error; the distance from exact beliefs is a grid error.

After Young (2010), "Solving the incomplete markets model with aggregate uncertainty using the Krusell–Smith
algorithm and non-stochastic simulations", Journal of Economic Dynamics and Control 34(1) (recalled, not opened).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..errors import UnsupportedGame
from ..game.stochastic import StochasticGame
from ..game.structure import Standing
from .automata import Stack
from .axes import BeliefAxis
from .flow import Flow
from .passage import Passage, Recorder
from .renewals import Renewals
from .state_flow import StateFlow, state_flows

if TYPE_CHECKING:
    from ..solvers.grid import Assessment


@dataclass(frozen=True, eq=False)
class Tagged:
    """Mass at a state by tag.

    Attributes:
        tags: (G,), in rising order.
        mass: (G, E_1, …, E_N).
    """

    tags: np.ndarray
    mass: np.ndarray

    def of(self, tag: int) -> np.ndarray:
        """Mass of a tag, (E_1, …, E_N); zero where it has none."""
        at = int(np.searchsorted(self.tags, tag))
        known = at < len(self.tags) and self.tags[at] == tag
        return self.mass[at] if known else np.zeros(self.mass.shape[1:])

    @property
    def push(self) -> np.ndarray:
        """The push's own mass, (E_1, …, E_N)."""
        return self.of(0)


Mass = dict[int, Tagged]
Visit = Callable[[Flow], None]


class Pusher:
    """Pushes mass through a solved assessment, one stage at a time.

    Args:
        assessment: the solution.
        remember: keep what does not depend on mass from run to run (about 1 MB a state and stage at 49 points).
    """

    def __init__(self, assessment: Assessment, *, remember: bool = True):
        self.assessment = assessment
        self.game: StochasticGame = assessment.game
        prior = np.asarray(self.game.numbers.prior)
        self.axes = tuple(BeliefAxis.of(lat, prior[i, : lat.types]) for i, lat in enumerate(assessment.lattices))
        self.sizes = tuple(len(axis) for axis in self.axes)
        self.probability = np.asarray(self.game.numbers.branch_probability)
        self.renewals = Renewals(self.game, self.axes)
        self.states: dict[int, StateFlow] = state_flows(assessment, self.axes, remember=remember)

    def flow(self, stage: int, state: int, mass: np.ndarray, truth: Mapping[int, int] | None = None) -> Flow:
        """The flow of untagged mass (E_1, …, E_N) through a decision state.

        Args:
            stage, state, mass: where, and how much.
            truth: {actor: its true type}; that actor then plays, and beliefs about it spread, as for that type.
        """
        return self.states[state].at(stage, Tagged(np.zeros(1, int), mass[None]), truth or {})

    def start(self, stack: Stack) -> Mass:
        """All mass at the initial state and the prior, before chance."""
        mass = np.zeros((len(stack.starts), *self.sizes))
        mass[(slice(None), *(axis.origin for axis in self.axes))] = 1.0
        return {self.game.structure.initial: Tagged(stack.starts, mass)}

    def run(
        self,
        stack: Stack | None = None,
        visit: Visit | None = None,
        truth: Mapping[int, int] | None = None,
        entering: Mapping[int, Mass] | None = None,
        recorder: Recorder | None = None,
    ) -> Iterator[Mass]:
        """Mass before each move t = 0..T; terminal states keep theirs.

        Args:
            stack: automata to carry along.
            visit: called with the flow through each decision state at each stage.
            truth: true types to condition on (see :meth:`flow`), of actors whose types are never drawn anew.
            entering: mass to start from instead of the prior, by the stage at which it joins.
            recorder: takes down which joint moves are made.

        Raises:
            UnsupportedGame: the game has no horizon, or the true type given is of an actor whose type may change.
        """
        s = self.game.structure
        if s.horizon is None:
            raise UnsupportedGame("the push-forward needs a horizon: give the game one with with_horizon()")
        self.renewals.require_lasting(truth or {})
        self.renewals.forget()
        stack = stack or Stack(s, {})
        step = _Step(self, stack, visit, truth or {}, recorder)
        mass: Mass = {} if entering is not None else step.through_chance(0, _gathered(self.start(stack)))
        for t in range(s.horizon + 1):
            if entering and t in entering:
                mass = _merged([mass, entering[t]])
            yield mass
            if t < s.horizon:
                mass = step.advance(t, mass)

    def finish(
        self,
        stack: Stack | None = None,
        visit: Visit | None = None,
        truth: Mapping[int, int] | None = None,
        entering: Mapping[int, Mass] | None = None,
    ) -> Mass:
        """Mass at the end of the window; arguments as for :meth:`run`."""
        *_, final = self.run(stack, visit, truth, entering)
        return final

    def passage(self, stack: Stack, visit: Visit | None = None, entering: Mapping[int, Mass] | None = None) -> Passage:
        """One push with everything that quantities are read from taken down; arguments as for :meth:`run`."""
        recorder = Recorder(self.game, self.axes, stack)
        for t, mass in enumerate(self.run(stack, visit, entering=entering, recorder=recorder)):
            recorder.before_move(t, {x: (m.tags, m.mass) for x, m in mass.items()})
        return recorder.passage(self.renewals.moved)

    def one_move(self, flow: Flow, stack: Stack | None = None) -> Mass:
        """Mass after a flow's move and the chance that follows."""
        step = _Step(self, stack or Stack(self.game.structure, {}), None, {}, None)
        after: Gathered = defaultdict(list)
        step.leave(flow, after)
        return step.through_chance(flow.stage, after)

    def through_chance(self, mass: Mass, stack: Stack | None = None) -> Mass:
        """Mass at chance states carried on to the states they lead to; other mass as it is."""
        step = _Step(self, stack or Stack(self.game.structure, {}), None, {}, None)
        return step.through_chance(0, _gathered(mass))

    def after_move(
        self, flow: Flow, joint: int, mass: np.ndarray, stack: Stack | None = None, tag: int | None = None
    ) -> Mass:
        """Where mass goes that makes one joint move at a flow, chance included, beliefs as in equilibrium.

        Args:
            flow: the flow.
            joint: position of the joint move among the flow's.
            mass: (V,), how much makes it at each vertex.
            stack: automata that travel along.
            tag: of the mass, beside the push's own.
        """
        only = replace(
            flow,
            tags=np.array([0] if tag is None else [0, tag]),
            mass=np.tile(mass, (1 if tag is None else 2, 1)),
            mixture=(np.arange(len(flow.joints)) == joint)[:, None] * np.ones_like(flow.mixture),
        )
        return self.one_move(only, stack)


Gathered = dict[int, list[tuple[np.ndarray, np.ndarray]]]


class _Step:
    """Moves mass on by one move, with its tags."""

    def __init__(
        self,
        pusher: Pusher,
        stack: Stack,
        visit: Visit | None,
        truth: Mapping[int, int],
        recorder: Recorder | None,
    ):
        self.pusher, self.stack, self.visit, self.truth, self.recorder = pusher, stack, visit, truth, recorder
        self.structure = pusher.game.structure
        self.probability = pusher.probability
        self.rows, self.which = stack.maps
        self._plans: dict[int, list[list[tuple[int, np.ndarray, np.ndarray]]]] = {}
        self._moves: dict[tuple[int, bytes], tuple[np.ndarray, np.ndarray, np.ndarray | None]] = {}

    def advance(self, stage: int, mass: Mass) -> Mass:
        """Mass before the next move."""
        stopped: Gathered = defaultdict(list)
        after: Gathered = defaultdict(list)
        for x, tagged in mass.items():
            if self.structure.standing[x] == Standing.TERMINAL:
                stopped[x].append((tagged.tags, tagged.mass))
                continue
            self.leave(self._flow(stage, x, tagged), after)
        for x, parts in self.through_chance(stage, after).items():
            stopped[x].append((parts.tags, parts.mass))
        return {x: _sum(parts) for x, parts in stopped.items()}

    def _flow(self, stage: int, state: int, tagged: Tagged) -> Flow:
        flow = self.pusher.states[state].at(stage, tagged, self.truth)
        if self.stack.injecting:
            flow = self._entered(flow)
        if self.visit is not None:
            self.visit(flow)
        if self.recorder is not None:
            self.recorder.moves(stage, flow.joints, flow.tags, flow.mass @ flow.mixture.T)
        return flow

    def _entered(self, flow: Flow) -> Flow:
        """The flow with what injecting automata make of their own mass."""
        parts = [(flow.tags, flow.mass)]
        for key, automaton in self.stack.injecting:
            block = self.stack.block(key)
            inside = (flow.tags >= block.start) & (flow.tags < block.stop)
            own = np.zeros((block.stop - block.start, flow.mass.shape[1]))
            own[flow.tags[inside] - block.start] = flow.mass[inside]
            new = automaton.enter(flow, flow.public_mass, own)
            if new is not own:
                tags, mass = parts[0]
                outside = (tags < block.start) | (tags >= block.stop)
                live = np.flatnonzero(new.any(1))
                parts = [(tags[outside], mass[outside]), (live + block.start, new[live])]
                parts = [_pair(_sum(parts))]
                flow = replace(flow, tags=parts[0][0], mass=parts[0][1])
        return flow

    def _plan(self, state: int) -> list[list[tuple[int, np.ndarray, np.ndarray]]]:
        """Per outcome of a state: (row of the stack's table, positions of joint moves, probabilities)."""
        if state not in self._plans:
            s = self.structure
            joints = {j: n for n, j in enumerate(s.joints_at[state])}
            outcomes = {o: n for n, o in enumerate(s.outcomes_at[state])}
            found: list[dict[int, dict[int, float]]] = [{} for _ in outcomes]
            for b in s.branches_at[state]:
                into = found[outcomes[int(s.branch_outcome[b])]].setdefault(int(self.which[b]), {})
                j = joints[int(s.branch_joint[b])]
                into[j] = into.get(j, 0.0) + float(self.probability[b])
            self._plans[state] = [
                [(row, np.fromiter(w, int), np.fromiter(w.values(), float)) for row, w in outcome.items()]
                for outcome in found
            ]
        return self._plans[state]

    def _retagged(self, row: int, tags: np.ndarray, mass: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mass (G, V) by new tag, where it follows a row of the table."""
        if self.stack.still[row]:
            return tags, mass
        key = (row, tags.tobytes())
        if key not in self._moves:
            new = self.rows[row][tags]
            order = np.flatnonzero(new >= 0)
            order = order[np.argsort(new[order], kind="stable")]
            unique, first = np.unique(new[order], return_index=True)
            self._moves[key] = (unique, order, None if len(first) == len(order) else first)
        unique, order, first_ = self._moves[key]
        moved = mass[order]
        return unique, moved if first_ is None or not len(order) else np.add.reduceat(moved, first_, axis=0)

    def leave(self, flow: Flow, after: Gathered) -> None:
        """Add what leaves a flow to the states its outcomes lead to."""
        s = self.structure
        extra: dict[int, list[tuple[int, np.ndarray]]] = {}
        for key, automaton in self.stack.injecting:
            for outcome, tag, mass in automaton.leave(flow, flow.public_mass):
                extra.setdefault(outcome, []).append((tag + self.stack.offsets[key], mass))
        for k, (o, groups) in enumerate(zip(flow.outcomes, self._plan(flow.state), strict=True)):
            parts = []
            for row, joints, weights in groups:
                likelihood = weights @ flow.mixture[joints]
                tags, mass = self._retagged(row, flow.tags, flow.mass)
                parts.append((tags, mass * likelihood))
            parts += [(np.array([tag]), mass[None]) for tag, mass in extra.get(k, [])]
            tags, mass = _pair(_sum(parts)) if len(parts) > 1 else parts[0]
            arrived = np.ascontiguousarray((flow.scatter[k] @ mass.T).T)
            after[int(s.outcome_next[o])].append((tags, flow.native(arrived)))

    def through_chance(self, stage: int, after: Gathered) -> Mass:
        """Carry mass at chance states on to the states they lead to; beliefs stay, but for types drawn anew there."""
        s = self.structure
        merged = {x: _sum(parts) for x, parts in after.items()}
        self.pusher.renewals.note({x: m.push[None] for x, m in merged.items()})
        out: Gathered = defaultdict(list)
        for x, tagged in merged.items():
            if s.standing[x] != Standing.CHANCE:
                out[x].append((tagged.tags, tagged.mass))
                continue
            mass = self.pusher.renewals.after(x, tagged.mass)
            flat = mass.reshape(len(mass), -1)
            if self.recorder is not None:
                self.recorder.moves(stage, s.joints_at[x], tagged.tags, flat.sum(1)[:, None])
            for b in s.branches_at[x]:
                tags, moved = self._retagged(int(self.which[b]), tagged.tags, flat)
                part = (self.probability[b] * moved).reshape(-1, *mass.shape[1:])
                out[int(s.outcome_next[s.branches[b].outcome])].append((tags, part))
        return {x: _sum(parts) for x, parts in out.items()}


def _pair(tagged: Tagged) -> tuple[np.ndarray, np.ndarray]:
    return tagged.tags, tagged.mass


def _sum(parts: list[tuple[np.ndarray, np.ndarray]]) -> Tagged:
    """Mass of several parts together; tags without any are left out."""
    tags, mass = parts[0]
    if len(parts) > 1:
        same = all(len(t) == len(tags) and (t == tags).all() for t, _ in parts[1:])
        if same:
            mass = mass.copy()
            for _, part in parts[1:]:
                mass += part
        else:
            tags = np.unique(np.concatenate([t for t, _ in parts]))
            mass = np.zeros((len(tags), *mass.shape[1:]))
            for t, part in parts:
                mass[np.searchsorted(tags, t)] += part
    live = mass.reshape(len(mass), -1).any(1)
    live[:1] |= tags[:1] == 0
    return Tagged(tags, mass) if live.all() else Tagged(tags[live], mass[live])


def together(parts: list[Tagged]) -> Tagged:
    """Mass of several parts at one state."""
    return _sum([_pair(part) for part in parts])


def _gathered(mass: Mass) -> Gathered:
    return {x: [(m.tags, m.mass)] for x, m in mass.items()}


def _merged(masses: list[Mass]) -> Mass:
    found: Gathered = defaultdict(list)
    for mass in masses:
        for x, m in mass.items():
            found[x].append((m.tags, m.mass))
    return {x: _sum(parts) for x, parts in found.items()}


def untagged(mass: Mapping[int, np.ndarray], tag: int = 0) -> Mass:
    """Mass (E_1, …, E_N) by state as mass of one tag."""
    return {x: Tagged(np.array([tag]), m[None]) for x, m in mass.items()}


def ending_probabilities(pusher: Pusher, mass: Mass) -> dict[str, float]:
    """Probability of each ending once play has stopped (or the horizon is reached), by name."""
    endings = pusher.game.structure.endings
    out: dict[str, float] = {}
    for x, tagged in mass.items():
        out[endings[x]] = out.get(endings[x], 0.0) + float(tagged.push.sum())
    return out
