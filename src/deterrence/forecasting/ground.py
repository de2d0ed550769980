"""What mass is pushed over: the states of a solved game, its vertices of belief, and changes of leaders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ArgumentError
from ..games.stochastic import StochasticGame
from .belief_axes import BeliefAxis
from .expansion import SHAPES, Expansion, Unsteady
from .leader_turnover import Renewals
from .state_flow import StateFlow
from .vertices import Vertices

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .imposed import Imposed


class Ground:
    """A solution, ready to be pushed over.

    Args:
        assessment: the solution.
        imposed: conduct that is locked and not announced, if any.

    Attributes:
        assessment, game: the solution, and what it is of.
        vertices: of belief.
        probability: (B,), of each branch given its joint move.
        renewals: types drawn anew.
        shape: of expansions (:data:`.expansion.SHAPES`); a later one where vectors of an earlier have grown.
    """

    def __init__(self, assessment: Assessment, *, imposed: Imposed | None = None):
        self.assessment, self.imposed = assessment, imposed
        self.game: StochasticGame = assessment.game
        prior = np.asarray(self.game.numbers.prior)
        self.vertices = Vertices(
            tuple(BeliefAxis.of(lat, prior[i, : lat.types]) for i, lat in enumerate(assessment.lattices))
        )
        self.probability = np.asarray(self.game.numbers.branch_probability)
        self.renewals = Renewals(self.game, self.axes)
        self.shape = 0
        self._states: dict[int, StateFlow] = {}

    def window(self, days: float, rate: float | None = None) -> Expansion:
        """The terms of a window of a game on a clock.

        Args:
            days: D.
            rate: Λ, ticks per day; the best for it if None.

        Raises:
            ArgumentError: a rate below that of the fastest clock's events, or days as for :meth:`.ticks.Ticks.of`.
        """
        assert self.game.clock is not None
        fastest = float(self.game.clock.rate.max())
        if rate is not None and rate < fastest:
            raise ArgumentError(f"ticks of {rate:g} a day are fewer than the events of a clock, {fastest:g} a day")
        return Expansion.of(days, fastest, rate, self.shape)

    def windows(self, days: Sequence[float], rate: float | None = None) -> list[Expansion]:
        """The same of several windows, with vectors in common; arguments and what is raised as for :meth:`window`."""
        found = [self.window(d, rate) for d in days]
        if len({window.breadth for window in found}) > 1:
            self.shape = len(SHAPES) - 1  # of which each has vectors of this breadth
            found = [self.window(d, rate) for d in days]
        return found

    def share(self, window: Expansion) -> np.ndarray:
        """(X,), how much of what is at a clock has its next event at a tick of a window."""
        assert self.game.clock is not None
        found: np.ndarray = self.game.clock.rate / window.rate
        return found

    def require_days(self, days: float | None) -> None:
        """Refuse days for a game that counts moves, or none for one on a clock; raises ``ArgumentError``."""
        clock = self.game.clock
        if (clock is None) != (days is None):
            wanted = "counts moves and takes no days" if clock is None else "is on a clock: say how many days"
            raise ArgumentError(f"the game {wanted}")

    def require_steady(self, largest: float, most: float) -> None:
        """Refuse a vector of an expansion that has grown; windows are then expanded otherwise.

        Raises:
            Unsteady: the largest number of it is larger than ``most``.
        """
        if not largest <= most and self.shape + 1 < len(SHAPES):
            self.shape += 1
            raise Unsteady

    @property
    def axes(self) -> tuple[BeliefAxis, ...]:
        """Belief nodes about every actor."""
        return self.vertices.axes

    @property
    def sizes(self) -> tuple[int, ...]:
        """(E_1, …, E_N)."""
        return self.vertices.sizes

    def state(self, state: int) -> StateFlow:
        """What does not depend on mass at a decision state."""
        if state not in self._states:
            self._states[state] = StateFlow(self.assessment, state, self.vertices, self.imposed)
        return self._states[state]
