"""What the noise of the first step does to a two-step estimate: gradients that carry it (as in ``..first_step``).

With p the chances of the first step, m = 2 observations that its logit q counts for and n the data of a game in a
state, p = (count + m q)/(n + m): a choice of a moves p by (e_a − p)/(n + m), and by what it moves q, through the
coefficients of the logit. Derivatives of the pseudo-likelihood's gradient in p are central differences, of all games at
once, since a game's gradient depends on its own chances alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..estimable import Carried
from .beliefs import PRIOR
from .model import GamesModel

Array = np.ndarray
STEP = 1e-5  # of differences, in chances and in log odds


def carried(model: GamesModel, theta: Array) -> Carried:
    """Gradients of every choice that carry what it does to the first step.

    Args:
        model: at the chances of its first step, which are held.
        theta: (P,).
    """
    learns, shape = model.learns, model.beliefs.shape
    games, width = shape[0], shape[-1]
    local = model.choice(theta).moves.copy()  # (G, N, S, A, K), the gradient of each choice
    if learns.shares:
        local += _own_shares(model, theta)
    place = np.broadcast_to(model.index[:, None, None, None, :], local.shape)
    found = np.zeros((*shape, model.size))
    where = np.indices(local.shape)[:-1]
    np.add.at(found, (*where, place), local)
    for i, fitted in enumerate(learns.fitted(model.tally)):
        moved = np.stack([_through(model, theta, i, move) for move in np.eye(len(fitted.gamma))], -1)
        left = np.eye(width)[1:, :] - fitted.chances[..., 1:, None]  # (G, S, A − 1, A), of each choice
        scores = left[..., None] * fitted.columns[:, :, None, None, :]  # (G, S, A − 1, A, C)
        scores = np.moveaxis(scores, 3, 2).reshape(games, shape[2], width, -1)
        found[:, i] += scores @ (moved @ fitted.inverse).T
    found = np.where(model.game.available[..., None], found, 0.0)
    flat = found.reshape(-1, model.size)
    choices = (flat * model.tally.reshape(-1, 1)).T @ flat
    rows = np.sum([found[model.row_game, i, model.row_state, a] for i, a in enumerate(model.row_actions.T)], axis=0)
    return Carried(choices, rows)


def _gradient(model: GamesModel, theta: Array, chances: Array) -> Array:
    """(G, K), of each game's pseudo-likelihood at chances that need not sum to one."""
    beliefs = chances / chances.sum(-1, keepdims=True)
    moves = replace(model, beliefs=beliefs).choice(theta).moves
    return np.asarray(np.einsum("gisa,gisak->gk", model.tally, moves, optimize=True))


def _own_shares(model: GamesModel, theta: Array) -> Array:
    """(G, N, S, A, K), what one more choice does to the gradient through the shares of its game."""
    found = np.zeros((*model.beliefs.shape, model.index.shape[1]))
    more = model.tally.sum(-1) + PRIOR
    for i, s, a in np.argwhere(model.game.available):
        move = np.zeros(model.beliefs.shape)
        move[:, i, s, a] = STEP * model.beliefs[:, i, s, a]
        up, down = (_gradient(model, theta, model.beliefs + sign * move) for sign in (1, -1))
        found[:, i, s, a] = (up - down) / (2 * STEP * model.beliefs[:, i, s, a] * more[:, i, s])[:, None]
    return found


def _through(model: GamesModel, theta: Array, actor: int, move: Array) -> Array:
    """(P,), derivative of the gradient along a direction in the coefficients of an actor's logit."""
    up, down = (
        _gradient(model, theta, model.learns(model.tally, (actor, sign * STEP * move))) for sign in (1.0, -1.0)
    )
    return model.summed(up - down) / (2 * STEP)
