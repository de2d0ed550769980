"""Choices over many worlds: regret, how often they are good enough, whether another is always better; what knowing is
worth.

The regret of a choice in a world is the value of the best choice there less its own (Savage 1951). A choice is good
enough in a world where it is worth no less than doing nothing (satisficing, Simon 1956). One dominates another where it
is worth no less in any world and more in some. Of a taker's choices an outsider may have a view too: everything is said
for every actor's value, the taker's and the others'.

What knowing an input before choosing is worth: the mean over its values of the best choice's mean value there, less the
best choice's mean value overall (expected value of partial perfect information; from given data as Strong & Oakley
2013, "An efficient method for computing single-parameter partial expected value of perfect information", Medical
Decision Making 33(6), 755–766). All recalled, not opened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...stats import wilson
from .given_data import classes, sorted_into

TIED = 1e-9
SPLITS = 10


@dataclass(frozen=True)
class Standing:
    """How a choice stands over the worlds, by one actor's value.

    Attributes:
        option: the choice.
        n: worlds.
        mean: of the value, less that of doing nothing.
        mean_regret, error, largest: regret: its mean, the standard error of that, and the largest.
        best: worlds in which no choice is better.
        enough: worlds in which it is worth no less than doing nothing.
        interval: 95 % (Wilson), of the share of such worlds.
        dominated_by: choices that dominate it.
    """

    option: str
    n: int
    mean: float
    mean_regret: float
    error: float
    largest: float
    best: int
    enough: int
    interval: tuple[float, float]
    dominated_by: tuple[str, ...]


def standings(values: Mapping[str, np.ndarray], nothing: str) -> list[Standing]:
    """Of every choice, in order.

    Args:
        values: by choice, (n,), what it is worth to somebody in each world; the same worlds for all.
        nothing: the choice that is to do nothing.
    """
    table = np.array(list(values.values()))
    lost = table.max(0) - table
    base = values[nothing]
    n = table.shape[1]
    found = []
    for k, (option, worth) in enumerate(values.items()):
        enough = int((worth >= base - TIED).sum())
        better = [other for other, its in values.items() if other != option and _dominates(its, worth)]
        found.append(
            Standing(
                option,
                n,
                float((worth - base).mean()),
                float(lost[k].mean()),
                float(lost[k].std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan,
                float(lost[k].max()),
                int((lost[k] <= TIED).sum()),
                enough,
                wilson(enough, n),
                tuple(better),
            )
        )
    return found


def _dominates(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one >= other - TIED).all() and (one > other + TIED).any())


def knowing_everything(values: Mapping[str, np.ndarray]) -> float:
    """What it is worth to know the world before choosing."""
    table = np.array(list(values.values()))
    return float(table.max(0).mean() - table.mean(1).max())


def knowing(values: Mapping[str, np.ndarray], x: np.ndarray, seed: int = 0) -> float:
    """What it is worth to know one input before choosing, from worlds sorted into classes by it.

    The best of noisy means looks too good: in each class the choice is made on one half of the worlds and valued in the
    other. So the number is rather too small than too large, and a little below zero where the input is worth nothing.

    Args:
        values: as for :func:`standings`.
        x: (n,), the input by world.
        seed: of the halves.
    """
    table = np.array(list(values.values()))
    n = table.shape[1]
    count = classes(n)
    place = sorted_into(x, count)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(SPLITS):
        half = rng.permutation(n) < n // 2
        found += [_chosen_apart(table, place, chosen_in, count) for chosen_in in (half, ~half)]
    return math.fsum(found) / len(found) - float(table.mean(1).max())


def _chosen_apart(table: np.ndarray, place: np.ndarray, chosen_in: np.ndarray, count: int) -> float:
    """The mean value where in each class that choice is made which is best in some worlds, in the other worlds."""
    sums = np.array([np.bincount(place[chosen_in], row[chosen_in], count) for row in table])
    rest = ~chosen_in
    return float(table[sums.argmax(0)[place[rest]], np.flatnonzero(rest)].mean())
