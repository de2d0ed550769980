"""Types redrawn at chance states, as mass is pushed through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from scipy import sparse

from ..errors import UnsupportedGame
from ..games.stochastic import StochasticGame
from .belief_axes import BeliefAxis


class Renewals:
    """What changes of leaders do to mass.

    Attributes:
        moved: per actor (K_i,), what they have added to E[b] in the run under way.
    """

    def __init__(self, game: StochasticGame, axes: tuple[BeliefAxis, ...]):
        self._game, self._axes, self._renewal = game, axes, game.renewal
        self._matrices: dict[tuple[int, float], sparse.csr_array] = {}
        self.moved: list[np.ndarray] = []
        self.forget()

    def forget(self) -> None:
        """A new run begins."""
        self.moved = [np.zeros(len(kinds)) for kinds in self._game.structure.types]

    def shares(self, state: int) -> list[tuple[int, float]]:
        """Actors whose types are redrawn at a chance state, with the share."""
        return [] if self._renewal is None else [(i, s) for i, s in enumerate(self._renewal[state].tolist()) if s > 0]

    def after(self, state: int, mass: np.ndarray) -> np.ndarray:
        """Mass (E_1, …, E_N, R) once types have been redrawn at a chance state."""
        for i, share in self.shares(state):
            along = np.moveaxis(mass, i, 0)
            moved = self._matrix(i, share) @ along.reshape(len(along), -1)
            mass = np.moveaxis(moved.reshape(along.shape), 0, i)
        return mass

    def before(self, state: int, expected: np.ndarray) -> np.ndarray:
        """What is to be expected (E_1, …, E_N, R) before types are redrawn at a chance state, by what is after."""
        for i, share in reversed(self.shares(state)):
            along = np.moveaxis(expected, i, 0)
            moved = self._matrix(i, share).T @ along.reshape(len(along), -1)
            expected = np.moveaxis(moved.reshape(along.shape), 0, i)
        return expected

    def _matrix(self, actor: int, share: float) -> sparse.csr_array:
        """Where mass at a vertex of belief about an actor goes."""
        if (actor, share) not in self._matrices:
            self._matrices[actor, share] = self._axes[actor].renewed(share)
        return self._matrices[actor, share]

    def note(self, mass: Mapping[int, np.ndarray]) -> None:
        """Add up what the renewals ahead of some mass do to the mean belief."""
        for x, amount in mass.items():
            for i, share in self.shares(x):
                along = np.moveaxis(amount, 1 + i, 0)
                public = along.reshape(len(along), -1).sum(1)
                belief = self._axes[i].belief
                self.moved[i] += share * (public.sum() * belief[self._axes[i].origin] - public @ belief)

    def require_lasting(self, truth: Iterable[int]) -> None:
        """Refuse true types of actors whose types may be redrawn. Raises ``UnsupportedGame`` with the state."""
        s, given = self._game.structure, set(truth)
        for x in range(len(s.states)):
            for i, _ in self.shares(x):
                if i in given:
                    raise UnsupportedGame(
                        f"the true type of {s.actors[i]} cannot be given: it may be redrawn at '{s.states[x]}', and "
                        "who leads at the start may not lead at the end; sample histories, or set its renewal to zero"
                    )
