"""Everything that can go wrong, said so that a person can act on it.

Each error carries what happened, where, and what to do about it. The command line turns
:class:`InputError` into exit code 2 and every other :class:`DeterrenceError` into exit code 1.
"""

from __future__ import annotations

from dataclasses import dataclass


class DeterrenceError(Exception):
    """Base of every error this package raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in an input file.

    Attributes:
        file: the file as the user named it.
        line: 1-based line.
        column: 1-based column.
        what: what is wrong.
        remedy: what to do about it.
    """

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}: {self.remedy}"

    def as_dict(self) -> dict[str, str | int]:
        """The problem as the record that ``--json`` prints."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "what": self.what,
            "remedy": self.remedy,
        }


class InputError(DeterrenceError):
    """The input is wrong. Holds every problem found, in file order."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class ArgumentError(DeterrenceError):
    """An argument (of a function or of the command line) is wrong; no file is at fault."""


class AmbiguousName(ArgumentError):
    """Several things have the name by which one was looked up; says how to distinguish them."""


class UnsupportedGame(DeterrenceError):
    """The game is well formed, but the solver asked for does not cover it."""


class NotConverged(DeterrenceError):
    """A solver stopped before its tolerance was met; says at which node and by how much."""


class GridTooLarge(UnsupportedGame):
    """The belief grid asked for does not fit; says its size."""


class OutputError(DeterrenceError):
    """An output could not be written. Nothing of it is left, and a file that was there is as before."""
