"""Every equilibrium that can be found: Newton's method from values that follow from chances drawn at random.

There is no bound on how many Markov perfect equilibria a game has, and no method that is sure to find all: more starts
find more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .game import DynamicGame
from .replies import Replies
from .solving import solve, values_at, values_of

Array = np.ndarray
SAME = 1e-6  # chances that differ by less are of one equilibrium
WEIGHTS = (0.3, 3.0, 30.0)  # observations that beliefs count for in the distributions of chances, in turn
LEAST = 1e-6  # chance of an action


@dataclass(frozen=True, eq=False)
class Equilibria:
    """Of many games.

    Attributes:
        payoffs: (G, N, S, Π), what they are of.
        values: per game, (E, N, S, A): the values of its E equilibria, in the order in which they were found.
    """

    payoffs: Array
    values: tuple[Array, ...]

    @cached_property
    def number(self) -> Array:
        """(G,), how many each game has."""
        return np.array([len(each) for each in self.values])

    def each(self) -> Iterator[Array]:
        """(G, N, S, A), the first of every game, the second, …; where a game has fewer, its last."""
        for k in range(int(self.number.max(initial=0))):
            yield np.stack([each[min(k, len(each) - 1)] for each in self.values])


def random_values(
    game: DynamicGame, payoffs: Array, tally: Array, beliefs: Array, count: int, seed: int
) -> Iterator[Array]:
    """(G, N, S, A), values to begin with, two for each draw of chances; the same for the same seed.

    Chances are drawn from the Dirichlet distribution that the data leave of them, by turns close to the first step's
    beliefs and far from them, so that where a game has been seen often the draws are near what was done there.

    Args:
        game: the game.
        payoffs: (G, N, S, Π).
        tally: (G, N, S, A), how often what was done.
        beliefs: (G, N, S, A), of the first step.
        count: draws.
        seed: of the draws.
    """
    draws = np.random.default_rng(seed)
    for k in range(count):
        weight = WEIGHTS[k % len(WEIGHTS)]
        gamma = draws.gamma(np.where(game.available, tally + weight * beliefs, 1.0) + LEAST)
        chances = np.where(game.available, np.maximum(gamma / gamma.sum(-1, keepdims=True), LEAST), 0.0)
        chances = chances / chances.sum(-1, keepdims=True)
        yield values_at(game, payoffs, chances)
        yield values_of(game, payoffs, chances)


def equilibria(game: DynamicGame, payoffs: Array, starts: Sequence[Array]) -> Equilibria:
    """Distinct equilibria of every game.

    Args:
        game: the game.
        payoffs: (G, N, S, Π).
        starts: values (G, N, S, A) to begin with.
    """
    found: list[list[Array]] = [[] for _ in payoffs]
    known: list[list[Array]] = [[] for _ in payoffs]
    for start in starts:
        end = solve(game, payoffs, start)
        chances = Replies(game, payoffs, end.values).chances
        for g in np.flatnonzero(end.found):
            if all(np.abs(chances[g] - other).max() > SAME for other in known[g]):
                found[g].append(end.values[g])
                known[g].append(chances[g])
    shape = game.available.shape
    return Equilibria(payoffs, tuple(np.array(each).reshape(-1, *shape) for each in found))
