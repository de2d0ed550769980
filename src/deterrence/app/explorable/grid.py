"""The grid: a few levers, a few values of each, every combination solved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...errors import ArgumentError
from ...files.messages import did_you_mean, shown
from ...parameters.table import NamedParameter
from ...scenario.crisis import Crisis
from ...stress.resolve import Change, coarser
from ..explore.chosen import Chosen, rounded
from ..explore.controls import controls
from ..setting import Setting
from ..solved import Solved, stated
from ..turn import Turn

USUAL_LEVERS, MOST_PAGES = 3, 600


@dataclass(frozen=True)
class Lever:
    """A parameter with the values that it has on the grid, in order; the file's own, or that which was set, among them.

    Attributes:
        parameter: as in the file. values: on the grid. stated: index of its own.
    """

    parameter: NamedParameter
    values: tuple[float, ...]
    stated: int


Place = tuple[int, ...]
"""Where a setting stands on the grid: an index of each lever's values."""


@dataclass(frozen=True)
class Grid:
    """A crisis on a grid.

    Attributes:
        crisis: with what is locked of it. base: parameter values set beside the levers. levers: along its axes.
    """

    crisis: Crisis
    base: Mapping[str, float]
    levers: tuple[Lever, ...]

    @property
    def stated(self) -> Place:
        """Where everything is as stated."""
        return tuple(lever.stated for lever in self.levers)

    @property
    def places(self) -> list[Place]:
        """All of it."""
        return list(itertools.product(*(range(len(lever.values)) for lever in self.levers)))

    def changes(self, place: Place) -> dict[str, float]:
        """What a place changes of the crisis as stated."""
        pairs = zip(self.levers, place, strict=True)
        return {x.parameter.name: x.values[k] for x, k in pairs if k != x.stated}

    def solved(self) -> Iterator[tuple[Place, Solved]]:
        """Every place with its solution, each from the crisis as stated. Raises ``DeterrenceError``."""
        stand, turn = stated(self.crisis, self.base), Turn()
        coarse = stand.on(coarser(stand.grid.points))
        for place in self.places:
            changes = self.changes(place)
            setting = Setting(self.crisis.brief.name, tuple(sorted({**self.base, **changes}.items())))
            yield place, Solved(setting, self.crisis, (), stand.standing(Change.of(changes)), 0.0, coarse, turn)


def grid(crisis: Crisis, base: Mapping[str, float], names: Sequence[str], points: int) -> Grid:
    """A grid of a crisis.

    Args:
        crisis: the crisis.
        base: parameter values in place of the file's.
        names: of the levers; those that Explore shows first if empty.
        points: values of each, evenly over its plausible range; its own comes beside them.

    Raises:
        ArgumentError: a lever that is not there or has no range, or more pages than anybody turns.
    """
    table = crisis.parameters
    chosen = list(names) or [s.parameter.name for s in controls(crisis, Chosen()).deciding.sliders][:USUAL_LEVERS]
    for name in chosen:
        if name not in table:
            remedy = did_you_mean(name, table) or f"the parameters are {', '.join(table)}"
            raise ArgumentError(f"there is no parameter {shown(name)}: {remedy}")
    levers = tuple(_lever(table[name], base.get(name, table[name].value), points) for name in dict.fromkeys(chosen))
    found = Grid(crisis, dict(base), levers)
    count = len(found.places)
    if count > MOST_PAGES:
        raise ArgumentError(f"that is {count:,} settings, and {MOST_PAGES} are the most: take fewer levers or --values")
    return found


def _lever(parameter: NamedParameter, at: float, points: int) -> Lever:
    if parameter.range is None:
        raise ArgumentError(f"{parameter.name} has no plausible range to go over: name another lever")
    low, high = parameter.range
    even = (rounded(low + (high - low) * k / (points - 1)) for k in range(points))
    values = tuple(sorted({*even, at}))
    return Lever(parameter, values, values.index(at))
