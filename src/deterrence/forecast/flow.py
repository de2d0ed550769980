"""What happens at one decision state, and what may ride along with the mass that passes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .axes import Spread


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens at one decision state and stage.

    Attributes:
        stage, state, mover: where.
        mass: (G, E_i, Q), mass by tag at each belief vertex, the mover's axis first.
        strategy: (K, A, E_i, Q), move probabilities of every type of the mover.
        mixture: (A, E_i, Q), probability of each move: types averaged by public belief, or the true type's own
            where the push is given it.
        shown: (O, E_i, Q), probability of each outcome under the mixture.
        belief: (E_i, K), belief about the mover.
        moves, outcomes: indices of the moves (A) and outcomes (O).
        show: (A, O), Pr(outcome | move).
        spread: how posteriors are spread over vertices.
        scatter: where mass goes that leaves by (outcome, vertex), as a linear map onto posterior vertices.
    """

    stage: int
    state: int
    mover: int
    mass: np.ndarray
    strategy: np.ndarray
    mixture: np.ndarray
    shown: np.ndarray
    belief: np.ndarray
    moves: tuple[int, ...]
    outcomes: tuple[int, ...]
    show: np.ndarray
    spread: Spread
    scatter: sparse.csc_array

    @property
    def public_mass(self) -> np.ndarray:
        """Mass over all tags, (E_i, Q)."""
        return self.mass.sum(0)

    def move_mass(self, mass: np.ndarray | None = None) -> np.ndarray:
        """Probability of each move being made here, (A,)."""
        return np.einsum("eq,aeq->a", self.public_mass if mass is None else mass, self.mixture)

    def split_onto(self, amount: np.ndarray) -> np.ndarray:
        """Carry amounts (G, O, E_i, Q) leaving by each outcome onto posterior vertices, same shape."""
        flat = amount.reshape(len(amount), -1)
        return np.ascontiguousarray((self.scatter @ flat.T).T).reshape(amount.shape)


class Monitor:
    """Tags that ride along with mass, so that events of the past can be conditioned on.

    The plain monitor has one tag and never changes it.
    """

    tags = 1
    watched: np.ndarray | None = None  # (B,), branches that it is told of, and where it may change tags; None for none

    def after_move(self, flow: Flow) -> np.ndarray | None:
        """New tag by (move, old tag), shape (A, G); None where no tag changes."""
        return None

    def on_arrival(self, state: int) -> np.ndarray | None:
        """New tag by old tag on arriving at a state, shape (G,); None where no tag changes."""
        return None

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """New tag by old tag, shape (G,), where mass takes a branch; None where no tag changes.

        Args:
            branch: its index.
            amounts: mass by tag that takes it, (G,).
        """
        return None
