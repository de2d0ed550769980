"""What lies behind a node: each player's own moves on the way there, and what chance has drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .layout import Layout
from .own_sets import Forest

Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class Past:
    """The past of every node of a tree, found when first asked for.

    Attributes:
        layout: of the tree.
        forest: of the players' own information sets.
    """

    layout: Layout
    forest: Forest

    def log_reach(self, log_edge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log of what each has contributed to coming somewhere, and log probability of every node (n,).

        The probability of a node is a product over players and chance. By perfect recall a player's factor is that
        of its own action last taken, with all own ones before it: these stand first in what is returned, where
        ``forest.position`` has them (zero at starts).

        Args:
            log_edge: (A + E + 1,), log probability of every edge, as ``layout.edge`` names them.
        """
        done, factors = self.factors(log_edge)
        return done, factors.sum(axis=0)

    def factors(self, log_edge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same by player: logs of what each player has added to coming to each node, and chance, (N + 1, n)."""
        edge, hops, last = self._chains
        done = log_edge[edge]
        for hop in hops:
            done += done[hop]
        return done, done[last]

    def exact_log_reach(self, log_edge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log probability of every node as two numbers whose sum it is, the second below the rounding of the first.

        Where play is very unlikely to come to two nodes, how likely they are beside each other is a small difference of
        large numbers. Sums without error: Knuth (1998), The Art of Computer Programming 2, 3rd edition, section 4.2.2
        (recalled, not opened).
        """
        edge, hops, last = self._chains
        high, low = log_edge[edge], np.zeros(len(edge))
        for hop in hops:
            low = low + low[hop]
            high, error = _two_sum(high, high[hop])
            low += error
        total, rest = high[last[0]], low[last].sum(axis=0)
        for row in last[1:]:
            total, error = _two_sum(total, high[row])
            rest += error
        return total, rest

    @cached_property
    def last(self) -> Ints:
        """(N + 1, n), where the factors of each player, and of chance, stand in what ``log_reach`` returns."""
        return self._chains[2]

    @cached_property
    def _chains(self) -> tuple[Ints, tuple[Ints, ...], Ints]:
        """Own actions and starts by position, then what chance drew: their edges, hops back, and ``last``."""
        layout, forest = self.layout, self.forest
        by_chance = layout.edge >= layout.actions  # the root's edge too, which is certain
        drawn = np.flatnonzero(by_chance)
        first = layout.actions + np.arange(layout.players)
        chance = np.zeros(layout.nodes, int)
        chance[drawn] = len(forest.position) + np.arange(len(drawn))
        for above, low, high in layout.descent:
            chance[low:high] = np.where(by_chance[low:high], chance[low:high], chance[above])
        own = forest.position[np.where(layout.last_action >= 0, layout.last_action, first[:, None])]
        certain = np.full(layout.players, layout.edge[0])
        edge = np.concatenate([forest.actions, certain, layout.edge[drawn]])
        before = np.concatenate([forest.before[forest.action_runs.owner], first, chance[layout.parent[drawn]]])
        return edge, _hops(before), np.vstack([own, chance])


def _two_sum(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A sum as it is rounded, and what rounding took away."""
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def _hops(before: Ints) -> tuple[Ints, ...]:
    """What stands 1, 2, 4, ... places before, until there is nothing: sums along chains take as many additions.

    A chain's start, which counts for nothing, is before itself.
    """
    start = before == np.arange(len(before))
    hops = []
    while not start[before].all():
        hops.append(before)
        before = before[before]
    return tuple(hops)
