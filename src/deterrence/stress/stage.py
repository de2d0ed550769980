"""One stage of the discretised game at a block of states: strategies, values, and how they move each other.

Values ahead reach a state through the posterior: v_c(o) interpolates them at the belief that outcome o leads to, a
function of the likelihoods L_k(o) = Σ_a σ_k(a) Pr(o | a). Then

    Q_c(a) = u_c(a) + δ_c Σ_o Pr(o | a) v_c(o),    V_c = Σ_a mix_c(a) Q_c(a),

where mix is a type's own strategy, and the mixture by belief to everybody else; and strategies z = log σ solve
F(z) = z − log softmax(log μ + λQ) = 0 at every node. Cells that posteriors fall in are held constant.

Shapes: M moves and R outcomes (:mod:`.block`), n nodes (:mod:`.axes`), C payoff columns, S strategic types and K types
of the mover, H headlines.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..game.stochastic import Numbers
from .axes import Axes, place, stride
from .block import Block

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
        self.lattice = axes.lattices[block.mover]
        self.types = self.lattice.types
        self.discount = numbers.discount[block.payers]
        self.precision = float(numbers.precision[block.mover])
        self.payoff = numbers.payoff[block.joints].T
        self.sigma = np.exp(z)
        rule = numbers.rule[block.moves]
        self.play = np.empty((self.types, *z.shape[1:]))
        for k in range(self.types):
            self.play[k] = self.sigma[block.strategic.index(k)] if k in block.strategic else rule[:, k, None]
        self.likelihood = np.stack([block.show.T @ m for m in self.play])
        self.belief = axes.belief(block.mover)[place(block.mover, axes.nodes)].T

    @cached_property
    def step(self) -> int:
        """Distance between flat neighbours along the mover's axis; nought where it has one type."""
        return stride(self.block.mover, self.axes.nodes) if self.types > 1 else 0

    @cached_property
    def cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Flat places (R, n) in (U, n) of the node below each posterior; weight on the one above; inside the cut?"""
        here = np.arange(self.sigma.shape[-1])
        first = self.block.following[:, None] * len(here) + here
        if self.types == 1:
            return first, np.zeros(first.shape), np.zeros(first.shape, bool)
        own, last = place(self.block.mover, self.axes.nodes), 2 * self.lattice.extent
        position = own + np.log(self.likelihood[0] / self.likelihood[1]) / self.lattice.spacing
        clipped = np.clip(position, 0.0, last)
        low = np.minimum(np.floor(clipped), last - 1).astype(int)
        return first + (low - own) * self.step, clipped - low, (position >= 0) & (position <= last)

    @cached_property
    def after(self) -> tuple[np.ndarray, np.ndarray]:
        """v, (C, R, n), and its slope by the log-likelihood of the mover's first type."""
        low, weight, inside = self.cells
        values = np.swapaxes(self.ahead, 0, 1).reshape(self.ahead.shape[1], -1)
        below = values[:, low]
        rise = values[:, low + self.step] - below
        return below + weight * rise, np.where(inside, rise / self.lattice.spacing, 0.0)

    def steepness(self, column: int, kind: int) -> np.ndarray:
        """∂v_c/∂L_k, (R, n)."""
        slope = self.after[1][column] if kind == 0 else -self.after[1][column]
        return slope / np.maximum(self.likelihood[kind], SMALLEST)

    @cached_property
    def q(self) -> np.ndarray:
        """Q, (C, M, n)."""
        worth = np.stack([self.block.show @ v for v in self.after[0]])
        return self.payoff[:, :, None] + self.discount[:, None, None] * worth

    def mix(self, column: int) -> np.ndarray:
        """mix_c, (M, n)."""
        own = self.block.own
        return self.sigma[own.index(column)] if column in own else self._mean

    @cached_property
    def _mean(self) -> np.ndarray:
        return np.einsum("kn,kmn->mn", self.belief, self.play)

    def value_slope(self, strategic: int) -> np.ndarray:
        """∂V_c/∂z of one strategic type's moves, (C, M, n)."""
        block, kind = self.block, self.block.strategic[strategic]
        out = np.empty((len(self.q), *self.sigma.shape[1:]))
        for c, q in enumerate(self.q):
            weight = self.belief[kind] if c in block.others else float(c == block.own[strategic])
            through = block.show @ (self.steepness(c, kind) * (block.show.T @ self.mix(c)))
            out[c] = self.sigma[strategic] * (weight * q + self.discount[c] * through)
        return out

    def jacobian(self) -> np.ndarray:
        """J = ∂F/∂z at every state and node, (D, n, S·A, S·A); rows and columns of padding are the identity's."""
        block, a = self.block, self.block.most
        d, s, n = len(block.states), len(self.sigma), self.sigma.shape[-1]
        sigma = self._padded(self.sigma)
        out = np.zeros((d, n, s, a, s, a))
        for t, column in enumerate(block.own):
            for u, kind in enumerate(block.strategic):
                change = (block.coupling @ self.steepness(column, kind)).reshape(d, a, a, n)
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
        solved = np.linalg.solve(np.swapaxes(self.jacobian(), -1, -2), rows).reshape(d, n, s, a, h)
        return np.moveaxis(solved[block.move_state, :, :, block.slot], 2, 0)
