"""Every data set there is a loader for, and which of them a file is of."""

from __future__ import annotations

import re
from pathlib import Path

from ...errors import ArgumentError
from ...files.messages import did_you_mean
from .cow import MIDA, MIDB, MIDI, MIDIP, NMC
from .crises import ICB1, ICB2, ICB_DYADS, ICBE
from .raw import refused
from .record import Source
from .terrorism import ACLED, COUNTRY_TABLE, GTD
from .ucdp import BATTLE_DEATHS, CANDIDATE, GED

SOURCES: tuple[Source, ...] = (
    ICB1, ICB2, ICB_DYADS, ICBE, MIDA, MIDB, MIDI, MIDIP, NMC, GED, CANDIDATE, BATTLE_DEATHS, GTD, ACLED, COUNTRY_TABLE,
)  # fmt: skip

FEW = 5  # one in so many columns may lack where a file is nearly of a data set


def source(key: str) -> Source:
    """A data set by its key. Raises ``ArgumentError`` where there is none."""
    for found in SOURCES:
        if found.key == key:
            return found
    keys = [s.key for s in SOURCES]
    raise ArgumentError(f"there is no data set '{key}': {did_you_mean(key, keys) or 'there are ' + ', '.join(keys)}")


def recognised(path: Path, header: tuple[str, ...]) -> Source | None:
    """The data set whose columns a file has; one that is known by its name, if it has that; None for any other file."""
    fits = [s for s in SOURCES if not s.lacks(header)]
    by_name = [s for s in fits if s.named and re.search(s.file_name, path.name, re.IGNORECASE)]
    found = by_name or [s for s in fits if not s.named]
    return max(found, key=lambda s: len(s.required), default=None)


def nearly(header: tuple[str, ...]) -> Source | None:
    """The data set of which a file that is of none has all columns but a few: a fifth of them at most."""
    few = [s for s in SOURCES if not s.named and 0 < len(s.lacks(header)) <= len(s.required) // FEW]
    return min(few, key=lambda s: len(s.lacks(header)) / len(s.required), default=None)


def require_columns(path: Path, header: tuple[str, ...], wanted: Source) -> None:
    """Raises ``InputError`` where a file has not the columns of a data set."""
    if lacking := wanted.lacks(header):
        remedy = "use the file as its authors published it, or name the right data set"
        raise refused(path, f"no column {', '.join(lacking)}, which {wanted.title} has", remedy)
