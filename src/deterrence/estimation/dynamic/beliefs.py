"""First step: what the data show of choices, game by game and state by state.

A multinomial logit of every actor's actions, with a small ridge, on its state (a constant for each; on a grid, the
number, and its square) and on the mean over profiles of the payoff columns that move between games; then, as far as a
game has data in a state, its own shares: (count + m p)/(n + m), m = 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from ..estimable import Derivative
from ..maximise import maximise
from .words import Words

Array = np.ndarray
RIDGE = 0.1  # on coefficients of standardised columns
PRIOR = 2.0  # observations that the logit counts for beside a game's own
MOST_COLUMNS = 12  # of games, beside states


@dataclass(frozen=True, eq=False)
class Logit:
    """A multinomial logit of an actor's actions that was fitted.

    Attributes:
        columns: (G, S, C).
        gamma: ((A − 1) C,), coefficients, those of each action but the first together.
        chances: (G, S, A).
        inverse: of minus the Hessian in them, the ridge in it.
    """

    columns: Array
    gamma: Array
    chances: Array
    inverse: Array


@dataclass(frozen=True, eq=False)
class FirstStep:
    """The first step of a game, whatever was done in it.

    Attributes:
        available: (N, S, A).
        columns: by actor (G, S, C), what chances depend on.
        shares: whether a game's own shares count beside the logit.
    """

    available: Array
    columns: tuple[Array, ...]
    shares: bool

    def __call__(self, tally: Array, moved: tuple[int, Array] | None = None) -> Array:
        """(G, N, S, A), chances of actions, positive where available, from how often what was done.

        Args:
            tally: (G, N, S, A).
            moved: of one actor, what to add to the coefficients of its logit.
        """
        logits = self.fitted(tally)
        found = np.stack([fitted.chances for fitted in logits], 1)
        if moved is not None:
            i, by = moved
            found[:, i] = _chances(logits[i].columns, logits[i].gamma + by, self.available[i])[1]
        return (tally + PRIOR * found) / (tally.sum(-1, keepdims=True) + PRIOR) if self.shares else found

    def fitted(self, tally: Array) -> list[Logit]:
        """The logit of every actor."""
        return [_logit(x, tally[:, i], self.available[i]) for i, x in enumerate(self.columns)]


def first_step(available: Array, words: Words, columns: Array) -> FirstStep:
    """The first step of a game.

    Args:
        available: (N, S, A), which actions are.
        words: names and numbers.
        columns: (G, N, S, Π, K), payoffs in coefficients.
    """
    if words.named:
        of_states = np.eye(len(words.states))
    else:
        z = (words.state_numbers - words.state_numbers.mean()) / words.state_numbers.std()
        of_states = np.column_stack([np.ones(len(z)), z, z**2])
    by_actor = tuple(_columns(of_states, columns[:, i]) for i in range(len(available)))
    return FirstStep(available, by_actor, words.named)


def _columns(of_states: Array, payoffs: Array) -> Array:
    """(G, S, C), columns of states, then the leading components of how payoffs differ between games."""
    games, states = len(payoffs), len(of_states)
    flat = payoffs.reshape(games, states, -1)
    profile = flat.mean(1)
    profile = profile - profile.mean(0)
    spread = profile.std(0)
    profile = profile[:, spread > 0] / spread[spread > 0]
    found = [np.broadcast_to(of_states, (games, *of_states.shape))]
    if games > 1 and profile.shape[1]:
        left, sizes, _ = np.linalg.svd(profile, full_matrices=False)
        kept = min(MOST_COLUMNS, int((sizes > 1e-9 * sizes[0]).sum()), games // 4)
        main = left[:, :kept] * np.sqrt(games)
        found.append(np.broadcast_to(main[:, None, :], (games, states, kept)))
    return np.concatenate(found, -1)


def _chances(x: Array, beta: Array, available: Array) -> tuple[Array, Array]:
    """(G, S, A), logs of the chances of a logit and the chances; the first action is the one compared with."""
    games, states, many = x.shape
    z = np.concatenate([np.zeros((games, states, 1)), x @ beta.reshape(-1, many).T], -1)
    z = np.where(available, z, -np.inf)
    logs = z - logsumexp(z, axis=-1, keepdims=True)
    return np.where(available, logs, 0.0), np.where(available, np.exp(logs), 0.0)


def _logit(x: Array, tally: Array, available: Array) -> Logit:
    """A multinomial logit with a ridge."""
    many, width = x.shape[-1], tally.shape[-1]
    made = tally.sum(-1, keepdims=True)
    size = (width - 1) * many

    def derivative(beta: Array) -> Derivative:
        logs, p = _chances(x, beta, available)
        value = (tally * logs).sum() - 0.5 * RIDGE * beta @ beta
        left = (tally - made * p)[..., 1:]
        gradient = np.einsum("gsa,gsc->ac", left, x, optimize=True).ravel() - RIDGE * beta
        hessian = np.zeros((width - 1, many, width - 1, many))
        for a in range(width - 1):
            for b in range(width - 1):
                weight = made[..., 0] * p[..., a + 1] * ((a == b) - p[..., b + 1])
                hessian[a, :, b] = -np.einsum("gs,gsc,gsd->cd", weight, x, x, optimize=True)
        return Derivative(float(value), gradient, hessian.reshape(size, size) - RIDGE * np.eye(size))

    end = maximise(derivative, np.zeros(size), np.ones(size))
    return Logit(x, end.theta, _chances(x, end.theta, available)[1], np.linalg.inv(-end.at.hessian))
