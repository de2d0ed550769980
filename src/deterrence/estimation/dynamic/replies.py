"""Values of actions, best replies to them, and how both move: the equations of a Markov perfect equilibrium.

With type-1 extreme value shocks centred at their mean,

    v_i(s, a) = Σ_b Π_j≠i p_j(b_j | s) R_i(s, a, b),    R_i(s, a, b) = u_i(s, a, b) + δ Σ_s' T(s' | s, a, b) W_i(s'),
    W_i(s) = log Σ_a exp v_i(s, a),                     p_i(a | s) = exp(v_i(s, a) − W_i(s)),

v = Φ(v) in short (Aguirregabiria and Mira 2007; Crisman-Cox and Gibilisco 2018). Its derivative Φ_v = L + δ T̄ P couples
actors within a state (L) and states through W (T̄ carries W of next states to actions, P is dW/dv), so that linear
systems in I − Φ_v are solved in W alone, L being inverted state by state.

Everything is for many games at once: G games differ in payoffs, not in their actors, states or transitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from .game import DynamicGame

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Replies:
    """Φ and its derivatives at values of actions.

    Attributes:
        game: the game.
        payoffs: (G, N, S, Π), u_i by profile.
        values: (G, N, S, A), v_i.
    """

    game: DynamicGame
    payoffs: Array
    values: Array

    @cached_property
    def worth(self) -> Array:
        """(G, N, S), W_i: expected value of a state before shocks."""
        found: Array = logsumexp(np.where(self.game.available, self.values, -np.inf), axis=-1)
        return found

    @cached_property
    def logs(self) -> Array:
        """(G, N, S, A), log p_i; zero where the action is not available."""
        return np.where(self.game.available, self.values - self.worth[..., None], 0.0)

    @cached_property
    def chances(self) -> Array:
        """(G, N, S, A), p_i."""
        return np.where(self.game.available, np.exp(self.logs), 0.0)

    @cached_property
    def others(self) -> Array:
        """(G, N, S, Π), Π_j≠i p_j(π_j | s)."""
        each = [self.chances[:, j][..., self.game.profiles[:, j]] for j in range(len(self.game.actors))]
        return np.stack([_product(each[:i] + each[i + 1 :], each[i]) for i in range(len(each))], 1)

    @cached_property
    def returns(self) -> Array:
        """(G, N, S, Π), R_i."""
        states, many, _ = self.game.transition.shape
        ahead = self.worth @ self.game.transition.reshape(states * many, states).T
        return self.payoffs + self.game.discount * ahead.reshape(self.payoffs.shape)

    @cached_property
    def answer(self) -> Array:
        """(G, N, S, A), Φ(v)."""
        return self.by_action(self.others * self.returns)

    @property
    def residual(self) -> Array:
        """(G,), largest |Φ(v) − v| over what is available."""
        gap = np.where(self.game.available, self.answer - self.values, 0.0)
        return np.asarray(np.abs(gap).max((1, 2, 3)))

    def by_action(self, by_profile: Array) -> Array:
        """(G, N, S, A), what stands by profile, summed over the profiles of each action of each actor's own."""
        return np.stack([by_profile[:, i] @ self.game.own[i] for i in range(len(self.game.actors))], 1)

    @cached_property
    def within(self) -> Array:
        """(G, S, N·A, N·A), L: how Φ moves with others' choices in the same state."""
        own, p = self.game.own, self.chances
        games, actors, states, width = p.shape
        weighted = self.others * self.returns
        found = np.zeros((games, states, actors, width, actors, width))
        for i in range(actors):
            for j in range(actors):
                if i != j:
                    pair = np.einsum("pa,gsp,pb->gsab", own[i], weighted[:, i], own[j], optimize=True)
                    found[:, :, i, :, j, :] = pair - self.answer[:, i, :, :, None] * p[:, j, :, None, :]
        size = actors * width
        return found.reshape(games, states, size, size)

    @cached_property
    def local(self) -> Array:
        """(G, S, N·A, N·A), (I − L)⁻¹."""
        return np.asarray(np.linalg.inv(np.eye(self.within.shape[-1]) - self.within))

    @cached_property
    def ahead(self) -> Array:
        """(G, N, S, A, S), δ T̄_i: discounted chance of the next state by own action, others choosing as they do."""
        found = []
        for i in range(len(self.game.actors)):
            weights = self.others[:, i, :, None, :] * self.game.own[i].T  # (G, S, A, Π)
            found.append(weights @ self.game.transition)
        return self.game.discount * np.stack(found, 1)

    @cached_property
    def _first(self) -> Array:
        """(G, S, N, N·A), P (I − L)⁻¹ by state: how W moves with what is added to Φ in the same state."""
        games, actors, states, width = self.chances.shape
        split = self.local.reshape(games, states, actors, width, actors * width)
        return np.einsum("gisa,gsiak->gsik", self.chances, split, optimize=True)

    @cached_property
    def _system(self) -> Array:
        """(G, S·N, S·N), I − P (I − L)⁻¹ δ T̄, the equations in W."""
        games, actors, states, width = self.chances.shape
        first = self._first.reshape(games, states, actors, actors, width)
        k = np.einsum("gsijb,gjsbt->gsitj", first, self.ahead, optimize=True)
        return np.eye(states * actors) - k.reshape(games, states * actors, states * actors)

    @cached_property
    def jacobian(self) -> Array:
        """(G, N·S·A, N·S·A), Φ_v in full; rows of what is not available are zero."""
        games, actors, states, width = self.chances.shape
        found = np.zeros((games, actors, states, width, actors, states, width))
        place = np.arange(states)
        split = self.within.reshape(games, states, actors, width, actors, width)
        found[:, :, place, :, :, place] = split.transpose(1, 0, 2, 3, 4, 5)
        for i in range(actors):
            found[:, i, :, :, i] += self.ahead[:, i, ..., None] * self.chances[:, i, None, None]
        found *= self.game.available[:, :, :, None, None, None]
        return found.reshape(games, actors * states * width, actors * states * width)

    def solved(self, right: Array) -> Array:
        """(I − Φ_v)⁻¹ right, for right of shape (G, N, S, A, K)."""
        games, actors, states, width, many = right.shape
        flat = right.transpose(0, 2, 1, 3, 4).reshape(games, states, actors * width, many)
        start = (self._first @ flat).reshape(games, states * actors, many)
        worth = np.linalg.solve(self._system, start).reshape(games, states, actors, many).transpose(0, 2, 1, 3)
        flat = flat + _flat(np.einsum("gisat,gitk->gisak", self.ahead, worth, optimize=True))
        return (self.local @ flat).reshape(games, states, actors, width, many).transpose(0, 2, 1, 3, 4)

    def transposed(self, right: Array) -> Array:
        """(I − Φ_v)⁻ᵀ right, for right of shape (G, N, S, A)."""
        games, actors, states, width = right.shape

        def inverted(what: Array) -> Array:
            flat = what.transpose(0, 2, 1, 3).reshape(games, states, actors * width, 1)
            back = self.local.swapaxes(2, 3) @ flat
            return back.reshape(games, states, actors, width).transpose(0, 2, 1, 3)

        first = inverted(right)
        carried = np.einsum("gisat,gisa->gti", self.ahead, first, optimize=True).reshape(games, states * actors, 1)
        worth = np.linalg.solve(self._system.swapaxes(1, 2), carried).reshape(games, states, actors).swapaxes(1, 2)
        return first + inverted(self.chances * worth[..., None])

    def mean_free(self, moves: Array) -> Array:
        """(G, N, S, A, K), how log p moves with v: a move less its mean."""
        mean = np.einsum("gisa,gisak->gisk", self.chances, moves, optimize=True)
        return np.where(self.game.available[..., None], moves - mean[..., None, :], 0.0)


def _flat(what: Array) -> Array:
    games, actors, states, width, many = what.shape
    return what.transpose(0, 2, 1, 3, 4).reshape(games, states, actors * width, many)


def _product(factors: list[Array], like: Array) -> Array:
    found = np.ones_like(like)
    for factor in factors:
        found = found * factor
    return found
