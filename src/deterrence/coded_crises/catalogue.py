"""The histories that ship with the program, and what an argument names. Nothing heavy is imported."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from ..files import library
from .reading import read_history
from .record import History


def folder() -> Path:
    """Where the shipped histories are."""
    return Path(str(resources.files("deterrence") / "histories"))


def names() -> list[str]:
    """Names of the shipped histories."""
    return library.shipped(folder())


def locate(history: str) -> Path:
    """The file of a history given by name or by path; ``-`` is standard input.

    Raises:
        ArgumentError: there is neither a file nor a shipped history of that name.
    """
    return library.locate(history, folder(), "history")


def histories() -> list[History]:
    """The shipped histories, in order of their first day."""
    return sorted((read_history(folder() / f"{name}.yaml") for name in names()), key=lambda h: (h.span.first, h.name))
