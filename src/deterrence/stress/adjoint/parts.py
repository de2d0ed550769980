"""Decision states, put together so that they are worked on at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ...games.stochastic import Numbers, StochasticGame
from ...solvers.backward_induction import Sweeper
from ...solvers.grid import Assessment
from ...solvers.leader_turnover import Column
from .alone import Alone
from .axes import Axes
from .block import make_block, runs
from .part import Part
from .target import Targets

CELLS = 18_000  # outcomes × vertices a block, so that its arrays fit a processor's cache


class Parts:
    """The decision states of a game, each part made once; arguments as they are laid out."""

    def __init__(
        self, assessment: Assessment, axes: Axes, numbers: Numbers, columns: tuple[Column, ...], targets: Targets
    ):
        self.assessment, self.axes, self.numbers = assessment, axes, numbers
        self.columns, self.targets = columns, targets
        self._known: dict[tuple[int, ...], Part] = {}

    @cached_property
    def _sweeper(self) -> Sweeper:
        """The solver's tables, which states of several movers are taken from."""
        game = StochasticGame(self.assessment.game.structure, self.numbers)
        return Sweeper(game, self.assessment.lattices, 1.0)

    def of(self, decisions: Sequence[int]) -> Iterator[Part]:
        """Parts that together are some decision states."""
        s = self.assessment.game.structure
        for mover in range(len(s.actors)):
            for run in runs(s, [x for x in decisions if s.movers[x] == (mover,)], max(CELLS // self.axes.outer, 1)):
                if run not in self._known:
                    block = make_block(s, self.numbers, self.columns, mover, run)
                    self._known[run] = Alone(self.assessment, self.axes, self.numbers, self.targets, block)
                yield self._known[run]
        for x in decisions:
            if len(s.movers[x]) > 1:
                from .joint import JointState  # imports JAX, which games of one mover at a time do without

                if (x,) not in self._known:
                    self._known[x,] = JointState(
                        self.assessment, self.axes, self.columns, self.targets, self._sweeper, x
                    )
                yield self._known[x,]
