"""What both of Gambit's formats have in common: how they begin, and what a tree made of them must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import ArgumentError
from ..perfect_recall import ImperfectRecall
from ..tree import GameTree
from .tokens import Tokens

MAX_ENTRIES = 4_000_000  # nodes times players: what a tree's tables hold


def node_limit(players: Sequence[str]) -> int:
    """How many nodes a tree with these players may have."""
    return MAX_ENTRIES // len(players)


def read_players(tokens: Tokens) -> tuple[str, ...]:
    """Take the list of players."""
    tokens.mark("{", "the list of players")
    players = []
    while tokens.words[tokens.at] != "}":
        players.append(tokens.text("the name of a player or }"))
    if not players:
        tokens.fail("there is no player", "name the players, each in double quotes")
    tokens.at += 1
    return tuple(players)


def read_head(tokens: Tokens, kind: str, version: str) -> str:
    """Take what a file begins with; return the title."""
    if tokens.words[tokens.at] != kind:
        tokens.expected(kind, f"a file of this kind begins with {kind} {version} R")
    tokens.at += 1
    if tokens.words[tokens.at] != version:
        tokens.expected(f"version {version}", f"write {kind} {version} R; there is no reader for other versions")
    tokens.at += 1
    if tokens.words[tokens.at] not in ("R", "D"):
        tokens.expected("R or D", f"write {kind} {version} R")
    tokens.at += 1
    return tokens.text("the title")


def built(tokens: Tokens, places: list[int], **parts: Any) -> GameTree:
    """The tree; what is wrong with it is pointed at in the file. ``places``: per node, index of its first word."""
    try:
        return GameTree(**parts)
    except ImperfectRecall as error:
        what, _, remedy = " ".join(str(error).split()).rpartition("; ")  # names may have line ends
        tokens.fail(what, remedy, places[error.node])
    except ArgumentError as error:
        tokens.fail(str(error), "correct the game", 0)
