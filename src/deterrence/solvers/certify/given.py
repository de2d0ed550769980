"""What the certificate takes from a solver: strategies and where they are defined, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ...games.stochastic import StochasticGame
from ..lattice import Lattice


class GridStrategies(Protocol):
    """Strategies on a belief lattice; shapes are those of :class:`~deterrence.solvers.grid.Assessment`."""

    @property
    def game(self) -> StochasticGame:
        """The game they are about."""

    @property
    def lattices(self) -> Sequence[Lattice]:
        """Belief nodes per actor."""

    def strategy(self, stage: int, state: int) -> np.ndarray:
        """Log strategies at a stage and state."""


class PlainStrategies(Protocol):
    """Strategies by state; shapes are those of :class:`~deterrence.solvers.markov.MarkovAssessment`."""

    @property
    def game(self) -> StochasticGame:
        """The game they are about."""

    @property
    def probability(self) -> np.ndarray:
        """σ of every move, by stage where there is a horizon."""
