"""Where everything in a drawing of a game tree goes, so that no two labels can meet.

The root is on the left, and every end (or cut) has a row of its own; a node stands in the middle of its rows. Nodes
that move together stand in one column: a node's column is its depth, unless its information set is deeper elsewhere.
An edge leaves its node on a slant, in a strip where nothing is written, and comes to its child level, in the child's
row: the action is written above that level line and the child's mover below it. Two nodes of a column have different
rows, so labels of a column cannot meet; columns are as wide as their labels.

A dashed line joins the nodes of an information set: straight through them where nothing else of the column stands
between, else in a track of its own beside the column. No library of tree layouts was found that knows information sets
and needs no TeX; ends here are ordered, so the placing is little code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .tree_view import View

ROW = 36.0
FAN = 34.0  # width of the strip of slants
TRACK = 9.0
FONT = 12.0
GAP = 12.0  # between a label and what is beside it

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] ·"), frozenset("mwMW%@…—→")


@dataclass(frozen=True)
class Thread:
    """What joins nodes of one information set in one column.

    Attributes:
        which: index of the set.
        spots: positions of its nodes, top to bottom.
        offset: how far right of the column it runs; zero for straight through.
    """

    which: int
    spots: tuple[int, ...]
    offset: float


@dataclass(frozen=True)
class Places:
    """Coordinates in pixels; (0, 0) is the root's column and the first row.

    Attributes:
        x, y: per spot.
        bend: per spot, where the slants that leave it end.
        threads: what joins information sets, within columns.
        jumps: pairs of spots of one information set that stand in different columns.
        right: where the last column's writing ends.
        left: width of the root's label, left of x = 0.
        height: distance of the first row from the last.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    bend: tuple[float, ...]
    threads: tuple[Thread, ...]
    jumps: tuple[tuple[int, int], ...]
    right: float
    left: float
    height: float


def width(text: str, font: float = FONT) -> float:
    """How wide a text may be, generously: fonts differ."""
    return font * sum(0.4 if c in _NARROW else 1.0 if c in _WIDE else 0.76 if c.isupper() else 0.64 for c in text)


def places(seen: View, actions: Sequence[str], movers: Sequence[str]) -> Places:
    """Place a view, given what is written at each spot: above its line, and below it."""
    spots = seen.spots
    column = _columns(seen)
    y = [0.0] * len(spots)
    for row, k in enumerate(seen.rows):
        y[k] = row * ROW
    for k in range(len(spots) - 1, -1, -1):
        if spots[k].children:
            y[k] = 0.5 * (y[spots[k].children[0]] + y[spots[k].children[-1]])
    threads, jumps, tracks = _threads(seen, column, y)
    count = max(column) + 1
    room = [0.0] * count  # what is written left of a column
    for k, spot in enumerate(spots):
        room[column[k]] = max(room[column[k]], width(movers[k]) + GAP)
        if spot.parent >= 0:
            first = column[spot.parent] + 1
            room[first] = max(room[first], width(actions[k]) + GAP)
    at, fans = [0.0], [FAN + TRACK * tracks.get(c, 0) for c in range(count)]
    for c in range(1, count):
        at.append(at[-1] + fans[c - 1] + room[c] + GAP)
    return Places(
        x=tuple(at[c] for c in column),
        y=tuple(y),
        bend=tuple(at[c] + fans[c] for c in column),
        threads=tuple(threads),
        jumps=tuple(jumps),
        right=at[-1] + (TRACK * (tracks.get(count - 1, -1) + 1)),
        left=room[0],
        height=max(y),
    )


def _columns(seen: View) -> list[int]:
    """Depth, with the nodes of an information set moved to its deepest; plain depth where that has no end."""
    depth = [s.depth for s in seen.spots]
    column, most = depth.copy(), 2 * max(depth) + 1
    together: dict[int, list[int]] = {}
    for k, s in enumerate(seen.spots):
        if s.which >= 0:
            together.setdefault(s.which, []).append(k)
    while True:
        before = column.copy()
        for k, s in enumerate(seen.spots):
            if s.parent >= 0:
                column[k] = max(column[k], column[s.parent] + 1)
        for members in together.values():
            deepest = max(column[k] for k in members)
            for k in members:
                column[k] = deepest
        if column == before:
            return column
        if max(column) > most:
            return depth


def _threads(
    seen: View, column: list[int], y: list[float]
) -> tuple[list[Thread], list[tuple[int, int]], dict[int, int]]:
    """Threads, jumps, and the number of tracks that each column needs."""
    groups: dict[tuple[int, int], list[int]] = {}
    for k, s in enumerate(seen.spots):
        if s.which >= 0:
            groups.setdefault((s.which, column[k]), []).append(k)
    threads: list[Thread] = []
    tracks: dict[int, list[float]] = {}  # per column, how far down each track is taken
    ordered = sorted(groups.items(), key=lambda item: y[item[1][0]])
    for (which, c), members in ordered:
        if len(members) < 2:
            continue
        low, high = y[members[0]], y[members[-1]]
        between = [k for k in range(len(y)) if column[k] == c and low < y[k] < high]
        if set(between) <= set(members):
            threads.append(Thread(which, tuple(members), 0.0))
            continue
        taken = tracks.setdefault(c, [])
        free = next((n for n, down in enumerate(taken) if down < low), len(taken))
        if free == len(taken):
            taken.append(high)
        taken[free] = high
        threads.append(Thread(which, tuple(members), TRACK * (free + 1)))
    last: dict[int, int] = {}
    jumps = []
    for (which, _), members in sorted(groups.items(), key=lambda item: item[0]):
        if which in last:
            jumps.append((last[which], members[0]))
        last[which] = members[-1]
    return threads, jumps, {c: len(taken) for c, taken in tracks.items()}
