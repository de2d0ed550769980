"""What targets count at the branches of a block, laid along its rows of moves and outcomes."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .target import Targets


class Marks:
    """Gains and what is kept, by branch of a block.

    Args:
        targets: of the game.
        probability: (B,), of each branch given its move.
        branches: (B,), indices in the structure.
        move, outcome: (B,), the block's row that each branch belongs to.
        moves, outcomes: numbers of rows, M and R.

    Attributes:
        gain: (B, H). keep: (B, G).
        kept: (R, G), what is left after an outcome that all branches leave the same of.
        mixed: (R,), outcomes with branches that leave different parts: what the public sees does not say which.
    """

    def __init__(
        self,
        targets: Targets,
        probability: np.ndarray,
        branches: np.ndarray,
        move: np.ndarray,
        outcome: np.ndarray,
        moves: int,
        outcomes: int,
    ):
        self.group, self.probability, self.branches = targets.group, probability, branches
        self.move, self.outcome, self._moves = move, outcome, moves
        self.gain, self.keep = targets.gain[branches], targets.keeps[branches]
        least, most = np.full((2, outcomes, self.keep.shape[1]), [[[np.inf]], [[-np.inf]]])
        np.minimum.at(least, outcome, self.keep)
        np.maximum.at(most, outcome, self.keep)
        self.kept, self.mixed = most, (least != most).any(1)

    @cached_property
    def whole(self) -> bool:
        """Is everything kept at every branch?"""
        return bool((self.keep == 1).all())

    @cached_property
    def by_move(self) -> np.ndarray:
        """Expected gain of each move, (M, H)."""
        out = np.zeros((self._moves, self.gain.shape[1]))
        np.add.at(out, self.move, self.probability[:, None] * self.gain)
        return out

    @cached_property
    def gaining(self) -> np.ndarray:
        """Targets that gain anything here."""
        return np.flatnonzero(self.gain.any(0))

    @cached_property
    def undecided(self) -> np.ndarray:
        """Branches of outcomes that leave different parts."""
        return np.flatnonzero(self.mixed[self.outcome])
