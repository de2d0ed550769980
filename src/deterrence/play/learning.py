"""Questions before and after: how often does such a crisis end so? And what was learned, with its interval.

The answer is the solution's: the chance of each ending from the start. What is learned is by how many points answers
came nearer to it: |before − answer| − |after − answer|, positive where they did.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import t

from ..errors import ArgumentError
from .ahead import Ahead
from .session import State

MOST = 6
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Question:
    """How many of a hundred such crises end so?

    Attributes:
        id: of the ending.
        words: the ending.
        answer: percent.
    """

    id: str
    words: str
    answer: float


@dataclass(frozen=True)
class Gain:
    """What was learned, in points of a hundred.

    Attributes:
        mean: on average.
        low, high: interval by Student's t; None from one alone.
        n: of what: players, or the questions of one.
        of: ``players`` or ``questions``.
    """

    mean: float
    low: float | None
    high: float | None
    n: int
    of: str


def questions(ahead: Ahead) -> tuple[Question, ...]:
    """About the likeliest endings, in the order in which the game names them."""
    chances = ahead.endings(ahead.walk.start())
    kept = sorted(chances, key=lambda name: -chances[name])[:MOST]
    return tuple(
        Question(name, ahead.walk.words.ending(name), 100 * chances[name]) for name in chances if name in kept
    )


def gains(asked: Sequence[Question], before: Mapping[str, float], after: Mapping[str, float]) -> list[float]:
    """Of one player, by question that was answered twice."""
    return [
        abs(before[q.id] - q.answer) - abs(after[q.id] - q.answer) for q in asked if q.id in before and q.id in after
    ]


def gain(asked: Sequence[Question], states: Sequence[State], level: float = 0.95) -> Gain | None:
    """Of all players of some sessions of one crisis; None where nobody answered twice.

    Of several players each one's mean is one observation; of a single one, each question is.
    """
    players = []
    for state in states:
        for actor in {by for by, _ in state.answers}:
            mine = [state.answers.get((actor, when), {}) for when in (BEFORE, AFTER)]
            if found := gains(asked, *mine):
                players.append(found)
    if not players:
        return None
    if len(players) == 1:
        return Gain(*_mean(players[0], level), len(players[0]), "questions")
    return Gain(*_mean([sum(own) / len(own) for own in players], level), len(players), "players")


def _mean(values: Sequence[float], level: float) -> tuple[float, float | None, float | None]:
    """Mean and interval."""
    if not 0 < level < 1:
        raise ArgumentError(f"a level of {level:g}: give one between 0 and 1")
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return mean, None, None
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1) / n)
    half = float(t.ppf((1 + level) / 2, n - 1)) * spread
    return mean, mean - half, mean + half
