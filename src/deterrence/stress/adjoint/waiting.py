"""Clock states: values, targets and mass through a wait, with what they owe to rates and to discounting.

With R events a day of which b comes with probability p_b, a flow u_i a day and a discount rate r_i,

    V_i = (u_i + R Σ_b p_b V_i(b)) / (R + r_i).

Mass is pushed by ticks (:mod:`deterrence.forecasting.ticks`), Λ a day: at each the next event comes with probability
R/Λ. Λ is held constant, since nothing depends on it.

Shapes: B branches of the state, C columns, n nodes and v vertices, H targets with G rules for when a sum ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.leader_turnover import Column
from .chance import by_worth
from .links import Links
from .target import Targets


class Waiting:
    """One clock state.

    Args:
        game: with the arrays that it is differentiated at.
        columns, targets: as they are laid out.
        state: which.
    """

    def __init__(self, game: StochasticGame, columns: Sequence[Column], targets: Targets, state: int):
        s, numbers = game.structure, game.numbers
        assert game.clock is not None
        self.state, self.group = state, targets.group
        self.branches, self.joint = list(s.branches_at[state]), s.joints_at[state][0]
        self.following = s.outcome_next[s.branch_outcome[self.branches]]
        self.probability = np.asarray(numbers.branch_probability)[self.branches]
        self.gain, self.keep = targets.gain[self.branches], targets.keeps[self.branches]
        self.worth, self.owner = [c.worth for c in columns], [c.actor for c in columns]
        self.flow = np.asarray(numbers.payoff)[self.joint][self.worth]
        self.rate = float(game.clock.rate[state])
        self.interest = np.asarray(numbers.interest)[self.owner]
        self.wait = game.clock.wait[state, self.owner]

    def value(self, ahead: np.ndarray) -> np.ndarray:
        """Values (C, n) here from those of the states events lead to, (B, C, n)."""
        return self.wait[:, None] * (self.flow[:, None] + self.rate * np.tensordot(self.probability, ahead, 1))

    def pull_values(self, into: Numbers, values: np.ndarray, bar: np.ndarray) -> None:
        """Add what values owe here to cotangents of the game's numbers.

        Args:
            into: cotangents of the game's numbers, added to.
            values: (B, C, n), of the states events lead to. bar: (C, n, H), cotangents of the values here.
        """
        assert into.pace is not None and into.interest is not None
        into.payoff[self.joint] += by_worth(self.worth, self.wait[:, None] * bar.sum(1), into.payoff.shape[1])
        mean = np.tensordot(self.probability, values, 1)
        by_rate = (self.interest[:, None] * mean - self.flow[:, None]) * self.wait[:, None] ** 2
        by_interest = -(self.flow[:, None] + self.rate * mean) * self.wait[:, None] ** 2
        into.pace[self.state] += np.einsum("cn,cnh->h", by_rate, bar)
        np.add.at(into.interest, self.owner, np.einsum("cn,cnh->ch", by_interest, bar))
        each = (self.rate * self.wait)[:, None, None] * bar
        into.branch_probability[self.branches] += np.tensordot(values, each, ((1, 2), (0, 1)))

    def slopes(self, nodes: int) -> sparse.csr_array:
        """How the values here move with those of the states events lead to, (C·n, B·C·n)."""
        each = np.outer(self.probability, np.repeat(self.rate * self.wait, nodes))
        row = np.tile(np.arange(each.shape[1]), len(each))
        return sparse.csr_array((each.ravel(), (row, np.arange(each.size))), shape=(each.shape[1], each.size))

    def links(self, outer: int, ticks: float) -> list[Links]:
        """Where a tick takes mass, as places: where it was, and event by event.

        Args:
            outer: v. ticks: Λ.
        """
        every, share = np.arange(outer), self.rate / ticks
        here, branch = self.state * outer + every, np.repeat(np.arange(len(self.branches)), outer)
        stays = Links.each(
            here, here, np.full(outer, 1 - share), np.ones((1, self.keep.shape[1])), np.zeros(outer, int)
        )
        ahead = (self.following[:, None] * outer + every).ravel()
        chance = share * self.probability[branch]
        return [stays, Links.each(np.tile(here, len(self.branches)), ahead, chance, self.keep, branch)]

    def gained(self, ticks: float) -> np.ndarray:
        """Expected gain at a tick, (H,), of Λ a day."""
        return self.rate / ticks * (self.probability @ self.gain)

    def pull(self, into: Numbers, products: Sequence[np.ndarray], mass: np.ndarray, ticks: float) -> np.ndarray:
        """Add what targets owe here to cotangents of the game's numbers.

        Args:
            into: cotangents of the game's numbers, added to.
            products: (Z, H) by link of :meth:`links`, mass before the tick times targets after it; summed over ticks.
            mass: (v, G), mass before the tick, as often as gains at the tick count.
            ticks: Λ.

        Returns:
            Cotangents of gains, (B, H).
        """
        assert into.pace is not None
        width, reached, share = len(self.group), mass.sum(0)[self.group], self.rate / ticks
        ahead = products[1].reshape(len(self.branches), -1, width).sum(1)
        kept = self.keep[:, self.group] * ahead + self.gain * reached
        into.pace[self.state] += (self.probability @ kept - products[0].sum(0)) / ticks
        into.branch_probability[self.branches] += share * kept
        return share * self.probability[:, None] * reached
