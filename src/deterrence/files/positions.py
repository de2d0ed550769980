"""Where in the text each key and each value stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]


class Spot(NamedTuple):
    """A point in the text, both numbers counted from one.

    Attributes:
        line, column: the point.
        file: the file it is in; empty for the file that is read.
    """

    line: int
    column: int
    file: str = ""


START = Spot(1, 1)


@dataclass(frozen=True)
class Positions:
    """Spots by path: the keys and list indices that lead to a node from the top of the file.

    Attributes:
        keys, values: the spots.
        notes: of parts that a template wrote: for which of its variables' values; also holds of all inside.
    """

    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    notes: dict[Path, str] = field(default_factory=dict)

    def key(self, path: Path) -> Spot:
        """Where the key stands (for a list item: the item); else as :meth:`value`."""
        return self.keys.get(path) or self.value(path)

    def value(self, path: Path) -> Spot:
        """Where the value begins; for a path that the file does not have, its nearest enclosing one."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, START)

    def note(self, path: Path) -> str:
        """For which values of its variables a template wrote what is at a path; empty if none did."""
        while path and path not in self.notes:
            path = path[:-1]
        return self.notes.get(path, "")
