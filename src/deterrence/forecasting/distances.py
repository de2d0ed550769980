"""How far what actors do is from what their rules declare, compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import compiled

LEAST = 1e-300
"""In place of zero, to divide zero by."""


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
        total: (K + 1 or more,), distances times mass are added to it, by type, the mixture last.
        weight: (K + 1 or more,), mass is added to it.
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


@compiled
def add_stage_distances(
    declared: np.ndarray,
    chosen: np.ndarray,
    begin: np.ndarray,
    wide: np.ndarray,
    rows: np.ndarray,
    within: float,
    live_ends: np.ndarray,
    live: np.ndarray,
    along: np.ndarray,
    own: np.ndarray,
    mover: np.ndarray,
    kinds: np.ndarray,
    moves: np.ndarray,
    joint_at: np.ndarray,
    joint: np.ndarray,
    mix_at: np.ndarray,
    mix_wide: np.ndarray,
    mix: np.ndarray,
    strategy_at: np.ndarray,
    strategy: np.ndarray,
    total: np.ndarray,
    weight: np.ndarray,
) -> None:
    """What :func:`add_distances` adds, of all states at which one actor of at most two types moves.

    Args:
        declared: (N,), by actor, the type that does what the rule says; -1 where nobody does.
        chosen: (n,), the states, by position among those of a game (:func:`.bayes.play_stage`).
        begin, wide, rows, within: (n,) each and flat, where the rows of a state begin and how many they are, the push's
            own in the first column; and what they count.
        live_ends to strategy: as of :func:`.bayes.play_stage`.
        total, weight: (N, K + 1), added to.
    """
    for n in range(len(chosen)):
        p, count = chosen[n], live_ends[n + 1] - live_ends[n]
        i, many = mover[p], moves[p]
        if declared[i] < 0:
            continue
        mass, belief, mixture = np.empty(count), np.empty((count, kinds[p])), np.empty((many, count))
        for at in range(count):
            v = live[live_ends[n] + at]
            mass[at] = within * rows[begin[n] + v * wide[n]]
            for k in range(kinds[p]):
                belief[at, k] = along[i, own[i, v], k]
            for a in range(many):
                mixture[a, at] = mix[mix_at[n] + at * mix_wide[n] + joint[joint_at[p] + a]]
        size = kinds[p] * many * count
        played = strategy[strategy_at[n] : strategy_at[n] + size].reshape((kinds[p], many, count))
        add_distances(declared[i], played, mixture, belief, mass, total[i], weight[i])
