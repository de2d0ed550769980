"""The history as a kind of file: its rules, and how one is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..files import reader
from ..files.diagnostics import Fault
from ..files.reader import FileKind
from ..files.references import references
from .checks import evidence, order
from .ladder import ladder
from .record import History


def names(history: History) -> Iterator[Fault]:
    """Ids are given once, every reference has its target (rungs those of the ladder), and all is used."""
    return references(history, outside={"rung": ladder().ids})


HISTORY = FileKind(
    "history",
    "deterrence-history-1",
    History,
    rules=(
        names,
        order.actors,
        order.dates,
        order.answers,
        order.causes,
        evidence.accounts,
        evidence.sources,
        evidence.confidence,
        evidence.contents,
    ),
)


def read_history(path: str | Path) -> History:
    """The history in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read(HISTORY, path).record


def read_history_text(text: str, file: str = "<text>") -> History:
    """The history in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read_text(HISTORY, text, file).record
