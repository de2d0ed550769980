"""The equations of a logit equilibrium in Markov strategies, with their exact derivatives.

Unknowns z = (ℓ, v): ℓ = log σ of every move (M), and v, the values of the states whose worth is not
known beforehand (N·Y, actor by actor). With σ the softmax of ℓ over each choice (one actor's moves at
one state) and s in [0, 1] the share of the precision that is switched on, F(z, s) = 0 reads

    ℓ_a     = log softmax( log μ + s λ_i Q )_a          for every move a of actor i
    v_i(x)  = Σ_j w_j g_ij                              over the joint moves j of every unknown state x
    g_ij    = u_i(j) + δ_i Σ_x' K(x' | j) V_i(x')       without δ_i at chance states, where no time passes
    Q_i(a)  = Σ_{j contains a} w_{-i,j} g_ij            w_j = Π_k σ(j_k), w_{-i} without i's factor

The shape of play enters through incidence matrices only, so one code serves dense and sparse algebra.
Payoffs of actor i are multiplied by c_i = max(λ_i, 1/range_i), which makes them pure numbers: one
tolerance then serves log-probabilities and values, and the unit of payoff changes nothing.

References: Shapley (1953), "Stochastic Games", PNAS 39(10); McKelvey & Palfrey (1998), "Quantal Response
Equilibria for Extensive Form Games", Experimental Economics 1(1), 9-41.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from scipy import sparse

from .curve import Bordered, Dense, parameter_axis
from .sparse_border import Sparse

ENDLESS = 1e14  # payoffs that add up to so many times the largest are a singular system, solved in rounding
Array = np.ndarray
Matrix = Any  # a dense array, or a sparse array of SciPy


@dataclass(frozen=True, eq=False)
class Equations:
    """F and F' for a set of joint moves. M moves, J joint moves, Y states of unknown worth, N actors.

    Attributes:
        own: per actor, (M, J): is the move the actor's part of the joint move?
        at: (Y, J): is the joint move made at the state?
        onward: (J, Y), probability that the joint move leads to the state.
        reward: (J, N), payoff and discounted worth of the known states it leads to, scaled.
        keep: (J, N), discount of the unknown states that follow.
        log_weight: (M,), log μ.
        precision: (M,), the mover's λ over its scale c.
        choice: (M, G): does the move belong to the choice? Moves of one choice stand together.
        member: (M,), the choice of each move, counted from zero.
        state: (M + N·Y,), the state each equation belongs to.
    """

    own: tuple[Matrix, ...]
    at: Matrix
    onward: Matrix
    reward: Array
    keep: Array
    log_weight: Array
    precision: Array
    choice: Matrix
    member: Array
    state: Array

    @property
    def bordered(self) -> type[Bordered]:
        """How F' is factored: as the matrices are, dense or sparse."""
        return Sparse if sparse.issparse(self.choice) else Dense

    def start(self) -> Array | None:
        """The solution at s = 0: σ = μ, and values from a linear system; None if that is singular."""
        z = np.zeros(len(self.state))
        z[: len(self.log_weight)] = log_softmax(self.log_weight, self.member)
        right = np.append(-self.residual(z, 0.0), 0.0)
        try:
            step = self.bordered(self.jacobian(z, 0.0), parameter_axis(len(right))).solve(right)
        except np.linalg.LinAlgError:
            return None
        return z + step[:-1] if np.isfinite(step).all() else None

    def size(self) -> float:
        """The largest discounted sum of |payoffs| under μ, in the unit of v: what rounding is relative to.

        Where play never ends the sums have no end either; what is returned is then the largest single payoff.
        """
        single = float(np.abs(self.reward).max(initial=0.0))
        absolute = replace(self, reward=np.abs(self.reward)).start()
        sums = np.zeros(0) if absolute is None else np.abs(absolute[len(self.log_weight) :])
        return max(float(sums[sums < ENDLESS * single].max(initial=0.0)), single)

    def split(self, z: Array) -> tuple[Array, Array]:
        """log σ, shape (M,), and scaled values of the unknown states, shape (Y, N)."""
        moves = len(self.log_weight)
        return log_softmax(z[:moves], self.member), z[moves:].reshape(len(self.own), -1).T

    def residual(self, z: Array, s: float) -> Array:
        """F(z, s), shape (M + N·Y,)."""
        log_strategy, values = self.split(z)
        worth, weight, _, quality = self._play(log_strategy, values)
        expected = self.at @ (weight[:, None] * worth)
        return z - np.append(self._reply(quality, s), expected.T.reshape(-1))

    def jacobian(self, z: Array, s: float) -> Matrix:
        """(dF/dz | dF/ds), shape (M + N·Y, M + N·Y + 1)."""
        log_strategy, values = self.split(z)
        worth, weight, others, quality = self._play(log_strategy, values)
        reply = np.exp(self._reply(quality, s))
        strategy = np.exp(log_strategy)
        everyone = reduce(add, self.own).T
        move_move: Matrix = 0
        move_value, value_move, value_value = [], [], []
        for i, mine in enumerate(self.own):
            move_move = move_move + mine @ _scaled(others[i] * worth[:, i], everyone - mine.T)
            move_value.append(mine @ _scaled(others[i] * self.keep[:, i], self.onward))
            value_move.append(self.at @ _scaled(weight * worth[:, i], everyone))
            value_value.append(self.at @ _scaled(weight * self.keep[:, i], self.onward))
        gain = s * self.precision
        table = [
            [
                self._of_reply(_scaled(gain, self._by_logits(move_move, strategy)), reply),
                *(self._of_reply(_scaled(gain, block), reply) for block in move_value),
                self._of_reply((self.precision * quality)[:, None], reply),
            ]
        ]
        for i, block in enumerate(value_move):
            diagonal = [value_value[i] if k == i else None for k in range(len(self.own))]
            table.append([self._by_logits(block, strategy), *diagonal, None])
        if sparse.issparse(self.choice):
            change = sparse.block_array(table, format="csr")
            return sparse.eye_array(*change.shape, format="csr") - change
        change = _dense_table(table)
        return np.eye(*change.shape) - change

    def _play(self, log_strategy: Array, values: Array) -> tuple[Array, Array, list[Array], Array]:
        """g (J, N), w (J,), per actor w_{-i} (J,), and Q (M,)."""
        worth = self.reward + self.keep * (self.onward @ values)
        mine = [own.T @ log_strategy for own in self.own]
        together = reduce(add, mine)
        others = [np.exp(together - m) for m in mine]
        quality = np.zeros(len(log_strategy))
        for i, own in enumerate(self.own):
            quality += own @ (others[i] * worth[:, i])
        return worth, np.exp(together), others, quality

    def _reply(self, quality: Array, s: float) -> Array:
        return log_softmax(self.log_weight + s * self.precision * quality, self.member)

    def _of_reply(self, change: Matrix, reply: Array) -> Matrix:
        """How log softmax changes with its argument: (I - G G' diag p) change."""
        return change - self.choice @ (self.choice.T @ _scaled(reply, change))

    def _by_logits(self, slope: Matrix, strategy: Array) -> Matrix:
        """From a slope in log σ to one in ℓ: slope (I - G G' diag σ)."""
        return slope - (slope @ self.choice) @ _scaled(strategy, self.choice).T


def log_softmax(logits: Array, member: Array) -> Array:
    """Log of the softmax within each choice.

    Args:
        logits: (M,).
        member: (M,), the choice each entry belongs to: 0, 0, …, 1, 1, …, in order and without gaps.
    """
    if not len(member):
        return logits
    first = np.searchsorted(member, np.arange(member[-1] + 1))
    shifted = logits - np.maximum.reduceat(logits, first)[member]
    return shifted - np.log(np.add.reduceat(np.exp(shifted), first))[member]


def _dense_table(table: list[list[Array | None]]) -> Array:
    """A matrix from a table of blocks, with zero for None; the first row and column are whole."""
    rows = np.cumsum([0] + [row[0].shape[0] for row in table if row[0] is not None])
    columns = np.cumsum([0] + [block.shape[1] for block in table[0] if block is not None])
    whole = np.zeros((rows[-1], columns[-1]))
    for r, row in enumerate(table):
        for c, block in enumerate(row):
            if block is not None:
                whole[rows[r] : rows[r + 1], columns[c] : columns[c + 1]] = block
    return whole


def _scaled(by: Array, matrix: Matrix) -> Matrix:
    """diag(by) matrix."""
    return sparse.diags_array(by) @ matrix if sparse.issparse(matrix) else by[:, None] * matrix
