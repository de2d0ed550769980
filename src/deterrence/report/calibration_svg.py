"""Calibration of a backcast as a picture: forecast chances against how often acts came, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..stats import clopper_pearson
from ..stress.history.backcast import Calibration

SIDE, LEFT, TOP, RIGHT, BOTTOM = 320.0, 64.0, 40.0, 24.0, 84.0
TICKS = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0)
NOTE = "Bars: exact 95% intervals; figures: days. Days of one", "crisis are not independent: bars are too short."
POWER = 0.5  # of a chance, as far along an axis: small ones, which most days have, lie apart


def calibration_svg(rows: Sequence[Calibration], title: str) -> str:
    """The text of an SVG file: for each bin the mean chance forecast, across, the share of its days with an act, up,
    with the exact 95 % interval (Clopper and Pearson 1934), and how many days it has. Both axes are square roots.

    Args:
        rows: bins that have days.
        title: of the picture.
    """
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    parts = [_line(_x(0.0), _y(0.0), _x(1.0), _y(1.0), "#999999", ' stroke-dasharray="4 4"')]
    for end in ((1.0, 0.0), (0.0, 1.0)):
        parts.append(_line(_x(0.0), _y(0.0), _x(end[0]), _y(end[1]), "#222222"))
    for tick in TICKS:
        parts.append(_text(_x(tick), _y(0.0) + 16, f"{tick:.0%}", "middle"))
        parts.append(_text(_x(0.0) - 8, _y(tick) + 4, f"{tick:.0%}", "end"))
    described = []
    for row in rows:
        low, high = clopper_pearson(row.done, row.days)
        across, share = _x(row.forecast), row.done / row.days
        parts.append(_line(across, _y(low), across, _y(high), "#222222"))
        parts.append(f'<circle cx="{across:.1f}" cy="{_y(share):.1f}" r="4" fill="#1f4e79"/>')
        parts.append(_text(across + 7, _y(share) - 6, str(row.days)))
        described.append(f"forecast {row.forecast:.1%}: {row.done} of {row.days} days ({low:.1%} to {high:.1%})")
    parts.append(_text(LEFT + SIDE / 2, _y(0.0) + 36, "chance of an act that day, as forecast", "middle"))
    parts.append(_text(LEFT, TOP - 8, "share of days with an act"))
    parts += [_text(8, _y(0.0) + 58 + 15 * k, words) for k, words in enumerate(NOTE)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" font-family="sans-serif" font-size="12">\n<title>{escape(title)}</title>\n'
        f'<desc>{escape("; ".join(described))}</desc>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f"{_text(8, 18, title, weight='bold')}\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _x(chance: float) -> float:
    return LEFT + SIDE * chance**POWER


def _y(chance: float) -> float:
    return TOP + SIDE * (1.0 - chance**POWER)


def _text(x: float, y: float, words: str, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, more: str = "") -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="1.5"{more}/>'
