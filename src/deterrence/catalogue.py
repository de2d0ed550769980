"""The scenarios that ship with the program, found without importing anything heavy."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from .errors import ArgumentError


def folder() -> Path:
    """Where the shipped scenarios are."""
    return Path(str(resources.files("deterrence") / "scenarios"))


def names() -> list[str]:
    """Names of the shipped scenarios."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def locate(scenario: str) -> Path:
    """The file of a scenario given by name or by path.

    Raises:
        ArgumentError: there is neither a file nor a shipped scenario of that name.
    """
    path = Path(scenario)
    if path.suffix or path.exists():
        if not path.is_file():
            raise ArgumentError(f"there is no file '{scenario}'; shipped scenarios: {', '.join(names())}")
        return path
    if scenario in names():
        return folder() / f"{scenario}.yaml"
    raise ArgumentError(f"'{scenario}' is neither a file nor a shipped scenario ({', '.join(names())})")


@dataclass(frozen=True)
class Entry:
    """A line of the listing."""

    name: str
    title: str
    actors: tuple[str, ...]
    systems: tuple[str, ...]


def entries() -> list[Entry]:
    """The shipped scenarios with title, actors and the systems they use."""
    from .game.reading import read_scenario

    out = []
    for name in names():
        scenario = read_scenario(folder() / f"{name}.yaml")
        out.append(Entry(name, scenario.title, tuple(a.name for a in scenario.actors), scenario.systems))
    return out
