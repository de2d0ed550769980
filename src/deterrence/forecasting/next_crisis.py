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
from .quantities.lines import crossed
from .registry import once

KEY = "crossed again"


def crossed_again(
    pusher: Pusher, game: CrisisGame, owner: str, mass: np.ndarray, truth: Mapping[int, int] | None = None
) -> float:
    """The probability that one of an actor's lines is crossed in the next crisis, within a window as long.

    Args:
        pusher, game: of the crisis.
        owner: id of the actor.
        mass: (V,), how likely beliefs are to stand at every vertex as it begins; of any positive total.
        truth: true types to condition on, as for :meth:`.push.Pusher.run`.
    """
    mine = [line.id for line in game.brief.lines if line.owner == owner]
    over = np.logical_or.reduce([crossed(game, line) for line in mine])
    key = (KEY, owner)
    if key not in game.kept:
        game.kept[key] = Stack(game.structure, {KEY: Tracked(once(over), asked=NOWHERE)})
    stack = game.kept[key]
    assert isinstance(stack, Stack)
    days = game.brief.days if game.structure.clocks else None
    passage = pusher.passage(stack, days=days, truth=truth, begin=mass / mass.sum())
    return float(passage.share(KEY)[1])
