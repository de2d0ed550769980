"""Elements of SVG, every text escaped; looks are classes of the page's style sheet, never of the element."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

CHARACTER = 6.4
"""Pixels that a character takes at 12 pixels, generously."""
LINE = 14.0
"""Pixels from one line of a text to the next."""


@dataclass(frozen=True)
class Picture:
    """A drawing for a wide page and one for a narrow page; the same where one will do."""

    wide: Markup
    narrow: Markup


def document(width: float, height: float, parts: Sequence[Markup]) -> Markup:
    """A drawing of a size, in pixels; it shrinks to the room it has, and does not grow."""
    return Markup('<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" focusable="false">{inner}</svg>').format(
        w=_n(width), h=_n(height), inner=Markup("").join(parts)
    )


def rect(look: str, x: float, y: float, width: float, height: float) -> Markup:
    """A rectangle."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        look, _n(x), _n(y), _n(max(width, 0.0)), _n(max(height, 0.0))
    )


def line(look: str, x: float, y: float, to_x: float, to_y: float) -> Markup:
    """A straight line."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(look, *map(_n, (x, y, to_x, to_y)))


def circle(look: str, x: float, y: float, radius: float) -> Markup:
    """A dot."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(look, *map(_n, (x, y, radius)))


def polyline(look: str, points: Sequence[tuple[float, float]]) -> Markup:
    """A line through points."""
    return Markup('<polyline class="{}" points="{}"/>').format(look, " ".join(f"{_n(x)},{_n(y)}" for x, y in points))


def polygon(look: str, points: Sequence[tuple[float, float]]) -> Markup:
    """An area within points."""
    return Markup('<polygon class="{}" points="{}"/>').format(look, " ".join(f"{_n(x)},{_n(y)}" for x, y in points))


def ribbon(look: str, start: tuple[float, float], end: tuple[float, float], width: float) -> Markup:
    """A band of some width from one point to another, level at both; points are its upper corners."""
    (x, y), (to_x, to_y) = start, end
    half = (x + to_x) / 2
    path = (
        f"M{_n(x)} {_n(y)}C{_n(half)} {_n(y)} {_n(half)} {_n(to_y)} {_n(to_x)} {_n(to_y)}v{_n(width)}"
        f"C{_n(half)} {_n(to_y + width)} {_n(half)} {_n(y + width)} {_n(x)} {_n(y + width)}z"
    )
    return Markup('<path class="{}" d="{}"/>').format(look, path)


def text(look: str, x: float, y: float, words: str, anchor: str = "start") -> Markup:
    """A line of text, its baseline at ``y``."""
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        look, _n(x), _n(y), anchor, escape(words)
    )


def lines(look: str, x: float, middle: float, words: Sequence[str], anchor: str = "start") -> Markup:
    """Lines of text about a height."""
    top = middle - LINE * (len(words) - 1) / 2 + 4
    return Markup("").join(text(look, x, top + LINE * k, row, anchor) for k, row in enumerate(words))


def broken(words: str, room: float) -> list[str]:
    """A text broken into lines that fit into some pixels."""
    return textwrap.wrap(words, max(int(room / CHARACTER), 6)) or [""]


def apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Heights as near as may be to those wanted, at least so far apart, in the same order, within bounds."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    places = [wanted[k] for k in order]
    for k in range(1, len(places)):
        places[k] = max(places[k], places[k - 1] + least)
    over = max(places[-1] - high, 0.0) if places else 0.0
    places = [p - over for p in places]
    for k in range(len(places) - 2, -1, -1):
        places[k] = min(places[k], places[k + 1] - least)
    under = max(low - places[0], 0.0) if places else 0.0
    found = dict(zip(order, (p + under for p in places), strict=True))
    return [found[k] for k in range(len(wanted))]


def _n(x: float) -> str:
    """A number as short as a pixel's hundredth allows."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if x else "0"
