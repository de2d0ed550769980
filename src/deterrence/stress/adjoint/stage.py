"""One stage of the discretised game at a block of states: strategies, values, and how they move each other.

Values ahead reach a state through the posterior: v_c(o) interpolates them at the belief that outcome o leads to
(:mod:`.cells`), a function of the likelihoods L_k(o) = Σ_a σ_k(a) Pr(o | a). Then

    Q_c(a) = u_c(a) + δ_c Σ_o Pr(o | a) v_c(o),    V_c = Σ_a mix_c(a) Q_c(a),

where mix is the play of the type that moves as the column sees it, and the mixture by belief to everybody else; and
strategies z = log σ solve F(z) = z − log softmax(log μ + λQ) = 0 at every node. Cells that posteriors fall in are held
constant.

Shapes: M moves and R outcomes (:mod:`.block`), n nodes (:mod:`.axes`), C columns of values, S strategic types and K
types of the mover, H targets.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ...games.stochastic import Numbers
from .axes import Axes
from .block import Block
from .cells import Cells

SMALLEST = 1e-290


class Stage:
    """A solved block.

    Args:
        block, axes, numbers: the game's shape, belief nodes and arrays.
        z: (S, M, n), log strategies.
        ahead: (U, C, n), values of the next states.

    Attributes:
        sigma: (S, M, n). play: (K, M, n), moves of every type. likelihood: (K, R, n).
        belief: (K, n), about the mover.
    """

    def __init__(self, block: Block, axes: Axes, numbers: Numbers, z: np.ndarray, ahead: np.ndarray):
        self.block, self.axes, self.numbers, self.ahead = block, axes, numbers, ahead
        self.types = axes.lattices[block.mover].types
        self.discount = numbers.discount[block.payers]
        self.precision = float(numbers.precision[block.mover])
        self.payoff = numbers.payoff[block.joints][:, block.worth].T
        self.sigma = np.exp(z)
        rule = numbers.rule[block.moves]
        self.play = np.empty((self.types, *z.shape[1:]))
        for k in range(self.types):
            self.play[k] = self.sigma[block.strategic.index(k)] if k in block.strategic else rule[:, k, None]
        self.likelihood = np.stack([block.shown_by @ m for m in self.play])
        self.belief = axes.at_nodes(block.mover)

    @cached_property
    def cells(self) -> Cells:
        """Where posteriors fall among the nodes."""
        return Cells(self.axes, self.block.mover, self.block.following, self.likelihood)

    @cached_property
    def after(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """v, (C, R, n), and by type its slope by the log-likelihood of the outcome; these sum to zero over types."""
        return self.cells.after(self.ahead)

    @cached_property
    def floored(self) -> np.ndarray:
        """Likelihoods as divisors, (K, R, n)."""
        return np.maximum(self.likelihood, SMALLEST)

    @cached_property
    def promise(self) -> np.ndarray:
        """Σ_o Pr(o | a) v(o), (C, M, n)."""
        return np.stack([self.block.show @ v for v in self.after[0]])

    @cached_property
    def q(self) -> np.ndarray:
        """Q, (C, M, n)."""
        return self.payoff[:, :, None] + self.discount[:, None, None] * self.promise

    @cached_property
    def mean(self) -> np.ndarray:
        """The mover's mixture by belief, (M, n)."""
        return np.einsum("kn,kmn->mn", self.belief, self.play)

    def mix(self, column: int) -> np.ndarray:
        """mix_c, (M, n)."""
        kind = self.block.played[column]
        return self.mean if kind < 0 else self.play[kind]

    @property
    def value(self) -> np.ndarray:
        """V, (D, C, n)."""
        rows = [self.block.sum_moves @ (self.mix(c) * q) for c, q in enumerate(self.q)]
        return np.stack(rows, axis=1)

    @cached_property
    def jacobian(self) -> np.ndarray:
        """J = ∂F/∂z at every state and node, (D, n, S·A, S·A); rows and columns of padding are the identity's."""
        block, a = self.block, self.block.most
        d, s, n = len(block.states), len(self.sigma), self.sigma.shape[-1]
        sigma = self._padded(self.sigma)
        out = np.zeros((d, n, s, a, s, a))
        for t, column in enumerate(block.own):
            for u, kind in enumerate(block.strategic):
                steep = self.after[1][kind][column] / self.floored[kind]  # ∂v/∂L
                change = (block.coupling @ steep).reshape(d, a, a, n)
                change *= self.precision * self.discount[column] * sigma[u][:, None]
                change -= np.einsum("dan,dabn->dbn", sigma[t], change)[:, None]
                out[:, :, t, :, u] = -np.moveaxis(change, -1, 1)
        square = out.reshape(d, n, s * a, s * a)
        square[..., np.arange(s * a), np.arange(s * a)] += 1.0
        return square

    def _padded(self, rows: np.ndarray) -> np.ndarray:
        """(S, M, …) -> (S, D, A, …)."""
        out = np.zeros((len(rows), len(self.block.states), self.block.most, *rows.shape[2:]))
        out[:, self.block.move_state, self.block.slot] = rows
        return out

    def solve_transposed(self, right: np.ndarray) -> np.ndarray:
        """J⁻ᵀ right at every node, both (S, M, n, H)."""
        block, (s, _, n, h) = self.block, right.shape
        d, a = len(block.states), block.most
        rows = np.moveaxis(self._padded(right), (1, 3), (0, 1)).reshape(d, n, s * a, h)
        solved = np.linalg.solve(np.swapaxes(self.jacobian, -1, -2), rows).reshape(d, n, s, a, h)
        return np.moveaxis(solved[block.move_state, :, :, block.slot], 2, 0)
