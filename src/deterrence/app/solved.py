"""A setting with its solution on the small grid, and what is read off it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..scenario.crisis import Crisis
from .setting import Setting
from .turn import Turn

if TYPE_CHECKING:
    from ..forecasting.keys import Key, Values
    from ..games.crisis_game import CrisisGame
    from ..solvers.grid import Assessment
    from ..stress.resolve import Resolver
    from ..stress.unfolding import Unfolding


LEAST_ERROR = 1e-4
"""Least error of a grid that is stated: what the solver's tolerance may come to after all moves."""


@dataclass(eq=False)
class Solved:
    """A setting with its solution on the small grid.

    Attributes:
        setting, crisis: what is solved; the crisis with its locks.
        warnings: of values outside their plausible range.
        resolver: stands at the setting, and solves changes of it warm.
        seconds: that it took.
        coarse: of the scenario as stated under the same locks, on a coarser grid: solved when it is asked for.
    """

    setting: Setting
    crisis: Crisis
    warnings: tuple[str, ...]
    resolver: Resolver
    seconds: float
    coarse: Resolver
    _turn: Turn
    _flow: list[Unfolding | str] = field(default_factory=list, init=False)
    _read: set[str] = field(default_factory=set, init=False)
    _values: dict[Key, float] = field(default_factory=dict, init=False)
    _off: dict[Key, float] = field(default_factory=dict, init=False)

    @property
    def game(self) -> CrisisGame:
        """The game at the setting's values."""
        return self.resolver.solved()[0]

    @property
    def assessment(self) -> Assessment:
        """Strategies and beliefs, for those who walk or play it."""
        return self.resolver.solved()[1]

    @property
    def values(self) -> Mapping[str, float]:
        """Every parameter's value."""
        return self.resolver.base

    def measured(self, names: Collection[str]) -> Values:
        """Quantities of the outlook, by name; what was asked for before is remembered."""
        from ..forecasting.registry import measure

        with self._turn.taken():
            missing = [name for name in names if name not in self._read]
            if missing:
                game, assessment = self.resolver.solved()
                self._values.update(measure(game, assessment, missing)[0])
                self._read.update(missing)
            return {key: value for key, value in self._values.items() if key.name in names}

    def errors(self, names: Collection[str]) -> Values:
        """By how much the grid may put each of some quantities off, as the same setting on a coarser grid says
        (:func:`deterrence.stress.resolve.small_grid_error`); none where so few nodes state no error."""
        from ..forecasting.registry import measure
        from ..stress.resolve import Change, small_grid_error, states_error

        points = self.resolver.grid.points
        if not states_error(points):
            return {}
        fine = self.measured(names)
        with self._turn.taken():
            if not self._off.keys() >= fine.keys():
                game, assessment = self.coarse.solved(Change.of(dict(self.setting.changes)))
                other = measure(game, assessment, names)[0]
                for key in fine.keys() & other.keys():
                    self._off[key] = max(small_grid_error(fine[key], other[key], points) or 0.0, LEAST_ERROR)
        return {key: error for key, error in self._off.items() if key in fine}

    def flow(self) -> Unfolding | str:
        """How it unfolds, act by act; in words why it cannot be said. Remembered."""
        from ..stress.unfolding import unfolding

        with self._turn.taken():
            if not self._flow:
                self._flow.append(unfolding(self.resolver))
        return self._flow[0]


def stated(crisis: Crisis, changes: Mapping[str, float] | None = None) -> Resolver:
    """What solves changes of a crisis, from how it is as stated or with some values changed: solved, on the small grid.

    Raises:
        DeterrenceError: it could not be solved.
    """
    from ..solvers.grid import Grid
    from ..stress.resolve import QUICK_TOLERANCE, Resolver, points_for
    from ..stress.study import SMALL_POINTS

    values, _ = crisis.parameters.override(changes or {})
    points = points_for(crisis.game_at(values), SMALL_POINTS)
    found = Resolver(crisis, values, Grid(points=points, tolerance=QUICK_TOLERANCE))
    found.solved()
    return found
