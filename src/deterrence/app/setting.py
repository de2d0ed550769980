"""A state of a crisis that a reader has chosen, and how large it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..scenario.crisis import Crisis

FIGURES = 4
"""Significant figures of a changed value: a slider's are no finer, and settings that look alike are one."""
SLOW = 3.0
"""Seconds beyond which the time is stated first, and a reader waits on request."""


@dataclass(frozen=True)
class Setting:
    """A state of a crisis that a reader has chosen.

    Attributes:
        scenario: its name in the library.
        changes: parameter values in place of the file's, by name; none that are the file's.
        locks: conduct locked as well as the file says, as the command line has it.
    """

    scenario: str
    changes: tuple[tuple[str, float], ...] = ()
    locks: tuple[str, ...] = ()

    @classmethod
    def of(cls, crisis: Crisis, scenario: str, changes: Mapping[str, float], locks: Collection[str] = ()) -> Setting:
        """The setting in the one form that it has: rounded, sorted, and without what changes nothing.

        Raises:
            ArgumentError: an unknown parameter, or a value that is not possible.
        """
        crisis.parameters.override(changes)
        rounded = {name: float(f"{value:.{FIGURES}g}") for name, value in changes.items()}
        moved = {n: v for n, v in rounded.items() if v != float(f"{crisis.parameters[n].value:.{FIGURES}g}")}
        return cls(scenario, tuple(sorted(moved.items())), tuple(dict.fromkeys(locks)))

    @property
    def stated(self) -> Setting:
        """The same scenario as its file states it."""
        return Setting(self.scenario)


@dataclass(frozen=True)
class Size:
    """How large a crisis is, and how long it takes.

    Attributes:
        states: public states. points: nodes a side of the belief grid. axes: log-odds axes.
        nodes: belief nodes of all states together.
        seconds: that solving it takes from where the server stands, about; zero where it is solved already.
        admitted: is it small enough to be solved by the page?
    """

    states: int
    points: int
    axes: int
    nodes: int
    seconds: float
    admitted: bool

    @property
    def slow(self) -> bool:
        """Is the time stated before it starts?"""
        return self.seconds > SLOW
