"""What mass is pushed over: the states of a solved game, its vertices of belief, and changes of leaders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..games.stochastic import StochasticGame
from .belief_axes import BeliefAxis
from .leader_turnover import Renewals
from .stage_play import Believed, Players, StagePlay
from .state_flow import StateFlow
from .vertices import Vertices

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .imposed import Imposed


class Ground:
    """A solution, ready to be pushed over.

    Args:
        assessment: the solution.
        remember: keep what does not depend on mass from run to run (about 1 MB a state and stage at 49 points); that
            of a game on a clock, which has one stage, is kept in any case.
        imposed: conduct that is locked and not announced, if any.

    Attributes:
        assessment, game: the solution, and what it is of.
        vertices: of belief.
        probability: (B,), of each branch given its joint move.
        renewals: types drawn anew.
    """

    def __init__(self, assessment: Assessment, *, remember: bool = True, imposed: Imposed | None = None):
        self.assessment, self.imposed = assessment, imposed
        self.game: StochasticGame = assessment.game
        prior = np.asarray(self.game.numbers.prior)
        self.vertices = Vertices(
            tuple(BeliefAxis.of(lat, prior[i, : lat.types]) for i, lat in enumerate(assessment.lattices))
        )
        self.probability = np.asarray(self.game.numbers.branch_probability)
        self.renewals = Renewals(self.game, self.axes)
        self.remember = remember or self.game.clock is not None  # at every tick strategies are the same
        self._states: dict[int, StateFlow] = {}
        self._known: dict[int, Believed] = {}

    @property
    def axes(self) -> tuple[BeliefAxis, ...]:
        """Belief nodes about every actor."""
        return self.vertices.axes

    @property
    def sizes(self) -> tuple[int, ...]:
        """(E_1, …, E_N)."""
        return self.vertices.sizes

    @cached_property
    def players(self) -> Players:
        """Who moves at every decision state."""
        return Players(self)

    def played(
        self, stage: int, states: list[int], live: list[np.ndarray], truth: Mapping[int, int], columns: np.ndarray
    ) -> StagePlay:
        """Play at some states at a stage, at the vertices (L,) of each where mass is.

        What is kept is worked out at all vertices.

        Args:
            truth: true types to condition on.
            columns: (X,), of the play at a state, see :attr:`.transport.Plan.columns`.
        """
        if not self.remember:
            return self.players.arranged(self.players.believed(stage, states, live), truth, columns)
        known = self._known.get(stage)
        if known is None or not set(states) <= set(known.states):
            wanted = sorted({*states, *(known.states if known else ())})
            known = self.players.believed(stage, wanted, [np.arange(self.vertices.count)] * len(wanted))
            self._known[stage] = known
        return self.players.arranged(known, truth, columns)

    def state(self, state: int) -> StateFlow:
        """What does not depend on mass at a decision state."""
        if state not in self._states:
            self._states[state] = StateFlow(self.assessment, state, self.vertices, self.imposed)
        return self._states[state]
