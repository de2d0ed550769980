"""Forecasts made before a move was shown, scored by proper rules beside the public's own.

Brier's score of probabilities p of moves of which m was made: Σ_a (p_a − [a = m])², from 0, sure and right, to 2, sure
and wrong (Brier 1950, Monthly Weather Review 78(1)); the log score: log2 p_m, 0 at best (Good 1952, Journal of the
Royal Statistical Society B 14(1); both recalled, not opened). Both are proper: nobody scores better on average by
saying what it does not believe. A probability below :data:`LEAST` is scored as that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .position import Walk
from .session import State

LEAST = 1e-3


@dataclass(frozen=True)
class Scored:
    """A forecast.

    Attributes:
        turn: steps before it.
        by, of: who said it, of whom.
        made: the move that was made.
        given: the probability that was said of it in advance.
        brier, log: scores.
        public_brier, public_log: of what was publicly believed.
    """

    turn: int
    by: str
    of: str
    made: str
    given: float
    brier: float
    log: float
    public_brier: float
    public_log: float


def brier(chances: Mapping[str, float], made: str) -> float:
    """Brier's score, the smaller the better."""
    return math.fsum((p - (move == made)) ** 2 for move, p in chances.items())


def log_score(chances: Mapping[str, float], made: str) -> float:
    """The log score in bits, the nearer to 0 the better."""
    return math.log2(max(chances[made], LEAST))


def scored(walk: Walk, state: State) -> tuple[Scored, ...]:
    """Every forecast of a session."""
    found = []
    for turn, step in enumerate(state.passed):
        for by, forecast in step.forecasts.items():
            for of, chances in forecast.items():
                made = step.chosen[of]
                public = {move.name: move.chance for move in walk.moves(step.before)[of]}
                found.append(
                    Scored(
                        turn=turn,
                        by=by,
                        of=of,
                        made=made,
                        given=chances[made],
                        brier=brier(chances, made),
                        log=log_score(chances, made),
                        public_brier=brier(public, made),
                        public_log=log_score(public, made),
                    )
                )
    return tuple(found)
