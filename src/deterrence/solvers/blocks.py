"""Public states in an order to solve them in, where play may come back: blocks, and within each a round.

A *block* is a strongly connected component of the graph of states: those from which play may come back to one
another. Blocks form no circle, so each is solved once those that it leads to are. Within a block values depend on
themselves, but only through a few states, its *returns*: without them nothing comes back. Given values there, the
rest follows layer by layer, and then theirs again; a round of a block is a map of its returns' values.

Reference: Tarjan, R. (1972), "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2)
(recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ..games.structure import Structure

Array = np.ndarray


@dataclass(frozen=True)
class Block:
    """States that are solved together.

    Attributes:
        layers: the states but for the returns; each leads to layers before it, to blocks before, and to returns.
        returns: the states whose values the block's own depend on; none where play does not come back.
    """

    layers: tuple[tuple[int, ...], ...]
    returns: tuple[int, ...]

    @property
    def states(self) -> tuple[int, ...]:
        """All of them."""
        return (*(x for layer in self.layers for x in layer), *self.returns)


_known: WeakKeyDictionary[Structure, dict[tuple[int, ...], tuple[Block, ...]]] = WeakKeyDictionary()


def blocks(structure: Structure, states: Sequence[int]) -> tuple[Block, ...]:
    """Blocks of some states, each after those that it leads to; worked out once for a structure.

    States that play does not come back to are each a component of their own; those of them that do not depend on one
    another come together, as one block without returns.

    Args:
        structure: the game's.
        states: indices, in order.
    """
    known = _known.setdefault(structure, {})
    some = tuple(states)
    if some not in known:
        known[some] = tuple(_blocks(structure, some))
    return known[some]


def _blocks(structure: Structure, states: Sequence[int]) -> Iterator[Block]:
    leads = _graph(structure, np.asarray(states, int))
    label = _components(leads)
    size = np.bincount(label)
    lone = (size[label] == 1) & (leads.diagonal() == 0)
    parts = [np.flatnonzero(label == k) for k in range(len(size))]
    for level in _layers(_condensed(leads, label)):
        open_ = [int(states[parts[k][0]]) for k in level if lone[parts[k][0]]]
        if open_:
            yield Block((tuple(open_),), ())
        for k in level:
            if not lone[parts[k][0]]:
                yield _block(leads[parts[k]][:, parts[k]], np.asarray(states, int)[parts[k]])


def _block(leads: sparse.csr_array, states: Array) -> Block:
    returns = _returns(leads)
    rest = np.setdiff1d(np.arange(len(states)), returns)
    layers = [tuple(states[rest[level]].tolist()) for level in _layers(leads[rest][:, rest])]
    return Block(tuple(layers), tuple(states[returns].tolist()))


def _graph(structure: Structure, states: Array) -> sparse.csr_array:
    """Which of some states leads to which, (n, n)."""
    count = len(structure.states)
    pairs = np.unique(np.stack([structure.branch_state, structure.branch_next], axis=1), axis=0).reshape(-1, 2)
    whole = sparse.csr_array((np.ones(len(pairs), int), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return whole[states][:, states]


def _components(leads: sparse.csr_array) -> Array:
    return np.asarray(connected_components(leads, directed=True, connection="strong")[1])


def _condensed(leads: sparse.csr_array, label: Array) -> sparse.csr_array:
    """Which component leads to which other."""
    count, links = int(label.max(initial=-1)) + 1, leads.tocoo()
    source, target = label[links.row], label[links.col]
    apart = source != target
    return sparse.csr_array((np.ones(int(apart.sum()), int), (source[apart], target[apart])), shape=(count, count))


def _layers(leads: sparse.csr_array) -> list[list[int]]:
    """Places by layers, each of which leads only to those before it; there are no circles."""
    back, left = leads.T.tocsr(), np.diff(leads.indptr)
    layers, here = [], np.flatnonzero(left == 0).tolist()
    while here:
        layers.append(here)
        after = []
        for x in here:
            for y in back.indices[back.indptr[x] : back.indptr[x + 1]].tolist():
                left[y] -= 1
                if left[y] == 0:
                    after.append(y)
        here = sorted(after)
    return layers


def _returns(leads: sparse.csr_array) -> Array:
    """Places without which nothing comes back: in turn, the one with most ways through it, until no circle is left."""
    taken: list[int] = []
    parts = [np.arange(leads.shape[0])]
    while parts:
        part = parts.pop()
        within = leads[part][:, part]
        if len(part) == 1 and within.diagonal()[0] == 0:
            continue
        ways = np.asarray(within.sum(0)) * np.asarray(within.sum(1))
        first = int(np.argmax(ways))
        taken.append(int(part[first]))
        rest = np.delete(part, first)
        if len(rest):
            label = _components(leads[rest][:, rest])
            parts += [rest[label == k] for k in range(int(label.max()) + 1)]
    return np.sort(np.array(taken, int))
