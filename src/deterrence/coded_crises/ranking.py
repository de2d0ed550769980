"""Moves or crises ranked under several weightings at once, with the spread of the ranks.

The ladder's order is a judgement, and so is every scale that it is compared with. A rank under one weighting is
therefore never given without the ranks under the others: each row has them all, their mean, and how far they lie apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import ArgumentError
from .crosswalk import crosswalk
from .ladder import ladder
from .record import History

MEAN = "mean"

WEIGHTINGS: dict[str, Callable[[str], float]] = {
    "rung": lambda rung: float(ladder().level(rung)),
    "mid": lambda rung: float(crosswalk().row(rung).mid_level.value or 0),
    "goldstein": lambda rung: -crosswalk().row(rung).goldstein.value,
    "kahn": lambda rung: float(crosswalk().row(rung).kahn.value or 0),
}
"""How hostile a rung is, by weighting: steps on the ladder; MID hostility level; Goldstein score turned round; Kahn's
rung, 0 where it has none."""


@dataclass(frozen=True)
class Ranked:
    """One move or crisis with its ranks; 1 is the most hostile, and ties share the mean of their places.

    Attributes:
        id: of the move or the history.
        rung: by weighting, the rung it is ranked by: the move's, or the one at which the history peaks.
        ranks: rank by weighting.
        mean: mean of the ranks.
        spread: largest rank less smallest: 0 where the weightings agree.
    """

    id: str
    rung: dict[str, str]
    ranks: dict[str, float]
    mean: float
    spread: float


def ranks(what: History | Sequence[History], weighting: str = MEAN) -> list[Ranked]:
    """The moves of a history, or several histories by their peaks, in order of one weighting, ranked under all.

    Args:
        what: a history, whose moves are ranked by the rung on which they came out; or several, each ranked by its most
            hostile move under each weighting.
        weighting: 'rung', 'mid', 'goldstein', 'kahn' or 'mean' (of the ranks): decides the order of the rows only.

    Raises:
        ArgumentError: there is no such weighting, or nothing to rank.
    """
    if weighting not in (*WEIGHTINGS, MEAN):
        raise ArgumentError(f"there is no weighting '{weighting}'; there are {', '.join(WEIGHTINGS)} and {MEAN}")
    if isinstance(what, History):
        items = [(move.id, dict.fromkeys(WEIGHTINGS, move.rung)) for move in what.moves]
    else:
        items = [(history.name, _peaks(history)) for history in what]
    if not items:
        raise ArgumentError("there is nothing to rank: give a history, or a list of them")
    by_weighting = {name: _places([weigh(rungs[name]) for _, rungs in items]) for name, weigh in WEIGHTINGS.items()}
    rows = []
    for k, (name, rungs) in enumerate(items):
        places = {w: by_weighting[w][k] for w in WEIGHTINGS}
        spread = max(places.values()) - min(places.values())
        rows.append(Ranked(name, rungs, places, sum(places.values()) / len(places), spread))
    return sorted(rows, key=lambda row: row.mean if weighting == MEAN else row.ranks[weighting])


def _peaks(history: History) -> dict[str, str]:
    """By weighting, the rung of the most hostile move; of several alike, the highest on the ladder."""
    rungs = sorted({move.rung for move in history.moves}, key=ladder().level)
    return {name: max(reversed(rungs), key=weigh) for name, weigh in WEIGHTINGS.items()}


def _places(values: list[float]) -> list[float]:
    """Ranks from the largest value down; equal values share the mean of their places."""
    return [sum(v > value for v in values) + (sum(v == value for v in values) + 1) / 2 for value in values]
