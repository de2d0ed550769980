"""The way back: from values of the field's scales, as data sets have them, to rungs of the ladder of coded crises.

A value that several rungs share leads to all of them, lowest first; a value that none has leads to none. Missing stays
missing. The judgements are those of the crosswalk (:mod:`.crosswalk`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..data.icb_codes import Management, Violence
from ..data.sources.loading import Table
from ..errors import ArgumentError
from ..files.messages import did_you_mean
from . import icbe
from .crosswalk import SCALES, crosswalk
from .ladder import ladder

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {
    "hostlev": "mid_level",
    "hiact": "mid_action",
    "action": "mid_action",
    "viol": "icb_violence",
    "crismg": "icb_technique",
}
"""Scale of a column of MID (disputes, participants, incidents) or ICB."""
WORDS = {"icb_violence": tuple(Violence), "icb_technique": tuple(Management)}
"""What ICB's codes 1, 2, ... stand for."""


def rungs(scale: str, value: int | float | str) -> tuple[str, ...]:
    """The rungs that have a value on a scale, lowest first.

    Args:
        scale: key of :data:`.crosswalk.SCALES`.
        value: a number; of ICB's scales the word.

    Raises:
        ArgumentError: no such scale.
    """
    if scale not in SCALES:
        known = did_you_mean(scale, SCALES) or f"there are {', '.join(SCALES)}"
        raise ArgumentError(f"there is no scale {scale!r}: {known}")
    having = {row.rung for row in crosswalk().rows if row.value(scale) == value}
    return tuple(rung for rung in ladder().ids if rung in having)


def with_rungs(table: Table) -> pd.DataFrame:
    """The frame of a MID, ICB or ICBe file with the lowest and the highest rung that each coded value may be.

    Adds, for each column of :data:`COLUMNS` (of ICBe: of :data:`.icbe.COLUMNS`) that is there, ``COLUMN_rung_low``,
    ``COLUMN_rung_high`` and ``COLUMN_rungs`` (how many it may be), missing where the value is.

    Raises:
        ArgumentError: the file has none of those columns.
    """
    frame = table.frame.copy()
    if table.source.key == "icbe":
        for name in (name for name in icbe.COLUMNS if name in frame):
            places = {cell: icbe.places(cell, ladder().ids) for cell in frame[name].dropna().unique()}
            _add(frame, name, places)
        return frame
    found = [name for name in COLUMNS if name in frame and table.source.key.startswith(("mid-", "icb-"))]
    if not found:
        raise ArgumentError(f"{table.source.title} has no column with a place on the ladder: {', '.join(COLUMNS)}")
    for name in found:
        scale = COLUMNS[name]
        led = {code: rungs(scale, _value(scale, int(code))) for code in frame[name].dropna().unique()}
        _add(frame, name, led)
    return frame


def _add(frame: pd.DataFrame, name: str, led: Mapping[Any, tuple[str, ...]]) -> None:
    """Columns of a coded column: lowest and highest rung, and how many."""
    import pandas as pd

    for ending, pick in (("low", 0), ("high", -1)):
        cells = {code: to[pick] for code, to in led.items() if to}
        frame[f"{name}_rung_{ending}"] = frame[name].map(cells).astype(pd.StringDtype())
    frame[f"{name}_rungs"] = frame[name].map({code: len(to) for code, to in led.items()}).astype("Int64")


def _value(scale: str, code: int) -> int | str:
    words = WORDS.get(scale)
    if words is None:
        return code
    return words[code - 1].value if 1 <= code <= len(words) else ""
