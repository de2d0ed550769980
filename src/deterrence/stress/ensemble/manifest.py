"""The record of an ensemble: a file of lines, one JSON object each, that is only ever added to.

Every line carries the hash of the rest of it. A line that was cut short, or of which a byte is wrong, says nothing:
what it was about is worked out again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CHECK = "check"
DIGITS = 16


class Manifest:
    """Lines of a file.

    Args:
        path: of the file; there need not be one yet.
    """

    def __init__(self, path: Path):
        self.path = path

    def append(self, line: Mapping[str, Any]) -> None:
        """Add a line, and have it on the disk. Two processes may do so at once."""
        text = json.dumps({**line, CHECK: _check(line)}, allow_nan=False, ensure_ascii=False) + "\n"
        with open(self.path, "ab+") as file, _alone(file.fileno()):
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":  # the last line was cut short
                    text = "\n" + text
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> tuple[list[dict[str, Any]], list[int]]:
        """Lines that are whole, and the numbers (from 1) of those that are not."""
        if not self.path.exists():
            return [], []
        whole, damaged = [], []
        for number, raw in enumerate(self.path.read_bytes().split(b"\n"), start=1):
            if raw:
                line = _read(raw)
                if line is None:
                    damaged.append(number)
                else:
                    whole.append(line)
        return whole, damaged


def _read(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(line, dict) or line.pop(CHECK, None) != _check(line):
        return None
    return line


def _check(line: Mapping[str, Any]) -> str:
    return digest(dict(line))[:DIGITS]


def digest(data: Any) -> str:
    """SHA-256 of data as JSON, in hexadecimal; the order of keys does not matter."""
    text = json.dumps(data, sort_keys=True, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@contextlib.contextmanager
def _alone(file: int) -> Iterator[None]:
    """No other process adds to the file meanwhile, where the system can keep it from doing so."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed, or the process ends
    yield
