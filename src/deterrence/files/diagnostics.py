"""Faults on their way to becoming an :class:`~deterrence.errors.InputError`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, NoReturn

from ..errors import InputError, Problem
from .positions import START, Path, Positions, Spot

MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Fault:
    """Something wrong at a path of the file, not yet given its line.

    Attributes:
        path: keys and indices from the top of the file.
        what: what is wrong.
        remedy: what to do about it.
        at: whether the key or the value is to be pointed at.
    """

    path: Path
    what: str
    remedy: str
    at: Literal["key", "value"] = "value"

    def placed(self, positions: Positions) -> PlacedFault:
        """The fault with its line and column."""
        spot = positions.key(self.path) if self.at == "key" else positions.value(self.path)
        return PlacedFault(spot, self.what, self.remedy, positions.note(self.path))


class PlacedFault(NamedTuple):
    """Something wrong at a point of the text.

    Attributes:
        spot: the point.
        what: what is wrong.
        remedy: what to do about it.
        note: for which values of its variables a template wrote it; empty if none did.
    """

    spot: Spot
    what: str
    remedy: str
    note: str = ""


@dataclass
class Faults:
    """Collects the problems of one file; gives up when there are too many to be of use."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, spot: Spot, what: str, remedy: str) -> None:
        """Note a problem. Raises ``InputError`` once there are ``MAX_PROBLEMS``."""
        self.extend([Problem(spot.file or self.file, spot.line, spot.column, what, remedy)])

    def extend(self, problems: list[Problem]) -> None:
        """Note several problems. Raises ``InputError`` once there are ``MAX_PROBLEMS``."""
        room = MAX_PROBLEMS - len(self.problems)
        self.problems += problems[:room]
        if len(problems) > room:
            self.give_up()

    def place(self, found: Iterable[PlacedFault]) -> None:
        """Note faults; one that a template repeats is noted once, with the first of its cases and how many there are.

        Raises ``InputError`` once there are ``MAX_PROBLEMS``.
        """
        cases: dict[PlacedFault, list[str]] = {}
        for fault in found:
            cases.setdefault(fault._replace(note=""), []).append(fault.note)
        problems = []
        for (spot, what, remedy, _), notes in cases.items():
            named = list(dict.fromkeys(filter(None, notes)))
            case = f" (for {named[0]}{f', and {len(named) - 1} more' if len(named) > 1 else ''})" if named else ""
            problems.append(Problem(spot.file or self.file, spot.line, spot.column, what + case, remedy))
        self.extend(problems)

    def give_up(self) -> NoReturn:
        """Say that there are more problems than are listed, and raise ``InputError``."""
        more = "there are more problems than are listed"
        self.problems.append(Problem(self.file, START.line, START.column, more, "mend these first"))
        raise InputError(self.problems)

    def fail(self, spot: Spot, what: str, remedy: str) -> NoReturn:
        """Note a problem after which reading cannot go on, and raise ``InputError``."""
        self.add(spot, what, remedy)
        raise InputError(self.problems)

    def raise_if_any(self) -> None:
        """Raise ``InputError`` with every problem noted, if there is one."""
        if self.problems:
            raise InputError(self.problems)
