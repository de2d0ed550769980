"""The next crisis: the same crisis begun again, with beliefs as something in this one has left them.

Nothing else is carried over: public state, forces and payoffs are as at the start, and nobody looked ahead to it in the
crisis before. So what differs between two next crises is what was learnt, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..games.crisis_game import CrisisGame
from .automata import NOWHERE, Stack, Tracked
from .push import Pusher
from .quantities.lines import crossed, owners
from .registry import once

KEY = "crossed again"


def crossed_again(
    pusher: Pusher, game: CrisisGame, mass: np.ndarray, truth: Mapping[int, int] | None = None
) -> dict[str, float]:
    """By owner, the probability that a line of its is crossed in the next crisis, within a window as long.

    Args:
        pusher, game: of the crisis.
        mass: (V,), how likely beliefs are to stand at every vertex as it begins; of any positive total.
        truth: true types to condition on, as for :meth:`.push.Pusher.run`.
    """
    if KEY not in game.kept:
        game.kept[KEY] = Stack(
            game.structure, {owner: Tracked(once(_of(game, owner)), asked=NOWHERE) for owner in owners(game)}
        )
    stack = game.kept[KEY]
    assert isinstance(stack, Stack)
    days = game.brief.days if game.structure.clocks else None
    passage = pusher.passage(stack, days=days, truth=truth, begin=mass / mass.sum())
    return {owner: float(passage.share(owner)[1]) for owner in owners(game)}


def _of(game: CrisisGame, owner: str) -> np.ndarray:
    """(B,), the branches on which a line of an actor's is crossed."""
    found: np.ndarray = np.logical_or.reduce(
        [crossed(game, line.id) for line in game.brief.lines if line.owner == owner]
    )
    return found
