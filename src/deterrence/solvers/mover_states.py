"""All states where one actor alone moves, laid out for the compiled kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import local

import numpy as np
from scipy.special import logsumexp

from ..games.stochastic import StochasticGame
from .belief_lookup import NEVER
from .kernel import CLOSED, solve_states
from .lattice import Lattice
from .leader_turnover import Column
from .linear_kernel import value_equations
from .mover_arrays import MoverArrays, Work, response_room, room
from .node_fallback import NodeProblem
from .tables import DecisionTables

PURE_LEAD = 8.0  # log-odds of the favoured move when a search starts near a pure strategy


class MoverStates:
    """States of one mover.

    Args:
        game: the game.
        mover: index of the actor.
        tables: of its states.
        lattices: one per actor.
        columns: of values.
        most: A, what the moves of a state are padded to.

    Attributes:
        tables: as given.
        place: where each state stands among them.
        order: columns with the mover's strategic types first.
        lattice, strategic: the mover's.
        shape: (S, A, P, Q) of a state's log strategies.
        sizes: nodes of the lattices of the actors before the mover, of its own, and of those after it.
        outcomes: the most that a state has.
        arrays: see :class:`.mover_arrays.MoverArrays`.
    """

    def __init__(
        self,
        game: StochasticGame,
        mover: int,
        tables: Sequence[DecisionTables],
        lattices: Sequence[Lattice],
        columns: Sequence[Column],
        most: int,
    ):
        s, n = game.structure, game.numbers
        own = len(s.columns)
        first = [c for c, (j, _) in enumerate(s.columns) if j == mover]
        self.order = (*first, *(c for c, column in enumerate(columns) if column.actor != mover or c >= own))
        self.tables, self.lattice = list(tables), lattices[mover]
        self.place = {t.state: m for m, t in enumerate(tables)}
        self.strategic = tuple(k for k, label in enumerate(s.types[mover]) if label.strategic)
        sizes = [len(lattice) for lattice in lattices]
        before, after = int(np.prod(sizes[:mover])), int(np.prod(sizes[mover + 1 :]))
        self.sizes = (before, sizes[mover], after)
        self.shape = (len(self.strategic), most, sizes[mover], before * after)
        ordered = [columns[c] for c in self.order]
        kinds = len(s.types[mover])
        seat = np.full(kinds, -1)
        seat[list(self.strategic)] = np.arange(len(self.strategic))
        worth = [column.worth for column in ordered]
        weight = np.concatenate([t.weight for t in tables])
        rule = np.concatenate([t.rule for t in tables])
        # By outcome: the moves that may lead to it.
        branches = [np.nonzero(t.show.T) for t in tables]
        count = [
            np.bincount(outcome, minlength=t.show.shape[1]) for t, (outcome, _) in zip(tables, branches, strict=True)
        ]
        with np.errstate(divide="ignore"):
            log_weight = np.where(weight > 0, np.log(weight), CLOSED)
        probability = np.concatenate([t.show[a, o] for t, (o, a) in zip(tables, branches, strict=True)])
        self.arrays = MoverArrays(
            moves=_starts([len(t.moves) for t in tables]),
            log_weight=log_weight,
            payoff=np.ascontiguousarray(np.concatenate([t.payoff for t in tables])[:, worth]),
            rule=rule,
            outcomes=_starts([len(t.following) for t in tables]),
            following=np.concatenate([t.following for t in tables]),
            rule_log=np.concatenate([np.log(np.maximum(t.show.T @ t.rule, NEVER)) for t in tables]),
            branches=_starts(np.concatenate(count)),
            move=np.concatenate([move for _, move in branches]),
            probability=probability,
            log_probability=np.log(np.maximum(probability, NEVER)),
            order=np.array(self.order),
            plays=np.array([column.play if column.actor == mover else -1 for column in ordered]),
            discount=np.asarray(n.discount, float)[[column.actor for column in ordered]],
            strategic=np.array(self.strategic),
            seat=seat,
            belief=self.lattice.beliefs(np.asarray(n.prior)[mover, :kinds]),
            nodes=np.asarray(self.lattice.nodes, float),
            table=self.lattice.table.reshape(-1),
            extent=self.lattice.extent,
            spacing=float(self.lattice.spacing),
            precision=float(np.asarray(n.precision)[mover]),
        )
        self._states = np.array([t.state for t in tables])
        self.outcomes = max(len(t.following) for t in tables)
        self._rooms = local()

    def solve(
        self,
        states: Sequence[int],
        following: np.ndarray,
        before: np.ndarray,
        log_strategy: np.ndarray,
        residual: np.ndarray,
        *,
        steps: int,
        tolerance: float,
    ) -> None:
        """Solve some of the states at every node, in place; see :func:`.kernel.solve_states`.

        Args:
            states: which, n of them.
            following: values after the move, (X, C, P_1, …, P_N).
            before: the same before the move, written at these states.
            log_strategy: (n, S, A, P, Q), where each starts; its solution takes its place.
            residual: (n, P, Q), written.
            steps: most of Newton's steps; none only evaluates what is given.
            tolerance: on the residual.
        """
        wide = (*following.shape[:2], *self.sizes)
        solve_states(
            self.arrays,
            self.room(),
            np.array([self.place[x] for x in states]),
            self._states,
            following.reshape(wide),
            before.reshape(wide, copy=False),
            log_strategy,
            residual,
            steps,
            float(tolerance),
        )

    def room(self) -> Work:
        """Room for one node, the same each time: what is written there one thread reads before it asks again."""
        found: Work | None = getattr(self._rooms, "one", None)
        if found is None:
            found = self._rooms.one = room(len(self.strategic), self.shape[1], self.outcomes, self.lattice.types)
        return found

    def start(self, x: int, lead: int | None = None) -> np.ndarray:
        """Log strategies (S, A, P, Q) at a state's base weights, or near the pure move of a number.

        Args:
            x: the state.
            lead: number of the move with nearly all weight; modulo the moves that there are.
        """
        log = np.full(self.shape[1], CLOSED)
        table = self.tables[self.place[x]]
        own = self.log_weight(x).copy()
        if lead is not None:
            own[lead % len(own)] += PURE_LEAD
            own -= logsumexp(own[np.exp(own) > 0])
        log[: len(table.moves)] = np.maximum(own, CLOSED)
        return np.array(np.broadcast_to(log[None, :, None, None], self.shape), order="C")

    def log_weight(self, x: int) -> np.ndarray:
        """log μ of a state's moves, (A_x,)."""
        begin, end = self.arrays.moves[self.place[x] :][:2]
        return self.arrays.log_weight[begin:end]

    def problem(self, x: int, following: np.ndarray, place: np.ndarray) -> NodeProblem:
        """Nodes of a state, places (N, 2) among its P × Q, for the patient means of :mod:`.node_fallback`."""
        m, t = self.place[x], self.tables[self.place[x]]
        begin, end = self.arrays.moves[m : m + 2]
        own, s = list(self.order[: len(self.strategic)]), len(self.strategic)
        wide = following.reshape(*following.shape[:2], *self.sizes)[t.following][:, own]
        ahead = wide.transpose(1, 0, 3, 2, 4).reshape(s, len(t.following), self.sizes[1], -1)
        return NodeProblem(
            show=t.show,
            payoff=self.arrays.payoff[begin:end, :s],
            log_weight=self.arrays.log_weight[begin:end],
            rule=t.rule,
            precision=self.arrays.precision,
            discount=self.arrays.discount[:s],
            lattice=self.lattice,
            strategic=self.strategic,
            following=ahead[..., place[:, 1]],
            node=place[:, 0],
        )


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the entries of the equations of some states of a mover lie, whatever the numbers.

    Attributes:
        chosen: (n,), the states, places among the mover's.
        lengths: (n·C·nodes,), how many entries each row has.
        begins: (n, C), where those of a state's rows for each column begin, in the order of the mover's columns.
        size: how many all have.
    """

    chosen: np.ndarray
    lengths: np.ndarray
    begins: np.ndarray
    size: int

    @classmethod
    def of(cls, mover: MoverStates, states: Sequence[int], spot: np.ndarray, *, answered: bool) -> Layout:
        """Of :class:`Equations` with the same arguments."""
        chosen = np.array([mover.place[x] for x in states])
        columns, own, kinds = len(mover.order), len(mover.strategic), mover.lattice.types
        counts = spot[mover.arrays.following] >= 0
        live = np.add.reduceat(counts.astype(np.int64), mover.arrays.outcomes[:-1])[chosen]
        wide = np.where(np.arange(columns) < own, own, own + 1) if answered else np.ones(columns, int)
        length = (live[:, None] * kinds * wide)[:, np.argsort(mover.order)]
        nodes = int(np.prod(mover.sizes))
        lengths = np.repeat(length.reshape(-1), nodes)
        starts = _starts(lengths)
        begins = np.ascontiguousarray(starts[:-1:nodes].reshape(length.shape)[:, list(mover.order)])
        return cls(chosen, lengths, begins, int(starts[-1]))


class Equations:
    """How values before the move depend on those after it at some states of a mover: rows of a sparse matrix.

    Rows run over the states, n of them, columns of values in their own order, and nodes.

    Args:
        mover, states: whose move, and where.
        spot: (X,), where the values of a state lie, counted in states; −1 for those that do not count.
        layout: of the same states, of a game of the same structure.
        answered: strategies answer to values, as at a solution; they stay as they are otherwise.
    """

    def __init__(
        self, mover: MoverStates, states: Sequence[int], spot: np.ndarray, layout: Layout, *, answered: bool
    ):
        self._mover, self._states, self._spot, self._answered = mover, list(states), spot, answered
        self._layout = layout
        self._response = response_room(len(mover.order), len(mover.strategic), mover.shape[1], mover.outcomes)

    def fill(
        self, following: np.ndarray, strategies: Mapping[int, np.ndarray], entry: np.ndarray, weight: np.ndarray
    ) -> None:
        """Work the matrix out near given strategies.

        Args:
            following: values after the move, (X, C, P_1, …, P_N).
            strategies: log strategies by state, (S, A, P, Q).
            entry, weight: by entry of the matrix, the place of the value that it is about, and how much of it; written.
        """
        value_equations(
            self._mover.arrays,
            self._mover.room(),
            self._response,
            self._layout.chosen,
            self._spot,
            following.reshape(*following.shape[:2], *self._mover.sizes),
            np.stack([strategies[x] for x in self._states]),
            self._answered,
            self._layout.begins,
            entry,
            weight,
        )


def _starts(lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    """Where each of several runs begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
