"""Shapley contributions: a change from one state of affairs to another, shared out among what was changed.

Where several things are changed at once, what each of them did depends on the order in which they are changed. The
Shapley contribution of a thing is what it adds when its turn comes, averaged over all orders. Contributions add up to
the whole change; a thing that never matters has none; things that matter alike have the same (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from math import comb

Worth = Mapping[frozenset[str], float]


def coalitions(players: Sequence[str]) -> list[frozenset[str]]:
    """Every set of players, the empty one first, the smaller before the larger."""
    sizes: Iterable[Iterable[tuple[str, ...]]] = (combinations(players, k) for k in range(len(players) + 1))
    return [frozenset(chosen) for chosen in chain.from_iterable(sizes)]


def shapley(worth: Worth, players: Sequence[str]) -> dict[str, float]:
    """φ_k = Σ over S without k of (v(S + k) − v(S)) / (n · C(n − 1, |S|)).

    Args:
        worth: v, a number for every set of players.
        players: what was changed.
    """
    n = len(players)
    return {
        k: sum(
            (worth[s | {k}] - worth[s]) / (n * comb(n - 1, len(s)))
            for s in coalitions([other for other in players if other != k])
        )
        for k in players
    }
