"""Clock states: values, targets and mass through a wait, with what they owe to rates and to discounting.

With R events a day of which b comes with probability p_b, a flow u_i a day and a discount rate r_i,

    V_i = (u_i + R Σ_b p_b V_i(b)) / (R + r_i).

Mass is pushed by ticks (:mod:`deterrence.forecasting.ticks`), Λ a day: at each the next event comes with probability
R/Λ. Λ is held constant, since nothing hangs on it. What an event at tick k gains counts with the probability w_k that
the tick falls within the window.

Shapes: B branches of the state, C columns, n nodes and v vertices, H targets with G rules for when a sum ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.leader_turnover import Column
from .chance import by_worth
from .target import Targets


class Waiting:
    """One clock state.

    Args:
        game: with the arrays that it is differentiated at.
        columns, targets: as they are laid out.
        state: which.
        ticks: Λ.
    """

    def __init__(self, game: StochasticGame, columns: Sequence[Column], targets: Targets, state: int, ticks: float):
        s, numbers = game.structure, game.numbers
        assert game.clock is not None
        self.state, self.group, self.ticks = state, targets.group, ticks
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

    def pull_values(self, into: Numbers, values: np.ndarray, bar: np.ndarray) -> np.ndarray:
        """Carry cotangents of values back.

        Args:
            into: cotangents of the game's numbers, added to.
            values: (B, C, n), of the states events lead to. bar: (C, n, H), cotangents of the values here.

        Returns:
            Cotangents of the values there, (B, C, n, H).
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
        return self.probability[:, None, None, None] * each

    def _event(self, ahead: np.ndarray, within: float) -> np.ndarray:
        """Targets (v, H) of an event that comes at a tick, from those after it, (B, v, H)."""
        kept = (self.probability[:, None] * self.keep)[:, self.group]
        return np.einsum("bh,bvh->vh", kept, ahead) + within * (self.probability @ self.gain)

    def before(self, here: np.ndarray, ahead: np.ndarray, within: float) -> np.ndarray:
        """Targets (v, H) before a tick, from those here after it, and those of the states events lead to."""
        share = self.rate / self.ticks
        return (1 - share) * here + share * self._event(ahead, within)

    def pull_mass(
        self, into: Numbers, here: np.ndarray, ahead: np.ndarray, mass: np.ndarray, within: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Carry mass through a tick.

        Args:
            into: cotangents of the game's numbers, added to.
            here: (v, H), targets here after the tick. ahead: (B, v, H), of the states events lead to.
            mass: (v, G), that still counts here. within: w_k.

        Returns:
            Mass that stays, (v, G); that goes to the states events lead to, (B, v, G); cotangents of gains, (B, H).
        """
        assert into.pace is not None
        share, by_target = self.rate / self.ticks, mass[:, self.group]
        into.pace[self.state] += np.einsum("vh,vh->h", by_target, self._event(ahead, within) - here) / self.ticks
        reached = within * by_target.sum(0)
        kept = self.keep[:, self.group] * np.einsum("bvh,vh->bh", ahead, by_target)
        into.branch_probability[self.branches] += share * (kept + self.gain * reached)
        there = share * self.probability[:, None, None] * self.keep[:, None] * mass
        return (1 - share) * mass, there, share * self.probability[:, None] * reached
