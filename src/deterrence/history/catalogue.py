"""The histories that ship with the program, and what an argument names. Nothing heavy is imported."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from ..errors import ArgumentError
from .reading import read_history
from .record import History


def folder() -> Path:
    """Where the shipped histories are."""
    return Path(str(resources.files("deterrence") / "histories"))


def names() -> list[str]:
    """Names of the shipped histories."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def locate(history: str) -> Path:
    """The file of a history given by name or by path.

    Raises:
        ArgumentError: there is neither a file nor a shipped history of that name.
    """
    path = Path(history)
    if path.suffix or path.exists():
        if not path.is_file():
            raise ArgumentError(f"there is no file '{history}'; shipped histories: {', '.join(names())}")
        return path
    if history in names():
        return folder() / f"{history}.yaml"
    raise ArgumentError(f"'{history}' is neither a file nor a shipped history ({', '.join(names())})")


def histories() -> list[History]:
    """The shipped histories, in order of their first day."""
    return sorted((read_history(folder() / f"{name}.yaml") for name in names()), key=lambda h: (h.span.first, h.name))
