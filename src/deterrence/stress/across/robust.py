"""A robust choice searched for among doses of options and their combinations, not only ranked among those named.

A choice is a point of the unit cube: how much of each option is taken. What it is worth is known world by world for the
choices that were tried. Two aims:

- ``regret``: that the largest regret over the worlds is least (minimax regret, Savage 1951), the regret of a choice in
  a world being what the best choice tried is worth there less its own;
- ``enough``: that it is worth at least a level in as many worlds as can be (satisficing; the domain criterion of Starr
  1963, "Product Design and Decision Theory").

Search goes by coordinate steps, halved when none helps (a pattern search: Torczon 1997, "On the convergence of pattern
search algorithms", SIAM Journal on Optimization 7(1), 1–25). Regret grows as better replies are found, so that it looks
on both sides: around the best choice so far, and around the choice that is best where that one fares worst. So what is
reported is a lower bound of the true largest regret, and the last round says how much it still moved. All recalled, not
opened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import ArgumentError

REGRET, ENOUGH = "regret", "enough"
AIMS = (REGRET, ENOUGH)
FIRST_STEP, LAST_STEP = 0.5, 0.125
MOST_TRIED = 80
TIED = 1e-9

Doses = tuple[float, ...]
Evaluate = Callable[[Sequence[Doses]], Sequence[np.ndarray]]
"""From choices to (n,) what each is worth by world, the same worlds each time; NaN where a world was not solved."""


@dataclass(frozen=True, eq=False)
class Search:
    """What a search found.

    Attributes:
        best: the choice.
        tried: (choices, worlds), what each choice tried is worth, in the worlds in which all were solved.
        choices: those tried, in order; the first takes nothing.
        rounds: after each, the choice that was best, and its standing by the aim (smaller is better): its largest
            regret, or the share of worlds in which it is not worth enough.
        step: the smallest that was tried around the best choice.
        level: what was enough.
    """

    best: Doses
    tried: np.ndarray
    choices: tuple[Doses, ...]
    rounds: tuple[tuple[Doses, float], ...]
    step: float
    level: float

    def worth(self, choice: Doses) -> np.ndarray:
        """(n,), what a choice tried is worth by world."""
        found: np.ndarray = self.tried[self.choices.index(choice)]
        return found

    def regret(self, choice: Doses) -> np.ndarray:
        """(n,), its regret by world, against all that were tried."""
        found: np.ndarray = self.tried.max(0) - self.worth(choice)
        return found

    @property
    def replies(self) -> tuple[Doses, ...]:
        """The choices that are best in some world."""
        return tuple(self.choices[k] for k in sorted(set(self.tried.argmax(0).tolist())))


def search(
    evaluate: Evaluate, options: int, aim: str, level: float | None = None, most: int = MOST_TRIED
) -> Search:
    """The choice that stands up best over the worlds.

    Args:
        evaluate: tries choices, those of a round together.
        options: how many there are.
        aim: one of :data:`AIMS`.
        level: what a choice is to be worth, for ``enough``; what taking nothing is worth in the median world if None.
        most: choices tried, about.

    Raises:
        ArgumentError: a level that is no finite number.
    """
    if level is not None and not math.isfinite(level):
        raise ArgumentError(f"the level is {level:g}: give a number")
    nothing = (0.0,) * options
    whole = [tuple(float(j == k) for j in range(options)) for k in range(options)]
    choices: list[Doses] = []
    rows: list[np.ndarray] = []
    asked = list(dict.fromkeys([nothing, *whole, (1.0,) * options]))
    step = FIRST_STEP
    rounds: list[tuple[Doses, float]] = []
    while asked:
        rows += list(evaluate(asked))
        choices += asked
        table = np.array(rows)
        table = table[:, np.isfinite(table).all(0)]
        if not table.shape[1]:
            break
        level = float(np.median(table[0])) if level is None else level
        standing = _standing(table, aim, level)
        k = int(np.lexsort(standing[::-1])[0])
        before = rounds[-1][0] if rounds else None
        rounds.append((choices[k], float(standing[0][k])))
        if before is not None and choices[k] == before:
            step /= 2
        reply = choices[int(table[:, int((table.max(0) - table[k]).argmax())].argmax())]
        known = set(choices)
        asked = []
        while not asked and step >= LAST_STEP and len(choices) < most:
            asked = [c for c in dict.fromkeys([*_around(choices[k], step), *_around(reply, step)]) if c not in known]
            step = step if asked else step / 2
    table = np.array(rows)
    table = table[:, np.isfinite(table).all(0)]
    best = rounds[-1][0] if rounds else nothing
    return Search(best, table, tuple(choices), tuple(rounds), max(step, LAST_STEP), 0.0 if level is None else level)


def _standing(table: np.ndarray, aim: str, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Of every choice, smaller is better: by the aim, then by what is lost on average."""
    regret = table.max(0) - table
    first = regret.max(1) if aim == REGRET else (table < level - TIED).mean(1)
    return np.round(first / TIED) * TIED, regret.mean(1)


def _around(choice: Doses, step: float) -> list[Doses]:
    """One dose more or less."""
    found = []
    for j, dose in enumerate(choice):
        for other in (dose + step, dose - step):
            if -TIED <= other <= 1.0 + TIED:
                found.append((*choice[:j], min(max(other, 0.0), 1.0), *choice[j + 1 :]))
    return found
