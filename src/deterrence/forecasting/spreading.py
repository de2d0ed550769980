"""The inner loops of a push, compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import compiled

LEAST = 1e-300
"""In place of zero, to divide zero by."""


@compiled
def _any(row: np.ndarray) -> bool:
    """Is any of the numbers (R,) not zero? Mostly the first is, or none."""
    if row[0] != 0.0:
        return True
    found = False
    for r in range(len(row)):
        found |= row[r] != 0.0
    return found


@compiled
def spread(
    rows: np.ndarray,
    live: np.ndarray,
    place: np.ndarray,
    share: np.ndarray,
    seen: int,
    likelihood: np.ndarray,
    way: int,
    first: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
    after: np.ndarray,
) -> None:
    """Add to the rows of a state that follows what leaves for it in one way.

    Row r there gets the sum over n of what comes from row n here, of those with first[r] = n and of those that are in
    addition to it: for every vertex l and part z, share[seen, l, z] · likelihood[way, l] · rows[live[l], n] is added to
    after[place[seen, l, z], r].

    Args:
        rows: (V, R), mass.
        live: (L,), the vertices that it leaves.
        place: (O, L, Z) int32, the vertices among which what leaves a vertex is divided, by what is seen.
        share: (O, L, Z), what goes to each.
        seen: what is seen, of the O.
        likelihood: (C, L), of what is at a vertex, how much leaves in each way.
        way: of the C.
        first: (R') int32, the first row that mass comes from to each row there, -1 for none; or empty, where so few
            rows there get any that it is quicker to name them all in ``source`` and ``target``.
        source, target: (N,) int32, further rows that it comes from, and those that they go to.
        after: (V, R'), what is added to.
    """
    parts, wide = place.shape[2], after.shape[1]
    moved, few = np.empty(wide), len(first) == 0
    for at in range(len(live)):
        weight, here = likelihood[way, at], rows[live[at]]
        if weight == 0.0 or not _any(here):
            continue
        if few:
            for z in range(parts):
                part = weight * share[seen, at, z]
                for n in range(len(source)):
                    after[place[seen, at, z], target[n]] += part * here[source[n]]
            continue
        for r in range(wide):
            n = first[r]
            moved[r] = here[n] if n >= 0 else 0.0
        for n in range(len(source)):
            moved[target[n]] += here[source[n]]
        for z in range(parts):
            part = weight * share[seen, at, z]
            if part != 0.0:
                there = after[place[seen, at, z]]
                for r in range(wide):
                    there[r] += part * moved[r]


@compiled
def weigh(rows: np.ndarray, chosen: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Σ_v rows[v, r] · values[v, m] of some chosen rows r (N,), (N, M), of rows (V, R) and values (V, M)."""
    found = np.zeros((len(chosen), values.shape[1]))
    for v in range(rows.shape[0]):
        for n in range(len(chosen)):
            mass = rows[v, chosen[n]]
            if mass != 0.0:
                for m in range(values.shape[1]):
                    found[n, m] += mass * values[v, m]
    return found


@compiled
def divided(rows: np.ndarray, live: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Σ_l shares[j, l] · rows[live[l], r], (J, R), of rows (V, R), some vertices (L,) and shares (J, L)."""
    found = np.zeros((shares.shape[0], rows.shape[1]))
    for at in range(len(live)):
        here = rows[live[at]]
        for j in range(shares.shape[0]):
            share, to = shares[j, at], found[j]
            for r in range(len(here)):
                to[r] += share * here[r]
    return found


@compiled
def occupied(rows: np.ndarray) -> np.ndarray:
    """The vertices, in rising order, at which any of the rows (V, R) has mass: (L,)."""
    found = np.empty(rows.shape[0], np.int64)
    count = 0
    for at in range(rows.shape[0]):
        if _any(rows[at]):
            found[count] = at
            count += 1
    return found[:count].copy()


@compiled
def logarithms(x: np.ndarray, found: np.ndarray) -> None:
    """Natural logarithms of numbers (n,) of zero to 1e308, to a few units in the last place; uses up ``x``.

    x = 2^e m with m in [√½, √2], and log m = 2 artanh (m − 1)/(m + 1) by its series. Calls of a library are not made
    side by side by the compiler, and this is. Of what is below 2e-308 the logarithm is about -709: 0 log 0 is zero.
    """
    bits, exponents = x.view(np.uint64), found.view(np.uint64)
    for n in range(len(x)):  # 2^52 + e + 1023, and m in [1, 2), as they stand in the bits of x
        exponents[n] = (bits[n] >> np.uint64(52)) | np.uint64(0x4330000000000000)
        bits[n] = (bits[n] & np.uint64(0x000FFFFFFFFFFFFF)) | np.uint64(0x3FF0000000000000)
    for n in range(len(x)):
        above = x[n] > 1.4142135623730951
        m = 0.5 * x[n] if above else x[n]
        e = found[n] - (4503599627371518.0 if above else 4503599627371519.0)
        z = np.divide(m - 1.0, m + 1.0)  # `/` would ask whether it may divide
        w = z * z
        series = w / 19 + 1 / 17
        series = ((series * w + 1 / 15) * w + 1 / 13) * w + 1 / 11
        series = ((series * w + 1 / 9) * w + 1 / 7) * w + 1 / 5
        found[n] = e * 0.6931471805599453 + 2 * z * ((series * w + 1 / 3) * w + 1.0)


@compiled
def add_distances(
    declared: int,
    strategy: np.ndarray,
    mixture: np.ndarray,
    belief: np.ndarray,
    mass: np.ndarray,
    total: np.ndarray,
    weight: np.ndarray,
) -> None:
    """Add the Jensen–Shannon distances (base 2) between what a declared rule does and what an actor does, by mass.

    Args:
        declared: the type that does what the rule says, of K.
        strategy: (K, A, L), move probabilities of every type.
        mixture: (A, L), of all of them.
        belief: (L, K), public belief.
        mass: (L,).
        total: (K + 1,), distances times mass are added to it, by type, the mixture last.
        weight: (K + 1,), mass is added to it.
    """
    kinds, moves, live = strategy.shape
    apart, one, other = np.empty(live), np.empty(live), np.empty(live)
    log_one, log_other = np.empty(live), np.empty(live)
    for k in range(kinds + 1):
        apart[:] = 0.0
        for a in range(moves if k != declared else 0):  # a rule is what it is
            says, does = strategy[declared, a], mixture[a] if k == kinds else strategy[k, a]
            for at in range(live):
                mean = max((says[at] + does[at]) / 2, LEAST)
                one[at], other[at] = np.divide(says[at], mean), np.divide(does[at], mean)
            logarithms(one, log_one)
            logarithms(other, log_other)
            for at in range(live):
                apart[at] += says[at] * log_one[at] + does[at] * log_other[at]
        for at in range(live):
            amount = mass[at] if k == kinds else mass[at] * belief[at, k]
            weight[k] += amount
            total[k] += amount * np.sqrt(max(apart[at], 0.0) / (2 * np.log(2.0)))  # rounding may put it below zero
