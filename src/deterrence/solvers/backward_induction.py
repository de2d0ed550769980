"""Backward induction over public states on a fixed belief lattice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from ..errors import NotConverged
from ..games.stochastic import StochasticGame
from . import node_fallback as nodes
from .batched_states import Batch, Mover
from .joint import JointShape, as_array, as_flat, base, node_values, solve_joint
from .joint_tables import JointTables, factors, payoff_tensor
from .kernel import CLOSED, StateTables, solve_nodes, state_values
from .lattice import Lattice
from .leader_turnover import Renewal, value_columns
from .tables import DecisionTables, chance_tables, decision_tables, require_choice

WORKERS = 2
FEW_NODES = 1000  # up to so many it is quicker to go on with all of them
ALL_STEPS = 40
FIRST_STEPS = 4  # on every node of a state
LATER_STEPS = ((1 / 4, 6), (1 / 16, 40))  # (nodes at a time as a share of all, steps) for those that are left
LEAST_BATCH = 16
PURE_LEAD = 8.0  # log-odds of the favoured move when a search starts near a pure strategy


@dataclass
class Sweeper:
    """Solves one stage of a game on a lattice, state by state.

    Attributes:
        game: the game.
        lattices: one per actor.
        tolerance: on max |σ − logit(Q)| at every node.
        folds: descriptions of nodes where the path in precision folded or had to jump.
    """

    game: StochasticGame
    lattices: tuple[Lattice, ...]
    tolerance: float
    folds: list[nodes.Fold] = field(default_factory=list)
    iterations: int = 0

    def __post_init__(self) -> None:
        require_choice(self.game)
        self.decisions = decision_tables(self.game)
        self.chances = chance_tables(self.game)
        s, n = self.game.structure, self.game.numbers
        self.sizes = tuple(len(lattice) for lattice in self.lattices)
        self.strategic = tuple(tuple(k for k, label in enumerate(kinds) if label.strategic) for kinds in s.types)
        self.columns = value_columns(self.game)
        # Column orders with the mover's strategic types first, so that one compiled kernel serves every mover.
        count = len(s.columns)
        self.order = tuple(
            tuple(c for c, (j, _) in enumerate(s.columns) if j == i)
            + tuple(c for c, column in enumerate(self.columns) if column.actor != i or c >= count)
            for i in range(len(s.actors))
        )
        self.plays = tuple(
            tuple(self.columns[c].play if self.columns[c].actor == i else -1 for c in order)
            for i, order in enumerate(self.order)
        )
        self.beliefs = tuple(
            lattice.beliefs(np.asarray(n.prior)[i, : lattice.types]) for i, lattice in enumerate(self.lattices)
        )
        self.worth = [column.worth for column in self.columns]
        self.discount = np.asarray(n.discount)[[column.actor for column in self.columns]]
        share = self.game.renewal
        self.renewals = {
            x: Renewal(share[x], self.lattices, np.asarray(n.prior), self.columns)
            for x in self.chances
            if share is not None and share[x].any()
        }
        self.inputs = {x: self._state_tables(t) for x, t in self.decisions.items()}
        self.joints = {x: self._joint_tables(x) for x, movers in enumerate(s.movers) if len(movers) > 1}

    def _state_tables(self, t: DecisionTables) -> StateTables:
        with np.errstate(divide="ignore"):
            log_weight = np.where(t.weight > 0, np.log(t.weight), CLOSED)
        precision = float(np.asarray(self.game.numbers.precision)[t.mover])
        order = list(self.order[t.mover])
        payoff = t.payoff[:, self.worth][:, order]
        return StateTables(t.show, payoff, log_weight, t.rule, self.beliefs[t.mover], precision, self.discount[order])

    def _joint_tables(self, x: int) -> tuple[JointShape, JointTables, np.ndarray]:
        """Shape and numbers of a state where several actors move, and the states its outcomes lead to."""
        s, n = self.game.structure, self.game.numbers
        movers = s.movers[x]
        shape = JointShape(
            movers,
            self.lattices,
            tuple(self.strategic[i] for i in movers),
            tuple(tuple(c for c, (j, _) in enumerate(s.columns) if j == i) for i in movers),
            tuple((movers.index(c.actor), c.play) if c.actor in movers else (-1, -1) for c in self.columns),
        )
        kappa, scale = factors(self.game, x)
        moves = [list(s.moves_at[x][i]) for i in movers]
        with np.errstate(divide="ignore"):
            logs = [np.log(np.asarray(n.base_weight, float)[rows]) for rows in moves]
        tables = JointTables(
            tuple(kappa),
            scale,
            payoff_tensor(self.game, x)[..., self.worth],
            tuple(np.where(np.isfinite(log), log, CLOSED) for log in logs),
            tuple(np.asarray(n.rule)[rows, : len(s.types[i])] for rows, i in zip(moves, movers, strict=True)),
            tuple(self.beliefs[i] for i in movers),
            np.asarray(n.precision)[list(movers)],
            self.discount,
        )
        return shape, tables, s.outcome_next[list(s.outcomes_at[x])]

    def ending(self) -> np.ndarray:
        """Values once the horizon is reached (or the game has stopped), shape (X, C, P_1, …, P_N)."""
        worth = np.asarray(self.game.numbers.ending)[:, self.worth]
        shape = (*worth.shape, *self.sizes)
        values = np.array(np.broadcast_to(worth.reshape(*worth.shape, *(1,) * len(self.sizes)), shape))
        self.fill_chance(values, self.chances)
        return values

    def fill_chance(self, values: np.ndarray, states: Collection[int]) -> None:
        """Values of clock and chance states from those of the states they lead to, in place."""
        for x, c in self.chances.items():
            if x in states:
                flow, discount = (
                    row[self.worth].reshape(-1, *(1,) * len(self.sizes)) for row in (c.payoff, c.discount)
                )
                after = np.tensordot(c.probability, values[c.following], axes=1)
                values[x] = flow + discount * (self.renewals[x].before(after) if x in self.renewals else after)

    def stage(
        self, following: np.ndarray, states: Collection[int], warm: Callable[[int], np.ndarray | None]
    ) -> tuple[np.ndarray, dict[int, np.ndarray], dict[int, float]]:
        """Solve one stage.

        Args:
            following: values after the move, (X, C, P_1, …, P_N).
            states: the states to solve (others keep their values).
            warm: log strategies to start a state from, or None.

        Returns:
            values before the move, log strategies by decision state (S, A, P_i, Q), residuals by state.
        """
        wanted = [x for x in states if x in self.decisions or x in self.joints]
        values = following.copy()
        if int(np.prod(self.sizes)) <= FEW_NODES and not self.joints:
            return self._stage_together(following, wanted, states, warm)
        strategies: dict[int, np.ndarray] = {}
        residuals: dict[int, float] = {}

        def work(x: int) -> tuple[int, np.ndarray, np.ndarray, float]:
            return (x, *(self.solve_joint if x in self.joints else self.solve)(x, following, warm(x)))

        with ThreadPoolExecutor(WORKERS) as pool:
            for x, z, value, residual in pool.map(work, wanted):
                strategies[x], residuals[x] = z, residual
                if x in self.joints:
                    values[x] = value
                    continue
                mover = self.decisions[x].mover
                values[x, list(self.order[mover])] = self.from_mover_first(value, mover)
        self.fill_chance(values, states)
        return values, strategies, residuals

    def _stage_together(
        self,
        following: np.ndarray,
        wanted: list[int],
        states: Collection[int],
        warm: Callable[[int], np.ndarray | None],
    ) -> tuple[np.ndarray, dict[int, np.ndarray], dict[int, float]]:
        """The same on a small grid, all states of a mover in one call."""
        values = following.copy()
        strategies: dict[int, np.ndarray] = {}
        residuals: dict[int, float] = {}
        for i in range(len(self.lattices)):
            mine = [x for x in wanted if self.decisions[x].mover == i]
            if not mine:
                continue
            ahead = np.stack([self._ahead(x, following) for x in mine])
            begun = np.stack([self._start(x, warm(x)) for x in mine])
            batch = Batch(self._mover(i), [self.inputs[x] for x in mine], ahead, self.tolerance)
            z, residual, value = batch.solve(begun)
            for k, x in enumerate(mine):
                found = z[k], value[k], float(residual[k].max())
                if not (residual[k] <= self.tolerance).all():
                    found = self._finished(x, ahead[k], z[k], residual[k])
                strategies[x], now, residuals[x] = found
                values[x, list(self.order[i])] = self.from_mover_first(now, i)
        self.fill_chance(values, states)
        return values, strategies, residuals

    def _mover(self, i: int) -> Mover:
        return Mover(self.lattices[i], self.strategic[i], self.plays[i])

    def _ahead(self, x: int, following: np.ndarray) -> np.ndarray:
        """Continuation values (C, O, P, Q) after each outcome at a state, the mover's own columns first."""
        table = self.decisions[x]
        i = table.mover
        return self.mover_first(np.moveaxis(following[table.following], 0, 1)[list(self.order[i])], i)

    def _start(self, x: int, start: np.ndarray | None) -> np.ndarray:
        """Where a state's iteration starts: as given, or at the base weights. Shape (S, A, P, Q)."""
        if start is not None:
            return start
        i, log_weight = self.decisions[x].mover, self.inputs[x].log_weight
        others = int(np.prod(self.sizes)) // self.sizes[i]
        shape = (len(self.strategic[i]), len(log_weight), self.sizes[i], others)
        return np.array(np.broadcast_to(log_weight[None, :, None, None], shape))

    def warm_up(self) -> None:
        """Compile the kernels for these shapes by solving one state per mover for an empty future."""
        ending = self.ending()
        for mover in range(len(self.lattices)):
            for x, table in self.decisions.items():
                if table.mover == mover:
                    self.stage(ending, [x], lambda _: None)
                    break

    def pure_start(self, x: int, which: int | None) -> np.ndarray | None:
        """Log strategies with nearly all weight on one move of a state; None for the base weights."""
        if which is None:
            return None
        if x in self.joints:
            return self._pure_joint(x, which)
        table = self.decisions[x]
        k = which % len(table.moves)
        weight = np.where(np.arange(len(table.weight)) == k, np.exp(PURE_LEAD), 1.0) * table.weight
        with np.errstate(divide="ignore"):
            log_weight = np.where(weight > 0, np.log(weight / weight.sum()), CLOSED)
        i = table.mover
        others = int(np.prod(self.sizes)) // self.sizes[i]
        return np.array(
            np.broadcast_to(
                log_weight[None, :, None, None], (len(self.strategic[i]), len(log_weight), self.sizes[i], others)
            )
        )

    def _pure_joint(self, x: int, which: int) -> np.ndarray:
        shape, tables, _ = self.joints[x]
        lead = [
            np.tile(np.where(np.arange(len(w)) == which % len(w), PURE_LEAD, 0.0), len(kinds))
            for kinds, w in zip(shape.strategic, tables.log_weight, strict=True)
        ]
        start = base(tables, shape) + np.concatenate(lead)
        return as_array(shape, tables, np.tile(start, (int(np.prod(self.sizes)), 1)))

    def mover_first(self, values: np.ndarray, mover: int) -> np.ndarray:
        """(…, P_1, …, P_N) -> (…, P_i, Q), the mover's axis first and the rest flattened."""
        lead = values.ndim - len(self.sizes)
        moved = np.moveaxis(values, lead + mover, lead)
        return moved.reshape(*moved.shape[: lead + 1], -1)

    def from_mover_first(self, values: np.ndarray, mover: int) -> np.ndarray:
        """The inverse of :meth:`mover_first`."""
        rest = [size for i, size in enumerate(self.sizes) if i != mover]
        shaped = values.reshape(*values.shape[:-2], values.shape[-2], *rest)
        lead = values.ndim - 2
        return np.moveaxis(shaped, lead, lead + mover)

    def solve(self, x: int, following: np.ndarray, start: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, float]:
        """Solve one state at every node: log strategies (S, A, P, Q), values (C, P, Q) with the mover's
        own columns first, largest residual."""
        ahead = self._ahead(x, following)
        z, residual = self._settle(self.inputs[x], ahead, self._start(x, start), self.decisions[x].mover)
        return self._finished(x, ahead, z, residual)

    def _finished(
        self, x: int, ahead: np.ndarray, z: np.ndarray, residual: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """The same once the kernel has done what it can: what is left goes to more patient means.

        Raises:
            NotConverged: a node that no method solved.
        """
        inputs, i = self.inputs[x], self.decisions[x].mover
        static = {"lattice": self.lattices[i], "strategic": self.strategic[i]}
        where = np.argwhere(~(residual <= self.tolerance))
        if not len(where):
            value = state_values(inputs, ahead, z, plays=self.plays[i], **static)
            return z, np.asarray(value), float(residual.max())
        problem = nodes.NodeProblem(
            inputs, self.lattices[i], self.strategic[i], ahead[:, :, :, where[:, 1]], where[:, 0]
        )
        finished = nodes.finish(problem, z[:, :, where[:, 0], where[:, 1]], self.tolerance)
        if finished.worst > self.tolerance:
            raise self._failure(x, finished, where)
        z[:, :, where[:, 0], where[:, 1]] = finished.log_strategy
        self.folds += [nodes.Fold(self.game.structure.states[x], tuple(where[k]), how) for k, how in finished.folds]
        residual[where[:, 0], where[:, 1]] = finished.residual
        value = state_values(inputs, ahead, z, plays=self.plays[i], **static)
        return z, np.asarray(value), float(residual.max())

    def solve_joint(
        self, x: int, following: np.ndarray, start: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Solve one state of several movers at every node: log strategies (types, A, P_1, …, P_N), values
        (C, P_1, …, P_N), largest residual."""
        shape, tables, leads = self.joints[x]
        ahead = np.moveaxis(following[leads], 0, 1)
        flat = None if start is None else as_flat(shape, tables, start)
        z, error, folds = solve_joint(shape, tables, ahead, flat, self.tolerance)
        place = np.stack([grid.reshape(-1) for grid in np.indices(self.sizes)], axis=1)
        self.folds += [nodes.Fold(self.game.structure.states[x], tuple(place[k].tolist()), how) for k, how in folds]
        worst = int(np.argmax(np.nan_to_num(error, nan=np.inf)))
        if not error[worst] <= self.tolerance:
            s = self.game.structure
            names = " and ".join(s.actors[i] for i in shape.movers)
            raise NotConverged(
                f"state '{s.states[x]}', belief node {place[worst].tolist()}: residual {error[worst]:.2g} above "
                f"{self.tolerance:.2g} after Newton, precision steps and the arc; lower the precision of {names} or "
                "use a finer grid"
            )
        values = np.asarray(node_values(shape, tables, ahead, place, z)).T.reshape(-1, *self.sizes)
        return as_array(shape, tables, z), values, float(error.max())

    def _settle(
        self, inputs: StateTables, ahead: np.ndarray, start: np.ndarray, mover: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The kernel on every node for a few steps, then on ever fewer of those that have not settled.

        Most nodes settle in three steps; a few percent, where feedback is positive, take thirty.
        """
        lattice, own = self.lattices[mover], ahead[: len(self.strategic[mover])]
        static = {"lattice": lattice, "strategic": self.strategic[mover], "tolerance": self.tolerance}
        coordinates = np.asarray(lattice.nodes, float)
        few = start.shape[-2] * start.shape[-1] <= FEW_NODES
        steps = ALL_STEPS if few else FIRST_STEPS
        result = solve_nodes(inputs, own, coordinates[:, None], start, steps=steps, **static)
        z, residual = np.array(result.log_strategy), np.array(result.residual)
        self.iterations += int(result.iterations)
        for share, steps in () if few else LATER_STEPS:
            left = np.argwhere(~(residual <= self.tolerance))
            size = max(int(residual.size * share), LEAST_BATCH)
            for begin in range(0, len(left), size):
                chosen = np.resize(left[begin : begin + size], (size, 2))  # padded by repetition to one shape
                p, q = chosen.T
                part = solve_nodes(
                    inputs, own[..., q], coordinates[None, p], z[:, :, None, p, q], steps=steps, **static
                )
                z[:, :, p, q] = np.asarray(part.log_strategy)[:, :, 0]
                residual[p, q] = np.asarray(part.residual)[0]
        return z, residual

    def _failure(self, x: int, finished: nodes.Finished, where: np.ndarray) -> NotConverged:
        k = int(np.argmax(finished.residual))
        s = self.game.structure
        mover = self.decisions[x].mover
        belief = ", ".join(
            f"{label.id} {b:.3g}" for label, b in zip(s.types[mover], self.beliefs[mover][where[k, 0]], strict=True)
        )
        return NotConverged(
            f"state '{s.states[x]}', belief about {s.actors[mover]} ({belief}): residual {finished.worst:.2g} "
            f"above {self.tolerance:.2g} after Newton, precision steps and restarts; lower the precision of "
            f"{s.actors[mover]} or use a finer grid"
        )
