"""What each private type does, drawn: a row for each type as high as the belief in it, a bar for each move as wide as
its chance. As SVG without styles of its own, so that it may stand in a page that runs and styles nothing inline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDE, HIGH, LABELS = 360.0, 150.0, 66.0
"""Units of the drawing: all of it, the height that belief divides, and what the rows' names take."""
LEAST = 2.0
"""A row is never lower, and a bar with a number never narrower than :data:`ROOM`."""
ROOM, LINE = 15.0, 14.0
SHADES = 12
"""Shades that moves are told apart by; further moves begin again."""


class Row(NamedTuple):
    """A type: how it is called in the drawing, the belief in it, and the chance of each move."""

    name: str
    belief: float
    chances: Sequence[float]


def mosaic(rows: Sequence[Row], title: str) -> Markup:
    """The drawing; ``title`` is its text equivalent in a line, the table beside it says the rest."""
    parts, labels, y = [], [], 0.0
    for row in rows:
        high = max(row.belief * HIGH, LEAST)
        x = LABELS
        for number, chance in enumerate(row.chances):
            wide = chance * (WIDE - LABELS)
            parts.append(_bar(number, x, y, wide, high))
            x += wide
        labels.append((y + high / 2, row.name))
        y += high + 1
    places = _apart([at for at, _ in labels], y)
    parts += [
        f'<text class="row-name" x="0" y="{at + 4:.1f}">{escape(name)}</text>'
        for at, (_, name) in zip(places, labels, strict=True)
    ]
    tall = max(y, places[-1] + LINE / 2)
    head = f'<svg class="mosaic" viewBox="0 0 {WIDE:g} {tall:.0f}" role="img" aria-label="{escape(title)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")


def bar(share: float) -> Markup:
    """A share of one as a bar, beside a number that says it."""
    return Markup(
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="100" height="8"/><rect class="part" width="{100 * share:.2f}" height="8"/></svg>'
    )


def _bar(number: int, x: float, y: float, wide: float, high: float) -> str:
    box = (
        f'<rect class="shade-{number % SHADES}" x="{x:.2f}" y="{y:.2f}" width="{max(wide - 1, 0.0):.2f}" '
        f'height="{high:.2f}"/>'
    )
    if wide < ROOM or high < LINE:
        return box
    return f'{box}<text class="move-number" x="{x + wide / 2:.1f}" y="{y + high / 2 + 4:.1f}">{number + 1}</text>'


def _apart(places: list[float], end: float) -> list[float]:
    """Places moved so that lines of text at them do not overlap: down from the top, then up from the bottom."""
    found: list[float] = []
    for at in places:
        found.append(max(at, found[-1] + LINE if found else LINE / 2))
    least = max(end, len(places) * LINE) - LINE / 2
    for k in reversed(range(len(found))):
        found[k] = min(found[k], least)
        least = found[k] - LINE
    return found
