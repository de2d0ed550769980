"""Nested pseudo-likelihood: beliefs that answer their own estimate (Aguirregabiria and Mira 2002, 2007)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...errors import NotConverged
from ..maximise import maximise
from .full import DynamicModel
from .model import GamesModel
from .pseudo import PseudoGames, at_beliefs

MOST_ROUNDS, SETTLED = 500, 1e-9  # and chances that move by less


@dataclass(frozen=True, eq=False, kw_only=True)
class NestedGames(PseudoGames):
    """The pseudo-likelihood at chances that are their own best replies."""

    def learned(self) -> NestedGames:
        """The same with chances that are their own best replies for its outcomes. Raises as :func:`nested`."""
        plain = {name: getattr(self, name) for name in GamesModel.__dataclass_fields__}
        return nested(DynamicModel(**plain).learned())


def nested(model: DynamicModel) -> NestedGames:
    """Nested pseudo-likelihood.

    Raises:
        NotConverged: chances go on moving.
    """
    pseudo, theta, moved = at_beliefs(model), np.zeros(model.size), np.inf
    for _ in range(MOST_ROUNDS):
        theta = maximise(pseudo.derivative, theta, model.scales).theta
        chances = pseudo.replies(theta).chances
        moved = float(np.abs(chances - pseudo.beliefs).max())
        pseudo = replace(pseudo, beliefs=np.maximum(chances, np.finfo(float).tiny))
        if moved < SETTLED:
            model.solutions.add(theta, pseudo.replies(theta).values)
            plain = {name: getattr(pseudo, name) for name in GamesModel.__dataclass_fields__}
            return NestedGames(**plain, nested=model)
    raise NotConverged(
        f"after {MOST_ROUNDS} rounds of nested pseudo-likelihood chances still move by {moved:.1e}: the equilibrium in "
        "the data is not one that best replies lead to; use --method full"
    )
