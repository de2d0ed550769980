"""A sweep over belief nodes that sends mass on within a block of states, compiled.

Node by node and in place, all mass at a node goes on until it is at another node or at an anchor of the block; what it
has sent to a later node goes on with what is there. Where play mostly stays and belief drifts one way a sweep forwards
and one back send nearly all mass out of the block, which events would take hundreds of turns for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..compiled import at_length, inlined

Array = np.ndarray
LEAST = 1e-6  # that slack is taken for
ONE = np.uintp(1)  # places are counted without a sign: where one may be below zero, and so count from the end, more
# is computed


class Ways(NamedTuple):
    """How mass goes on within a block's m states, in the order in which a round sends it; n places, Θ joint types.

    Attributes:
        turn: (m,), whether it is one; a clock or chance otherwise.
        anchor: (m,), place among the states that mass may come to at another node, or from those after them; -1 for
            the rest.
        links: (m+1,), where the ways on of each clock or chance begin among all.
        leads, chance: (links,), the state each leads to, and its probability.
        begin: (m, n+1), where the ways of each place of a turn begin among all.
        target: (ways,), place each leads to.
        after: (ways,), state each leads to.
        entry: (ways,), where mass there begins among (n, m, Θ), flat.
        weight: (ways, Θ), how much of the mass takes it.
    """

    turn: Array
    anchor: Array
    links: Array
    leads: Array
    chance: Array
    begin: Array
    target: Array
    after: Array
    entry: Array
    weight: Array


@at_length
def send(t: Ways, pending: Array, visits: Array, slack: Array, back: bool, room: Array) -> None:
    """Send mass on once from every place.

    Args:
        t: the block.
        pending: (n, m, Θ), mass that waits at the anchors; what waits there afterwards.
        visits: (n, m, Θ), what has been sent on, added to.
        slack: (n, anchors, Θ), 1 less what of an anchor's mass comes straight back to it at its place.
        back: from the last place to the first.
        room: (Θ,), to work in.
    """
    nodes, types, flat = len(pending), np.uintp(pending.shape[2]), pending.reshape(-1)
    for n in range(nodes):
        b = np.uintp(nodes - 1 - n if back else n)
        for x in range(np.uintp(len(t.turn))):
            k, some = t.anchor[x], False
            for j in range(types):
                mass = pending[b, x, j]
                room[j] = mass
                some = some or mass != 0.0
                pending[b, x, j] = 0.0
                if k >= 0:  # with all that will have come straight back
                    room[j] = mass / slack[b, np.uintp(k), j]
                    pending[b, x, j] = mass - room[j]
                visits[b, x, j] += room[j]
            if not some:
                continue
            for c in range(np.uintp(t.links[x]), np.uintp(t.links[x + ONE])):
                y = np.uintp(t.leads[c])
                for j in range(types):
                    pending[b, y, j] += t.chance[c] * room[j]
            begin = np.uintp(t.begin[x, b])
            for e in range(begin, np.uintp(t.begin[x, b + ONE]) if t.turn[x] else begin):
                at = np.uintp(t.entry[e])
                for j in range(types):
                    flat[at + j] += t.weight[e, j] * room[j]


@inlined
def _returned(t: Ways, x: int, y: int, b: int, j: int) -> float:
    """How much of a state's own mass a turn sends it back at the same place, through chance or without."""
    total = 0.0
    for e in range(t.begin[y, b], t.begin[y, b + 1]):
        z = t.after[e]
        if t.target[e] == b:
            way = 1.0 if z == x else 0.0
            for c in range(t.links[z], t.links[z + 1] if z != x else t.links[z]):
                way += t.chance[c] if t.leads[c] == x else 0.0
            total += way * t.weight[e, j]
    return total


@at_length
def slacken(t: Ways, slack: Array) -> None:
    """``slack`` of :func:`send`, as far as the shortest ways back go; it changes how fast mass is sent, not where."""
    for b in range(len(slack)):
        for x in range(len(t.turn)):
            for j in range(slack.shape[2] if t.anchor[x] >= 0 else 0):
                kept = _returned(t, x, x, b, j) if t.turn[x] else 0.0
                for c in range(t.links[x], t.links[x + 1]):
                    y = t.leads[c]
                    if y == x:
                        kept += t.chance[c]
                    elif t.turn[y]:
                        kept += t.chance[c] * _returned(t, x, y, b, j)
                slack[b, t.anchor[x], j] = max(1.0 - kept, LEAST)
