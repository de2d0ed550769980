"""What every solver of stochastic games is: settings that solve, and strategies that certify themselves.

A method is a frozen dataclass of its settings, a :class:`Solver`; what it finds is a :class:`StrategyProfile`. To add
one, write its module and name the class in :mod:`.registry`: nothing else asks which method it is.

* What must be written: :meth:`Solver.suits` and :meth:`Solver.solve`.
* A method with an error of discretisation also says what it is like coarser, finer and wider; refinement, the error
  estimate and the search for other equilibria (:mod:`.refine`) then work for it too. One that solves the game itself
  says nothing, and its grid error is zero.
* What it finds may be of a class there is (:class:`~.markov.MarkovAssessment` is any strategies by state, and by stage
  where there is a horizon); only another form of strategies needs a profile of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from ..errors import ArgumentError
from ..games.stochastic import StochasticGame
from ..games.structure import Standing
from .certify.record import Certificate, GridError

if TYPE_CHECKING:
    import xarray as xr

UNRESOLVED = "unresolved"
REACHED = 1e-6  # probability from which a place counts as reached


class StrategyProfile(ABC):
    """How everybody plays a game, and what that is worth: what a solver finds.

    Attributes:
        game: the game solved, with the precision used.
        residual: the solver's own largest distance from an equilibrium, in the units of its tolerance.
    """

    game: StochasticGame
    residual: float

    @property
    @abstractmethod
    def reached(self) -> str:
        """Which branch of equilibria this is and how it was reached, in words."""

    @property
    @abstractmethod
    def values_at_prior(self) -> np.ndarray:
        """V before the first move at the prior, (X, C): states by the columns of the payoffs."""

    @abstractmethod
    def stopped(self) -> Mapping[int, float]:
        """Probability that play stops at each state, its end or the horizon; by index, of a game with a horizon."""

    @abstractmethod
    def to_xarray(self) -> xr.DataArray:
        """Probabilities of moves, nan where a move is not open."""

    @abstractmethod
    def figures(self, branch: str, error: GridError | None, factor: int, floor: float) -> Certificate:
        """The certificate, by code that takes strategies from here and nothing else; see :meth:`certify`."""

    def certify(
        self,
        *,
        error: GridError | None = None,
        found: int | None = None,
        starts: int | None = None,
        factor: int = 2,
        floor: float = REACHED,
    ) -> Certificate:
        """Certify these strategies; what the figures mean is in :mod:`.certificate`.

        Args:
            error: the grid error, where it was estimated; of no use without a grid.
            found: distinct equilibria found by a search, this one included; None if there was none.
            starts: how many starts the search had.
            factor: how many times finer the grid of the best reply is; 1 is four times as quick and shows less.
            floor: probability from which a place counts as reached.

        Raises:
            ArgumentError: a factor below one, or ``found`` below one.
            NotConverged: values of a game without a horizon that do not settle.
        """
        if factor < 1 or (found is not None and found < 1):
            raise ArgumentError("a certificate needs factor >= 1 and found >= 1")
        return self.figures(f"{self.reached}; {_others(found, starts)}", error, factor, floor)

    def ending_probabilities(self) -> dict[str, float]:
        """Probability of each ending by name; they sum to one. Play that the horizon stops is an ending too.

        Empty for a game without a horizon or a clock, or without a name for any ending. Where only some have names, a
        terminal state without one stands under its own label, and stopped play under "unresolved".
        """
        s = self.game.structure
        if (s.horizon is None and not s.clocks) or not any(s.endings):
            return {}
        if s.horizon is None:
            ends, open_ = set(np.flatnonzero(s.standing == Standing.TERMINAL).tolist()), set()
        else:
            ends = {x for stage in s.reachable for x in stage if s.standing[x] == Standing.TERMINAL}
            open_ = {x for x in s.reachable[-1] if s.standing[x] == Standing.DECISION}
        mass = self.stopped()
        out: dict[str, float] = {}
        for x in sorted(ends | open_):  # those of no mass as well: every grid then gives the same names
            name = s.endings[x] or (s.states[x] if x in ends else UNRESOLVED)
            out[name] = out.get(name, 0.0) + mass.get(x, 0.0)
        return out


class Solver[P: StrategyProfile](ABC):
    """A method with its settings. Subclasses are frozen dataclasses: equal settings give equal results.

    Attributes:
        tolerance: largest distance from an equilibrium that is taken for one; each method says of what.
        seed: of what the method draws; None for one that draws nothing.
    """

    tolerance: float
    seed: int | None = None

    @classmethod
    @abstractmethod
    def suits(cls, game: StochasticGame) -> bool:
        """Is this the method to choose for a game, where none is named?"""

    @abstractmethod
    def solve(self, game: StochasticGame, near: P | None = None) -> P:
        """Strategies at these settings.

        Args:
            game: the game.
            near: what these settings, or the next coarser ones, found for a game of the same structure: a start.

        Raises:
            UnsupportedGame: the game is outside what the method takes.
            NotConverged: the tolerance was not met.
        """

    def require(self, game: StochasticGame) -> None:  # noqa: B027  (most games are refused by no more than solve)
        """Refuse a game before any work on it. Raises ``UnsupportedGame``."""

    def warm_up(self, game: StochasticGame) -> None:  # noqa: B027
        """Do what has to be done once, such as compiling, so that it is not counted as solving."""

    @classmethod
    def beginning(cls, points: int) -> Self:
        """Settings to begin with where none are named, at a resolution of that many nodes a side."""
        return cls()

    def coarser(self, game: StochasticGame) -> Self | None:
        """Settings of about twice the spacing; None for a method that solves the game itself."""
        return None

    def ratio(self, coarser: Self) -> float:
        """How many times the spacing coarser settings have."""
        return 2.0

    def finer(self, most: int) -> Self | None:
        """Settings of half the spacing; None beyond ``most`` nodes a side."""
        return None

    def edge(self) -> tuple[Self, Self] | None:
        """Two settings of one spacing, the second half as far again across; None where nothing is cut off."""
        return None

    def other_starts(self, game: StochasticGame, count: int) -> Sequence[Self]:
        """Quick settings from ``count`` other starting points, the usual one first; empty for a method without."""
        return ()


def _others(found: int | None, starts: int | None) -> str:
    if found is None:
        return "others were not searched for"
    searched = f" from {starts} starts" if starts is not None else ""
    return f"unique as far as searched{searched}" if found == 1 else f"{found} found{searched}"
