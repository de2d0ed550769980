"""Drawings of Walk: what each private type does, a row for each as high as the belief in it, a bar for each move as
wide as its chance; and how belief went along the path. As SVG without styles of its own, so that it may stand in a page
that runs and styles nothing inline.
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
PATH_WIDE, PATH_HIGH, SCALE, LETTER = 300.0, 84.0, 36.0, 18.0
"""Units of the drawing of a path: its width, the height of one, what the scale at its left takes, and the letters."""
EDGE = 7.0
"""Room above one and below zero, of half a line of text."""
SHADES = 12
"""Shades that distinguish moves; further moves begin again."""


class Line(NamedTuple):
    """A type: its letter, and the belief in it at every position of the path."""

    letter: str
    beliefs: Sequence[float]


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


def belief_path(lines: Sequence[Line], acts: Sequence[int], title: str) -> Markup:
    """How belief in each type of an actor went.

    Args:
        lines: of its types; each position of the path is as wide as any other, and belief jumps between two.
        acts: steps, from 0, that were its own.
        title: the text equivalent of the drawing.
    """
    count = len(lines[0].beliefs)
    room = PATH_WIDE - SCALE - LETTER

    def x(k: int) -> float:
        return SCALE + room * k / count

    def y(belief: float) -> float:
        return EDGE + (1 - belief) * PATH_HIGH

    parts = [f'<line class="act" x1="{x(k + 1):.1f}" y1="{y(1):g}" x2="{x(k + 1):.1f}" y2="{y(0):g}"/>' for k in acts]
    for share, words in ((1.0, "100%"), (0.0, "0%")):
        parts.append(f'<line class="axis" x1="{SCALE:g}" y1="{y(share):g}" x2="{x(count):g}" y2="{y(share):g}"/>')
        parts.append(f'<text class="scale" x="{SCALE - 4:g}" y="{y(share) + 4:g}">{words}</text>')
    for number, line in enumerate(lines):
        way = " ".join(f"V{y(p):.2f} H{x(k + 1):.2f}" for k, p in enumerate(line.beliefs))
        parts.append(f'<path class="path path-{number % SHADES}" d="M{SCALE:g} {y(line.beliefs[0]):.2f} {way}"/>')
    order = sorted(range(len(lines)), key=lambda k: -lines[k].beliefs[-1])
    places = _apart([y(lines[k].beliefs[-1]) for k in order], PATH_HIGH + 2 * EDGE)
    parts += [
        f'<text class="row-name" x="{x(count) + 5:.1f}" y="{at + 4:.1f}">{escape(lines[k].letter)}</text>'
        for k, at in zip(order, places, strict=True)
    ]
    tall = max(PATH_HIGH + 2 * EDGE, places[-1] + LINE / 2)
    head = f'<svg class="belief-path" viewBox="0 0 {PATH_WIDE:g} {tall:.0f}" role="img" aria-label="{escape(title)}">'
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
