"""Pseudo-likelihood: best replies to given chances, whose values are linear in the coefficients.

If all choose with chances p from now on, what an action is worth is v = z + Z θ (the valuation of Aguirregabiria and
Mira 2007), so that the likelihood of best replies to p is that of a multinomial logit: concave. At chances estimated
beforehand it is the two-step estimator (Hotz and Miller 1993); repeated at its own replies until they stay, nested
pseudo-likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from ..estimable import Carried, Derivative
from ..maximise import maximise
from .model import Choice, GamesModel, derivative_of, gram
from .replies import Replies
from .sensitivity import Sensitivity
from .solving import logs_of, valued
from .two_step import carried

Array = np.ndarray
STEP = 1e-5  # of central differences, in units of payoff


@dataclass(frozen=True, eq=False, kw_only=True)
class PseudoGames(GamesModel):
    """Best replies to beliefs.

    Attributes:
        nested: the full likelihood, where the beliefs answer the estimate and move with it; else None.
    """

    nested: GamesModel | None = None

    @cached_property
    def _linear(self) -> tuple[Array, Array]:
        """z (G, N, S, A) and Z (G, N, S, A, K)."""
        at = Replies(self.game, self.offset, logs_of(self.game, self.beliefs))
        flow, columns = at.by_action(at.others * self.offset), Sensitivity(at, self.columns).direct
        fixed = valued(at, (at.chances * (flow - at.logs)).sum(-1)[..., None])
        moving = valued(at, (at.chances[..., None] * columns).sum(-2))
        z = flow + np.einsum("gisat,gitk->gisa", at.ahead, fixed, optimize=True)
        return z, columns + np.einsum("gisat,gitk->gisak", at.ahead, moving, optimize=True)

    def values(self, theta: Array) -> Array:
        """(G, N, S, A), what actions are worth."""
        z, columns = self._linear
        return z + np.einsum("gisak,gk->gisa", columns, theta[self.index], optimize=True)

    def replies(self, theta: Array) -> Replies:
        """What answers the beliefs."""
        return Replies(self.game, self.payoffs(theta), self.values(theta))

    def logs(self, theta: Array) -> Array:
        """(G, N, S, A), log p of best replies."""
        return self.replies(theta).logs

    def choice(self, theta: Array) -> Choice:
        """Best replies with derivatives, beliefs given."""
        replies = self.replies(theta)
        return Choice(replies.logs, replies.mean_free(self._linear[1]))

    def derivative(self, theta: Array) -> Derivative:
        """The log likelihood, its gradient and its Hessian, beliefs given."""
        at = self.choice(theta)
        chances = np.where(self.game.available, np.exp(at.logs), 0.0)
        weights = -self.tally.sum(-1, keepdims=True) * chances
        gradient = np.einsum("gisa,gisak->gk", self.tally, at.moves, optimize=True)
        return derivative_of(self, float((self.tally * at.logs).sum()), gradient, gram(weights, at.moves, at.moves))

    def information(self, theta: Array) -> Array:
        """(P, P), expected: Σ Pr × gradient × gradient' over what may be done where rows are."""
        at = self.choice(theta)
        weights = self.tally.sum(-1, keepdims=True) * np.where(self.game.available, np.exp(at.logs), 0.0)
        return self.squared(gram(weights, at.moves, at.moves))

    def curvature(self, theta: Array) -> Array | None:
        """(P, P), derivative of the gradient through beliefs that answer the estimate, by central differences."""
        if self.nested is None:
            return None
        full = self.nested

        def gradient(at: Array) -> Array:
            chances = np.where(self.game.available, np.exp(full.logs(at)), 0.0)
            return replace(self, beliefs=chances).derivative(at).gradient

        step = STEP / self.scales
        columns = [
            (gradient(theta + move) - gradient(theta - move)) / (2 * size)
            for move, size in zip(np.diag(step), step, strict=True)
        ]
        return np.array(columns).T

    def carried(self, theta: Array) -> Carried | None:
        """Gradients that carry the noise of the first step; None where beliefs answer the estimate."""
        return None if self.nested is not None else carried(self, theta)

    def once_more(self, theta: Array) -> Self | None:
        """The same with best replies in place of the chances of the first step."""
        if self.nested is not None:
            return None
        return replace(self, beliefs=np.maximum(self.replies(theta).chances, np.finfo(float).tiny))

    def details(self, theta: Array) -> dict[str, Any]:
        """How far beliefs are from best replies, and what standard errors make of them."""
        given = self.nested is None
        taken = "the noise of whose estimates is in the standard errors" if given else "which move with the estimate"
        gap = float(np.abs(np.where(self.game.available, np.exp(self.logs(theta)) - self.beliefs, 0.0)).max())
        shown = {"selection": f"best replies to beliefs, {taken}", "belief_gap": gap}
        return shown | ({"transition": self.first_step} if self.first_step else {})


def at_beliefs(model: GamesModel) -> PseudoGames:
    """The pseudo-likelihood at chances estimated beforehand."""
    return PseudoGames(**{name: getattr(model, name) for name in GamesModel.__dataclass_fields__})


def pseudo_estimate(model: GamesModel) -> Array:
    """(P,), the two-step estimate: where climbs of the full likelihood begin."""
    return maximise(at_beliefs(model).derivative, np.zeros(model.size), model.scales).theta
