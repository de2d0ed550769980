"""A block of states of one mover, as part of the sweeps."""

from __future__ import annotations

import numpy as np

from ...games.stochastic import Numbers
from ...solvers.grid import Assessment
from .axes import Axes
from .block import Block
from .marks import Marks
from .part import Carried
from .pull import Pull
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

    def _stage(self, t: int, ahead: np.ndarray) -> Stage:
        z = np.concatenate([self._log_strategy(t, x) for x in self.states], axis=1)
        return Stage(self.block, self.axes, self.numbers, z, ahead)

    def _log_strategy(self, t: int, x: int) -> np.ndarray:
        """(S, A, n), nodes in the axes' order."""
        mover = self.block.mover
        z = self.assessment.strategy(t, x)[:, : len(self.assessment.game.structure.joints_at[x])]
        rest = [size for i, size in enumerate(self.axes.nodes) if i != mover]
        spread = np.moveaxis(z.reshape(*z.shape[:3], *rest), 2, 2 + mover)
        return spread.reshape(*z.shape[:2], -1)

    def _push(self, stage: Stage) -> Push:
        return Push(self.axes, self._rows, self._marks, (self.block.mover,), [stage.play], [stage.likelihood])

    def values(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Values (D, C, n) before move t."""
        return self._stage(t, ahead).value

    def before(self, t: int, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) before move t."""
        unused = np.zeros((len(self.targets), 0, self.axes.count))
        return self._push(self._stage(t, unused)).before(ahead)

    def pull(
        self, t: int, into: Numbers, worth: np.ndarray, values: np.ndarray, ahead: np.ndarray, mass: np.ndarray
    ) -> Carried:
        """Derivatives at move t."""
        stage = self._stage(t, worth)
        return Pull(stage, self._push(stage), into, values, ahead, mass).carried
