"""Solving for an equilibrium by Newton's method from values to begin with, and values that follow from choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .game import DynamicGame
from .replies import Replies

Array = np.ndarray
TIGHT = 1e-11  # residual of a fixed point, in proportion to the values where they are above one
MOST_STEPS = 60
HALVINGS = 6
ROUNDING = 1e-13


@dataclass(frozen=True, eq=False)
class Solved:
    """Where Newton's method ended.

    Attributes:
        values: (G, N, S, A).
        residual: (G,), largest |Φ(v) − v|.
        found: (G,), whether that is an equilibrium.
    """

    values: Array
    residual: Array
    found: Array


def solve(game: DynamicGame, payoffs: Array, start: Array) -> Solved:
    """An equilibrium of each of many games near given values.

    Args:
        game: the game.
        payoffs: (G, N, S, Π).
        start: (G, N, S, A).
    """
    with np.errstate(all="ignore"):  # games that diverge are reported in what is found
        return _solved(game, payoffs, start)


def _solved(game: DynamicGame, payoffs: Array, start: Array) -> Solved:
    values = start.copy()
    residual = Replies(game, payoffs, values).residual
    active = np.flatnonzero(np.isfinite(residual))
    for _ in range(MOST_STEPS):
        size = np.maximum(1.0, np.abs(values[active]).max((1, 2, 3)))
        active = active[residual[active] > ROUNDING * size]
        if not len(active):
            break
        at = Replies(game, payoffs[active], values[active])
        try:
            step = at.solved((at.answer - at.values)[..., None])[..., 0]
        except np.linalg.LinAlgError:
            break
        moved = np.zeros(len(active), bool)
        for halving in range(HALVINGS):
            left = np.flatnonzero(~moved)
            chosen = active[left]
            trial = values[chosen] + step[left] / 2**halving
            there = Replies(game, payoffs[chosen], trial).residual
            better = there < residual[chosen] * (1 - 1e-4 / 2**halving)
            values[chosen[better]], residual[chosen[better]] = trial[better], there[better]
            moved[left[better]] = True
            if moved.all():
                break
        active = active[moved]
    size = np.maximum(1.0, np.abs(values).max((1, 2, 3)))
    return Solved(values, residual, residual <= TIGHT * size)


def values_of(game: DynamicGame, payoffs: Array, chances: Array) -> Array:
    """(G, N, S, A), what actions are worth if all, the actor included, choose with given chances from now on.

    W_i solves W_i = Σ_a p_i(a) [ū_i(a) − log p_i(a)] + δ P_p W_i (the valuation of Aguirregabiria and Mira 2007).

    Args:
        game: the game.
        payoffs: (G, N, S, Π).
        chances: (G, N, S, A), positive where available.
    """
    at, flow, worth = _valuation(game, payoffs, chances)
    return flow + np.einsum("gisat,git->gisa", at.ahead, worth, optimize=True)


def values_at(game: DynamicGame, payoffs: Array, chances: Array) -> Array:
    """(G, N, S, A), values whose best replies are given chances, at the level of W of :func:`values_of`."""
    at, _, worth = _valuation(game, payoffs, chances)
    return at.logs + worth[..., None]


def _valuation(game: DynamicGame, payoffs: Array, chances: Array) -> tuple[Replies, Array, Array]:
    """Replies of given chances, expected payoffs (G, N, S, A), and W (G, N, S)."""
    at = Replies(game, payoffs, logs_of(game, chances))
    flow = at.by_action(at.others * payoffs)
    return at, flow, valued(at, (at.chances * (flow - at.logs)).sum(-1)[..., None])[..., 0]


def valued(at: Replies, flow: Array) -> Array:
    """(G, N, S, K), the discounted sum of flows (G, N, S, K) where all choose with the chances of some replies."""
    states = flow.shape[2]
    moved = np.einsum("gisa,gisat->gist", at.chances, at.ahead, optimize=True)
    return np.asarray(np.linalg.solve(np.eye(states) - moved, flow))


def logs_of(game: DynamicGame, chances: Array) -> Array:
    """(G, N, S, A), logarithms of chances; zero where an action is not available."""
    return np.log(np.where(game.available, chances, 1.0))
