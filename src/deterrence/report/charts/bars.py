"""Bars: one quantity by category, by group within category, or as parts of a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deterrence.report.charts.row_layout import RowLayout, texts, whiskers
from deterrence.report.charts.style import (
    BLUE,
    CHARACTER,
    INK,
    MUTED,
    PALETTE,
    Measure,
    Row,
    Spec,
    chart,
    entry,
    ink_on,
    ramp,
    signs,
)


def bars(rows: Sequence[Row], *, measure: Measure, emphasis: Collection[str] = ()) -> Spec:
    """Horizontal bars with error whiskers, in the order of ``rows``.

    Args:
        rows: ``label``, ``value``; optionally ``low`` and ``high`` (whisker) and ``text`` (the
            number as it should be read, printed at the right).
        measure: the quantitative axis.
        emphasis: labels to show in full colour while the others recede.
    """
    shown = [{**row, "colour": MUTED if emphasis and row["label"] not in emphasis else BLUE} for row in rows]
    layout = RowLayout.of(shown)
    place = layout.place()
    bar = {
        "mark": {"type": "bar"},
        "encoding": {"x": measure.x("value"), **place, "color": {"field": "colour", "scale": None}},
    }
    layers = [bar, *whiskers(measure, place), *layout.names(), *texts(shown, place)]
    return chart(shown, layers, height=layout.height, title=measure.title)


def grouped_bars(rows: Sequence[Row], *, measure: Measure) -> Spec:
    """Bars of several groups within each category, with error whiskers.

    Args:
        rows: ``label``, ``group``, ``value``; optionally ``low``, ``high`` and ``text`` as in :func:`bars`.
        measure: the quantitative axis.
    """
    rows = [{**row, "group": entry(str(row["group"]))} for row in rows]
    layout = RowLayout.of(rows, "group", thickness=17)
    place = layout.place("group")
    colour = signs("group", layout.groups, PALETTE)
    bar = {
        "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.75},
        "encoding": {"x": measure.x("value"), **place, "color": colour},
    }
    layers = [bar, *whiskers(measure, place), *layout.names(), *texts(rows, place)]
    return chart(rows, layers, height=layout.height, title=measure.title, entries=layout.groups)


def stacked_bars(rows: Sequence[Row], *, measure: Measure, parts: Sequence[str], ordered: bool = True) -> Spec:
    """One bar per category, divided into parts.

    Args:
        rows: ``label``, ``part``, ``value``; optionally ``text``, printed inside segments wide enough.
        measure: the quantitative axis; set ``highest=1`` for shares of a whole.
        parts: the parts from left to right.
        ordered: the parts are steps of a ladder, so that colours darken; else they are categories.
    """
    rows = [{**row, "part": entry(str(row["part"]))} for row in rows]
    parts = [entry(part) for part in parts]
    colours = dict(zip(parts, ramp(len(parts)) if ordered else PALETTE, strict=False))
    shown = [{**segment, "ink": ink_on(colours[segment["part"]])} for segment in _segments(rows, parts)]
    layout = RowLayout.of(rows, thickness=26)
    place = layout.place()
    span = measure.highest or max((row["end"] for row in shown), default=1.0)
    fits = f"(datum.end - datum.start) * width / {span} > {CHARACTER + 1} * length(datum.text) + 8"
    bar = {
        "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.5},
        "encoding": {
            "x": measure.x("start"),
            "x2": {"field": "end"},
            **place,
            "color": signs("part", parts, list(colours.values()), {"symbolType": "square"}),
        },
    }
    number = {
        "mark": {"type": "text"},
        "encoding": {
            "x": measure.x("middle"),
            **place,
            "text": {"condition": {"test": fits, "field": "text"}, "value": ""},
            "color": {"field": "ink", "scale": None},
        },
    }
    layers = [bar, number, *layout.names()]
    return chart(shown, layers, height=layout.height, title=measure.title, entries=parts)


def _segments(rows: Sequence[Row], parts: Sequence[str]) -> list[Row]:
    """``rows`` in the order of ``parts``, each with where it starts and ends along its bar."""
    reached: dict[str, float] = {}
    segments: list[Row] = []
    for row in sorted(rows, key=lambda row: parts.index(row["part"])):
        start = reached.get(row["label"], 0.0)
        end = reached[row["label"]] = start + row["value"]
        segments.append(
            {"text": "", **row, "start": start, "end": end, "middle": (start + end) / 2},
        )
    return segments
