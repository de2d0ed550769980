"""The stability–instability quantity: what a costlier catastrophe does to challenges low and high on the ladder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..games.crisis_game import CATASTROPHE, CrisisGame
from .resolve import Change, Resolver


@dataclass(frozen=True)
class StabilityInstability:
    """Derivatives in the logarithm of catastrophe's cost (all actors' at once) of log odds against no challenge.

    Attributes:
        low, high: of a low-rung challenge (seen peak at the challenge rung) and of a higher one, against none.
        probabilities: (none, low, high) with the cost lowered and raised.
        step: relative change of the cost each way.
    """

    low: float
    high: float
    probabilities: tuple[tuple[float, float, float], tuple[float, float, float]]
    step: float


def challenge_rung(game: CrisisGame) -> int | None:
    """Index of the lowest rung whose acts are challenges; None where the scenario does not say."""
    s = game.structure
    if game.brief.challenge:
        return s.rungs.index(game.brief.challenge)
    return min((row.rung for row in s.moves if "challenge" in row.tags and row.rung >= 0), default=None)


def stability_absent(game: CrisisGame) -> str:
    """Why the quantity is undefined; "" where it is not."""
    if CATASTROPHE not in game.structure.endings:
        return f"no ending is called '{CATASTROPHE}'"
    return "" if challenge_rung(game) is not None else "the scenario does not say at which rung a challenge begins"


def stability_instability(resolver: Resolver, step: float = 0.1) -> StabilityInstability | str:
    """Central differences with catastrophe's cost scaled by 1 ∓ step; in words why, where it is undefined."""
    game = resolver.solved()[0]
    if why := stability_absent(game):
        return why
    rungs, challenge = game.structure.rungs, challenge_rung(game)
    assert challenge is not None
    sides = []
    for factor in (1 - step, 1 + step):
        values = resolver.measured(Change(catastrophe=factor), ("peak_rung",))
        seen = {rungs.index(k.of): v for k, v in values.items() if k.given == "seen"}
        none = sum(v for r, v in seen.items() if r < challenge)
        high = sum(v for r, v in seen.items() if r > challenge)
        sides.append((none, seen.get(challenge, 0.0), high))
    if min(min(side) for side in sides) <= 0:
        return "one of no challenge, a low one and a high one never happens"
    width = np.log((1 + step) / (1 - step))
    low, high = (float((np.log(sides[1][k] / sides[1][0]) - np.log(sides[0][k] / sides[0][0])) / width) for k in (1, 2))
    return StabilityInstability(low, high, (sides[0], sides[1]), step)
