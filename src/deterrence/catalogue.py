"""What an argument names; the scenarios that ship with the program. Nothing heavy is imported to find them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ArgumentError
from .files import library
from .files.diagnostics import Faults
from .files.inputs import read_bytes
from .files.messages import shown

if TYPE_CHECKING:
    from .trees.tree import GameTree

GAMBIT = (".efg", ".nfg")  # endings of Gambit's files
YAML = (".yaml", ".yml")
INDEX = "index.json"  # beside the shipped scenarios
FIRST_WORD = re.compile(rb"(\xef\xbb\xbf)?\s*(EFG|NFG)\s")  # of Gambit's files, after a byte order mark


def folder() -> Path:
    """Where the shipped scenarios are."""
    return Path(str(resources.files("deterrence") / "scenarios"))


def names() -> list[str]:
    """Names of the shipped scenarios."""
    return library.shipped(folder())


@dataclass(frozen=True)
class Entry:
    """A line of the listing of shipped scenarios."""

    name: str
    title: str
    actors: tuple[str, ...]
    systems: tuple[str, ...]


def scenarios() -> list[Entry]:
    """The shipped scenarios with title, actors and the systems they use.

    ``tools/scenario_index.py`` wrote them down: to read and check all the files would take seconds.
    """
    rows = json.loads((folder() / INDEX).read_text(encoding="utf-8"))
    return [Entry(row["name"], row["title"], tuple(row["actors"]), tuple(row["systems"])) for row in rows]


def locate(scenario: str) -> Path:
    """The file of a scenario given by name or by path; ``-`` is standard input.

    Raises:
        ArgumentError: there is neither a file nor a shipped scenario of that name, or it is a game tree.
    """
    if _is_gambit(scenario):
        raise ArgumentError(f"{shown(scenario)} is a game tree of Gambit's, no scenario: 'deterrence solve' takes it")
    if not library.is_there(scenario) and scenario not in names():
        from .models.gallery import gallery

        if scenario in gallery():
            raise ArgumentError(f"{shown(scenario)} is a published model, no scenario: 'deterrence solve' takes it")
    return library.locate(scenario, folder(), "scenario")


def is_scenario(what: str) -> bool:
    """Whether an argument names a scenario; else it names a game tree: a file of Gambit's, or a published model.

    A file of Gambit's is known by its ending or, in a pipe or under a name of another kind, by its first word. A
    shipped scenario goes before a model of the same name.

    Raises:
        ArgumentError: it names nothing that is there.
    """
    if _is_gambit(what):
        return False
    if library.is_there(what) or Path(what).suffix or what in names():
        return True
    from .models.gallery import gallery

    if what in gallery():
        return False
    library.require_no_folder(what)
    raise ArgumentError(
        f"{shown(what)} is neither a file nor a shipped scenario ({', '.join(names())}) "
        f"nor a published model ({', '.join(gallery())}){library.meant(what, [*names(), *gallery()])}"
    )


def _is_gambit(what: str) -> bool:
    """Does an argument name a file of Gambit's?"""
    suffix = Path(what).suffix.lower()
    if suffix in GAMBIT or suffix in YAML or not library.is_there(what):
        return suffix in GAMBIT
    return FIRST_WORD.match(read_bytes(what, Faults(what), keep=True)) is not None


def game_tree(what: str, changes: Mapping[str, float] | None = None) -> GameTree:
    """The tree of a published model, or of a file of Gambit's.

    Args:
        what: a model's key, or a file of Gambit's; ``-`` is standard input.
        changes: values of the model's parameters, over its own.

    Raises:
        ArgumentError: no such file or model, an unknown parameter, or a value outside its range.
        InputError: the file is no game; with line, column and remedy.
    """
    if _is_gambit(what):
        library.require_no_folder(what)
        if not library.is_there(what):
            raise ArgumentError(f"there is no file '{what}'")
        from .trees.gambit import read_gambit

        tree = read_gambit(Path(what))
    else:
        from .models.gallery import find_model

        tree = find_model(what).build()
    return tree.with_values(**changes) if changes else tree
