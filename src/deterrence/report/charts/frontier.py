"""A frontier: what is gained against what is risked, one numbered point a choice, the best joined by a line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from deterrence.report.charts.style import INK, PALETTE, SHAPES, Measure, Row, Spec, chart, signs

HEIGHT = 300
SIZE = 110
NEAR = 0.06
"""Of an axis: numbers of points that lie nearer are put on different sides of them."""
CORNERS = ((9, -8, "left"), (9, 14, "left"), (-9, -8, "right"), (-9, 14, "right"))


def frontier(rows: Sequence[Row], *, risk: Measure, gain: Measure, groups: Sequence[str]) -> Spec:
    """Points in two dimensions; those that no other improves on are filled and joined.

    Args:
        rows: ``risk``, ``value`` (what is gained), ``group`` (one of ``groups``), ``number`` (printed beside the point)
            and ``best`` (is it on the frontier?).
        risk, gain: the horizontal and the vertical axis; a risk axis that starts above zero is logarithmic.
        groups: of choices, in the order of the legend; they differ in colour and marker.
    """
    x, y = risk.x("risk", zero=False), gain.y("value")
    x["axis"] = {**x["axis"], "title": risk.title}
    if risk.lowest:
        x["scale"] = {**x["scale"], "type": "log", "nice": False}
        x["scale"].pop("zero")
    colour = signs("group", groups, PALETTE)
    corners = _corners(rows, risk, gain)
    best = [{"filter": "datum.best"}]
    layers: list[Spec] = [
        {
            "transform": best,
            "mark": {"type": "line", "color": INK, "strokeWidth": 1.25, "strokeDash": [4, 3]},
            "encoding": {"x": x, "y": y, "order": {"field": "risk", "type": "quantitative"}},
        },
        *(
            {
                "transform": [{"filter": f"{'' if filled else '!'}datum.best"}],
                "mark": {"type": "point", "filled": filled, "size": SIZE, "opacity": 1, "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y, "color": colour, "shape": signs("group", groups, SHAPES)},
            }
            for filled in (False, True)
            if any(bool(row["best"]) == filled for row in rows)  # of nothing, Vega warns of an axis without end
        ),
        *(
            {
                "transform": [{"filter": f"datum.corner === {k}"}],
                "mark": {"type": "text", "dx": dx, "dy": dy, "align": align},
                "encoding": {"x": x, "y": y, "text": {"field": "number"}},
            }
            for k, (dx, dy, align) in enumerate(CORNERS)
            if k in corners
        ),
    ]
    placed = [{**row, "corner": corner} for row, corner in zip(rows, corners, strict=True)]
    return chart(placed, layers, height=HEIGHT, title=gain.title, entries=groups, indent=40)


def _corners(rows: Sequence[Row], risk: Measure, gain: Measure) -> list[int]:
    """At which corner of its point each number stands, so that near points use different ones."""
    low, high = risk.lowest or 0.0, risk.highest or 1.0
    logarithmic = bool(risk.lowest)

    def place(row: Row) -> tuple[float, float]:
        across = (
            math.log(row["risk"] / low) / math.log(high / low) if logarithmic else (row["risk"] - low) / (high - low)
        )
        return across, row["value"] / (gain.highest or 1.0)

    found: list[int] = []
    at = [place(row) for row in rows]
    for k, here in enumerate(at):
        taken = {found[j] for j in range(k) if max(abs(a - b) for a, b in zip(here, at[j], strict=True)) < NEAR}
        found.append(next((corner for corner in range(len(CORNERS)) if corner not in taken), k % len(CORNERS)))
    return found
