"""``solve``: one verb for both representations of a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from ..errors import ArgumentError
from ..games.crisis_game import CrisisGame
from ..games.stochastic import StochasticGame
from ..trees.tree import GameTree
from .tree.solving import TreeSolution, solve_tree

if TYPE_CHECKING:
    from .refine import Enough, Resolution
    from .solution import Solution
    from .solver import Solver


@overload
def solve(
    game: GameTree, *, precision: float | Sequence[float] | None = None, values: Mapping[str, float] | None = None
) -> TreeSolution: ...
@overload
def solve(
    game: StochasticGame | CrisisGame,
    method: Solver[Any] | None = None,
    *,
    precision: float | Sequence[float] | None = None,
    resolution: str | Resolution = "report",
    enough: Enough | None = None,
) -> Solution: ...
def solve(
    game: StochasticGame | CrisisGame | GameTree, method: Solver[Any] | None = None, **settings: Any
) -> Solution | TreeSolution:
    """Solve a game: an equilibrium with its certificate.

    Args:
        game: a game tree (:func:`.tree.solving.solve_tree`), or a stochastic game (:func:`.refine.solve`: on the
            belief grid, or without private types as it stands), or a crisis that was compiled.
        method: how to solve a stochastic game, such as ``Grid(points=21)``; without one it is chosen and refined.
        settings: those of the function that does it. ``precision`` is common to both: λ, one number or one an actor.
            Without it a stochastic game is solved at its own precision, a tree in the limit λ → ∞. ``resolution`` is
            about stochastic games, ``values`` (of its parameters) about trees.

    Raises:
        ArgumentError: settings that are not about this game.
    """
    if isinstance(game, GameTree):
        if method is not None or "resolution" in settings:
            raise ArgumentError("a game tree is solved in one way, without a grid: leave method and resolution out")
        return solve_tree(game, **settings)
    if "values" in settings:
        raise ArgumentError("a stochastic game holds numbers, not parameters: compile it at other values instead")
    from .refine import solve as solve_stochastic  # imports JAX, which trees do without

    if isinstance(game, CrisisGame):
        return replace(solve_stochastic(game.game, method, **settings), crisis=game)
    return solve_stochastic(game, method, **settings)
