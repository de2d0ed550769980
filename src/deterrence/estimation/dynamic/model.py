"""A dynamic game met with its data: what every likelihood of it shares."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ..estimable import Derivative, Estimable
from .beliefs import FirstStep
from .game import DynamicGame

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Choice:
    """Choices at coefficients.

    Attributes:
        logs: (G, N, S, A), log p.
        moves: (G, N, S, A, K), its derivative in the coefficients of each game.
    """

    logs: Array
    moves: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class GamesModel(Estimable):
    """A dynamic game with data.

    Attributes:
        game: what does not depend on coefficients.
        games: names of the G games.
        columns, index, offset: payoffs in the coefficients, as in ``payoffs.Payoffs``.
        row_game, row_state: (n,), of every row, by place.
        row_actions: (n, N), by place.
        before: (n,), the row whose actions led here; -1 where a run of periods begins.
        beliefs: (G, N, S, A), chances estimated in a first step.
        learns: that step, from how often what was done.
        first_step: what was estimated of transitions, by name.
        level: (n,), the number of the state of every row as it stands there.
        leads: transitions, and what was estimated of them, from periods that follow one another; None where nothing is
            estimated.
    """

    game: DynamicGame
    games: tuple[str, ...]
    columns: Array
    index: Array
    offset: Array
    row_game: Array
    row_state: Array
    row_actions: Array
    before: Array
    beliefs: Array
    learns: FirstStep
    first_step: dict[str, Any]
    level: Array
    leads: Callable[[Array, Array, Array], tuple[Array, dict[str, Any]]] | None

    @abstractmethod
    def choice(self, theta: Array) -> Choice:
        """Choices at coefficients, with derivatives."""

    @abstractmethod
    def logs(self, theta: Array) -> Array:
        """(G, N, S, A), log p at coefficients; −∞ in games that are not solved."""

    def payoffs(self, theta: Array) -> Array:
        """(G, N, S, Π)."""
        return self.offset + np.einsum("gispk,gk->gisp", self.columns, theta[self.index], optimize=True)

    @cached_property
    def tally(self) -> Array:
        """(G, N, S, A), how often what was done."""
        found = np.zeros(self.beliefs.shape)
        for i in range(len(self.game.actors)):
            np.add.at(found[:, i], (self.row_game, self.row_state, self.row_actions[:, i]), 1.0)
        return found

    def learned(self) -> Self:
        """The same model with chances of the first step estimated from what was done; transitions stay."""
        return replace(self, beliefs=self.learns(self.tally))

    def trained(self) -> Self:
        """The same model with chances and transitions of the first step estimated from its rows."""
        if self.leads is None:
            return self.learned()
        after = np.flatnonzero(self.before >= 0)
        first = self.before[after]
        chances, first_step = self.leads(self.level[first], self.level[after], self.row_actions[first])
        return replace(self, game=replace(self.game, transition=chances), first_step=first_step).learned()

    def held_out(self, trained: Self, theta: Array, rows: Array) -> Array:
        """(n,), log likelihood of rows left out, at the chances, transitions and equilibria of the others."""
        return self.taken(rows).seen_at(trained.logs(theta))

    def pointwise(self, theta: Array) -> Array:
        """(n,), log Pr of what all did in each row."""
        return self.seen_at(self.logs(theta))

    def seen_at(self, logs: Array) -> Array:
        """(n,), log Pr of what all did in each row, where choices have the logs of chances (G, N, S, A)."""
        return np.sum([logs[self.row_game, i, self.row_state, a] for i, a in enumerate(self.row_actions.T)], axis=0)

    def log_likelihood(self, theta: Array) -> float:
        """Σ log Pr(seen), from how often what was done."""
        seen = self.tally > 0
        return float(self.tally[seen] @ self.logs(theta)[seen])

    def scores(self, theta: Array) -> Array:
        """(n, P), gradient of each row's log likelihood."""
        moves = self.choice(theta).moves
        local = np.sum([moves[self.row_game, i, self.row_state, a] for i, a in enumerate(self.row_actions.T)], axis=0)
        found = np.zeros((len(self.rows), self.size))
        np.add.at(found, (np.arange(len(found))[:, None], self.index[self.row_game]), local)
        return found

    def outer_products(self, theta: Array) -> Array:
        """(P, P), Σ gradient × gradient', choice by choice."""
        moves = self.choice(theta).moves
        return self.squared(gram(self.tally, moves, moves))

    def summed(self, by_game: Array) -> Array:
        """(P,), from the coefficients of each game (G, K)."""
        found = np.zeros(self.size)
        np.add.at(found, self.index, by_game)
        return found

    def squared(self, by_game: Array) -> Array:
        """(P, P), from the coefficients of each game (G, K, K)."""
        found = np.zeros((self.size, self.size))
        np.add.at(found, (self.index[:, :, None], self.index[:, None, :]), by_game)
        return found

    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows; those that follow one another and are both taken still do."""
        place = np.full(len(self.rows), -1)
        place[rows] = np.arange(len(rows))
        before = self.before[rows]
        return replace(
            self,
            counts=self.counts[:, rows],
            rows=self.rows[rows],
            row_game=self.row_game[rows],
            row_state=self.row_state[rows],
            row_actions=self.row_actions[rows],
            before=np.where(before >= 0, place[before], -1),
            level=self.level[rows],
        )

    def simulated(self, theta: Array, draws: np.random.Generator) -> Self:
        """The same games played again from the first state of every run of periods, all drawn at coefficients."""
        chances = np.where(self.game.available, np.exp(self.logs(theta)), 0.0).cumsum(-1)
        ahead = self.game.transition.cumsum(-1)
        sizes = [len(names) for names in self.game.actions]
        state, actions = self.row_state.copy(), np.empty_like(self.row_actions)
        for rows in self._generations():
            follow = self.before[rows] >= 0
            if follow.any():
                later, first = rows[follow], self.before[rows[follow]]
                profile = np.ravel_multi_index(tuple(actions[first].T), sizes)
                state[later] = _drawn(ahead[state[first], profile], draws)
            for i in range(len(sizes)):
                actions[rows, i] = _drawn(chances[self.row_game[rows], i, state[rows]], draws)
        return replace(self, row_state=state, row_actions=actions)

    def _generations(self) -> list[Array]:
        """Rows by how many periods of their run came before."""
        depth = np.zeros(len(self.rows), int)
        for k in np.flatnonzero(self.before >= 0):  # a row comes after the one that led to it
            depth[k] = depth[self.before[k]] + 1
        order = np.argsort(depth, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)


def _drawn(cumulated: Array, draws: np.random.Generator) -> Array:
    """(n,), places drawn from rows of cumulated chances."""
    threshold = draws.random(len(cumulated))[:, None] * cumulated[:, -1:]
    return np.asarray((cumulated <= threshold).sum(-1))


def gram(weights: Array, left: Array, right: Array) -> Array:
    """(G, K, K), Σ weight × left × right' over all but the first axis."""
    games, k = len(left), left.shape[-1]
    flat = (weights[..., None] * left).reshape(games, -1, k)
    return np.asarray(flat.swapaxes(1, 2) @ right.reshape(games, -1, k))


def derivative_of(model: GamesModel, value: float, gradient: Array, hessian: Array) -> Derivative:
    """Of the games' coefficients, as of the model's."""
    return Derivative(value, model.summed(gradient), model.squared(hessian))
