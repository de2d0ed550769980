"""A history file, read as a scenario file is: every fault with its line and remedy, nothing ever executed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..files.decoding import decode
from ..files.diagnostics import Faults
from ..files.messages import nearest
from ..files.positions import Positions
from ..files.record import Record
from ..files.validation import shaped_as
from ..files.yaml_reader import parse
from ..game.reading import read_bytes
from .checking import check
from .record import History

SCHEMAS = ("deterrence-scenario-1", "deterrence-history-1")


@dataclass(frozen=True)
class LoadedHistory:
    """A history and the file it came from.

    Attributes:
        history: what the file says.
        file: the file as the user named it.
        sha256: hash of its bytes, in hexadecimal.
        positions: where each key and value stands.
    """

    history: History
    file: str
    sha256: str
    positions: Positions


def load_history(path: str | Path) -> LoadedHistory:
    """A history file with its hash and positions.

    Raises:
        InputError: the file cannot be read or is no well-formed history; holds every problem found.
    """
    faults = Faults(str(path))
    return _load(read_bytes(path, faults), faults)


def read_history(path: str | Path) -> History:
    """The history in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return load_history(path).history


def read_history_text(text: str, file: str = "<text>") -> History:
    """The history in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return _load(text.encode("utf-8", "surrogatepass"), Faults(file)).history


def is_history(path: str | Path) -> bool:
    """Does a file call itself a history, or nearly so? False where it cannot be read or parsed at all."""
    faults = Faults(str(path))
    try:
        data = parse(decode(read_bytes(path, faults), faults), faults).data
    except InputError:
        return False
    return nearest(str(data.get("schema")), SCHEMAS) == SCHEMAS[1]


def read_as[R: Record](root: type[R], path: Path) -> R:
    """A shipped table, by the shape of a record. Raises ``InputError`` with all that is wrong."""
    faults = Faults(str(path))
    document = parse(decode(read_bytes(path, faults), faults), faults)
    record = shaped_as(root, document, faults)
    faults.raise_if_any()
    assert record is not None  # otherwise there was a fault
    return record


def _load(raw: bytes, faults: Faults) -> LoadedHistory:
    document = parse(decode(raw, faults), faults)
    history = shaped_as(History, document, faults)
    if history is not None and not document.broken:
        faults.extend([fault.located(document.positions, faults.file) for fault in check(history)])
    faults.raise_if_any()
    assert history is not None  # otherwise there was a fault
    return LoadedHistory(history, faults.file, hashlib.sha256(raw).hexdigest(), document.positions)
