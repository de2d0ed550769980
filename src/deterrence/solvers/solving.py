"""``solve``: one verb for both representations of a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from ..game.stochastic import StochasticGame
from ..game.tree import GameTree
from .tree.solving import TreeSolution, solve_tree

if TYPE_CHECKING:
    from .solution import Solution


@overload
def solve(
    game: GameTree, *, precision: float | Sequence[float] | None = None, values: Mapping[str, float] | None = None
) -> TreeSolution: ...
@overload
def solve(game: StochasticGame, *, precision: float | Sequence[float] | None = None, **settings: Any) -> Solution: ...
def solve(game: StochasticGame | GameTree, **settings: Any) -> Solution | TreeSolution:
    """Solve a game: an equilibrium with its certificate.

    Args:
        game: a game tree (:func:`.tree.solving.solve_tree`), or a stochastic game (:func:`.refine.solve`: on the
            belief grid, or without private types as it stands).
        settings: those of the function that does it. ``precision`` is common to both: λ, one number or one an actor.
            Without it a stochastic game is solved at its own precision, a tree in the limit λ → ∞.
    """
    if isinstance(game, GameTree):
        return solve_tree(game, **settings)
    from .refine import solve as solve_stochastic  # imports JAX, which trees do without

    return solve_stochastic(game, **settings)
