"""Mass and targets along links, tick by tick: the inner loops, compiled."""

from __future__ import annotations

import numpy as np

from ...solvers.compiled import at_length


@at_length
def push_on(
    start: np.ndarray,
    ends: np.ndarray,
    end: np.ndarray,
    weight: np.ndarray,
    rule: np.ndarray,
    kept: np.ndarray,
    here: np.ndarray,
    there: np.ndarray,
    moved: np.ndarray,
) -> None:
    """Carry mass along links, the first row first.

    Args:
        start to kept: see :class:`.links.Chain`.
        here, there: (places, G), mass, and where to add what comes; they may be the same.
        moved: (G,), to work in.
    """
    width = np.uintp(here.shape[1])
    for n in range(len(start)):
        a, f = np.uintp(start[n]), np.uintp(rule[n])
        some = False
        for g in range(width):
            moved[g] = here[a, g] * kept[f, g]
            some |= moved[g] != 0.0
        if some:
            for z in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
                b = np.uintp(end[z])
                for g in range(width):
                    there[b, g] += weight[z] * moved[g]


@at_length
def pull_back(
    start: np.ndarray,
    ends: np.ndarray,
    end: np.ndarray,
    weight: np.ndarray,
    rule: np.ndarray,
    kept: np.ndarray,
    here: np.ndarray,
    there: np.ndarray,
    mass: np.ndarray,
    group: np.ndarray,
    product: np.ndarray,
    summed: np.ndarray,
    held: np.ndarray,
) -> None:
    """Carry targets back along links, the last row first, and add up by link mass times the targets that it leads to.

    Args:
        start to rule: see :class:`.links.Chain`; kept: (F, H).
        here, there: (places, H), where to add targets, and those after the step; they may be the same.
        mass: (places, G), mass before the step. group: (H,), the rule of every target.
        product: (Z, H), added to.
        summed, held: (H,), to work in.
    """
    width = np.uintp(here.shape[1])
    last = -1
    for n in range(len(start) - 1, -1, -1):
        a, f = np.uintp(start[n]), np.uintp(rule[n])
        if start[n] != last:
            last = start[n]
            for h in range(width):
                held[h] = mass[a, np.uintp(group[h])]
        for h in range(width):
            summed[h] = 0.0
        for z in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
            b = np.uintp(end[z])
            for h in range(width):
                worth = there[b, h]
                summed[h] += weight[z] * worth
                product[z, h] += held[h] * worth
        for h in range(width):
            here[a, h] += kept[f, h] * summed[h]
