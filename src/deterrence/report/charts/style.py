"""The look of every chart, in one place: colours, fonts, axes, and how long labels are broken.

Colours are Paul Tol's "high contrast" set with two of his "medium contrast" set: distinguished by
colour-blind readers and, because their lightness differs, in grey print. Ordered categories take a
ramp that darkens steadily instead. Colour is never the only sign: lines differ in dash and marker,
bars in outline, and every chart has its numbers beneath it.

Reference: P. Tol (2021), "Colour schemes", SRON technical note EPS/TN/09-002, issue 3.2.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

type Row = Mapping[str, Any]
type Spec = dict[str, Any]

BLUE, RED, SAND, BLACK, SKY, OLIVE = "#004488", "#BB5566", "#DDAA33", "#222222", "#6699CC", "#997700"
PALETTE = (BLUE, RED, SAND, BLACK, SKY, OLIVE)
MUTED = "#A9B8C9"
INK, SOFT, FAINT = "#222222", "#555C66", "#DDDDDD"
RAMP = ("#FBEBCB", "#F0B965", "#D0742F", "#8F3A1B", "#3F1610")
"""Light to dark; lightness falls evenly, so that grey print keeps the order."""

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
LABEL_WIDTH = 44
"""Characters after which a label is broken: what fits on a telephone."""
ENTRY_WIDTH = 34
"""Characters after which an entry of a legend is broken, for the narrowest panel."""
CHARACTER = 7
"""Pixels that a character takes at the size of the labels, generously."""


@dataclass(frozen=True)
class Measure:
    """What a chart's quantitative axis shows.

    Attributes:
        title: the quantity with its unit, as a reader would say it.
        format: a d3-format string for the axis labels; ``.0%`` turns 0.25 into 25%.
        lowest: where the axis begins; None leaves it to the data (and to zero, for bars).
        highest: where the axis ends; None leaves it to the data.
    """

    title: str
    format: str = ".0%"
    lowest: float | None = None
    highest: float | None = None

    def x(self, field: str, zero: bool = True) -> Spec:
        """The horizontal channel for ``field``; the axis starts at zero unless ``zero`` is false."""
        return self._channel(field, zero, {"expr": "max(3, width / 85)"})

    def y(self, field: str) -> Spec:
        """The vertical channel for ``field``."""
        return self._channel(field, True, 5)

    def _channel(self, field: str, zero: bool, ticks: Any) -> Spec:
        limits = {"domainMin": self.lowest, "domainMax": self.highest}
        given = {key: limit for key, limit in limits.items() if limit is not None}
        inset = {} if zero else {"padding": 8}
        signed = {"labelExpr": "datum.value ? datum.label : '0'"} if self.format.startswith("+") else {}
        return {
            "field": field,
            "type": "quantitative",
            "axis": {"title": None, "format": self.format, "tickCount": ticks, **signed},
            "scale": {"zero": zero and self.lowest is None, "nice": self.highest is None, **inset, **given},
        }

    def spanning(self, rows: Iterable[Row], fields: Sequence[str] = ("value", "low", "high")) -> Measure:
        """This measure with its open ends set so that all ``rows`` fit, zero included."""
        numbers = [row[field] for row in rows for field in fields if row.get(field) is not None]
        return replace(
            self,
            lowest=min(0.0, *numbers) if self.lowest is None else self.lowest,
            highest=max(0.0, *numbers) if self.highest is None else self.highest,
        )


def chart(
    rows: Sequence[Row],
    layers: Sequence[Spec],
    *,
    height: int,
    title: str = "",
    entries: Sequence[str] = (),
    indent: int = 0,
) -> Spec:
    """A Vega-Lite spec of ``layers`` over ``rows``, as wide as the page lets it be.

    Args:
        rows: the data that the layers share.
        layers: Vega-Lite layers.
        height: of the plot, in pixels.
        title: what is measured, printed above the plot.
        entries: the texts of the legend; the page sets its columns by the longest.
        indent: pixels that the labels of the vertical axis take from the legend's width.
    """
    widest = CHARACTER * max((len(line) for entry in entries for line in entry.split("\n")), default=0)
    return {
        "data": {"values": [dict(row) for row in rows]},
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "top": 5, "bottom": 5, "right": 16},
        **({"title": title} if title else {}),
        "layer": list(layers),
        "usermeta": {"legendEntry": widest + 45, "legendIndent": indent},
        "config": config(),
    }


def config() -> Spec:
    """The Vega-Lite configuration that all charts share."""
    return {
        "font": FONT,
        "background": "transparent",
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 13,
            "labelOverlap": True,
            "titleFontSize": 13,
            "labelColor": INK,
            "titleColor": INK,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "gridColor": FAINT,
        },
        "title": {
            "anchor": "start",
            "frame": "group",
            "fontSize": 13,
            "fontWeight": "normal",
            "color": SOFT,
            "offset": 10,
        },
        "legend": {
            "orient": "top",
            "layout": {"top": {"anchor": "start", "direction": "vertical", "margin": 6}},
            "title": None,
            "labelFontSize": 13,
            "labelColor": INK,
            "labelLimit": 0,
            "symbolOpacity": 1,
            "symbolSize": 110,
            "symbolStrokeWidth": 2,
            "columnPadding": 18,
            "rowPadding": 4,
            "offset": 10,
        },
        "text": {"fontSize": 13, "color": INK},
        "rule": {"color": INK},
        "tick": {"color": INK},
        "line": {"strokeWidth": 2.25},
    }


def entry(text: str) -> str:
    """A text as an entry of a legend, broken into lines."""
    return wrapped(text, ENTRY_WIDTH)


def signs(field: str, names: Sequence[str], values: Sequence[Any], legend: Spec | None = None) -> Spec:
    """A channel that gives each of ``names``, as :func:`entry` breaks them, its own sign, in order."""
    scale = {"domain": list(names), "range": list(values[: len(names)])}
    shown = {"labelExpr": "split(datum.label, '\\n')", **(legend or {})}
    return {"field": field, "type": "nominal", "scale": scale, "legend": shown}


def wrapped(text: str, width: int = LABEL_WIDTH) -> str:
    """``text`` broken into lines of at most ``width`` characters."""
    return textwrap.fill(text, width)


def ramp(n: int) -> list[str]:
    """``n`` colours of the ramp, light to dark."""
    if n == 1:
        return [RAMP[2]]
    places = [i * (len(RAMP) - 1) / (n - 1) for i in range(n)]
    return [_between(RAMP[int(p)], RAMP[min(int(p) + 1, len(RAMP) - 1)], p - int(p)) for p in places]


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on ``colour`` (WCAG relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = math.sumprod((0.2126, 0.7152, 0.0722), linear)
    return "#FFFFFF" if luminance < 0.179 else "#000000"


def _between(a: str, b: str, t: float) -> str:
    mixed = [round(int(a[i : i + 2], 16) * (1 - t) + int(b[i : i + 2], 16) * t) for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02X}" for channel in mixed)
