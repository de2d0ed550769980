"""A scenario file, read safely: every fault with its line and remedy, nothing ever executed.

Reading has three passes: the text (:mod:`.decoding`, :mod:`.document`), its shape (:mod:`.shape`) and
its sense (:mod:`.checking`). All that a pass can find is reported at once; sense is only looked for in
a file whose shape is right.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..files.decoding import MAX_BYTES, decode
from ..files.diagnostics import Faults
from ..files.positions import START, Positions
from ..files.validation import shaped
from ..files.yaml_reader import parse
from .checking import check
from .scenario import Scenario


@dataclass(frozen=True)
class Loaded:
    """A scenario and the file it came from.

    Attributes:
        scenario: what the file says.
        file: the file as the user named it.
        text: its text.
        sha256: hash of its bytes, in hexadecimal.
        positions: where each key and value stands.
    """

    scenario: Scenario
    file: str
    text: str
    sha256: str
    positions: Positions


def read_scenario(path: str | Path) -> Scenario:
    """The scenario in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return load(path).scenario


def load(path: str | Path) -> Loaded:
    """A scenario file with its text, hash and positions.

    Raises:
        InputError: the file cannot be read or is no well-formed scenario; holds every problem found.
    """
    faults = Faults(str(path))
    return _load(read_bytes(path, faults), faults)


def read_bytes(path: str | Path, faults: Faults) -> bytes:
    """The bytes of a file, as far as the bound on its size. Raises ``InputError`` where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        faults.fail(START, "there is no such file", "check the path")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a path"
        faults.fail(START, f"the file cannot be read ({reason.lower()})", "name a file that can be read")


def read_text(text: str, file: str = "<text>") -> Scenario:
    """The scenario in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return _load(text.encode("utf-8", "surrogatepass"), Faults(file)).scenario


def _load(raw: bytes, faults: Faults) -> Loaded:
    text = decode(raw, faults)
    document = parse(text, faults)
    scenario = shaped(document, faults)
    if scenario is not None and not document.broken:
        sound_so_far = not faults.problems
        faults.extend(check(scenario, document.positions, faults.file, structure=sound_so_far))
    faults.raise_if_any()
    assert scenario is not None  # otherwise there was a fault
    return Loaded(scenario, faults.file, text, hashlib.sha256(raw).hexdigest(), document.positions)
