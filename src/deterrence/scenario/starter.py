"""A small scenario to begin with."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import ArgumentError

FILE = Path(__file__).with_name("starter.yaml")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def starter(name: str) -> str:
    """The text of a small commented scenario on a clock, under a name.

    Raises:
        ArgumentError: it cannot be the name of a scenario.
    """
    if not _NAME.fullmatch(name):
        raise ArgumentError(
            f"'{name}' cannot be the name of a scenario: use at most 60 small letters, digits, '-' and '_'"
        )
    return FILE.read_text(encoding="utf-8").replace("\nname: starter\n", f'\nname: "{name}"\n', 1)
