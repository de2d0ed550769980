"""Values of clock and chance states from those of the states they lead to, many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..games.stochastic import StochasticGame
from .lattice import Lattice
from .leader_turnover import Column, Renewal
from .tables import ChanceTables, chance_tables


@dataclass(frozen=True, eq=False)
class Group:
    """States of which none leads to another before time passes.

    Attributes:
        states: (n,).
        following: (n, X), with what probability each leads where.
        flow: (n, C), paid on the way.
        discount: (n, C), what follows is worth.
    """

    states: np.ndarray
    following: sparse.csr_array
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
        return cls(
            np.array([t.state for t in tables]),
            sparse.csr_array(entries, shape=(len(tables), count)),
            np.array([t.payoff[list(worth)] for t in tables]),
            np.array([t.discount[list(worth)] for t in tables]),
        )


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

    def fill(self, values: np.ndarray, states: Collection[int] | None = None, *, flow: bool = True) -> None:
        """Values (X, C, P_1, …, P_N) at these states from those after them, in place.

        Args:
            values: at all states.
            states: where; everywhere if None.
            flow: count what is paid on the way; without it, what a change of values changes.
        """
        flat, tail = values.reshape(len(values), -1, copy=False), values.shape[1:]
        wide = (..., *(None,) * (values.ndim - 2))
        wanted = self.states if states is None else set(states)
        for group in self._groups:
            rows = np.array([k for k, x in enumerate(group.states.tolist()) if x in wanted], int)
            if not len(rows):
                continue
            here = group.states[rows]
            after = (group.following[rows] @ flat).reshape(-1, *tail)
            if int(here[0]) in self._renewals:
                after = self._renewals[int(here[0])].before(after[0])[None]
            after *= group.discount[rows][wide]
            if flow:
                after += group.flow[rows][wide]
            values[here] = after
