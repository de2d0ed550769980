"""States where several actors move at once: the same derivatives, with the equilibrium's from the solver's equations.

At such a state the strategies of all movers solve one system (:mod:`deterrence.solvers.joint`). Its derivatives are
taken in reverse by JAX, from the very functions that the solver solves; the linear system that the implicit function
theorem asks for is solved here, node by node. Targets and mass go as in :mod:`.push`.

Shapes: A_i moves of mover i, R outcomes, C columns, m log strategies a node, n nodes and v vertices, H targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import jax
import numpy as np
from jax import Array
from scipy import sparse

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.backward_induction import Sweeper
from ...solvers.grid import Assessment
from ...solvers.joint import JointShape, as_flat, at_node, by_mover, jacobians, node_gap, node_values
from ...solvers.joint_tables import JointTables, outcome_tensor, place_of
from ...solvers.leader_turnover import Column
from .axes import Axes
from .cotangent import add_belief, per_weight
from .marks import Marks
from .owed import Pulled
from .push import Push, Rows
from .target import Targets

MOST_SLOPES = 2**22  # numbers worked on at once


@partial(jax.jit, static_argnames="shape")
def _pull_values(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array, bar: Array) -> Any:
    """Cotangents of (tables, following, z) from those of values at every node, (H, n, C)."""

    def values(t: JointTables, following: Array, z: Array) -> Array:
        return jax.vmap(lambda at, flat: at_node(shape, t, following, at, by_mover(shape, t, flat))[1])(node, z)

    return jax.vmap(jax.vjp(values, t, following, z)[1])(bar)


@partial(jax.jit, static_argnames="shape")
def _pull_gaps(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array, bar: Array) -> Any:
    """Cotangents of (tables, following) from those of the equations at every node, (H, n, m)."""

    def gaps(t: JointTables, following: Array) -> Array:
        return jax.vmap(lambda at, flat: node_gap(shape, t, following, at, flat, 1.0))(node, z)

    return jax.vmap(jax.vjp(gaps, t, following)[1])(bar)


@partial(jax.jit, static_argnames="shape")
def _value_slopes(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array) -> Any:
    """How values at some nodes move with those that outcomes lead to, (nodes, C, *following), and with z, (…, C, m)."""

    def at_one(at: Array, flat: Array) -> Any:
        def values(following: Array, flat: Array) -> Array:
            return at_node(shape, t, following, at, by_mover(shape, t, flat))[1]

        return jax.jacrev(values, argnums=(0, 1))(following, flat)

    return jax.vmap(at_one)(node, z)


@partial(jax.jit, static_argnames="shape")
def _gap_slopes(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array, bar: Array) -> Array:
    """Cotangents (nodes, C, *following) from those of the equations at each node alone, (nodes, C, m)."""

    def at_one(at: Array, flat: Array, bar: Array) -> Array:
        pull = jax.vjp(lambda following: node_gap(shape, t, following, at, flat, 1.0), following)[1]
        return jax.vmap(lambda one: pull(one)[0])(bar)

    return jax.vmap(at_one)(node, z, bar)


class JointState:
    """One state of several movers.

    Args:
        assessment, axes, columns, targets: as they are laid out.
        sweeper: the solver's tables at the numbers that the game is differentiated at.
        state: which.
    """

    def __init__(
        self,
        assessment: Assessment,
        axes: Axes,
        columns: tuple[Column, ...],
        targets: Targets,
        sweeper: Sweeper,
        state: int,
    ):
        self.assessment, self.axes, self.columns, self.state = assessment, axes, columns, state
        self.game: StochasticGame = sweeper.game
        s = self.game.structure
        self.movers = s.movers[state]
        self.shape, self.tables, leads = sweeper.joints[state]
        self.states: tuple[int, ...] = (state,)
        self.targets, self.following = np.unique(leads, return_inverse=True)
        self.branches = np.array(s.branches_at[state])
        self.joints = list(s.joints_at[state])
        self.place = tuple(np.array([place_of(s, state, j) for j in self.joints]).T)
        outcomes = {o: r for r, o in enumerate(s.outcomes_at[state])}
        move = np.array([self.joints.index(j) for j in s.branch_joint[self.branches]])
        outcome = np.array([outcomes[o] for o in s.branch_outcome[self.branches]])
        self.marks = Marks(
            targets,
            np.asarray(self.game.numbers.branch_probability)[self.branches],
            self.branches,
            move,
            outcome,
            len(self.joints),
            len(outcomes),
        )
        here = np.zeros(len(self.joints), int), np.zeros(len(outcomes), int)
        scale = np.asarray(self.tables.scale)
        self.rows = Rows(here[0], self.place, here[1], self.following, 1, len(self.targets), scale)

    @cached_property
    def _node(self) -> np.ndarray:
        return np.stack([axis.reshape(-1) for axis in np.indices(self.axes.nodes)], axis=1)

    def _z(self, t: int) -> np.ndarray:
        return np.ascontiguousarray(as_flat(self.shape, self.tables, self.assessment.strategy(t, self.state)))

    def _ahead(self, ahead: np.ndarray) -> np.ndarray:
        """(U, C, n) -> (C, R, P_1, …, P_N)."""
        by_outcome = np.swapaxes(ahead[self.following], 0, 1)
        return by_outcome.reshape(*by_outcome.shape[:2], *self.axes.nodes)

    def _push(self, t: int) -> Push:
        """Targets and mass; plays and likelihoods are those at the nodes."""
        plays, rule = [], self.tables.rule
        for m, logs in enumerate(self.assessment.joint_strategy(t, self.state)):
            flat, strategic = np.exp(logs.reshape(*logs.shape[:2], -1)), self.shape.strategic[m]
            kinds = range(rule[m].shape[1])
            whole = np.empty((len(kinds), *flat.shape[1:]))
            for k in kinds:
                whole[k] = flat[strategic.index(k)] if k in strategic else rule[m][:, k, None]
            plays.append(whole)
        seen = [np.einsum("ao,kan->kon", kappa, play) for kappa, play in zip(self.tables.kappa, plays, strict=True)]
        return Push(self.axes, self.rows, self.marks, self.movers, plays, seen)

    def at(self, t: int, worth: np.ndarray) -> MetJointly:
        """The state at move t."""
        return MetJointly(self, self._push(t), self._z(t), self._ahead(worth))

    def before(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Targets (1, v, H) from those of the next states."""
        return self._push(t).before(ahead)

    def values(self, following: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Values (1, C, n) from those that outcomes lead to, and log strategies."""
        return np.asarray(node_values(self.shape, self.tables, following, self._node, z)).T[None]

    def resolve(
        self, into: Numbers, push: Push, z: np.ndarray, following: np.ndarray, values: np.ndarray, owed: Pulled
    ) -> np.ndarray:
        """Cotangents of the next states' values; see :meth:`.part.Met.resolve`."""
        fixed = (self.shape, self.tables, following, self._node, z)
        into.branch_probability[self.branches] += owed.branch
        tables, on_following, on_z = _pull_values(*fixed, np.transpose(values[:, 0], (2, 1, 0)))
        on_z = np.array(on_z) + self._by_strategies(push, owed, z)
        jacobian = np.asarray(jacobians(*fixed, np.float64(1.0)))
        solved = np.linalg.solve(np.swapaxes(jacobian, -1, -2), np.moveaxis(on_z, 0, -1))
        more, more_following = _pull_gaps(*fixed, -np.moveaxis(solved, -1, 0))
        summed = jax.tree.map(lambda a, b: np.moveaxis(np.asarray(a) + np.asarray(b), 0, -1), tables, more)
        self._add_tables(into, summed, push, owed)
        after = np.moveaxis(np.asarray(on_following) + np.asarray(more_following), 0, -1)
        flat = after.reshape(*after.shape[:2], self.axes.count, -1)
        back = np.zeros((len(self.targets), len(flat), *flat.shape[2:]))
        np.add.at(back, self.following, np.swapaxes(flat, 0, 1))
        return np.swapaxes(back, 0, 1)

    def slopes(self, following: np.ndarray, z: np.ndarray) -> sparse.csr_array:
        """How values here move with those of the next states; see :meth:`.part.Met.slopes`."""
        n, count = self.axes.count, len(self.columns)
        lot = max(MOST_SLOPES // (count * following.size), 1)
        rows, places, data = [np.zeros(0, int)], [np.zeros(0, int)], [np.zeros(0)]
        for begin in range(0, n, lot):
            some = np.minimum(np.arange(begin, begin + lot), n - 1)  # lots of one size, for JAX compiles for each
            fixed = (self.shape, self.tables, following, self._node[some], z[some])
            on_following, on_z = _value_slopes(*fixed)
            jacobian = np.asarray(jacobians(*fixed, np.float64(1.0)))
            solved = np.linalg.solve(np.swapaxes(jacobian, -1, -2), np.swapaxes(on_z, -1, -2))
            slopes = np.asarray(on_following) - np.asarray(_gap_slopes(*fixed, np.swapaxes(solved, -1, -2)))
            slopes = slopes[: n - begin].reshape(-1, count, count, len(self.following), n)
            node, row, column, outcome, ahead = np.nonzero(slopes)
            rows.append(row * n + begin + node)
            places.append((self.following[outcome] * count + column) * n + ahead)
            data.append(slopes[node, row, column, outcome, ahead])
        place = np.concatenate(rows), np.concatenate(places)
        return sparse.csr_array((np.concatenate(data), place), shape=(count * n, len(self.targets) * count * n))

    def _by_strategies(self, push: Push, owed: Pulled, z: np.ndarray) -> np.ndarray:
        """What targets and mass owe to log strategies, (H, n, m)."""
        parts = []
        for m, strategic in enumerate(self.shape.strategic):
            for k in strategic:
                seen = np.einsum("ao,onh->anh", self.tables.kappa[m], owed.likelihood[m][k])
                parts.append(owed.play[m][k] + seen)
        return np.exp(z) * np.transpose(np.concatenate(parts), (2, 1, 0))

    def _add_tables(self, out: Numbers, bar: JointTables, push: Push, owed: Pulled) -> None:
        """Cotangents of the state's tables, (…, H), carried to the game's numbers."""
        s, numbers = self.game.structure, self.game.numbers
        kappa = []
        for m, i in enumerate(self.movers):
            moves, kinds = list(s.moves_at[self.state][i]), range(len(s.types[i]))
            play = push.node_plays[m]
            kappa.append(bar.kappa[m] + sum(np.einsum("an,onh->aoh", play[k], owed.likelihood[m][k]) for k in kinds))
            out.base_weight[moves] += per_weight(bar.log_weight[m], np.asarray(numbers.base_weight)[moves])
            for k in set(kinds) - set(self.shape.strategic[m]):
                seen = np.einsum("ao,onh->ah", self.tables.kappa[m], owed.likelihood[m][k])
                own = owed.play[m][k]
                out.rule[moves, k] += bar.rule[m][:, k] + seen + (0.0 if isinstance(own, float) else own.sum(1))
            add_belief(out, numbers.prior, i, self.axes.belief(i), bar.belief[m])
            add_belief(out, numbers.prior, i, self.axes.lines[i].belief, owed.belief[m])
        out.precision[list(self.movers)] += bar.precision
        for c, column in enumerate(self.columns):
            out.discount[column.actor] += bar.discount[c]
            out.payoff[self.joints, column.worth] += bar.payoff[(*self.place, c)]
        self._add_factors(out, kappa, bar.scale + owed.scale)

    def _add_factors(self, out: Numbers, kappa: list[np.ndarray], scale: np.ndarray) -> None:
        """Cotangents of the factors of likelihoods, carried to branches as the factors are read off them."""
        table = outcome_tensor(self.game, self.state)
        bar = np.zeros((*table.shape, scale.shape[-1]))
        for o in range(table.shape[-1]):
            here = table[..., o]
            top = tuple(int(a) for a in np.unravel_index(int(here.argmax()), here.shape))
            if here[top] <= 0:
                continue
            bar[(*top, o)] += scale[o]
            for m, on_kappa in enumerate(kappa):
                line: Any = (*top[:m], slice(None), *top[m + 1 :], o)
                bar[line] += on_kappa[:, o] / here[top]
                bar[(*top, o)] -= self.tables.kappa[m][:, o] @ on_kappa[:, o] / here[top]
        move = tuple(along[self.marks.move] for along in self.place)
        out.branch_probability[self.branches] += bar[(*move, self.marks.outcome)]


@dataclass(frozen=True, eq=False)
class MetJointly:
    """A state of several movers at a move; see :class:`.part.Met`.

    Attributes:
        state, push: where, and how mass goes there. z: log strategies. following: values that outcomes lead to.
    """

    state: JointState
    push: Push
    z: np.ndarray
    following: np.ndarray

    @property
    def value(self) -> np.ndarray:
        """Values (1, C, n) before the move."""
        return self.state.values(self.following, self.z)

    def resolve(self, into: Numbers, values: np.ndarray, owed: Pulled) -> np.ndarray:
        """Cotangents of the next states' values."""
        return self.state.resolve(into, self.push, self.z, self.following, values, owed)

    def slopes(self) -> sparse.csr_array:
        """How the values here move with those of the next states; see :class:`.part.Met`."""
        return self.state.slopes(self.following, self.z)
