"""Counts by month or year as a line, with the levels between which they changed drawn through it."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.charts.style import INK, PALETTE, Measure, Row, Spec, chart

HEIGHT = 220


def counts(rows: Sequence[Row], levels: Sequence[Row], *, measure: Measure) -> Spec:
    """Counts over time.

    Args:
        rows: ``period`` (an ISO date), ``value``; those of missing counts are left out.
        levels: ``from`` and ``to`` (ISO dates), ``value``, ``low`` and ``high`` (the interval of the level).
        measure: the vertical axis.
    """
    axis = {"title": None, "format": "%Y", "grid": False, "ticks": True, "tickColor": INK, "labelOverlap": True}
    time = {"type": "temporal", "axis": axis, "scale": {"nice": False, "type": "utc"}}
    data = {"values": [dict(row) for row in levels]}
    spread = {"x": {**time, "field": "from"}, "x2": {"field": "to"}}
    return chart(
        rows,
        [
            {
                "data": data,
                "mark": {"type": "rect", "opacity": 0.2, "color": PALETTE[1]},
                "encoding": {**spread, "y": measure.y("low"), "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 1, "color": PALETTE[0]},
                "encoding": {"x": {**time, "field": "period"}, "y": measure.y("value")},
            },
            {
                "data": data,
                "mark": {"type": "rule", "strokeWidth": 2, "color": PALETTE[1]},
                "encoding": {**spread, "y": measure.y("value")},
            },
        ],
        height=HEIGHT,
        title=measure.title,
    )
