"""Experiments as files: games of Gambit's, with a table of how often every action was chosen.

The precision of each, and of all together, is estimated by :mod:`.qre`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from ..errors import ArgumentError
from ..files.messages import amount, did_you_mean, listed, shown
from ..files.reader import FileKind, Loaded
from ..files.record import Record, Text
from ..trees.gambit import read_gambit
from ..trees.tree import GameTree
from .precision import Precision, finite
from .qre import Branch, Played, estimate
from .table import Table, read_table

SCHEMA = "deterrence-qre-1"
COLUMNS = ("game", "player", "set", "action", "count")
AT_AN_END = (
    "Even choice (λ = 0) and Nash (λ without bound) are ends of the range of λ: p is that of a ratio that is zero half "
    "of the time and χ² with one degree of freedom the other half (Self and Liang 1987)."
)


class Experiment(Record):
    """Games that were played."""

    format: Literal["deterrence-qre-1"] = Field("deterrence-qre-1", alias="schema")
    title: Text = "quantal response"
    text: Text | None = None
    games: dict[str, Text] = Field(min_length=1, description="Name -> file of Gambit's, beside this one.")


EXPERIMENT = FileKind("experiment", SCHEMA, Experiment)


@dataclass(frozen=True, eq=False)
class PrecisionFit:
    """Precisions of games, pooled and each by itself.

    Attributes:
        title: of the experiment.
        pooled: λ of all.
        games: name -> λ of each; none where there is one game.
        played: the games with their counts.
    """

    title: str
    pooled: Precision
    games: dict[str, Precision]
    played: tuple[Played, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        shown = {"title": self.title, **self.pooled.as_dict()}
        shown["estimates"] = {"precision": {"estimate": finite(self.pooled.value), "se": self.pooled.error}}
        shown["tests"] = AT_AN_END
        shown["branch"] = "the principal branch of the logit correspondence, from even choice"
        return {**shown, "games": {name: found.as_dict() for name, found in self.games.items()}}

    def text(self) -> str:
        """For a terminal."""
        lines = [f"{self.title}: precision of logit quantal response, principal branch"]
        for name, found in {**({"pooled": self.pooled} if self.games else {"": self.pooled}), **self.games}.items():
            error = f" (std. error {found.error:.6g})" if found.error is not None else ""
            lines.append(
                f"{name + ': ' if name else ''}λ = {found.value:.9g}{error}, interval {found.low:.6g} to "
                f"{found.high:.6g}; log likelihood {found.log_likelihood:.6f}, {amount(found.n, 'choice')}"
            )
            lines += [
                f"  against {what}: log likelihood {test.log_likelihood:.6f}, ratio {test.ratio:.3f}, p = {test.p:.3g}"
                for what, test in found.against.items()
            ]
        lines.append(AT_AN_END)
        return "\n".join(lines)


def fit_games(games: dict[str, GameTree], title: str, table: Table, level: float = 0.95) -> PrecisionFit:
    """Precisions from a table of counts: columns ``player``, ``action``, ``count``, and ``set`` and ``game`` where a
    player has several information sets, or several games were played.

    Raises:
        InputError: a column, game, player, information set or action that there is none of; with the line.
        NotConverged: as :func:`estimate`.
    """
    played = [Played(name, Branch(tree), np.zeros(tree.layout.actions)) for name, tree in games.items()]
    for column in ("player", "action", "count"):
        table.require(column, "an experiment")
    if len(games) > 1:
        table.require("game", "an experiment with several games")
    counts = table.numbers("count", np.arange(len(table)))
    for row in range(len(table)):
        cells = {column: table.cells[column][row] for column in COLUMNS if column in table.cells}
        if counts[row] < 0 or counts[row] != round(counts[row]):
            raise table.refuse(f"the count is {counts[row]:g}", "write a whole number, none below 0", row)
        name = cells.get("game", next(iter(games)))
        if name not in games:
            raise table.refuse(f"there is no game {shown(name)}", did_you_mean(name, games) or listed(games), row)
        game = played[list(games).index(name)]
        game.counts[_action(game.tree, cells, table, row)] += counts[row]
    for game in played:
        if not game.counts.sum():
            raise table.refuse(f"the table has no choice in the game {shown(game.name)}", "leave the game out")
    alone = {game.name: estimate([game], level) for game in played} if len(played) > 1 else {}
    return PrecisionFit(title, estimate(played, level), alone, tuple(played))


def _action(tree: GameTree, cells: dict[str, str], table: Table, row: int) -> int:
    """Index of the action that a row is about."""
    try:
        player = tree.find_player(cells["player"])
        own = [h for h, each in enumerate(tree.sets) if each.player == player]
        if cells.get("set"):
            which = int(cells["set"]) if cells["set"].isdigit() else cells["set"]
            chosen = tree.find(player, which)
        elif len(own) == 1:
            chosen = own[0]
        else:
            raise ArgumentError(f"{cells['player']} has {len(own)} information sets")
        return int(tree.layout.first[chosen]) + tree.find_move(chosen, cells["action"])
    except ArgumentError as error:
        raise table.refuse(str(error), "name player, set and action as the game has them", row) from None


def fit_experiment(loaded: Loaded[Experiment], data: str | Path, level: float = 0.95) -> PrecisionFit:
    """Precisions from a file that names several games, and a table of counts. Raises as :func:`fit_games`."""
    folder = Path(loaded.file).parent
    games = {name: read_gambit(folder / file) for name, file in loaded.record.games.items()}
    return fit_games(games, loaded.record.title, read_table(data), level)


def fit_gambit(game: str | Path, data: str | Path, level: float = 0.95) -> PrecisionFit:
    """The precision of one game of Gambit's, from a table of counts. Raises as :func:`fit_games`."""
    path = Path(game)
    tree = read_gambit(path)
    name = tree.title or path.stem
    return fit_games({name: tree}, name, read_table(data), level)
