"""How an equilibrium and the likelihood of choices made in it move with coefficients: exactly, to second order.

With payoffs linear in θ, u = u_0 + X θ, the implicit function theorem gives v_θ = (I − Φ_v)⁻¹ Φ_θ. The Hessian of
ℓ(v(θ)) needs no second derivative of v: with λ = (I − Φ_v)⁻ᵀ ℓ_v it is that of ℓ(v) + λ·Φ(v, θ) along v_θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .model import gram
from .replies import Replies

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Derivatives at values of actions that answer themselves.

    Attributes:
        replies: at those values.
        columns: (G, N, S, Π, K), X: payoffs in the K coefficients of each game.
    """

    replies: Replies
    columns: Array

    @cached_property
    def direct(self) -> Array:
        """(G, N, S, A, K), Φ_θ: expected columns of every action."""
        others = self.replies.others[..., None] * self.columns
        own = self.replies.game.own
        return np.stack([np.einsum("pa,gspk->gsak", own[i], others[:, i], optimize=True) for i in range(len(own))], 1)

    @cached_property
    def moves(self) -> Array:
        """(G, N, S, A, K), v_θ."""
        return self.replies.solved(self.direct)

    @cached_property
    def log_moves(self) -> Array:
        """(G, N, S, A, K), derivative of log p."""
        return self.replies.mean_free(self.moves)

    def gradient(self, counts: Array) -> Array:
        """(G, K), of Σ counts log p, for counts (G, N, S, A)."""
        return np.einsum("gisa,gisak->gk", counts, self.log_moves, optimize=True)

    def hessian(self, counts: Array, multipliers: Array | None = None) -> Array:
        """(G, K, K), of the same.

        Args:
            counts: (G, N, S, A).
            multipliers: (G, N, S, A), λ; those of the likelihood in θ alone where None. With others, the Hessian of
                ℓ(v) + λ·Φ(v, θ) along v_θ.
        """
        r = self.replies
        game, log_moves = r.game, self.log_moves
        made = counts.sum(-1)
        weights = r.transposed(counts - made[..., None] * r.chances) if multipliers is None else multipliers  # λ
        answers = (weights * r.answer).sum(-1)  # Σ_a λ_i Φ_i by actor and state
        bent = np.einsum("gisa,gisat->git", weights, r.ahead, optimize=True) - (answers.sum(1, keepdims=True) - answers)
        total = gram((bent - made)[..., None] * r.chances, log_moves, log_moves)
        ahead = np.einsum("gisa,gisak->gisk", r.chances, self.moves, optimize=True)
        for i in range(len(game.actors)):
            by_profile = weights[:, i][..., game.profiles[:, i]] * r.others[:, i]
            shifts = sum(
                log_moves[:, j][:, :, game.profiles[:, j]] for j in range(len(game.actors)) if j != i
            ) + np.zeros_like(self.columns[:, i])
            returns = self.columns[:, i] + game.discount * np.tensordot(
                ahead[:, i], game.transition, axes=([1], [2])
            ).transpose(0, 2, 3, 1)
            cross = gram(by_profile, shifts, returns)
            total += gram(by_profile * r.returns[:, i], shifts, shifts) + cross + cross.swapaxes(1, 2)
        return total
