"""A frontier: what is gained against what is risked, one numbered point a choice, the best joined by a line."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.charts.style import INK, PALETTE, SHAPES, Measure, Row, Spec, chart, signs

HEIGHT = 300
SIZE = 110


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
        ),
        {
            "mark": {"type": "text", "dx": 9, "dy": -8, "align": "left"},
            "encoding": {"x": x, "y": y, "text": {"field": "number"}},
        },
    ]
    return chart(rows, layers, height=HEIGHT, title=gain.title, entries=groups, indent=40)
