"""How far a number may be rounded: units that an error supports, and bounds in round figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

SHARE_UNITS = (0.001, 0.01, 0.05, 0.10)
"""Steps in which a share may be stated: a tenth of a percent, then 1, 5 and 10 percent."""

QUANTITY_UNITS = (1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)
"""Steps in which a count of days (or the like) may be stated."""

SHARE_BOUNDS = (0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Round figures for "below ...": one in ten thousand, one in a thousand, then 1-2-5."""

SLACK = 1e-9
"""Float error tolerated when a value sits on a multiple of a unit."""


def supported_unit(error: float, units: Sequence[float]) -> float | None:
    """The finest unit whose half exceeds ``error``; None when the error swamps them all."""
    return next((unit for unit in units if error < unit / 2), None)


def to_unit(value: float, unit: float) -> float:
    """``value`` at the nearest multiple of ``unit``, halves away from zero."""
    return math.copysign(math.floor(abs(value) / unit + 0.5 + SLACK), value) * unit


def down_to_unit(value: float, unit: float) -> float:
    """The largest multiple of ``unit`` that is not above ``value``."""
    return math.floor(value / unit + SLACK) * unit


def up_to_unit(value: float, unit: float) -> float:
    """The smallest multiple of ``unit`` that is not below ``value``."""
    return math.ceil(value / unit - SLACK) * unit


def round_bound(share: float) -> float:
    """The smallest round figure strictly above ``share``."""
    return next((bound for bound in SHARE_BOUNDS if bound > share + SLACK), 1.0)
