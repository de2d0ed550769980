"""The solvers of stochastic games there are, and which one a game gets where none is named."""

from __future__ import annotations

from typing import Any

from ..errors import UnsupportedGame
from ..games.stochastic import StochasticGame
from .grid import Grid
from .markov import Markov
from .solver import Solver

SOLVERS: tuple[type[Solver[Any]], ...] = (Markov, Grid)  # the first that suits a game is chosen


def solver_for(game: StochasticGame) -> type[Solver[Any]]:
    """The method for a game. Raises ``UnsupportedGame`` where none suits it."""
    for solver in SOLVERS:
        if solver.suits(game):
            return solver
    raise UnsupportedGame(f"none of the solvers suits this game: {', '.join(s.__name__ for s in SOLVERS)}")
