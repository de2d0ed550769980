"""What moves the outcome: effects ranked by size, and the swing that each assumption causes."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.charts.row_layout import RowLayout, texts, whiskers
from deterrence.report.charts.style import BLUE, INK, RED, SAND, Measure, Row, Spec, chart


def ranked_effects(rows: Sequence[Row], *, measure: Measure, reference: float = 0.0) -> Spec:
    """Dots with ranges, the effect furthest from ``reference`` first.

    A filled dot has a range that excludes the reference; a hollow one does not, so its sign is open.

    Args:
        rows: ``label``, ``value``, ``low``, ``high``; optionally ``text``, printed at the right.
        measure: the horizontal axis.
        reference: where there is no effect; a rule marks it.
    """
    ranked = sorted(rows, key=lambda row: -abs(row["value"] - reference))
    shown = [{**row, "fill": "#FFFFFF" if row["low"] <= reference <= row["high"] else BLUE} for row in ranked]
    layout = RowLayout.of(shown)
    place = layout.place()
    dot = {
        "mark": {"type": "point", "size": 110, "opacity": 1, "stroke": BLUE, "strokeWidth": 2},
        "encoding": {"x": measure.x("value", zero=False), **place, "fill": {"field": "fill", "scale": None}},
    }
    layers = [
        _rule(reference, measure),
        *whiskers(measure, place, zero=False),
        dot,
        *layout.names(),
        *texts(shown, place),
    ]
    return chart(shown, layers, height=layout.height, title=measure.title)


def tornado(rows: Sequence[Row], *, measure: Measure, reference: float, ends: tuple[str, str]) -> Spec:
    """Bars from the outcome at an assumption's low end to the outcome at its high end, widest first.

    Args:
        rows: ``label``, ``at_low`` and ``at_high`` (the outcome with the assumption at either end).
        measure: the outcome's axis.
        reference: the outcome with every assumption at its best estimate; a rule marks it.
        ends: how the legend names the two ends, for example ``("assumption low", "assumption high")``.
    """
    ranked = sorted(rows, key=lambda row: -_width(row["at_low"], row["at_high"], reference))
    shown = [
        {**row, "end": name, "outcome": row[field], "reference": reference}
        for row in ranked
        for name, field in zip(ends, ("at_low", "at_high"), strict=True)
    ]
    layout = RowLayout.of(shown, thickness=16)
    place = layout.place()
    colour = {"field": "end", "type": "nominal", "scale": {"domain": list(ends), "range": [SAND, BLUE]}}
    shape = {
        "field": "end",
        "type": "nominal",
        "scale": {"domain": list(ends), "range": ["square", "circle"]},
    }
    swing = {
        "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.75},
        "encoding": {
            "x": measure.x("reference", zero=False),
            "x2": {"field": "outcome"},
            **place,
            "color": colour,
        },
    }
    tip = {
        "mark": {
            "type": "point",
            "filled": True,
            "size": 110,
            "opacity": 1,
            "stroke": INK,
            "strokeWidth": 0.75,
        },
        "encoding": {"x": measure.x("outcome", zero=False), **place, "color": colour, "shape": shape},
    }
    layers = [swing, _rule(reference, measure), tip, *layout.names()]
    return chart(shown, layers, height=layout.height, title=measure.title, entries=ends)


def _width(*values: float) -> float:
    return max(values) - min(values)


def _rule(at: float, measure: Measure) -> Spec:
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "strokeWidth": 1.25, "strokeDash": [4, 3], "color": RED},
        "encoding": {"x": measure.x("at", zero=False)},
    }
