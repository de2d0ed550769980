"""What an argument names: a file, a pipe, or one of the files that ship with the program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ArgumentError
from .inputs import STDIN
from .messages import did_you_mean, shown


def shipped(folder: Path) -> list[str]:
    """Names of the files that ship in a folder."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def is_there(what: str) -> bool:
    """Is an argument a path to something that can be read: a file or a pipe, or ``-`` for standard input?"""
    return what == STDIN or (Path(what).exists() and not Path(what).is_dir())


def locate(what: str, folder: Path, noun: str) -> Path:
    """The file that an argument names, by its path or by the name under which it ships.

    Args:
        what: the argument.
        folder: where files of the kind ship.
        noun: what one of them is called.

    Raises:
        ArgumentError: there is nothing of that name, or it is a folder.
    """
    if is_there(what):
        return Path(what)
    names = shipped(folder)
    if what in names:
        return folder / f"{what}.yaml"
    require_no_folder(what)
    known = ", ".join(names)
    if Path(what).suffix:
        raise ArgumentError(f"there is no file {shown(what)}; shipped: {known}")
    raise ArgumentError(f"{shown(what)} is neither a file nor a shipped {noun} ({known}){meant(what, names)}")


def meant(what: str, known: Iterable[str]) -> str:
    """Asks at the end of a message whether the nearest known name was meant; empty if none is near."""
    asked = did_you_mean(what.strip().lower(), known)
    return f": {asked}" if asked else ""


def require_no_folder(what: str) -> None:
    """Raise ``ArgumentError`` where an argument names a folder, or nothing at all."""
    if not what.strip():
        raise ArgumentError("the name is empty: name a file, or something that ships")
    if Path(what).is_dir():
        raise ArgumentError(f"'{what}' is a folder: name a file in it")
