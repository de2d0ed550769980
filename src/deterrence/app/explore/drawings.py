"""Drawings of Explore, made here as SVG: bars of now and of what it is set beside, with the range over worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...report.pictures import Picture
from ...report.pictures.svg import LINE, broken, document, line, lines, rect, text

WIDE, NARROW = (720.0, 230.0), (350.0, 120.0)
"""Widths of a drawing, and of the names at its left."""
FIGURE, BAR, GAP, FOOT = 62.0, 15.0, 12.0, 22.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Bar:
    """A probability.

    Attributes:
        name: of what. value: now. text: the same in words.
        beside: what it is set beside; None where there is nothing.
        reach: the ends of the range over worlds; None where none were solved.
    """

    name: str
    value: float
    text: str
    beside: float | None = None
    reach: tuple[float, float] | None = None


def bars(rows: Sequence[Bar]) -> Picture:
    """Horizontal bars on one scale, from zero to the least round number that holds all."""
    highest = max((x for r in rows for x in (r.value, r.beside or 0.0, *(r.reach or ()))), default=1.0)
    end = next(t for t in TICKS[1:] if highest <= t + 1e-9)
    return Picture(_drawn(rows, end, *WIDE), _drawn(rows, end, *NARROW))


def _drawn(rows: Sequence[Bar], end: float, width: float, label: float) -> Markup:
    room = width - label - FIGURE

    def x(value: float) -> float:
        return label + room * min(max(value, 0.0), end) / end

    parts: list[Markup] = []
    y = 0.0
    for row in rows:
        names = broken(row.name, label - 8)
        height = max(BAR, LINE * len(names)) + GAP
        middle = y + height / 2
        parts.append(lines("name", 0, middle, names))
        parts.append(rect("bar now", label, middle - BAR / 2, x(row.value) - label, BAR))
        if row.reach:
            low, high = row.reach
            parts.append(line("reach", x(low), middle, x(high), middle))
        if row.beside is not None:
            parts.append(line("beside edge", x(row.beside), middle - BAR / 2 - 4, x(row.beside), middle + BAR / 2 + 4))
            parts.append(line("beside", x(row.beside), middle - BAR / 2 - 4, x(row.beside), middle + BAR / 2 + 4))
        at = x(max(row.value, row.reach[1] if row.reach else 0.0))
        if row.beside is not None and at <= x(row.beside) <= at + FIGURE:
            at = x(row.beside)  # the mark would stand in the figure
        parts.append(text("value", at + 6, middle + 4, row.text))
        y += height
    parts.insert(0, line("axis", label, 0, label, y))
    parts.append(text("tick", label, y + FOOT - 6, "0%", "middle"))
    parts.append(text("tick", label + room, y + FOOT - 6, f"{end:.0%}", "middle"))
    return document(width, y + FOOT, parts)
