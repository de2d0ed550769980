"""What happens at one decision state at one stage of a push."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

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


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens at one decision state and stage, at the L vertices of belief where mass is.

    Attributes:
        stage, state: where.
        vertices: of belief, all V of them.
        live: (L,), those where mass is.
        rows: (V, R), mass at all of them, the push's own in the first column.
        by_tag: (G, R), every tag as a combination of rows; not a number for one of which nothing is asked here.
        plays: of every mover.
        mixture: (J, L), probability of each joint move.
        joints, outcomes: indices of the joint moves (J) and the outcomes (O).
        show: (J, O), Pr(outcome | joint move).
        place: (O, L, Z), the vertices among which what leaves a vertex by an outcome is divided.
        share: (O, L, Z), what goes to each.
        truth: {actor: its true type}, of which it is conditional.
    """

    stage: int
    state: int
    vertices: Vertices
    live: np.ndarray
    rows: np.ndarray
    by_tag: np.ndarray
    plays: tuple[MoverPlay, ...]
    mixture: np.ndarray
    joints: tuple[int, ...]
    outcomes: tuple[int, ...]
    show: np.ndarray
    place: np.ndarray
    share: np.ndarray
    truth: Mapping[int, int]

    @cached_property
    def public_mass(self) -> np.ndarray:
        """The push's own mass, (L,)."""
        return self.rows[self.live, 0]

    def of(self, tag: int) -> np.ndarray:
        """Mass of a tag, (L,)."""
        return self.rows[self.live] @ self.by_tag[tag]

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
