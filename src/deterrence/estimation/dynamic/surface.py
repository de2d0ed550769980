"""Climbs on the surface of equilibria: coefficients and values that answer themselves, past folds.

The points (θ, v) with v = Φ(v, θ) are a smooth surface, of the dimension of θ, wherever (Φ_θ, Φ_v − I) has full rank.
Where I − Φ_v is singular the equilibria of a game fold back: at coefficients beyond there are none nearby, and along
the branch the likelihood ends with an infinite slope. A climb in coefficients ends there at no maximum. On the surface
a fold is a point like others, and the likelihood goes on along the other branch; it has no maximum at a fold but by
chance, since the values of the game can move there with coefficients as they are.

Steps are taken in orthonormal coordinates of the tangent space, coefficients counted in units of payoff; second
derivatives are those of the Lagrangian with multipliers of least squares (Nocedal and Wright 2006, Numerical
Optimization, chapter 18, recalled); a step is brought back to the surface by Newton's method with its part in the
tangent space held (pseudo-arclength: Keller 1977, recalled), game by game but for the coefficients.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..estimable import Derivative
from ..maximise import FAR, FIRST_RADIUS, FLAT_RADIUS, LARGEST_RADIUS, SMALL, SMALLEST_RADIUS, best_step
from .model import GamesModel
from .replies import Replies
from .sensitivity import Sensitivity

Array = np.ndarray
MOST_STEPS, MOST_RETURNS = 600, 25
ON, NEARLY = 1e-12, 1e-9  # residuals, in proportion to values: on the surface; on it if the next is no smaller
LOST = 1e3  # residual of a step that does not come back
Prior = Callable[[Array], Derivative]  # what is added to the log likelihood: a penalty


@dataclass(frozen=True, eq=False)
class Point:
    """A point of the surface, with what a step from it needs.

    Attributes:
        model: with its data.
        prior: what is added to the log likelihood.
        theta: (P,).
        values: (G, N, S, A), an equilibrium of each game.
    """

    model: GamesModel
    prior: Prior
    theta: Array
    values: Array

    @cached_property
    def at(self) -> Replies:
        """Best replies."""
        return Replies(self.model.game, self.model.payoffs(self.theta), self.values)

    @cached_property
    def _added(self) -> Derivative:
        return self.prior(self.theta)

    @cached_property
    def value(self) -> float:
        """The objective."""
        tally = self.model.tally
        return float(np.where(tally > 0, tally * self.at.logs, 0.0).sum()) + self._added.value

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """How values move with coefficients."""
        return Sensitivity(self.at, self.model.columns)

    @cached_property
    def moves(self) -> Array:
        """(G, M, K), v_θ with the values of a game in one axis."""
        return _flat(self.sensitivity.moves)

    @cached_property
    def metric(self) -> Array:
        """(P, P), squared length of a move of coefficients and of the values that go with it."""
        return self._weighed(self.moves)

    def _weighed(self, moves: Array) -> Array:
        return np.diag(self.model.scales**2) + self.model.squared(self.moves.swapaxes(1, 2) @ moves)

    @cached_property
    def local(self) -> tuple[Array, Array, Array]:
        """In orthonormal coordinates: gradient (P,), Hessian (P, P), and (P, P) from them to coefficients."""
        model, moved = self.model, self.sensitivity
        gradient = model.summed(moved.gradient(model.tally)) + self._added.gradient
        ascent = np.linalg.solve(self.metric, gradient)
        made = model.tally.sum(-1, keepdims=True)
        along = (self.moves @ ascent[model.index][..., None]).reshape(self.values.shape)
        multipliers = self.at.transposed(model.tally - made * self.at.chances - along)
        hessian = model.squared(moved.hessian(model.tally, multipliers)) + self._added.hessian
        back = np.linalg.inv(np.linalg.cholesky(self.metric)).T
        return back.T @ gradient, back.T @ hessian @ back, back

    def moved(self, step: Array) -> Point | None:
        """The point of the surface over a step in the tangent space, in coefficients (P,); None where it is lost."""
        model = self.model
        theta, values, before = self.theta + step, self.values + self._along(self.moves, step), np.inf
        for _ in range(MOST_RETURNS):
            at = Replies(model.game, model.payoffs(theta), values)
            residual = float(at.residual.max()) / max(1.0, float(np.abs(values).max()))
            if residual < ON or (residual < NEARLY and residual > 0.5 * before):
                return Point(model, self.prior, theta, values)
            if not residual < LOST:
                return None
            before = residual
            gap = (at.answer - values)[..., None]
            both = at.solved(np.concatenate([Sensitivity(at, model.columns).direct, gap], -1))
            moves, own = _flat(both[..., :-1]), _flat(both[..., -1:])
            right = model.summed((self.moves.swapaxes(1, 2) @ own)[..., 0])
            move = -np.linalg.solve(self._weighed(moves), right)
            values = values + both[..., -1] + self._along(moves, move)
            theta = theta + move
        return None

    def _along(self, moves: Array, step: Array) -> Array:
        return np.asarray((moves @ step[self.model.index][..., None]).reshape(self.values.shape))


def climbed(model: GamesModel, theta: Array, values: Array, prior: Prior) -> Point:
    """The highest point of a climb from a point of the surface, past folds.

    Args:
        model: with its data.
        theta: (P,).
        values: (G, N, S, A), an equilibrium of each game.
        prior: what is added to the log likelihood.
    """
    with np.errstate(all="ignore"):  # what overflows on the way is no step that is taken
        try:
            return _climbed(Point(model, prior, theta, values))
        except np.linalg.LinAlgError:
            return Point(model, prior, theta, values)


def _climbed(here: Point) -> Point:
    radius = FIRST_RADIUS
    for _ in range(MOST_STEPS):
        gradient, hessian, back = here.local
        if not np.isfinite(hessian).all() or np.abs(here.theta * here.model.scales).max() > FAR:
            break
        curvature, axes = np.linalg.eigh(hessian)
        slope = axes.T @ gradient
        move, inside = best_step(slope, curvature, radius)
        predicted = slope @ move + 0.5 * curvature @ (move * move)
        if predicted < SMALL and (inside or radius > FLAT_RADIUS):
            break
        there = here.moved(back @ (axes @ move))
        gained = there.value - here.value if there is not None and np.isfinite(there.value) else -np.inf
        if gained < 0.25 * predicted:
            radius = 0.25 * float(np.linalg.norm(move))
        elif gained > 0.75 * predicted and not inside:
            radius = min(2.0 * radius, LARGEST_RADIUS)
        if there is not None and gained > 1e-4 * predicted:
            here = there
        elif radius < SMALLEST_RADIUS:
            break
    return here


def _flat(what: Array) -> Array:
    """(G, N·S·A, K)."""
    return what.reshape(len(what), -1, what.shape[-1])
