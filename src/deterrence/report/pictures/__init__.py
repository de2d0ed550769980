"""Pictures that no chart grammar has: pure functions from plain data to SVG.

A picture takes its colours from the page's style sheet, by class, so that it follows light and dark; it is drawn twice,
for a wide and for a narrow page, and the page shows the one that fits.
"""

from deterrence.report.pictures.flow import Flow, Lane, Ribbon, Trace, flow
from deterrence.report.pictures.slopes import Slope, slopes
from deterrence.report.pictures.strips import Strip, strip
from deterrence.report.pictures.svg import Picture

__all__ = ["Flow", "Lane", "Picture", "Ribbon", "Slope", "Strip", "Trace", "flow", "slopes", "strip"]
