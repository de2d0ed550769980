"""Effects as a picture: a dot and an interval each, in SVG, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .effects import Effect

PLOT, RIGHT, CHARACTER, MARGIN = 360.0, 90.0, 6.8, 24.0
ROW, TOP, BOTTOM, GAP = 20.0, 48.0, 46.0, 10.0
TICKS = 5


def effects_svg(effects: Sequence[Effect], title: str) -> str:
    """The text of an SVG file: a row an effect, effects of one kind together with an axis of their own.

    Args:
        effects: in the order in which they are shown.
        title: of the picture.
    """
    parts, y = [], TOP
    labels = [f"{effect.of}: Pr({effect.outcome})" if effect.of else f"Pr({effect.outcome})" for effect in effects]
    label = MARGIN + CHARACTER * max(map(len, labels))
    width = label + PLOT + RIGHT
    kinds = list(dict.fromkeys(effect.what for effect in effects))
    for kind in kinds:
        rows = [(effect, name) for effect, name in zip(effects, labels, strict=True) if effect.what == kind]
        low, high = min(e.low for e, _ in rows), max(e.high for e, _ in rows)
        low, high = min(low, 0.0), max(high, 0.0)
        span = (high - low) or 1.0

        def across(value: float, low: float = low, span: float = span) -> float:
            return label + (value - low) / span * PLOT

        parts.append(_text(8, y, kind, weight="bold"))
        y += GAP
        bottom = y + ROW * len(rows)
        parts.append(_line(across(0.0), y, across(0.0), bottom, "#999999"))
        for effect, name in rows:
            middle = y + ROW / 2
            parts.append(_text(label - 10, middle + 4, name, anchor="end"))
            parts.append(_line(across(effect.low), middle, across(effect.high), middle, "#222222"))
            parts.append(f'<circle cx="{across(effect.value):.1f}" cy="{middle:.1f}" r="4" fill="#1f4e79"/>')
            parts.append(_text(label + PLOT + 12, middle + 4, f"{effect.value:+.3f}"))
            y += ROW
        for k in range(TICKS):
            value = low + span * k / (TICKS - 1)
            parts.append(_text(across(value), bottom + 14, f"{value:.3g}", anchor="middle"))
        y = bottom + BOTTOM
    description = "; ".join(map(str, effects))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {y:.0f}" width="{width:.0f}" '
        f'height="{y:.0f}" role="img" font-family="sans-serif" font-size="12">\n<title>{escape(title)}</title>\n'
        f'<desc>{escape(description)}</desc>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f"{_text(8, 18, title, weight='bold')}\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _text(x: float, y: float, words: str, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" stroke-width="1.5"/>'
