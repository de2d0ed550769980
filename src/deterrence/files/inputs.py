"""The bytes of a file, of a pipe, or of standard input."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from .decoding import MAX_BYTES
from .diagnostics import Faults
from .positions import START

STDIN = "-"
MOST_OF_A_PIPE = 16 * 1024 * 1024

_kept: dict[str, bytes] = {}  # of pipes: what was looked at, and is still to be read


def read_bytes(path: str | Path, faults: Faults, most: int = MAX_BYTES, keep: bool = False) -> bytes:
    """The bytes of a file or pipe, one more than ``most`` of them at most.

    Args:
        path: of the file; ``-`` is standard input.
        faults: takes what is wrong.
        most: bound on the size.
        keep: the same bytes will be asked for again, although a pipe can be read only once.

    Raises:
        InputError: it cannot be read; says why.
    """
    name = str(path)
    try:
        if name in _kept:
            raw = _kept.pop(name)
        elif name == STDIN:
            raw = sys.stdin.buffer.read(MOST_OF_A_PIPE + 1)
        else:
            with open(path, "rb") as file:
                keep = keep and not stat.S_ISREG(os.fstat(file.fileno()).st_mode)
                raw = file.read(MOST_OF_A_PIPE + 1 if keep else most + 1)
    except FileNotFoundError:
        faults.fail(START, "there is no such file", "check the path")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a path"
        faults.fail(START, f"the file cannot be read ({reason.lower()})", "name a file that can be read")
    if keep:
        _kept[name] = raw
    return raw[: most + 1]
