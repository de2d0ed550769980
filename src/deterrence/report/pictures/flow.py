"""A flow: mass that goes from column to column through named lanes, each band as thick as it is likely.

Lanes run across, with their names at the left, so that no label stands in the drawing but shares that have room.
Within a lane, bands of different owners lie one above another in the order of the owners.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from deterrence.report.pictures.svg import (
    LINE,
    Picture,
    broken,
    circle,
    document,
    line,
    lines,
    polyline,
    rect,
    ribbon,
    text,
)

HEAD, GAP, LEAST_LANE, THIN = 40.0, 12.0, 30.0, 1.5
FULL = 300.0
"""Pixels that all mass together is thick, at most."""
TALL = 470.0
"""Pixels that all lanes may take together."""
ROOM_FOR_SHARE = 12.0
ABOVE = 9.0
"""How far a stop's word stands above it; a share within a line of it is left out."""


@dataclass(frozen=True)
class Lane:
    """A lane: its id, and its name; ``over`` where mass that enters it has stopped."""

    id: str
    name: str
    over: bool = False


@dataclass(frozen=True)
class Ribbon:
    """Mass that goes from one column to the next.

    Attributes:
        column: that it leaves, from 0, where all begins.
        source, target: (lane, owner) in the columns; None for where all begins.
        value: how much.
    """

    column: int
    source: tuple[str, str] | None
    target: tuple[str, str]
    value: float


@dataclass(frozen=True)
class Trace:
    """A path drawn over the flow: (lane, owner) by column from the first, and a word for each."""

    stops: Sequence[tuple[str, str]]
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Flow:
    """What is drawn.

    Attributes:
        lanes: from top to bottom.
        owners: looks by owner, in order; what has no owner has the look of "".
        heads: of the columns after the first.
        ribbons: all of them.
        trace: a path over it, if there is one.
    """

    lanes: Sequence[Lane]
    owners: dict[str, str]
    heads: Sequence[str]
    ribbons: Sequence[Ribbon]
    trace: Trace | None = None


def flow(wide: Flow, narrow: Flow) -> Picture:
    """The drawing, of as many columns as there is room for on either page."""
    return Picture(_drawn(wide, 860.0, 170.0, 44.0), _drawn(narrow, 350.0, 96.0, 24.0))


def _drawn(of: Flow, width: float, label: float, thick: float) -> Markup:
    nodes = _nodes(of)
    widest = {lane.id: max(_laned(nodes, lane.id).values(), default=0.0) for lane in of.lanes}
    names = {lane.id: broken(lane.name, label - 10) for lane in of.lanes}
    least = {id: max(LEAST_LANE, LINE * len(rows) + 4) for id, rows in names.items()}
    scale = min(FULL, TALL / max(sum(widest.values()), 1e-9))
    tall = {id: max(scale * widest[id], least[id]) for id in widest}
    tops, at = {}, HEAD
    for lane in of.lanes:
        tops[lane.id] = at
        at += tall[lane.id] + GAP
    bottom = at
    columns = len(of.heads)
    pitch = (width - label - thick) / columns
    left = [label + pitch * k for k in range(columns + 1)]
    begin = HEAD + max((bottom - HEAD - GAP - scale) / 2, 0.0)
    placed = _placed(of, nodes, tops, tall, scale)
    parts = [line("lane", 0, tops[lane.id] - GAP / 2, width, tops[lane.id] - GAP / 2) for lane in of.lanes[1:]]
    parts += [
        lines("over" if lane.over else "name", 0, tops[lane.id] + tall[lane.id] / 2, names[lane.id])
        for lane in of.lanes
    ]
    for k, head in enumerate(of.heads):
        parts.append(lines("head", left[k + 1] + thick / 2, HEAD / 2 - 4, broken(head, pitch), "middle"))
    parts.append(rect("node begin", left[0], begin, thick * 0.4, scale))
    parts.append(lines("head", left[0], begin - 12, ["All"]))
    crossed = {(k, *stop) for k, stop in enumerate(of.trace.stops, start=1)} if of.trace else set()
    points = _points(of.trace, placed, tops, tall, left, thick, scale, columns) if of.trace else []
    parts += _ribbons(of, placed, left, thick, begin, scale)
    for (column, where, owner), (y, value) in placed.items():
        thickness = max(scale * value, THIN)
        over = next(lane.over for lane in of.lanes if lane.id == where)
        look = "node ended" if over else f"node {of.owners.get(owner, of.owners.get('', ''))}"
        parts.append(rect(look, left[column], y, thick, thickness))
        base = y + thickness / 2 + 4
        worded = any(k == column and abs(at - ABOVE - base) < LINE for k, (_, at) in enumerate(points, start=1))
        if thickness >= ROOM_FOR_SHARE and value >= 0.01 and (column, where, owner) not in crossed and not worded:
            share = f"{100 * value:.0f}{'%' if thick > 30 else ''}"
            parts.append(text("share", left[column] + thick / 2, base, share, "middle"))
    if of.trace:
        parts += _traced(of.trace, points)
    return document(width, bottom, parts)


type Node = tuple[int, str, str]


def _nodes(of: Flow) -> dict[Node, float]:
    found: dict[Node, float] = defaultdict(float)
    for r in of.ribbons:
        found[r.column + 1, r.target[0], r.target[1]] += r.value
    return dict(found)


def _laned(nodes: dict[Node, float], lane: str) -> dict[int, float]:
    """By column, all mass in a lane."""
    found: dict[int, float] = defaultdict(float)
    for (column, where, _), value in nodes.items():
        if where == lane:
            found[column] += value
    return found


def _placed(
    of: Flow, nodes: dict[Node, float], tops: dict[str, float], tall: dict[str, float], scale: float
) -> dict[Node, tuple[float, float]]:
    """By node, its upper edge and how much it is; a lane's nodes lie together in its middle."""
    owners = list(of.owners)
    found: dict[Node, tuple[float, float]] = {}
    for lane in of.lanes:
        for column in range(1, len(of.heads) + 1):
            mine = [key for key in nodes if key[:2] == (column, lane.id)]
            mine.sort(key=lambda key: owners.index(key[2]) if key[2] in owners else len(owners))
            y = tops[lane.id] + (tall[lane.id] - sum(max(scale * nodes[key], THIN) for key in mine)) / 2
            for key in mine:
                found[key] = y, nodes[key]
                y += max(scale * nodes[key], THIN)
    return found


def _ribbons(
    of: Flow, placed: dict[Node, tuple[float, float]], left: list[float], thick: float, begin: float, scale: float
) -> list[Markup]:
    out: dict[object, float] = defaultdict(float)
    come: dict[object, float] = defaultdict(float)
    order = {lane.id: k for k, lane in enumerate(of.lanes)}

    def height(end: tuple[str, str] | None, column: int) -> tuple[int, float]:
        return (-1, 0.0) if end is None else (order[end[0]], placed[column, *end][0])

    drawn = []
    rows = [r for r in of.ribbons if r.value * scale >= 0.15]
    rows.sort(key=lambda r: (r.column, height(r.source, r.column), height(r.target, r.column + 1)))
    over = {lane.id for lane in of.lanes if lane.over}
    starts: dict[int, tuple[float, float]] = {}
    for k, r in enumerate(rows):
        y = begin if r.source is None else placed[r.column, *r.source][0]
        x = left[0] + 0.4 * thick if r.source is None else left[r.column] + thick
        starts[k] = (x, y + out[r.column, r.source])
        out[r.column, r.source] += scale * r.value
    arriving = sorted(range(len(rows)), key=lambda k: (rows[k].column, height(rows[k].source, rows[k].column)))
    for k in arriving:
        r = rows[k]
        y = placed[r.column + 1, *r.target][0] + come[r.column, r.target]
        come[r.column, r.target] += scale * r.value
        look = "ended" if r.target[0] in over else of.owners.get(r.target[1], of.owners.get("", ""))
        drawn.append(ribbon(f"ribbon {look}", starts[k], (left[r.column + 1], y), scale * r.value))
    return drawn


def _points(
    trace: Trace,
    placed: dict[Node, tuple[float, float]],
    tops: dict[str, float],
    tall: dict[str, float],
    left: list[float],
    thick: float,
    scale: float,
    columns: int,
) -> list[tuple[float, float]]:
    """Where the stops of a path are drawn."""
    points = []
    for k, (lane, owner) in enumerate(trace.stops[:columns], start=1):
        if (k, lane, owner) in placed:
            y, value = placed[k, lane, owner]
            middle = y + max(scale * value, THIN) / 2
        else:
            middle = tops[lane] + tall[lane] / 2
        points.append((left[k] + thick / 2, middle))
    return points


def _traced(trace: Trace, points: list[tuple[float, float]]) -> list[Markup]:
    drawn = [polyline("trace edge", points), polyline("trace", points)]
    drawn += [circle("stop", x, y, 4.5) for x, y in points]
    for (x, y), word in zip(points, trace.words, strict=False):
        drawn.append(text("word edge", x, y - ABOVE, word, "middle"))
        drawn.append(text("word", x, y - ABOVE, word, "middle"))
    return drawn
