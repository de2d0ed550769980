"""What mass is pushed over: the states of a solved game, its vertices of belief, and changes of leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..games.stochastic import StochasticGame
from .belief_axes import BeliefAxis
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
        self._states: dict[int, StateFlow] = {}

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
