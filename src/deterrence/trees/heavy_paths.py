"""Values of all nodes of a tree in time near linear in its size, however deep it is.

From every node the child with most nodes below it is followed to an end: these *spines* are runs in which
V(k) = c(k) + p(k) V(k+1), where c(k) is what the node pays and what its other children are worth. Such a run is summed
by doubling: after j rounds V(k) holds the terms of 2^j nodes. The other children begin spines of their own, and a path
from the root changes spines at most log2 n times (heavy paths: Sleator and Tarjan 1983, "A data structure for dynamic
trees", Journal of Computer and System Sciences 26(3), 362-391; recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .layout import Layout

Array = np.ndarray


class Layer(NamedTuple):
    """Spines that are entered by as many changes of spine.

    Attributes:
        nodes: (k,), those of the spines that have children, in level order.
        following: (k,), the next node of the spine.
        others: children that begin spines of their own; ``under``, which of ``nodes`` each hangs on.
        last: which of ``nodes`` are followed by an end.
        hops: which of ``nodes`` stands 1, 2, 4, ... further on; k beyond the spine.
    """

    nodes: Array
    following: Array
    others: Array
    under: Array
    last: Array
    hops: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Spines:
    """The spines of a tree, those furthest from the root's first."""

    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, layout: Layout) -> Spines:
        """Find them."""
        n, parent = layout.nodes, layout.parent
        size = np.ones(n)
        for above, low, high in reversed(layout.descent):
            size[:low] += np.bincount(above, size[low:high], low)
        order = np.lexsort((-size[1:], parent[1:])) + 1
        begins = np.flatnonzero(np.diff(parent[order], prepend=-1))
        heavy = np.full(n, -1)
        heavy[parent[order[begins]]] = order[begins]
        changes = np.zeros(n, int)
        for above, low, high in layout.descent:
            changes[low:high] = changes[above] + (heavy[above] != np.arange(low, high))
        place = np.full(n, -1)
        layers = []
        for count in range(int(changes.max()), -1, -1):
            nodes = np.flatnonzero((changes == count) & (heavy >= 0))
            if len(nodes):
                place[nodes] = np.arange(len(nodes))
                others = np.flatnonzero(changes == count + 1)
                others = others[heavy[parent[others]] != others]
                following = heavy[nodes]
                ended = heavy[following] < 0
                hops = _hops(np.where(ended, -1, place[following]))
                layers.append(Layer(nodes, following, others, place[parent[others]], np.flatnonzero(ended), hops))
        return cls(tuple(layers))

    def values(self, edge: Array, payoff: Array) -> Array:
        """(N, n), V: what a node pays and the mean of its children's.

        Args:
            edge: (n,), probability of the edge that leads to each node.
            payoff: (N, n), what the nodes pay.
        """
        value = payoff.copy()
        players = len(payoff)
        for nodes, following, others, under, last, hops in self.layers:
            k = len(nodes)
            total, weight = np.zeros((players, k + 1)), np.zeros(k + 1)
            total[:, :k] = payoff[:, nodes]
            weight[:k] = edge[following]
            if len(others):
                worth = edge[others] * value[:, others]
                for i in range(players):
                    total[i, :k] += np.bincount(under, worth[i], k)
            total[:, last] += weight[last] * payoff[:, following[last]]
            weight[last] = 0.0
            for hop in hops:
                total += weight * total[:, hop]
                weight *= weight[hop]
            value[:, nodes] = total[:, :k]
        return value


def _hops(following: Array) -> tuple[Array, ...]:
    """Where one comes by 1, 2, 4, ... steps; beyond the end (-1 in ``following``) one stays."""
    beyond = len(following)
    step = np.append(np.where(following < 0, beyond, following), beyond)
    hops = []
    while (step[:-1] < beyond).any():
        hops.append(step)
        step = step[step]
    return tuple(hops)
