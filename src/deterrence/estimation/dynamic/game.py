"""A stationary dynamic game: actors, states, actions, where states lead, and how the future counts.

In every period the state s is seen by all, every actor i chooses a_i knowing its own shocks alone, and the next state
is drawn from T(· | s, a).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class DynamicGame:
    """What does not depend on coefficients.

    Attributes:
        actors: names, N of them.
        states: names, S of them.
        actions: names, of every actor.
        available: (N, S, A), whether an actor can choose an action in a state; A is the largest number of actions.
        transition: (S, Π, S), chance of the next state by state and profile of actions.
        discount: δ, what the next period is worth in this one; at least 0, below 1.
    """

    actors: tuple[str, ...]
    states: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    available: Array
    transition: Array
    discount: float

    @cached_property
    def profiles(self) -> Array:
        """(Π, N), every profile of actions, by their places; the last actor's change fastest."""
        return profiles([len(names) for names in self.actions])

    @cached_property
    def own(self) -> Array:
        """(N, Π, A), 1 where an actor's action in a profile is the action."""
        width = self.available.shape[2]
        return (self.profiles.T[:, :, None] == np.arange(width)).astype(float)


def profiles(sizes: list[int]) -> Array:
    """(Π, N), every combination of places below the sizes; the last changes fastest."""
    return np.stack(np.meshgrid(*(np.arange(size) for size in sizes), indexing="ij"), -1).reshape(-1, len(sizes))
