"""A block of states of one mover, as part of the sweeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers
from ...solvers.grid import Assessment
from .axes import Axes
from .block import Block
from .marks import Marks
from .owed import Pulled
from .pull import Pull, value_slopes
from .push import Push, Rows
from .stage import Stage
from .target import Targets


class Alone:
    """D states of one mover; see :class:`.part.Part`.

    Args:
        assessment, axes, numbers, targets: as they are laid out.
        block: the states.
    """

    def __init__(self, assessment: Assessment, axes: Axes, numbers: Numbers, targets: Targets, block: Block):
        self.assessment, self.axes, self.numbers, self.block = assessment, axes, numbers, block
        self.states, self.targets, self.branches = block.states, block.targets, block.branches
        moves, outcomes = len(block.moves), len(block.following)
        self._rows = Rows(
            block.move_state,
            (np.arange(moves),),
            block.outcome_state,
            block.following,
            len(block.states),
            len(block.targets),
            np.ones(outcomes),
        )
        self._marks = Marks(
            targets,
            numbers.branch_probability[block.branches],
            block.branches,
            block.pair_move[block.pair],
            block.pair_outcome[block.pair],
            moves,
            outcomes,
        )

    def at(self, t: int, worth: np.ndarray) -> MetAlone:
        """The states at move t."""
        z = np.concatenate([self._log_strategy(t, x) for x in self.states], axis=1)
        stage = Stage(self.block, self.axes, self.numbers, z, worth)
        push = Push(self.axes, self._rows, self._marks, (self.block.mover,), [stage.play], [stage.likelihood])
        return MetAlone(stage, push)

    def _log_strategy(self, t: int, x: int) -> np.ndarray:
        """(S, A, n), nodes in the axes' order."""
        mover = self.block.mover
        z = self.assessment.strategy(t, x)[:, : len(self.assessment.game.structure.joints_at[x])]
        rest = [size for i, size in enumerate(self.axes.nodes) if i != mover]
        spread = np.moveaxis(z.reshape(*z.shape[:3], *rest), 2, 2 + mover)
        return spread.reshape(*z.shape[:2], -1)

    def before(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) before move t."""
        return self.at(t, np.zeros((len(self.targets), 0, self.axes.count))).push.before(ahead)


@dataclass(frozen=True, eq=False)
class MetAlone:
    """A block at a move; see :class:`.part.Met`."""

    stage: Stage
    push: Push

    @property
    def value(self) -> np.ndarray:
        """Values (D, C, n) before the move."""
        return self.stage.value

    def resolve(self, into: Numbers, values: np.ndarray, owed: Pulled) -> np.ndarray:
        """Cotangents of the next states' values."""
        return Pull(self.stage, into, values, owed).ahead

    def slopes(self) -> sparse.csr_array:
        """How the values here move with those of the next states; see :class:`.part.Met`."""
        return value_slopes(self.stage, self.push.nothing(len(self.stage.block.columns)))
