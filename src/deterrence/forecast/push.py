"""Push the joint distribution over (types, state, belief) forward under a solved assessment.

Beliefs live on the solution's lattice, with one *certain* vertex per type beyond its ends (b = 0 or 1, where
play is as at the cut). A posterior between two nodes b₋ < b' < b₊ is split with weight w = (b' − b₋)/(b₊ − b₋),
linear in probability and not in log-odds: a mean-preserving spread, so E[b_t] = b_0 to rounding, and a type of
belief b carries w·b₊/b of its mass to b₊. Mass at a node is public mass; type θ's share of it is b(θ), always.

There is no sampling error; the distance from exact beliefs is a grid error.

After Young (2010), "Solving the incomplete markets model with aggregate uncertainty using the Krusell–Smith
algorithm and non-stochastic simulations", Journal of Economic Dynamics and Control 34(1) (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import UnsupportedGame
from ..game.stochastic import StochasticGame
from ..game.structure import Standing
from ..solve.grid import Assessment
from ..solve.lattice import Lattice

MOST_TYPES = 2


@dataclass(frozen=True, eq=False)
class BeliefAxis:
    """An actor's belief nodes for pushing: the lattice between its certain vertices.

    Attributes:
        belief: (E, K), b at each vertex; rows 0 and E-1 are certain for K = 2.
        play: (E,), the lattice node whose strategies are used there.
    """

    lattice: Lattice
    belief: np.ndarray
    play: np.ndarray

    @classmethod
    def of(cls, lattice: Lattice, prior: np.ndarray) -> BeliefAxis:
        """The axis of a lattice under a prior (K,). Raises ``UnsupportedGame`` beyond two types."""
        if lattice.types > MOST_TYPES:
            raise UnsupportedGame(
                f"an actor has {lattice.types} types; the push-forward takes {MOST_TYPES} an actor so far"
            )
        belief = lattice.beliefs(prior)
        if lattice.types == 1:
            return cls(lattice, belief, np.zeros(1, int))
        last = len(lattice) - 1
        return cls(lattice, np.vstack([[0.0, 1.0], belief, [1.0, 0.0]]), np.clip(np.arange(last + 3) - 1, 0, last))

    def __len__(self) -> int:
        return len(self.play)

    @property
    def origin(self) -> int:
        """Vertex of the prior."""
        return self.lattice.origin + (self.lattice.types > 1)

    def split(self, likelihood: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where each outcome's posterior lies.

        Args:
            likelihood: (K, O, E, Q), Pr(outcome | type) at every vertex.

        Returns:
            lower vertex (O, E, Q) and weight on the one above it (O, E, Q).
        """
        if self.lattice.types == 1:
            return np.zeros(likelihood.shape[1:], int), np.zeros(likelihood.shape[1:])
        joint = likelihood * self.belief.T[:, None, :, None]
        mass = joint.sum(0)
        posterior = np.divide(joint[0], mass, out=np.zeros_like(mass), where=mass > 0)
        line = self.belief[:, 0]
        low = np.clip(np.searchsorted(line, posterior, side="right") - 1, 0, len(line) - 2)
        return low, np.clip((posterior - line[low]) / (line[low + 1] - line[low]), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens at one decision state and stage.

    Attributes:
        stage, state, mover: where.
        mass: (E_i, Q), public mass at each belief vertex, the mover's axis first.
        strategy: (K, A, E_i, Q), move probabilities of every type of the mover.
        belief: (E_i, K), belief about the mover.
        moves: indices of the moves, length A (no padding).
        outcomes: indices of the outcomes, length O.
        show: (A, O), Pr(outcome | move).
        low, weight: (O, E_i, Q), where posteriors go (see :meth:`BeliefAxis.split`).
    """

    stage: int
    state: int
    mover: int
    mass: np.ndarray
    strategy: np.ndarray
    belief: np.ndarray
    moves: tuple[int, ...]
    outcomes: tuple[int, ...]
    show: np.ndarray
    low: np.ndarray
    weight: np.ndarray

    @property
    def mixture(self) -> np.ndarray:
        """Public probability of each move, (A, E_i, Q): types averaged by belief."""
        return np.einsum("ek,kaeq->aeq", self.belief, self.strategy)

    def split_onto(self, amount: np.ndarray) -> np.ndarray:
        """Carry amounts (…, O, E_i, Q) leaving by each outcome onto posterior vertices, same shape."""
        o, e, q = self.low.shape
        cell = (np.arange(o)[:, None, None] * e + self.low) * q + np.arange(q)
        step = q if e > 1 else 0
        flat = np.concatenate([cell.ravel(), (cell + step).ravel()])
        lead = amount.reshape(-1, o * e * q)
        above = self.weight.ravel()
        out = np.empty_like(lead)
        for k, row in enumerate(lead):
            out[k] = np.bincount(flat, np.concatenate([row * (1 - above), row * above]), minlength=o * e * q)
        return out.reshape(amount.shape)


class Pusher:
    """Pushes mass through a solved assessment, one stage at a time."""

    def __init__(self, assessment: Assessment):
        self.assessment = assessment
        self.game: StochasticGame = assessment.game
        s, n = self.game.structure, self.game.numbers
        prior = np.asarray(n.prior)
        self.axes = tuple(BeliefAxis.of(lat, prior[i, : lat.types]) for i, lat in enumerate(assessment.lattices))
        self.sizes = tuple(len(axis) for axis in self.axes)
        self.probability = np.asarray(n.branch_probability)
        self.show = {x: self._show(x) for x in range(len(s.states)) if s.standing[x] == Standing.DECISION}
        self._cache: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def _show(self, x: int) -> np.ndarray:
        s = self.game.structure
        joints, outcomes = s.joints_at[x], s.outcomes_at[x]
        show = np.zeros((len(joints), len(outcomes)))
        for b in s.branches_at[x]:
            row = s.branches[b]
            show[joints.index(row.joint), outcomes.index(row.outcome)] += self.probability[b]
        return show

    def start(self) -> dict[int, np.ndarray]:
        """All mass at the initial state and the prior: {state: (E_1, …, E_N)}."""
        mass = np.zeros(self.sizes)
        mass[tuple(axis.origin for axis in self.axes)] = 1.0
        return self.resolve_chance({self.game.structure.initial: mass})

    def flow(self, stage: int, state: int, mass: np.ndarray) -> Flow:
        """The flow through a decision state; ``mass`` has shape (E_1, …, E_N)."""
        s = self.game.structure
        mover = s.movers[state][0]
        axis = self.axes[mover]
        if (stage, state) not in self._cache:
            strategy = self._strategy(stage, state, mover)
            likelihood = np.einsum("ao,kaeq->koeq", self.show[state], strategy)
            self._cache[stage, state] = (strategy, *axis.split(likelihood))
        strategy, low, weight = self._cache[stage, state]
        return Flow(
            stage, state, mover, self.mover_first(mass, mover), strategy, axis.belief,
            s.moves_at[state][mover], s.outcomes_at[state], self.show[state], low, weight,
        )

    def _strategy(self, stage: int, state: int, mover: int) -> np.ndarray:
        s = self.game.structure
        moves = s.moves_at[state][mover]
        sizes = tuple(len(lat) for lat in self.assessment.lattices)
        log_sigma = self.assessment.strategy(stage, state)[:, : len(moves)]
        rest = [n for i, n in enumerate(sizes) if i != mover]
        grid = np.moveaxis(log_sigma.reshape(*log_sigma.shape[:3], *rest), 2, 2 + mover)
        for i, axis in enumerate(self.axes):
            grid = np.take(grid, axis.play, axis=2 + i)
        own = np.exp(self.mover_first(grid, mover))
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

    def resolve_chance(self, mass: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """Carry mass at chance states on to the states they lead to; beliefs stay as they are."""
        s = self.game.structure
        out: dict[int, np.ndarray] = {}
        for x, amount in mass.items():
            if s.standing[x] != Standing.CHANCE:
                out[x] = out[x] + amount if x in out else amount
                continue
            for b in s.branches_at[x]:
                y = int(s.outcome_next[s.branches[b].outcome])
                share = self.probability[b] * amount
                out[y] = out[y] + share if y in out else share
        return out

    def step(self, flow: Flow) -> dict[int, np.ndarray]:
        """Mass after a flow's move, before chance: {next state: (E_1, …, E_N)}."""
        leaving = flow.mass * np.einsum("ao,aeq->oeq", flow.show, flow.mixture)
        arrived = self.from_mover_first(flow.split_onto(leaving), flow.mover)
        out: dict[int, np.ndarray] = {}
        for o, amount in zip(flow.outcomes, arrived, strict=True):
            y = int(self.game.structure.outcome_next[o])
            out[y] = out[y] + amount if y in out else amount
        return out

    def run(self, stages: int, visit: Callable[[Flow], None] | None = None) -> Iterator[dict[int, np.ndarray]]:
        """Mass before each move t = 0..stages (terminal states keep theirs), calling ``visit`` on each flow."""
        mass = self.start()
        yield mass
        for t in range(stages):
            after: dict[int, np.ndarray] = {}
            for x, amount in mass.items():
                if self.game.structure.standing[x] == Standing.TERMINAL:
                    moved = {x: amount}
                else:
                    flow = self.flow(t, x, amount)
                    if visit is not None:
                        visit(flow)
                    moved = self.step(flow)
                for y, share in moved.items():
                    after[y] = after[y] + share if y in after else share
            mass = self.resolve_chance(after)
            yield mass


def ending_probabilities(pusher: Pusher, mass: dict[int, np.ndarray]) -> dict[str, float]:
    """Probability of each ending once play has stopped (or the horizon is reached), by name."""
    endings = pusher.game.structure.endings
    out: dict[str, float] = {}
    for x, amount in mass.items():
        out[endings[x]] = out.get(endings[x], 0.0) + float(amount.sum())
    return out


def consistency(pusher: Pusher, mass: dict[int, np.ndarray]) -> float:
    """max |E[b_t] − b_0| over actors and types."""
    total = sum(mass.values())
    gap = 0.0
    for i, axis in enumerate(pusher.axes):
        along = np.asarray(total).sum(axis=tuple(j for j in range(len(pusher.axes)) if j != i))
        prior = np.asarray(pusher.game.numbers.prior)[i, : axis.lattice.types]
        gap = max(gap, float(np.abs(along @ axis.belief - prior).max()))
    return gap
