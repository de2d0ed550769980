"""A strip: the acts of one crisis on a ladder, over bands in which a model's acts lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.report.pictures.svg import LINE, Picture, broken, circle, document, line, lines, polyline, rect, text

LABEL, STEP, FOOT = 104.0, 28.0, 40.0


@dataclass(frozen=True)
class Strip:
    """What is drawn.

    Attributes:
        rungs: names of the ladder's rungs, from the lowest.
        bands: by act from the first, (5%, 25%, 75%, 95%) quantiles of its rung, as indices of ``rungs``.
        acts: (index of the rung, look of the actor) by act from the first.
        more: acts that there is no room for.
    """

    rungs: Sequence[str]
    bands: Sequence[tuple[int, int, int, int]]
    acts: Sequence[tuple[int, str]]
    more: int = 0


def strip(of: Strip, columns: int) -> Picture:
    """The drawing, with room for so many acts."""
    names = [broken(name, LABEL - 8) for name in of.rungs]
    height = max(30.0, *(LINE * len(rows) + 6 for rows in names))
    total = height * len(of.rungs)
    width = LABEL + STEP * columns + 14

    def middle(rung: int) -> float:
        return total - height * (rung + 0.5)

    def x(k: int) -> float:
        return LABEL + STEP * (k + 0.5)

    parts = []
    for k, band in enumerate(of.bands[:columns]):
        for look, low, high in (("band", band[0], band[3]), ("band inner", band[1], band[2])):
            top = middle(high) - height / 2 + 3
            parts.append(rect(look, LABEL + STEP * k + 1, top, STEP - 2, middle(low) + height / 2 - 3 - top))
    for r, rows in enumerate(names):
        parts.append(lines("name", 0, middle(r), rows))
        parts.append(line("lane", LABEL, middle(r), width - 14, middle(r)))
    points = [(x(k), middle(rung)) for k, (rung, _) in enumerate(of.acts[:columns])]
    parts.append(polyline("trace", points))
    parts += [circle(f"dot {look}", px, py, 6.0) for (px, py), (_, look) in zip(points, of.acts[:columns], strict=True)]
    parts += [text("tick", x(k), total + 16, str(k + 1), "middle") for k in range(columns)]
    note = f"act; {of.more} more follow" if of.more else "act"
    parts.append(text("tick", LABEL, total + 32, note))
    drawn = document(width, total + FOOT, parts)
    return Picture(drawn, drawn)
