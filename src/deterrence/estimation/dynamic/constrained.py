"""Constrained likelihood: coefficients and values together, which become an equilibrium on the way.

max ℓ(v) subject to v = Φ(v, θ) (Su and Judd 2012, Econometrica 80(5)), by an augmented Lagrangian: each round minimises

    −ℓ(v) + μ·(v − Φ(v, θ)) + ½ ρ |v − Φ(v, θ)|²

by Gauss and Newton's method within Levenberg's damping, then moves the multipliers, μ ← μ + ρ (v − Φ), and raises ρ
where the constraint has not shrunk (Nocedal and Wright 2006, Numerical Optimization, chapter 17). Values of one game
meet those of another in θ alone, so that each game is eliminated by itself. Where equilibria fold back, coefficients
alone cannot go on; coefficients and values together can.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import GamesModel
from .replies import Replies
from .sensitivity import Sensitivity

Array = np.ndarray
MOST_ROUNDS, MOST_STEPS = 40, 40
FIRST_WEIGHT, HEAVIER, HEAVIEST = 1.0, 4.0, 1e7
SHRUNK = 0.3  # of the constraint, in a round; if it has shrunk by less, ρ rises
CLOSE = 1e-7  # largest gap at which Newton's method in values alone takes over
FLAT = 1e-7  # relative fall of a step: less ends a round
DAMPING = 1e-3


@dataclass(frozen=True, eq=False)
class Joint:
    """Coefficients and values.

    Attributes:
        theta: (P,).
        values: (G, N, S, A).
        gap: largest |v − Φ(v, θ)|.
    """

    theta: Array
    values: Array
    gap: float


def constrained(model: GamesModel, theta: Array, values: Array) -> Joint:
    """Climb in coefficients and values from where they need not be an equilibrium.

    Args:
        model: with its data.
        theta: (P,).
        values: (G, N, S, A).
    """
    weight, worst = FIRST_WEIGHT, np.inf
    multipliers = np.zeros_like(values)
    with np.errstate(all="ignore"):
        for _ in range(MOST_ROUNDS):
            theta, values, gaps = _round(model, theta, values, multipliers, weight)
            gap = float(np.abs(gaps).max())
            if gap < CLOSE or not np.isfinite(gap):
                break
            multipliers = multipliers + weight * gaps
            if gap > SHRUNK * worst:
                weight = min(weight * HEAVIER, HEAVIEST)
            worst = gap
    return Joint(theta, values, gap)


def _round(
    model: GamesModel, theta: Array, values: Array, multipliers: Array, weight: float
) -> tuple[Array, Array, Array]:
    """The minimum for given multipliers; with the gaps v − Φ there."""
    shape, damping = values.shape, DAMPING
    games, many = shape[0], int(np.prod(shape[1:]))
    at = Replies(model.game, model.payoffs(theta), values)
    merit, gaps = _merit(model, at, multipliers, weight)
    made = model.tally.sum(-1, keepdims=True)
    for _ in range(MOST_STEPS):
        slope = np.eye(many) - at.jacobian
        direct = Sensitivity(at, model.columns).direct * model.game.available[..., None]
        moved = -direct.reshape(games, many, -1)
        pull = (multipliers + weight * gaps).reshape(games, many, 1)
        in_values = (slope.swapaxes(1, 2) @ pull)[..., 0] - (model.tally - made * at.chances).reshape(games, many)
        in_theta = (moved.swapaxes(1, 2) @ pull)[..., 0]
        square = weight * slope.swapaxes(1, 2) @ slope + _spread(made, at.chances)
        cross = weight * slope.swapaxes(1, 2) @ moved
        corner = model.squared(weight * moved.swapaxes(1, 2) @ moved)
        fell = False
        for _ in range(12):
            damped = square + damping * np.eye(many)
            both = np.linalg.solve(damped, np.concatenate([cross, in_values[..., None]], -1))
            schur = corner - model.squared(cross.swapaxes(1, 2) @ both[..., :-1])
            right = model.summed(in_theta - (cross.swapaxes(1, 2) @ both[..., -1:])[..., 0])
            step = -np.linalg.solve(schur + damping * np.diag(model.scales**2), right)
            move = -(both[..., -1] + (both[..., :-1] @ step[model.index][..., None])[..., 0])
            trial = Replies(model.game, model.payoffs(theta + step), values + move.reshape(shape))
            there, gaps_there = _merit(model, trial, multipliers, weight)
            if there < merit:
                fell = True
                break
            damping *= 8.0
        if not fell:
            break
        small = merit - there < FLAT * max(1.0, abs(there))
        theta, values, at, merit, gaps = theta + step, trial.values, trial, there, gaps_there
        damping = max(damping / 4.0, 1e-9)
        if small:
            break
    return theta, values, gaps


def _merit(model: GamesModel, at: Replies, multipliers: Array, weight: float) -> tuple[float, Array]:
    gaps = np.where(model.game.available, at.values - at.answer, 0.0)
    value = -(model.tally * at.logs).sum() + (multipliers * gaps).sum() + 0.5 * weight * (gaps**2).sum()
    return (float(value) if np.isfinite(value) else np.inf), gaps


def _spread(made: Array, chances: Array) -> Array:
    """(G, M, M), minus the second derivative of the likelihood in values."""
    games, actors, states, width = chances.shape
    found = np.zeros((games, actors * states, width, actors * states, width))
    place = np.arange(actors * states)
    p = (made * chances).reshape(games, actors * states, width)
    q = chances.reshape(games, actors * states, width)
    block = p[..., None] * np.eye(width) - p[..., :, None] * q[..., None, :]
    found[:, place, :, place] = block.transpose(1, 0, 2, 3)
    return found.reshape(games, actors * states * width, actors * states * width)
