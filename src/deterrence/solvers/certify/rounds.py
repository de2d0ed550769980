"""A round of a block of states and a sweep over its belief nodes, compiled: values under σ and under best replies.

A *round* takes values of every state from those of what it leads to. A *sweep* does the same for a change of values,
node by node and in place, best replies held: what it has changed at one node it already reads at the next. Where play
mostly stays and belief drifts one way, as it does while everybody holds, a sweep forwards and one back settle nearly
all that rounds would take hundreds of turns for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..compiled import at_length, inlined

Array = np.ndarray
STAYS, BEST = -1, -2  # roles of a row at a turn; a type of the mover otherwise
LEAST = 1e-6  # that slack is taken for
LANES = 4  # rows at once, so that the processor need not wait for each
ONE, TWO, THREE = np.uintp(1), np.uintp(2), np.uintp(3)  # places are counted without a sign: where one may be below
# zero, and so count from the end, more is computed


class Tables(NamedTuple):
    """A block's m states in the order in which a round takes them; n nodes, R rows, made up to a multiple of
    ``LANES``.

    Attributes:
        turn: (m,), whether it is one; a clock or chance otherwise.
        anchor: (m,), place among the states whose values are read at other nodes, or when they are not yet known; -1
            for the rest, which follow from those at each node.
        links: (m+1,), where the ways on of each clock or chance begin among all, those within the block alone.
        leads, chance: (links,), the state each leads to, and its probability.
        patience: (m, R), what a clock leaves of a payoff that follows.
        mix: (m, R, R), what each row counts of every row where types are redrawn.
        outcomes: (m+1,), where the outcomes of each turn begin among all, those within the block alone.
        following: (outcomes,), the state each leads to.
        corners: (outcomes + m + 1,), where the corners among which an outcome, or a chance state, divides a node begin
            among all; none at a state where beliefs stay.
        corner, weight: (n, corners), those nodes, and the weights of values there.
        entry: (n, corners), where the values at these nodes begin among (n, m, R), flat; of outcomes alone.
        outcome_chance: (n, outcomes, 1 + K), probability of each outcome in public expectation and by the mover's type.
        role: (m, R), of a row at a turn: ``STAYS`` where somebody else's payoff is counted, ``BEST`` where the mover
            replies, or the type of the mover whose moves are made.
        moves: (m+1,), where the moves of each turn begin among all.
        open: (moves,), whether a best reply may be it.
        shown: (outcomes, A), Pr(outcome | move).
        discount: (R,), of values after a turn.
    """

    turn: Array
    anchor: Array
    links: Array
    leads: Array
    chance: Array
    patience: Array
    mix: Array
    outcomes: Array
    following: Array
    corners: Array
    corner: Array
    weight: Array
    entry: Array
    outcome_chance: Array
    role: Array
    moves: Array
    open: Array
    shown: Array
    discount: Array


@at_length
def fold(
    corner: Array,
    weight: Array,
    outcome_chance: Array,
    shown: Array,
    role: Array,
    discount: Array,
    after: Array,
    base: Array,
    worth: Array,
) -> None:
    """Add what a turn's outcome that leaves the block is worth.

    Args:
        corner, weight: (n, K), nodes that beliefs go to.
        outcome_chance: (n, 1 + K), probability of the outcome in public expectation and by the mover's type.
        shown: (A,), Pr(outcome | move).
        role, discount: (R,), of the turn's rows.
        after: (R, n), values there.
        base: (n, R), of rows that do not reply, added to.
        worth: (A, n, R), of moves in rows that do, added to.
    """
    for r in range(len(after)):
        for b in range(len(corner)):
            ahead = 0.0
            for v in range(corner.shape[1]):
                ahead += weight[b, v] * after[r, corner[b, v]]
            ahead *= discount[r]
            if role[r] == BEST:
                for a in range(len(shown)):
                    if shown[a] != 0.0:
                        worth[a, b, r] += shown[a] * ahead
            else:
                base[b, r] += outcome_chance[b, 0 if role[r] == STAYS else 1 + role[r]] * ahead


@at_length
def hold(t: Tables, reply: Array, held: Array) -> None:
    """What each outcome within the block counts in every row, best replies held: ``held`` (n, outcomes, R)."""
    for b in range(len(held)):
        for x in range(len(t.turn)):
            for j in range(t.outcomes[x], t.outcomes[x + 1]):
                for r in range(len(t.discount)):
                    role = t.role[x, r]
                    if role == BEST:
                        share = t.shown[j, reply[b, x, r]]
                    else:
                        share = t.outcome_chance[b, j, 0 if role == STAYS else 1 + role]
                    held[b, j, r] = t.discount[r] * share


@inlined
def _passed(t: Tables, x: int, b: int, values: Array, room: Array, acc: Array) -> None:
    """Add to ``acc`` (R,) what a clock or chance state is worth for those within the block that it leads to."""
    rows, at = np.uintp(len(t.discount)), np.uintp(len(t.following)) + np.uintp(x)
    begin, end = np.uintp(t.corners[at]), np.uintp(t.corners[at + ONE])
    for r in range(rows):
        room[r] = 0.0
    for k in range(np.uintp(t.links[x]), np.uintp(t.links[x + 1])):
        y, part = np.uintp(t.leads[k]), t.chance[k]
        if begin == end:
            for r in range(rows):
                room[r] += part * values[b, y, r]
        for c in range(begin, end):
            to = np.uintp(t.corner[b, c])
            for r in range(rows):
                room[r] += part * t.weight[b, c] * values[to, y, r]
    for r in range(rows):
        if begin == end:
            acc[r] += t.patience[x, r] * room[r]
        else:
            for q in range(rows):
                acc[r] += t.patience[x, r] * t.mix[x, r, q] * room[q]


@inlined
def _moved(t: Tables, x: int, b: int, values: Array, held: Array, acc: Array) -> None:
    """Add to ``acc`` (R,) what a turn is worth for its outcomes within the block; ``values`` flat."""
    node, first, last = np.uintp(b), np.uintp(t.outcomes[x]), np.uintp(t.outcomes[x + 1])
    for r in range(np.uintp(0), np.uintp(len(t.discount)), np.uintp(LANES)):
        one, two, three, four = 0.0, 0.0, 0.0, 0.0
        for j in range(first, last):
            for c in range(np.uintp(t.corners[j]), np.uintp(t.corners[j + ONE])):
                e, part = np.uintp(t.entry[node, c]) + r, t.weight[node, c]
                one += held[node, j, r] * part * values[e]
                two += held[node, j, r + ONE] * part * values[e + ONE]
                three += held[node, j, r + TWO] * part * values[e + TWO]
                four += held[node, j, r + THREE] * part * values[e + THREE]
        acc[r] += one
        acc[r + ONE] += two
        acc[r + TWO] += three
        acc[r + THREE] += four


@at_length
def round_of(t: Tables, values: Array, base: Array, worth: Array, reply: Array, found: Array, room: Array) -> None:
    """Values at every state from those of what it leads to, and best replies.

    Args:
        t: the block.
        values: (n, m, R), written where a state is no anchor.
        base: (n, m, R), what a state is worth apart from what follows within the block, but where a row replies.
        worth: (moves, n, R), what a move is worth, likewise.
        reply: (n, m, R), numbers of the best moves, written.
        found: (n, anchors, R), values at the anchors, written.
        room: (3, max of R and A), to work in.
    """
    rows = len(t.discount)
    acc = room[1]
    for b in range(len(values)):
        for x in range(len(t.turn)):
            for r in range(rows):
                acc[r] = base[b, x, r]
            if not t.turn[x]:
                _passed(t, x, b, values, room[0], acc)
            for r in range(rows if t.turn[x] else 0):
                role, first = t.role[x, r], t.moves[x]
                moves = t.moves[x + 1] - first
                for a in range(moves if role == BEST else 0):
                    room[2, a] = worth[first + a, b, r]
                for j in range(t.outcomes[x], t.outcomes[x + 1]):
                    y, after = t.following[j], 0.0
                    for c in range(t.corners[j], t.corners[j + 1]):
                        after += t.weight[b, c] * values[t.corner[b, c], y, r]
                    after *= t.discount[r]
                    if role == BEST:
                        for a in range(moves):
                            room[2, a] += t.shown[j, a] * after
                    else:
                        acc[r] += t.outcome_chance[b, j, 0 if role == STAYS else 1 + role] * after
                if role == BEST:
                    best = -1
                    for a in range(moves):
                        if t.open[first + a] and (best < 0 or room[2, a] > room[2, best]):
                            best = a
                    reply[b, x, r] = best
                    acc[r] = room[2, best]
            k = t.anchor[x]
            for r in range(rows):
                if k < 0:
                    values[b, x, r] = acc[r]
                else:
                    found[b, k, r] = acc[r]


@at_length
def sweep(t: Tables, change: Array, right: Array, held: Array, slack: Array, back: bool, room: Array) -> None:
    """Bring a change of values nearer to one that is, at the anchors, what a round makes of it and a given part more.

    Args:
        t: the block.
        change: (n, m, R), in place.
        right: (n, anchors, R), the given part; of length none for nothing.
        held: (n, outcomes, R), what each outcome counts.
        slack: (n, anchors, R), 1 less what of an anchor's own value comes back to it at its node.
        back: from the last node to the first.
        room: as for a round.
    """
    rows, nodes, flat = len(t.discount), len(change), change.reshape(-1)
    acc = room[1]
    for n in range(nodes):
        b = nodes - 1 - n if back else n
        for x in range(len(t.turn)):
            for r in range(rows):
                acc[r] = 0.0
            if t.turn[x]:
                _moved(t, x, b, flat, held, acc)
            else:
                _passed(t, x, b, change, room[0], acc)
            k = t.anchor[x]
            for r in range(rows):
                if k < 0:
                    change[b, x, r] = acc[r]
                else:
                    given = right[b, k, r] if len(right) else 0.0
                    change[b, x, r] += (acc[r] + given - change[b, x, r]) / slack[b, k, r]


@inlined
def _returned(t: Tables, x: int, y: int, b: int, r: int, held: Array) -> float:
    """How much of a state's own value a turn hands it back at the same node, through a passage or without."""
    total = 0.0
    for j in range(t.outcomes[y], t.outcomes[y + 1]):
        z, here = t.following[j], 0.0
        way = 1.0 if z == x else 0.0
        if z != x and not t.turn[z] and t.corners[len(t.following) + z] == t.corners[len(t.following) + z + 1]:
            for k in range(t.links[z], t.links[z + 1]):
                way += t.patience[z, r] * t.chance[k] if t.leads[k] == x else 0.0
        if way > 0.0:
            for c in range(t.corners[j], t.corners[j + 1]):
                if t.corner[b, c] == b:
                    here += t.weight[b, c]
            total += way * here * held[b, j, r]
    return total


@at_length
def slacken(t: Tables, held: Array, slack: Array) -> None:
    """``slack`` of :func:`sweep`, as far as the shortest ways back go; it changes how fast sweeps settle, not where."""
    for b in range(len(slack)):
        for x in range(len(t.turn)):
            at = len(t.following) + x
            if t.anchor[x] < 0:
                continue
            for r in range(len(t.discount)):
                kept = 0.0
                if t.turn[x]:
                    kept = _returned(t, x, x, b, r, held)
                elif t.corners[at] == t.corners[at + 1]:
                    for k in range(t.links[x], t.links[x + 1]):
                        y = t.leads[k]
                        if y == x:
                            kept += t.patience[x, r] * t.chance[k]
                        elif t.turn[y]:
                            kept += t.patience[x, r] * t.chance[k] * _returned(t, x, y, b, r, held)
                slack[b, t.anchor[x], r] = max(1.0 - kept, LEAST)
