"""What lies behind a node: each player's own last move there, and what chance has drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .layout import Layout

Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class Past:
    """The past of every node of a layout, found when first asked for."""

    layout: Layout

    @cached_property
    def last_own(self) -> Ints:
        """(N, n), each player's own node last passed before a node; -1 for none."""
        owner = (
            np.where(self.layout.set_of >= 0, self.layout.set_player[self.layout.set_of], -1)
            if len(self.layout.set_player)
            else self.layout.set_of
        )
        last = np.full((self.layout.players, self.layout.nodes), -1)
        for low, high in pairwise(self.layout.levels[1:].tolist()):
            above = self.layout.parent[low:high]
            mine = owner[above] == np.arange(self.layout.players)[:, None]
            last[:, low:high] = np.where(mine, above, last[:, above])
        return last

    @cached_property
    def last_action(self) -> Ints:
        """(N, n), each player's own action last taken before a node; -1 for none."""
        last = np.full((self.layout.players, self.layout.nodes), -1)
        for low, high in pairwise(self.layout.levels[1:].tolist()):
            above = self.layout.parent[low:high]
            mine = self.last_own[:, low:high] == above
            last[:, low:high] = np.where(mine, self.layout.edge[low:high], last[:, above])
        return last

    @cached_property
    def last_place(self) -> Ints:
        """(N, n), where each player's last own action before a node stands in its recursion; its start for none."""
        none = self.layout.actions + np.arange(self.layout.players)[:, None]
        return self.layout.forest.position[np.where(self.last_action >= 0, self.last_action, none)]

    @property
    def drawn(self) -> Ints:
        """The root, and the nodes that a lottery leads to."""
        return self._chance[0]

    @property
    def last_drawn(self) -> Ints:
        """(n,), the last of ``drawn`` on the way to a node, itself included, as a place in ``drawn``."""
        return self._chance[1]

    @property
    def lotteries(self) -> tuple[tuple[Ints, Ints], ...]:
        """By number of lotteries before: places in ``drawn`` of what they lead to, and of what was drawn before."""
        return self._chance[2]

    @cached_property
    def _chance(self) -> tuple[Ints, Ints, tuple[tuple[Ints, Ints], ...]]:
        by_chance = self.layout.edge >= self.layout.actions
        drawn = np.flatnonzero(by_chance)
        last = np.zeros(self.layout.nodes, int)
        last[drawn] = np.arange(len(drawn))
        for above, low, high in self.layout.descent:
            last[low:high] = np.where(by_chance[low:high], last[low:high], last[above])
        before = last[self.layout.parent[drawn]]
        rank = np.zeros(len(drawn), int)
        for k, earlier in enumerate(before.tolist()):
            if k:
                rank[k] = rank[earlier] + 1
        found = (np.flatnonzero(rank == r) for r in range(1, int(rank.max()) + 1))
        return drawn, last, tuple((places, before[places]) for places in found)
