"""Chart specs from plain rows: pure functions that return Vega-Lite."""

from deterrence.report.charts.bars import bars, grouped_bars, stacked_bars
from deterrence.report.charts.counts import counts
from deterrence.report.charts.effects import ranked_effects, tornado
from deterrence.report.charts.frontier import frontier
from deterrence.report.charts.panels import Panel, small_multiples
from deterrence.report.charts.style import Measure, Row, Spec
from deterrence.report.charts.time_series import ladder, lines

__all__ = [
    "Measure",
    "Panel",
    "Row",
    "Spec",
    "bars",
    "counts",
    "frontier",
    "grouped_bars",
    "ladder",
    "lines",
    "ranked_effects",
    "small_multiples",
    "stacked_bars",
    "tornado",
]
