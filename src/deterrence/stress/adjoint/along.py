"""Mass and targets along links, tick by tick: the inner loops, compiled."""

from __future__ import annotations

import numpy as np

from ...solvers.compiled import at_length

BLOCK = 1024


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
    summed: np.ndarray,
) -> None:
    """Carry targets back along links, the last row first.

    Args:
        start to rule: see :class:`.links.Chain`; kept: (F, H).
        here, there: (places, H), where to add targets, and those after the step; they may be the same.
        summed: (H,), to work in.
    """
    width = np.uintp(here.shape[1])
    for n in range(len(start) - 1, -1, -1):
        a, f = np.uintp(start[n]), np.uintp(rule[n])
        for h in range(width):
            summed[h] = 0.0
        for z in range(np.uintp(ends[n]), np.uintp(ends[n + 1])):
            b = np.uintp(end[z])
            for h in range(width):
                summed[h] += weight[z] * there[b, h]
        for h in range(width):
            here[a, h] += kept[f, h] * summed[h]


@at_length
def multiply(
    leaves: np.ndarray,
    leads: np.ndarray,
    mass: np.ndarray,
    there: np.ndarray,
    group: np.ndarray,
    product: np.ndarray,
    held: np.ndarray,
) -> None:
    """Add up by link mass where it leaves from, times the targets where it leads.

    Args:
        leaves, leads: see :class:`.links.Chain`.
        mass: (places, G). there: (places, H). group: (H,), the rule of every target.
        product: (Z, H), added to.
        held: (H,), to work in.
    """
    width = np.uintp(there.shape[1])
    last = -1
    for z in range(len(leaves)):
        if leaves[z] != last:
            last = leaves[z]
            for h in range(width):
                held[h] = mass[np.uintp(last), np.uintp(group[h])]
        b = np.uintp(leads[z])
        for h in range(width):
            product[z, h] += held[h] * there[b, h]


@at_length
def mix(share: np.ndarray, some: np.ndarray, mixed: np.ndarray) -> None:
    """Add to each of several mixes its share of each of some vectors.

    Args:
        share: (Q, J). some: (J, n). mixed: (Q, n), added to.
    """
    count = some.shape[1]
    for begin in range(0, count, BLOCK):  # what all mixes take from stays in a cache
        last = np.uintp(min(begin + BLOCK, count))
        for q in range(share.shape[0]):
            for j in range(share.shape[1]):
                part = share[q, j]
                if part != 0.0:
                    for n in range(np.uintp(begin), last):
                        mixed[q, n] += part * some[j, n]
