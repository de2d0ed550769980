"""What happens at one decision state at one stage of a push."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from ..games.structure import Structure
from .vertices import Vertices


@dataclass(frozen=True, eq=False)
class MoverPlay:
    """How one actor plays at a state, at every vertex of belief where mass is.

    Attributes:
        actor: its index.
        moves: indices of its moves (A).
        strategy: (K, A, L), move probabilities of every type.
        mixture: (A, L), of the types averaged by public belief; of the true type, where the push is given it.
        belief: (L, K), public belief about the actor.
    """

    actor: int
    moves: tuple[int, ...]
    strategy: np.ndarray
    mixture: np.ndarray
    belief: np.ndarray


class Played(Protocol):
    """Play at the states of a stage (:class:`.stage_play.StagePlay`), as a flow reads it."""

    @property
    def stage(self) -> int:
        """Which."""

    @property
    def truth(self) -> Mapping[int, int]:
        """{actor: its true type}, of which it is conditional."""

    @property
    def structure(self) -> Structure:
        """Of the game."""

    @property
    def vertices(self) -> Vertices:
        """Of belief."""

    def at(self, state: int) -> np.ndarray:
        """The vertices at a state, (L,)."""

    def plays(self, state: int) -> tuple[MoverPlay, ...]:
        """Of every mover."""

    def probabilities(self, state: int) -> np.ndarray:
        """Of joint moves, (L, J or more)."""

    def shown(self, state: int) -> np.ndarray:
        """(J, O), Pr(outcome | joint move)."""

    def divided(self, state: int) -> tuple[np.ndarray, np.ndarray]:
        """Vertices and shares, (O, L, Z) each."""


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens at one decision state and stage, at the L vertices of belief where mass is.

    Attributes:
        play: of the stage.
        state: which.
        rows: (V, R), mass at all vertices, the push's own in the first column.
        by_tag: (G, R), every tag as a combination of rows; not a number for one of which nothing is asked here.
    """

    play: Played
    state: int
    rows: np.ndarray
    by_tag: np.ndarray

    @property
    def stage(self) -> int:
        """Which."""
        return self.play.stage

    @property
    def truth(self) -> Mapping[int, int]:
        """{actor: its true type}, of which it is conditional."""
        return self.play.truth

    @property
    def vertices(self) -> Vertices:
        """Of belief, all V of them."""
        return self.play.vertices

    @cached_property
    def live(self) -> np.ndarray:
        """(L,), the vertices where mass is."""
        return self.play.at(self.state)

    @cached_property
    def plays(self) -> tuple[MoverPlay, ...]:
        """Of every mover."""
        return self.play.plays(self.state)

    @property
    def joints(self) -> tuple[int, ...]:
        """Indices of the joint moves (J)."""
        return self.play.structure.joints_at[self.state]

    @property
    def outcomes(self) -> tuple[int, ...]:
        """Indices of the outcomes (O)."""
        return self.play.structure.outcomes_at[self.state]

    @cached_property
    def mixture(self) -> np.ndarray:
        """(J, L), probability of each joint move."""
        return self.play.probabilities(self.state)[:, : len(self.joints)].T

    @cached_property
    def show(self) -> np.ndarray:
        """(J, O), Pr(outcome | joint move)."""
        return self.play.shown(self.state)

    @cached_property
    def _divided(self) -> tuple[np.ndarray, np.ndarray]:
        return self.play.divided(self.state)

    @property
    def place(self) -> np.ndarray:
        """(O, L, Z), the vertices among which what leaves a vertex by an outcome is divided."""
        return self._divided[0]

    @property
    def share(self) -> np.ndarray:
        """(O, L, Z), what goes to each."""
        return self._divided[1]

    @cached_property
    def public_mass(self) -> np.ndarray:
        """The push's own mass, (L,)."""
        return self.rows[self.live, 0]

    def of(self, tag: int) -> np.ndarray:
        """Mass of a tag, (L,)."""
        found: np.ndarray = self.rows[self.live] @ self.by_tag[tag]
        return found

    @property
    def mover(self) -> int:
        """The actor that moves; where several do, the first."""
        return self.plays[0].actor

    @property
    def moves(self) -> tuple[int, ...]:
        """Moves of :attr:`mover`."""
        return self.plays[0].moves

    def move_mass(self, mass: np.ndarray | None = None) -> np.ndarray:
        """Probability that :attr:`mover` makes each of its moves here, (A,), of the push's mass or another (L,)."""
        return self.plays[0].mixture @ (self.public_mass if mass is None else mass)

    def here(self, mass: np.ndarray) -> np.ndarray:
        """Of mass at all vertices (E_1, …, E_N), that at the live ones, (L,)."""
        return mass.reshape(-1)[self.live]

    def on_grid(self, mass: np.ndarray) -> np.ndarray:
        """The inverse of :meth:`here`: (E_1, …, E_N), zero where nothing is live."""
        grid = np.zeros(self.vertices.count)
        grid[self.live] = mass
        return grid.reshape(self.vertices.sizes)
