"""Rows of a horizontal chart: each category's name on a line of its own, its marks beneath, one line for each group.

Names above the marks leave the full width to the plot on any screen, and need no shortening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deterrence.report.charts.style import Measure, Row, Spec, wrapped

LINE, GAP = 17, 14
"""Pixels for a line of a name, and between a category's last mark and the next name."""


@dataclass(frozen=True)
class RowLayout:
    """Where the categories of a chart stand.

    Attributes:
        labels: the categories from top to bottom.
        groups: what has a line of its own within each category; one without a name unless given.
        thickness: of a line of marks, in pixels.
    """

    labels: tuple[str, ...]
    groups: tuple[str, ...] = ("",)
    thickness: int = 20

    @classmethod
    def of(cls, rows: Iterable[Row], group: str = "", thickness: int = 20) -> RowLayout:
        """The categories of ``rows`` by ``label`` (and ``group``), in their order."""
        rows = list(rows)
        labels = tuple(dict.fromkeys(str(row["label"]) for row in rows))
        groups = tuple(dict.fromkeys(str(row[group]) for row in rows)) if group else ("",)
        return cls(labels, groups, thickness)

    @property
    def _name_height(self) -> int:
        lines = max((wrapped(label).count("\n") + 1 for label in self.labels), default=1)
        return LINE * lines + 6

    @property
    def _band(self) -> int:
        return self._name_height + self.thickness * len(self.groups) + GAP

    @property
    def height(self) -> int:
        """Pixels for all categories."""
        return self._band * len(self.labels)

    def place(self, group: str = "") -> dict[str, Any]:
        """The vertical channels of a mark, in the line that the field ``group`` names."""
        lines = {"domain": list(self.groups), "range": [self._name_height, self._band - GAP]}
        channel = {"field": group, "type": "nominal"} if group else {"datum": "", "type": "nominal"}
        return {"y": self._y(), "yOffset": {**channel, "sort": None, "scale": lines}}

    def names(self) -> list[Spec]:
        """The layers that write each category's name just above its marks, over a white edge."""
        names = [
            {"label": label, "name": wrapped(label), "up": LINE * (wrapped(label).count("\n") + 1)}
            for label in self.labels
        ]
        mark: Spec = {"type": "text", "align": "left", "baseline": "line-top", "lineBreak": "\n"}
        mark |= {"lineHeight": LINE, "dy": {"expr": "-datum.up - 1"}}
        encoding: Spec = {
            "x": {"value": 0},
            "y": {**self._y(), "bandPosition": self._name_height / self._band},
            "text": {"field": "name"},
        }
        edge = {"stroke": "#FFFFFF", "strokeWidth": 5, "strokeJoin": "round"}
        return [{"data": {"values": names}, "mark": {**mark, **look}, "encoding": encoding} for look in (edge, {})]

    def _y(self) -> Spec:
        scale = {"domain": list(self.labels), "type": "band", "padding": 0}
        return {"field": "label", "type": "nominal", "sort": None, "axis": None, "scale": scale}


def whiskers(measure: Measure, place: dict[str, Any], *, zero: bool = True) -> list[Spec]:
    """Layers that draw ``low`` to ``high`` over a white edge, for the rows that have both."""
    both = [{"filter": "isValid(datum.low) && isValid(datum.high)"}]
    edge = {"type": "rule", "strokeWidth": 4.5, "color": "#FFFFFF", "opacity": 0.8}
    lines: list[Spec] = [
        {
            "transform": both,
            "mark": mark,
            "encoding": {"x": measure.x("low", zero), "x2": {"field": "high"}, **place},
        }
        for mark in (edge, {"type": "rule", "strokeWidth": 1.5})
    ]
    caps: list[Spec] = [
        {
            "transform": both,
            "mark": {"type": "tick", "orient": "vertical", "size": 8, "thickness": 1.5},
            "encoding": {"x": measure.x(end, zero), **place},
        }
        for end in ("low", "high")
    ]
    return [*lines, *caps]


def texts(rows: Sequence[Row], place: dict[str, Any]) -> list[Spec]:
    """The layer that writes each row's ``text`` in a column at the right; none where no row has one."""
    if not any(row.get("text") for row in rows):
        return []
    mark = {"type": "text", "align": "left", "dx": 10}
    return [{"mark": mark, "encoding": {"x": {"value": "width"}, **place, "text": {"field": "text"}}}]
