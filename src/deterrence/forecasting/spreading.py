"""The inner loops of a push, compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import compiled


@compiled
def spread(
    rows: np.ndarray,
    place: np.ndarray,
    share: np.ndarray,
    seen: int,
    likelihood: np.ndarray,
    way: int,
    source: np.ndarray,
    target: np.ndarray,
    after: np.ndarray,
) -> None:
    """Add to the rows of a state that follows what leaves for it in one way.

    For every vertex l, part z and n: after[place[seen, l, z], target[n]] += share[seen, l, z] · likelihood[way, l] ·
    rows[l, source[n]].

    Args:
        rows: (L, R), mass at the vertices it leaves.
        place: (O, L, Z) int32, the vertices among which what leaves a vertex is divided, by what is seen.
        share: (O, L, Z), what goes to each.
        seen: what is seen, of the O.
        likelihood: (C, L), of what is at a vertex, how much leaves in each way.
        way: of the C.
        source, target: (N,), the rows that mass comes from, and those that it goes to.
        after: (V, R'), what is added to.
    """
    live, parts, wide = rows.shape[0], place.shape[2], after.shape[1]
    moved = np.empty(wide)
    for at in range(live):
        weight = likelihood[way, at]
        if weight == 0.0:
            continue
        moved[:] = 0.0
        for n in range(len(source)):
            moved[target[n]] += weight * rows[at, source[n]]
        for z in range(parts):
            part = share[seen, at, z]
            if part != 0.0:
                there = after[place[seen, at, z]]
                for r in range(wide):
                    there[r] += part * moved[r]


@compiled
def occupied(rows: np.ndarray) -> np.ndarray:
    """The vertices, in rising order, at which any of the rows (V, R) has mass: (L,)."""
    found = np.empty(rows.shape[0], np.int64)
    count = 0
    for at in range(rows.shape[0]):
        for r in range(rows.shape[1]):
            if rows[at, r] != 0.0:
                found[count] = at
                count += 1
                break
    return found[:count].copy()
