"""What an argument names; the scenarios that ship with the program. Nothing heavy is imported to find them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ArgumentError

if TYPE_CHECKING:
    from .game.tree import GameTree

GAMBIT = (".efg", ".nfg")  # endings of Gambit's files


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


def is_scenario(what: str) -> bool:
    """Whether an argument names a scenario; else it names a game tree: a file of Gambit's, or a published model.

    A shipped scenario goes before a model of the same name.

    Raises:
        ArgumentError: it names nothing that is there.
    """
    path = Path(what)
    if path.suffix.lower() in GAMBIT:
        return False
    if path.suffix or path.is_file() or what in names():
        return True
    from .models.gallery import gallery

    if what in gallery():
        return False
    raise ArgumentError(
        f"'{what}' is neither a file nor a shipped scenario ({', '.join(names())}) "
        f"nor a published model ({', '.join(gallery())})"
    )


def game_tree(what: str, changes: Mapping[str, float] | None = None) -> GameTree:
    """The tree of a published model, or of a file of Gambit's.

    Args:
        what: a model's key, or a path that ends in .efg or .nfg.
        changes: values of the model's parameters, over its own.

    Raises:
        ArgumentError: no such file or model, an unknown parameter, or a value outside its range.
        InputError: the file is no game; with line, column and remedy.
    """
    path = Path(what)
    if path.suffix.lower() in GAMBIT:
        if not path.is_file():
            raise ArgumentError(f"there is no file '{what}'")
        from .game.gambit import read_gambit

        tree = read_gambit(path)
    else:
        from .models.gallery import find_model

        tree = find_model(what).build()
    return tree.with_values(**changes) if changes else tree
