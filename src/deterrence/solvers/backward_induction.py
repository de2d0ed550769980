"""Backward induction over public states on a fixed belief lattice."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from ..errors import NotConverged
from ..games.stochastic import StochasticGame
from ..unwanted import go_on
from . import node_fallback as nodes
from .joint_tables import JointTables, factors, payoff_tensor
from .kernel import CLOSED
from .lattice import Lattice
from .leader_turnover import value_columns
from .mover_states import PURE_LEAD, MoverStates
from .passages import Passages
from .tables import decision_tables, require_choice

if TYPE_CHECKING:
    from .joint import JointShape

SHARES = 8  # parts of a stage for each worker, so that none waits long for another
NODES_A_JOB = 2000  # fewer are not worth a call of their own
STEPS = 50  # of the kernel's at a node, before it is left to more patient means

Job = Callable[[], dict[int, tuple[np.ndarray, float]]]


@dataclass
class Sweeper:
    """Solves one stage of a game on a lattice, state by state.

    Attributes:
        game: the game.
        lattices: one per actor.
        tolerance: on max |σ − logit(Q)| at every node.
        threads: that share the states of a stage; the result is the same to the bit, whatever their number.
        folds: descriptions of nodes where the path in precision folded or had to jump.
    """

    game: StochasticGame
    lattices: tuple[Lattice, ...]
    tolerance: float
    threads: int = 1
    folds: list[nodes.Fold] = field(default_factory=list)

    def __post_init__(self) -> None:
        require_choice(self.game)
        s, n = self.game.structure, self.game.numbers
        self.sizes = tuple(len(lattice) for lattice in self.lattices)
        self.strategic = tuple(tuple(k for k, label in enumerate(kinds) if label.strategic) for kinds in s.types)
        self.columns = value_columns(self.game)
        self.beliefs = tuple(
            lattice.beliefs(np.asarray(n.prior)[i, : lattice.types]) for i, lattice in enumerate(self.lattices)
        )
        self.worth = [column.worth for column in self.columns]
        self.discount = np.asarray(n.discount)[[column.actor for column in self.columns]]
        self.passages = Passages(self.game, self.lattices, self.columns)
        self.movers = self._movers()
        self.joints = {x: self._joint_tables(x) for x, movers in enumerate(s.movers) if len(movers) > 1}

    def within(self, tolerance: float) -> Sweeper:
        """The same at another tolerance; what is laid out, and the folds, are shared."""
        other = copy.copy(self)
        other.tolerance = tolerance
        return other

    @cached_property
    def decisions(self) -> frozenset[int]:
        """States where somebody moves."""
        return frozenset(self.joints).union(*(mover.place for mover in self.movers))

    def _movers(self) -> list[MoverStates]:
        """The states where one actor alone moves, by actor; those who never do are left out."""
        tables = decision_tables(self.game)
        most = max((len(t.moves) for t in tables.values()), default=1)
        mine = {i: [t for t in tables.values() if t.mover == i] for i in range(len(self.lattices))}
        return [
            MoverStates(self.game, i, owned, self.lattices, self.columns, most) for i, owned in mine.items() if owned
        ]

    def _joint_tables(self, x: int) -> tuple[JointShape, JointTables, np.ndarray]:
        """Shape and numbers of a state where several actors move, and the states its outcomes lead to."""
        from .joint import JointShape  # imports JAX, which games of one mover at a time do without

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
        values = np.array(np.broadcast_to(worth.reshape(*worth.shape, *(1,) * len(self.sizes)), shape), order="C")
        self.passages.fill(values)
        return values

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
        following = np.ascontiguousarray(following)
        values = following.copy()
        strategies, residuals = self.solve(following, values, states, warm)
        self.passages.fill(values, tuple(states))
        return values, strategies, residuals

    def solve(
        self,
        following: np.ndarray,
        before: np.ndarray,
        states: Collection[int],
        warm: Callable[[int], np.ndarray | None],
        *,
        held: bool = False,
    ) -> tuple[dict[int, np.ndarray], dict[int, float]]:
        """Solve the decisions among some states.

        Args:
            following: values after the move, (X, C, P_1, …, P_N), contiguous.
            before: where values before the move are written, at these states; ``following`` itself where none of them
                leads to another.
            states: which.
            warm: log strategies to start a state from, or None.
            held: where one actor alone moves strategies stay as they are given, and are only evaluated.

        Returns:
            log strategies by decision state (S, A, P_i, Q), residuals by state.

        Raises:
            Unwanted: nobody wants the solution any more.
        """
        go_on()
        strategies: dict[int, np.ndarray] = {}
        residuals: dict[int, float] = {}
        jobs = [job for mover in self.movers for job in self._alone(mover, states, following, before, warm, held)]
        jobs += [partial(self._together, x, following, before, warm) for x in states if x in self.joints]
        if self.threads == 1 or len(jobs) == 1 or not self.worth_sharing(states):
            solved = [job() for job in jobs]
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                solved = [job.result() for job in [pool.submit(job) for job in jobs]]
        for part in solved:
            for x, (z, residual) in part.items():
                strategies[x], residuals[x] = z, residual
        return strategies, residuals

    def worth_sharing(self, states: Collection[int]) -> bool:
        """Are there so many nodes at some states that threads are worth beginning?"""
        return len(states) * math.prod(self.sizes) >= NODES_A_JOB

    def _alone(
        self,
        mover: MoverStates,
        states: Collection[int],
        following: np.ndarray,
        values: np.ndarray,
        warm: Callable[[int], np.ndarray | None],
        held: bool,
    ) -> list[Job]:
        """What there is to do at the states where one actor alone moves, in parts for the workers to share."""
        mine = [x for x in states if x in mover.place]
        _, _, p, q = mover.shape
        shares = 1 if self.threads == 1 else self.threads * SHARES
        size = max(-(-len(mine) // shares), NODES_A_JOB // (p * q), 1)
        parts = [mine[begin : begin + size] for begin in range(0, len(mine), size)]
        return [partial(self._solve, mover, part, following, values, warm, held) for part in parts]

    def _solve(
        self,
        mover: MoverStates,
        states: list[int],
        following: np.ndarray,
        values: np.ndarray,
        warm: Callable[[int], np.ndarray | None],
        held: bool,
    ) -> dict[int, tuple[np.ndarray, float]]:
        """Solve some states of a mover: log strategies and largest residual of each; values are written.

        Raises:
            NotConverged: a node that no method solved.
        """
        z = np.empty((len(states), *mover.shape))
        for k, x in enumerate(states):
            known = warm(x)
            z[k] = mover.start(x) if known is None else known
        residual = np.empty((len(states), *mover.shape[2:]))
        steps = 0 if held else STEPS
        mover.solve(states, following, values, z, residual, steps=steps, tolerance=self.tolerance)
        for k in [] if held else np.flatnonzero(~(residual.max((1, 2)) <= self.tolerance)).tolist():
            self._finish(mover, states[k], following, z[k], residual[k])
            one = slice(k, k + 1)
            mover.solve([states[k]], following, values, z[one], residual[one], steps=0, tolerance=self.tolerance)
        return {x: (z[k], float(residual[k].max())) for k, x in enumerate(states)}

    def _together(
        self, x: int, following: np.ndarray, values: np.ndarray, warm: Callable[[int], np.ndarray | None]
    ) -> dict[int, tuple[np.ndarray, float]]:
        """The same for a state where several actors move."""
        z, values[x], residual = self.solve_joint(x, following, warm(x))
        return {x: (z, residual)}

    def _finish(self, mover: MoverStates, x: int, following: np.ndarray, z: np.ndarray, residual: np.ndarray) -> None:
        """Solve what the kernel has left of a state (S, A, P, Q) by more patient means, in place.

        Raises:
            NotConverged: a node that no method solved.
        """
        where = np.argwhere(~(residual <= self.tolerance))
        p, q = where.T
        moves = len(mover.log_weight(x))
        finished = nodes.finish(mover.problem(x, following, where), z[:, :moves, p, q], self.tolerance)
        if finished.worst > self.tolerance:
            raise self._failure(x, finished, where)
        z[:, :moves, p, q] = finished.log_strategy
        self.folds += [nodes.Fold(self.game.structure.states[x], tuple(where[k]), how) for k, how in finished.folds]

    def warm_up(self) -> None:
        """Compile the kernels, by solving one state per mover for an empty future."""
        ending = self.ending()
        for mover in self.movers:
            self.stage(ending, list(mover.place)[:1], lambda _: None)

    def pure_start(self, x: int, which: int | None) -> np.ndarray | None:
        """Log strategies with nearly all weight on one move of a state; None for the base weights."""
        if which is None:
            return None
        if x in self.joints:
            return self._pure_joint(x, which)
        return next(mover for mover in self.movers if x in mover.place).start(x, which)

    def _pure_joint(self, x: int, which: int) -> np.ndarray:
        from .joint import as_array, base

        shape, tables, _ = self.joints[x]
        lead = [
            np.tile(np.where(np.arange(len(w)) == which % len(w), PURE_LEAD, 0.0), len(kinds))
            for kinds, w in zip(shape.strategic, tables.log_weight, strict=True)
        ]
        start = base(tables, shape) + np.concatenate(lead)
        return as_array(shape, tables, np.tile(start, (int(np.prod(self.sizes)), 1)))

    def solve_joint(
        self, x: int, following: np.ndarray, start: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """Solve one state of several movers at every node: log strategies (types, A, P_1, …, P_N), values
        (C, P_1, …, P_N), largest residual."""
        from .joint import as_array, as_flat, node_values, solve_joint

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

    def _failure(self, x: int, finished: nodes.Finished, where: np.ndarray) -> NotConverged:
        k = int(np.argmax(finished.residual))
        s = self.game.structure
        mover = s.movers[x][0]
        belief = ", ".join(
            f"{label.id} {b:.3g}" for label, b in zip(s.types[mover], self.beliefs[mover][where[k, 0]], strict=True)
        )
        return NotConverged(
            f"state '{s.states[x]}', belief about {s.actors[mover]} ({belief}): residual {finished.worst:.2g} "
            f"above {self.tolerance:.2g} after Newton, precision steps and restarts; lower the precision of "
            f"{s.actors[mover]} or use a finer grid"
        )
