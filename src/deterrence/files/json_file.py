"""Numbers in a JSON file that a command wrote, to be read by another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import ArgumentError
from .diagnostics import Faults
from .inputs import read_bytes

MOST_BYTES = 64 * 1024 * 1024


def read_json(path: str | Path) -> Any:
    """What a JSON file holds.

    Raises:
        InputError: the file cannot be read.
        ArgumentError: it is too long, or no JSON.
    """
    raw = read_bytes(path, Faults(str(path)), most=MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise ArgumentError(f"{path}: the file is longer than {MOST_BYTES // 1024**2} MiB")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"{path}: this is no JSON ({error})") from None
