"""Games in Gambit's file formats: extensive (``.efg``) and strategic (``.nfg``).

    >>> from deterrence.trees.gambit import read_efg, write_efg
    >>> tree = read_efg('''EFG 2 R "Deterrence" { "Challenger" "Defender" } "A threat believed or not."
    ... p "" 1 1 "challenge?" { "challenge" "wait" } 0
    ... p "" 2 1 "answer?" { "fight" "concede" } 0
    ... t "" 1 "war" { -1, -1/2 }
    ... t "" 2 "concession" { 1, 0 }
    ... t "" 3 "status quo" { 0, 1 }''')
    >>> print(tree)
    Deterrence: players Challenger, Defender; 5 nodes, 3 of them ends; 2 information sets
    >>> read_efg(write_efg(tree)).outcomes[0].payoffs
    (-1, Fraction(-1, 2))

Numbers are exact, and what was read is written so that it reads the same again. The format is that of the Gambit
project's documentation, "Game representation formats", and of its reader ``src/games/file.cc`` (version 17), with the
comments that its first readers took.
"""

from __future__ import annotations

import os

from ..tree import GameTree
from .nfg import read_table
from .normal_form import write_table
from .reading import read_tree
from .tokens import Tokens
from .writing import write_tree

Source = str | os.PathLike[str]

__all__ = ["read_efg", "read_gambit", "read_nfg", "write_efg", "write_nfg"]


def read_efg(source: Source, file: str = "") -> GameTree:
    """The tree in a Gambit extensive game file.

    Information sets, lotteries and outcomes stand in the order of the file and keep its numbers; numbers are
    ``int`` or ``Fraction``; nodes keep their names.

    Args:
        source: a path; or the text itself, if it has a line end or begins with ``EFG`` or ``NFG``.
        file: how messages call it; the path, or ``<text>``.

    Raises:
        InputError: the file cannot be read, is no such game, or has a player without perfect recall; with line,
            column and remedy.
    """
    return read_tree(Tokens(source, file))


def read_nfg(source: Source, file: str = "") -> GameTree:
    """The game in a Gambit strategic game file, as a tree in which the players choose in turn, none seeing the others.

    Every player has one information set, whose actions are its strategies. Each entry of a table of payoffs becomes
    an outcome; a list of outcomes is kept as it is.

    Args:
        source, file: as in :func:`read_efg`.

    Raises:
        InputError: the file cannot be read or is no such game; with line, column and remedy.
    """
    return read_table(Tokens(source, file))


def read_gambit(source: Source, file: str = "") -> GameTree:
    """The game in a Gambit file of either kind, by its first word. See :func:`read_efg` and :func:`read_nfg`."""
    tokens = Tokens(source, file)
    return read_table(tokens) if tokens.words[0] == "NFG" else read_tree(tokens)


def write_efg(tree: GameTree) -> str:
    """The text of a Gambit extensive game file.

    Reading it gives the tree back, every number exactly: a fraction as a decimal or as a/b, a float by its shortest
    decimal, a formula at the tree's defaults. Where rounded probabilities do not sum to one exactly, as Gambit wants,
    the largest takes up the error. The format has no place for named parameters, precision and base weights, nor for
    lotteries and outcomes that occur nowhere.

    Raises:
        ArgumentError: a number that is not finite or too long, a lottery that is none, two sets (lotteries, outcomes)
            of one number, or a control character in a text.
    """
    return write_tree(tree)


def write_nfg(tree: GameTree) -> str:
    """The text of a Gambit strategic game file: the reduced normal form.

    Payoffs are expected values, exact. A tree without chance in which every strategy profile leads to one outcome is
    written with its list of outcomes, else with payoffs; a tree that :func:`read_nfg` gave is written as it was.

    Raises:
        ArgumentError: as :func:`write_efg`; or the table would be too large (its size is given).
    """
    return write_table(tree)
