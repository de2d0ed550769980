"""Derivatives, by every parameter at once, of the numbers that claims are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import DeterrenceError
from ..forecasting.keys import Key
from ..games.crisis_game import CrisisGame
from ..solvers.grid import Assessment
from ..stress.formulas import gradient

ENDING = "outcome"

Slope = Mapping[str, float]
Slopes = Mapping[Key, Slope]


def slopes_of(game: CrisisGame, assessment: Assessment, keys: Iterable[Key]) -> Slopes | str:
    """By number, its derivative by every parameter, through the equilibrium; in words why, where there are none.

    A number without a derivative is left out: one
    that depends on more of the past than whether something has happened yet, or whose condition hardly ever holds.
    """
    try:
        return gradient(game, assessment, dict.fromkeys(keys)).derivative
    except DeterrenceError as error:
        return str(error)


def endings(game: CrisisGame) -> list[Key]:
    """The probabilities of the endings, by which parameters are screened where a number has no derivative."""
    return [Key(ENDING, of=e.id) for e in game.brief.endings]
