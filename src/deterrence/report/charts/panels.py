"""Small multiples: the same chart for several cases, on one scale, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deterrence.report.charts.style import Measure, Row, Spec


@dataclass(frozen=True)
class Panel:
    """One of several small charts in a figure.

    Attributes:
        title: what this panel shows, as text above it.
        spec: its Vega-Lite spec.
    """

    title: str
    spec: Spec


def small_multiples(
    rows: Sequence[Row], *, chart: Callable[..., Spec], measure: Measure, **settings: Any
) -> tuple[Panel, ...]:
    """One panel for each value of the field ``panel``, all on the same scale.

    Panels are separate charts that the page lays out, so that they reflow on a narrow screen.

    Args:
        rows: what ``chart`` needs, and ``panel``.
        chart: a function of this package that takes ``rows`` and ``measure``.
        measure: the quantitative axis; open ends are set from all rows. For stacked bars give both ends.
        settings: passed on to ``chart``.
    """
    shared = measure.spanning(rows)
    titles = list(dict.fromkeys(str(row["panel"]) for row in rows))
    return tuple(
        Panel(title, chart([row for row in rows if str(row["panel"]) == title], measure=shared, **settings))
        for title in titles
    )
