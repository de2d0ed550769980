"""A plane: worlds as dots over two numbers, those where something happens filled, and the box of most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.report.pictures.svg import Picture, broken, circle, document, line, lines, rect, text

SIDE, LEFT, FOOT, TOP, RIGHT = 240.0, 56.0, 58.0, 10.0, 16.0
DOT = 3.2


@dataclass(frozen=True)
class Axis:
    """A number along a side of the plane.

    Attributes:
        name: in words.
        low, high: its ends. box: the interval that the box leaves of it.
    """

    name: str
    low: float
    high: float
    box: tuple[float, float]

    def share(self, x: float) -> float:
        """How far along the side, at least 0 and at most 1."""
        return min(max((x - self.low) / max(self.high - self.low, 1e-12), 0.0), 1.0)


def plane(across: Axis, up: Axis, worlds: Sequence[tuple[float, float, bool]]) -> Picture:
    """The drawing.

    Args:
        across, up: what is drawn along the foot, and along the side.
        worlds: by world, its two numbers, and whether it happens there; those where it does are drawn last.
    """

    def x(value: float) -> float:
        return LEFT + SIDE * across.share(value)

    def y(value: float) -> float:
        return TOP + SIDE * (1.0 - up.share(value))

    left, right = x(across.box[0]), x(across.box[1])
    top, foot = y(up.box[1]), y(up.box[0])
    parts = [rect("band", left, top, right - left, foot - top)]
    parts += [line("axis", LEFT, TOP + SIDE, LEFT + SIDE, TOP + SIDE), line("axis", LEFT, TOP, LEFT, TOP + SIDE)]
    for happens, look in ((False, "selected"), (True, "another")):
        parts += [circle(f"dot {look}", x(a), y(b), DOT) for a, b, hit in worlds if hit == happens]
    under = TOP + SIDE + 16
    parts.append(text("tick", LEFT, under, f"{across.low:.3g}"))
    parts.append(text("tick", LEFT + SIDE, under, f"{across.high:.3g}", "end"))
    parts.append(lines("head", LEFT + SIDE / 2, under + 20, broken(across.name, SIDE + LEFT), "middle"))
    parts += [
        text("tick", LEFT - 6, TOP + SIDE, f"{up.low:.3g}", "end"),
        text("tick", LEFT - 6, TOP + 10, f"{up.high:.3g}", "end"),
    ]
    drawn = document(LEFT + SIDE + RIGHT, TOP + SIDE + FOOT, parts)
    return Picture(drawn, drawn)
