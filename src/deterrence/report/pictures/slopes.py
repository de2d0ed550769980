"""A slope chart: what a chance is after one thing and after another, a line for each way of computing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.report.pictures.svg import Picture, apart, broken, circle, document, line, lines, text

WIDTH, HEIGHT, TOP, SIDE = 360.0, 190.0, 44.0, 96.0
NEAREST = 15.0


@dataclass(frozen=True)
class Slope:
    """One line.

    Attributes:
        look: class of the style sheet that distinguishes it from the others.
        before, after: the chances at its ends.
        words: the same, as they should be read.
    """

    look: str
    before: float
    after: float
    words: tuple[str, str]


def slopes(rows: Sequence[Slope], heads: tuple[str, str], low: float, high: float) -> Picture:
    """Lines from a left to a right scale, both from ``low`` to ``high``; numbers stand beside their ends, apart."""
    left, right = SIDE, WIDTH - SIDE
    room = HEIGHT - TOP - 16

    def y(p: float) -> float:
        return TOP + room * (1 - (p - low) / max(high - low, 1e-9))

    parts = [line("axis", x, TOP - 6, x, TOP + room + 6) for x in (left, right)]
    parts += [
        lines("head", x, TOP / 2 - 4, broken(head, 2 * SIDE), "middle")
        for x, head in zip((left, right), heads, strict=True)
    ]
    for row in rows:
        parts.append(line(f"slope {row.look}", left, y(row.before), right, y(row.after)))
        parts += [circle(f"dot {row.look}", x, y(p), 4.5) for x, p in ((left, row.before), (right, row.after))]
    for k, (x, anchor) in enumerate(((left - 10, "end"), (right + 10, "start"))):
        ends = [row.after if k else row.before for row in rows]
        places = apart([y(p) for p in ends], NEAREST, TOP, TOP + room)
        for row, place in zip(rows, places, strict=True):
            parts.append(text(f"value {row.look}", x, place + 4, row.words[k], anchor))
    drawn = document(WIDTH, HEIGHT, parts)
    return Picture(drawn, drawn)
