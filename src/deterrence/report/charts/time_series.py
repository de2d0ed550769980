"""Charts over the steps of a crisis: a quantity with its band, and the rungs that a history climbs."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.charts.style import (
    CHARACTER,
    DASHES,
    FAINT,
    INK,
    PALETTE,
    SHAPES,
    Measure,
    Row,
    Spec,
    chart,
    entry,
    signs,
    wrapped,
)

MARKER = {"type": "point", "filled": True, "size": 60, "opacity": 1, "stroke": INK, "strokeWidth": 0.5}
CAUSE_SHAPES = ("circle", "triangle-up", "diamond", "square", "cross", "triangle-down")
CAUSE_SIZES = (55, 190, 160, 130, 160, 190)
"""The first cause is the usual one; the others stand out."""
HEIGHT = 280
RUNG_HEIGHT = 38
APART = 0.14
"""Of a rung's height, between the lines of two actors who stand on the same one."""
RUNG_WIDTH = 15
"""Characters after which the name of a rung is broken."""


def lines(rows: Sequence[Row], *, measure: Measure, step_title: str = "Step") -> Spec:
    """Lines by step with a band around each; series differ in colour, dash and marker.

    Args:
        rows: ``step`` (a whole number), ``value``; optionally ``low`` and ``high`` (the band) and ``series``.
        measure: the vertical axis.
        step_title: what a step is, with its unit.
    """
    shown = [{**row, "series": (name := entry(str(row.get("series", "")))), "dash": name} for row in rows]
    series = list(dict.fromkeys(row["series"] for row in shown))
    alone = {"legend": None} if len(series) == 1 else {}
    x = _step(step_title)
    colour = {**signs("series", series, PALETTE), **alone}
    dash = {**signs("dash", series, DASHES), "legend": None}
    shape = {**signs("series", series, SHAPES), **alone}
    band = {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "area", "opacity": 0.16},
        "encoding": {"x": x, "y": measure.y("low"), "y2": {"field": "high"}, "color": colour},
    }
    line = {
        "mark": {"type": "line"},
        "encoding": {"x": x, "y": measure.y("value"), "color": colour, "strokeDash": dash},
    }
    marker = {
        "mark": MARKER,
        "encoding": {"x": x, "y": measure.y("value"), "color": colour, "shape": shape},
    }
    return chart(shown, [band, line, marker], height=HEIGHT, title=measure.title, entries=series, indent=40)


def ladder(rows: Sequence[Row], *, rungs: Sequence[str], causes: Sequence[str] = (), step_title: str = "Step") -> Spec:
    """The rung that each actor stands on at each step, as a staircase.

    Args:
        rows: ``step`` (a whole number), ``rung`` (one of ``rungs``), ``actor``; with ``causes``, ``cause``.
        rungs: the ladder from its lowest rung to its highest.
        causes: causes that the markers distinguish; none leaves the markers alike.
        step_title: what a step is, with its unit.
    """
    rows = [{**row, "actor": entry(str(row["actor"]))} for row in rows]
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    apart = {actor: APART * (i - (len(actors) - 1) / 2) for i, actor in enumerate(actors)}
    sizes = dict(zip(causes, CAUSE_SIZES, strict=False))
    shown = [
        {
            **row,
            "height": rungs.index(row["rung"]) + apart[str(row["actor"])],
            "size": sizes.get(row.get("cause", ""), CAUSE_SIZES[0]),
        }
        for row in rows
    ]
    place = {"x": _step(step_title), "y": _level("height", len(rungs))}
    stroke = {"symbolType": "stroke", "symbolSize": 500}
    colour = signs("actor", actors, PALETTE, stroke)
    dash = signs("actor", actors, DASHES, stroke)
    staircase = {
        "mark": {"type": "line", "interpolate": "step-after"},
        "encoding": {**place, "color": colour, "strokeDash": dash},
    }
    marker: Spec = {"mark": MARKER, "encoding": {**place, "color": colour}}
    if causes:
        marker["encoding"]["shape"] = signs("cause", causes, CAUSE_SHAPES)
        marker["encoding"]["size"] = {"field": "size", "type": "quantitative", "scale": None}
    layers = [*_rungs(rungs), staircase, marker]
    names = [line for rung in rungs for line in wrapped(rung, RUNG_WIDTH).split("\n")]
    indent = CHARACTER * max(map(len, names), default=0)
    height = RUNG_HEIGHT * len(rungs)
    return chart(shown, layers, height=height, entries=[*actors, *causes], indent=indent)


def _rungs(rungs: Sequence[str]) -> list[Spec]:
    """A line for each rung, with its name at the left."""
    data = {"values": [{"rung": wrapped(rung, RUNG_WIDTH), "height": i} for i, rung in enumerate(rungs)]}
    y = _level("height", len(rungs))
    name = {"type": "text", "align": "right", "baseline": "middle", "lineBreak": "\n", "dx": -10}
    return [
        {"data": data, "mark": {"type": "rule", "color": FAINT}, "encoding": {"y": y}},
        {"data": data, "mark": name, "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "rung"}}},
    ]


def _level(field: str, rungs: int) -> Spec:
    scale = {"domain": [-0.5, rungs - 0.5], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _step(title: str) -> Spec:
    axis = {"title": title, "tickMinStep": 1, "format": "d", "grid": False, "ticks": True, "tickColor": INK}
    scale = {"nice": False, "zero": False, "padding": 10}
    return {"field": "step", "type": "quantitative", "axis": axis, "scale": scale}
