"""What happens at one decision state at one stage of a push."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True, eq=False)
class MoverPlay:
    """How one actor plays at a state, at every belief vertex.

    Attributes:
        actor: its index.
        moves: indices of its moves (A).
        strategy: (K, A, V), move probabilities of every type.
        mixture: (A, V), of the types averaged by public belief; of the true type, where the push is given it.
        belief: (V, K), public belief about the actor.
    """

    actor: int
    moves: tuple[int, ...]
    strategy: np.ndarray
    mixture: np.ndarray
    belief: np.ndarray


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens at one decision state and stage; V belief vertices, in the state's own order.

    Attributes:
        stage, state: where.
        tags: (G,), the tags that have mass here, in rising order; 0 is always the push itself.
        mass: (G, V), their mass at each vertex.
        plays: of every mover.
        mixture: (J, V), probability of each joint move.
        joints, outcomes: indices of the joint moves (J) and the outcomes (O).
        show: (J, O), Pr(outcome | joint move).
        scatter: per outcome, where its mass goes: a map from vertices to posterior vertices, (V, V).
        native: (…, V) in the state's order -> (…, E_1, …, E_N).
        ordered: the inverse.
        origin: vertex of the prior on each actor's axis.
    """

    stage: int
    state: int
    tags: np.ndarray
    mass: np.ndarray
    plays: tuple[MoverPlay, ...]
    mixture: np.ndarray
    joints: tuple[int, ...]
    outcomes: tuple[int, ...]
    show: np.ndarray
    scatter: tuple[sparse.csr_array, ...]
    native: Callable[[np.ndarray], np.ndarray]
    ordered: Callable[[np.ndarray], np.ndarray]
    origin: tuple[int, ...]

    @property
    def public_mass(self) -> np.ndarray:
        """The push's own mass, (V,)."""
        return self.of(0)

    def of(self, tag: int) -> np.ndarray:
        """Mass of a tag, (V,); zero where it has none."""
        at = int(np.searchsorted(self.tags, tag))
        known = at < len(self.tags) and self.tags[at] == tag
        return self.mass[at] if known else np.zeros(self.mass.shape[1])

    @property
    def mover(self) -> int:
        """The actor that moves; where several do, the first."""
        return self.plays[0].actor

    @property
    def moves(self) -> tuple[int, ...]:
        """Moves of :attr:`mover`."""
        return self.plays[0].moves

    def move_mass(self, mass: np.ndarray | None = None) -> np.ndarray:
        """Probability that :attr:`mover` makes each of its moves here, (A,), of the push's mass or another (V,)."""
        return self.plays[0].mixture @ (self.public_mass if mass is None else mass)
