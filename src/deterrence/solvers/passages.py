"""Values of clock and chance states from those of the states they lead to, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from scipy import sparse

from ..games.stochastic import StochasticGame
from .compiled import in_place
from .lattice import Lattice
from .leader_turnover import Column, Renewal
from .tables import ChanceTables, chance_tables


@dataclass(frozen=True, eq=False)
class Group:
    """States of which none leads to another before time passes.

    Attributes:
        states: (n,).
        count: of all public states.
        starts, after, probability: (n + 1,) and flat, where each leads, and with what probability.
        flow: (n, C), paid on the way.
        discount: (n, C), what follows is worth.
    """

    states: np.ndarray
    count: int
    starts: np.ndarray
    after: np.ndarray
    probability: np.ndarray
    flow: np.ndarray
    discount: np.ndarray

    @classmethod
    def of(cls, tables: Sequence[ChanceTables], count: int, worth: Sequence[int]) -> Group:
        """Of some states' tables, among ``count`` states, with columns' payoffs at ``worth``."""
        place = [np.full(len(t.following), k) for k, t in enumerate(tables)]
        entries = np.concatenate([t.probability for t in tables]), (
            np.concatenate(place),
            np.concatenate([t.following for t in tables]),
        )
        following = sparse.csr_array(entries, shape=(len(tables), count))
        return cls(
            np.array([t.state for t in tables]),
            count,
            following.indptr,
            following.indices,
            following.data,
            np.array([t.payoff[list(worth)] for t in tables]),
            np.array([t.discount[list(worth)] for t in tables]),
        )

    @cached_property
    def following(self) -> sparse.csr_array:
        """(n, X), with what probability each leads where."""
        return sparse.csr_array((self.probability, self.after, self.starts), shape=(len(self.states), self.count))

    def at(self, rows: np.ndarray) -> Group:
        """Some of the states alone."""
        begins, many = self.starts[rows], np.diff(self.starts)[rows]
        starts = np.append(0, np.cumsum(many)).astype(self.starts.dtype)
        some = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], many)
        return Group(
            self.states[rows],
            self.count,
            starts,
            self.after[some],
            self.probability[some],
            self.flow[rows],
            self.discount[rows],
        )


@in_place
def come_back(
    states: np.ndarray,
    starts: np.ndarray,
    entry: np.ndarray,
    probability: np.ndarray,
    discount: np.ndarray,
    flow: np.ndarray,
    counted: bool,
    values: np.ndarray,
    into: np.ndarray,
) -> None:
    """Values at a group's states, written into (X, C, nodes), from those (X, C, nodes) after them.

    Args:
        states, discount, flow: see :class:`Group`. starts, entry, probability: its ``following``.
        counted: is what is paid on the way?
    """
    for n in range(len(states)):
        for c in range(values.shape[1]):
            share, paid = discount[n, c], flow[n, c] if counted else 0.0
            for v in range(values.shape[2]):
                total = 0.0
                for k in range(starts[n], starts[n + 1]):
                    total += probability[k] * values[entry[k], c, v]
                into[states[n], c, v] = total * share + paid


@in_place
def lay_out(
    starts: np.ndarray,
    after: np.ndarray,
    probability: np.ndarray,
    discount: np.ndarray,
    spot: np.ndarray,
    nodes: int,
    entry: np.ndarray,
    weight: np.ndarray,
) -> None:
    """Rows of what :func:`come_back` does to a change of values, by state, column and node.

    Args:
        starts, after, probability: the ``following`` of a :class:`Group`. discount: see there.
        spot, nodes: see :meth:`Passages.rows`.
        entry, weight: by entry of the rows, the place of the value that it is about, and how much of it; written.
    """
    columns, e = discount.shape[1], 0
    for n in range(len(starts) - 1):
        for c in range(columns):
            for v in range(nodes):
                for k in range(starts[n], starts[n + 1]):
                    there = spot[after[k]]
                    if there >= 0:
                        entry[e] = (there * columns + c) * nodes + v
                        weight[e] = probability[k] * discount[n, c]
                        e += 1


def _drawn(
    renewal: Renewal, after: np.ndarray, probability: np.ndarray, discount: np.ndarray, flat: np.ndarray, to: int
) -> None:
    """Values (C, P_1, …, P_N) before types are redrawn, written at a place among values, from those after."""
    before = renewal.before(np.tensordot(probability, flat[after], 1))
    flat[to] = before * discount.reshape(-1, *(1,) * (before.ndim - 1))


class Passages:
    """Every clock and chance state of a game.

    Args:
        game: the game.
        lattices: one per actor.
        columns: of values.

    Attributes:
        states: all of them.
    """

    def __init__(self, game: StochasticGame, lattices: Sequence[Lattice], columns: Sequence[Column]):
        tables = chance_tables(game)
        share, prior = game.renewal, np.asarray(game.numbers.prior)
        worth, count = [column.worth for column in columns], len(game.structure.states)
        clocks = set(game.structure.clocks)
        renewed = {x for x in tables if share is not None and share[x].any()}
        self.states = frozenset(tables)
        self._renewals = {x: Renewal(share[x], lattices, prior, columns) for x in renewed} if share is not None else {}
        kinds = [
            [t for x, t in tables.items() if x in clocks and x not in renewed],
            [t for x, t in tables.items() if x not in clocks and x not in renewed],
            *([tables[x]] for x in tables if x in renewed),
        ]
        self._groups = [Group.of(kind, count, worth) for kind in kinds if kind]
        self._rows = [{x: row for row, x in enumerate(group.states.tolist())} for group in self._groups]
        self._chosen: dict[tuple[int, ...], list[Group]] = {}

    def fill(
        self,
        values: np.ndarray,
        states: Sequence[int] | None = None,
        *,
        flow: bool = True,
        into: np.ndarray | None = None,
    ) -> None:
        """Values (X, C, P_1, …, P_N) at these states from those after them.

        Args:
            values: at all states.
            states: where; everywhere if None.
            flow: count what is paid on the way; without it, what a change of values changes.
            into: where they are written, of the same shape; in place if None, those after them first.
        """
        written = values if into is None else into
        flat, there = (v.reshape(*v.shape[:2], -1, copy=False) for v in (values, written))
        for group in self._groups if states is None else self._among(tuple(states)):
            if int(group.states[0]) in self._renewals:
                self._renew(group, values, there, flow)
            else:
                come_back(
                    group.states, group.starts, group.after, group.probability, group.discount, group.flow, flow, flat,
                    there,
                )  # fmt: skip

    def rows(
        self, states: Sequence[int], spot: np.ndarray, nodes: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """How values at these states depend on those after them, where types are not redrawn: rows of a sparse matrix.

        Args:
            states: where.
            spot: (X,), where the values of a state lie, counted in states; −1 for those that do not count.
            nodes: of all lattices together.

        Yields:
            Of some of the states, which, n of them; how many entries each of the rows (n·C·nodes,) has; by entry the
            place of the value that it is about, and how much of it.
        """
        for group in self._among(tuple(states)):
            if int(group.states[0]) not in self._renewals:
                columns = group.discount.shape[1]
                many = np.diff(np.append(0, np.cumsum(spot[group.after] >= 0))[group.starts])
                entry = np.empty(int(many.sum()) * columns * nodes, np.int64)
                weight = np.empty(len(entry))
                lay_out(group.starts, group.after, group.probability, group.discount, spot, nodes, entry, weight)
                yield group.states, np.repeat(many, columns * nodes), entry, weight

    def renewed(
        self, states: Sequence[int], spot: np.ndarray, to: np.ndarray, flat: np.ndarray
    ) -> Iterator[Callable[[], None]]:
        """What does the same in place where types are redrawn, to be done again whenever values have changed.

        Args:
            states, spot: as for :meth:`rows`. to: (X,), where values at these states are written.
            flat: (places, C, P_1, …, P_N), the values.
        """
        for group in self._among(tuple(states)):
            x = int(group.states[0])
            if x in self._renewals:
                counts = spot[group.after] >= 0
                after = spot[group.after[counts]], group.probability[counts]
                yield partial(_drawn, self._renewals[x], *after, group.discount[0], flat, int(to[x]))

    def _renew(self, group: Group, values: np.ndarray, there: np.ndarray, flow: bool) -> None:
        """The same at a state where types are redrawn."""
        x = int(group.states[0])
        drawn = self._renewals[x].before((group.following @ values.reshape(len(values), -1)).reshape(values.shape[1:]))
        there[x] = drawn.reshape(there.shape[1:]) * group.discount[0, :, None]
        if flow:
            there[x] += group.flow[0, :, None]

    def _among(self, states: tuple[int, ...]) -> list[Group]:
        """The groups of some states alone."""
        if states not in self._chosen:
            here = self.states.intersection(states)
            rows = [sorted(where[x] for x in here if x in where) for where in self._rows] if here else []
            self._chosen[states] = [
                group.at(np.array(some)) for group, some in zip(self._groups, rows, strict=False) if some
            ]
        return self._chosen[states]
