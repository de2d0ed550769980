"""A game without private types as matrices: one actor's decision problem while the others' σ is fixed.

Chance states take no time and are not discounted.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ...errors import UnsupportedGame
from ...games.stochastic import StochasticGame
from ...games.structure import Standing
from .turns import Array


class Arena:
    """A game's joint moves as matrices, for given strategies."""

    def __init__(self, game: StochasticGame):
        s, n = game.structure, game.numbers
        self.game, self.structure = game, s
        self.count = len(s.states)
        self.payoff = np.asarray(n.payoff, float)
        self.ending = np.asarray(n.ending, float)
        self.discount, self.precision = np.asarray(n.discount, float), np.asarray(n.precision, float)
        self.weight = np.asarray(n.base_weight, float)
        where = (s.branch_joint, s.outcome_next[s.branch_outcome])
        shape = (len(s.joint_state), self.count)
        self.onward = sparse.csr_array((np.asarray(n.branch_probability, float), where), shape=shape)
        self.chance = s.standing == Standing.CHANCE
        self.terminal = s.standing == Standing.TERMINAL

    def weights(self, sigma: Array, without: int | None = None) -> Array:
        """Pr(joint move | state) under σ (M,), (J,); with one actor's own probabilities left out."""
        made = self.structure.joint_moves
        chosen = np.where(made >= 0, sigma[made], 1.0)
        if without is not None:
            chosen[:, without] = 1.0
        return chosen.prod(1)

    def by_move(self, actor: int, sigma: Array, following: Array) -> Array:
        """Q of every move of an actor, (M,), from values after the move (X,); zero for others' moves."""
        worth = self.payoff[:, actor] + self.discount[actor] * (self.onward @ following)
        q = np.zeros(len(sigma))
        move = self.structure.joint_moves[:, actor]
        mine = move >= 0
        np.add.at(q, move[mine], (self.weights(sigma, actor) * worth)[mine])
        return q

    def before(self, actor: int, sigma: Array, following: Array) -> Array:
        """Values before a move from those after it, (X,)."""
        worth = self.payoff[:, actor] + self.discount[actor] * (self.onward @ following)
        value = np.bincount(self.structure.joint_state, self.weights(sigma) * worth, minlength=self.count)
        return self.through_chance(actor, np.where(self.terminal, self.ending[:, actor], value))

    def through_chance(self, actor: int, value: Array) -> Array:
        """Values with those of chance states filled in from the states they lead to."""
        if not self.chance.any():
            return value
        known = np.where(self.chance, 0.0, value)
        here = np.flatnonzero(self.chance)
        joints = [self.structure.joints_at[x][0] for x in here]
        onward = self.onward[joints]
        system = sparse.eye_array(len(here)) - onward[:, here]
        known[here] = splu(system.tocsc()).solve(self.payoff[joints, actor] + onward @ known)
        return known

    def stationary(self, actor: int, sigma: Array) -> Array:
        """The value of σ to an actor in a game without a horizon, (X,).

        Raises:
            UnsupportedGame: at δ = 1, if play is not sure to end.
        """
        s = self.structure
        keep = np.where(self.chance, 1.0, self.discount[actor])[s.joint_state]
        weight = self.weights(sigma)
        where = (s.joint_state, np.arange(len(weight)))
        rows = sparse.csr_array((weight, where), shape=(self.count, len(weight)))
        right = np.where(self.terminal, self.ending[:, actor], rows @ self.payoff[:, actor])
        passed = rows @ (self.onward * keep[:, None])
        try:
            value = splu((sparse.eye_array(self.count) - passed).tocsc()).solve(right)
        except RuntimeError as error:  # SuperLU: exactly singular
            raise UnsupportedGame("values do not exist: with discount 1, play must be sure to end") from error
        return value

    def gaps(self, sigma: Array, following: list[Array]) -> Array:
        """max |σ − logit(Q)| at every state, (X,)."""
        gap = np.zeros(self.count)
        for i, after in enumerate(following):
            q = self.by_move(i, sigma, after)
            for x in range(self.count):
                rows = list(self.structure.moves_at[x][i])
                if rows:
                    logit = self.precision[i] * (q[rows] - q[rows].max())
                    reply = self.weight[rows] * np.exp(logit)
                    gap[x] = max(gap[x], float(np.abs(sigma[rows] - reply / reply.sum()).max()))
        return gap

    def greedy(self, actor: int, sigma: Array, q: Array, margin: float) -> Array:
        """σ with one actor's moves replaced by its best ones; a best move already made is kept."""
        better = sigma.copy()
        for x in range(self.count):
            rows = [m for m in self.structure.moves_at[x][actor] if self.weight[m] > 0]
            if rows:
                top = max(q[m] for m in rows)
                held = [m for m in rows if sigma[m] == 1.0 and q[m] >= top - margin]
                better[rows] = 0.0
                better[held[0] if held else rows[int(np.argmax(q[rows]))]] = 1.0
        return better
