"""What has been solved for claims: numbers and derivatives by grid and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..forecasting.intervention import CONSEQUENCE
from ..forecasting.keys import Key, Values
from ..stress.resolve import Change
from ..stress.worker_pool import Team
from .sides import numbers_at, slopes_at
from .slopes import Slopes


@dataclass
class Book:
    """Numbers by grid and change, each solved once.

    Attributes:
        slopes: derivatives by change, on the grid that they were wanted on; or why there are none.
        known: numbers. asked: which of them have been asked for. trouble: why there are none.
    """

    team: Team
    slopes: dict[Change, Slopes | str] = field(default_factory=dict)
    known: dict[tuple[int, Change], Values] = field(default_factory=dict)
    asked: dict[tuple[int, Change], set[Key]] = field(default_factory=dict)
    trouble: dict[tuple[int, Change], str] = field(default_factory=dict)

    def gather(self, wanted: Sequence[tuple[int, Change, Key]], slopes_on: int = 0) -> None:
        """Compute what is not known yet, side by side; with derivatives on the grid of ``slopes_on`` nodes a side."""
        fresh: dict[tuple[int, Change], set[Key]] = {}
        for points, change, key in wanted:
            if key not in self.asked.get((points, change), set()):
                fresh.setdefault((points, change), set()).add(key)
        often = _often(fresh.values())
        jobs = {
            at: self.team.submit(numbers_at, at[1], tuple(sorted(keys)), often, at[0] == slopes_on, points=at[0])
            for at, keys in fresh.items()
        }
        for at, job in jobs.items():
            found, slopes = job.result()
            if slopes is not None:
                self.slopes[at[1]] = slopes
            self.asked.setdefault(at, set()).update(fresh[at])
            if isinstance(found, str):
                self.trouble[at] = found
            else:
                self.known.setdefault(at, {}).update(found)

    def lean(self, points: int, wanted: Sequence[tuple[Change, Key]]) -> None:
        """Work out derivatives of some numbers, on a grid of so many nodes a side."""
        fresh: dict[Change, set[Key]] = {}
        for change, key in wanted:
            fresh.setdefault(change, set()).add(key)
        jobs = {c: self.team.submit(slopes_at, c, tuple(sorted(keys)), points=points) for c, keys in fresh.items()}
        self.slopes.update({change: job.result() for change, job in jobs.items()})

    def pair(self, points: int, changes: Sequence[Change], keys: Sequence[Key]) -> tuple[float | None, float | None]:
        """The two sides' numbers."""
        a, b = (self.known.get((points, c), {}).get(k) for c, k in zip(changes, keys, strict=True))
        return a, b

    def why_not(self, points: int, changes: Sequence[Change]) -> str:
        """Why a number is not known."""
        reasons = [self.trouble[points, c] for c in changes if (points, c) in self.trouble]
        return reasons[0] if reasons else "what it is conditional on hardly ever happens there"


def _often(wanted: Iterable[set[Key]]) -> tuple[str, ...]:
    """Quantities asked for under two changes or more, except what follows imposed answers (pushes of its own)."""
    counts = Counter(name for keys in wanted for name in {key.name for key in keys})
    return tuple(sorted(name for name, n in counts.items() if n > 1 and name != CONSEQUENCE))
