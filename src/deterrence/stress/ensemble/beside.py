"""Plausible worlds solved beside a study, by its own team, and held in memory: a few, for the ranges in its report.

The worlds are those of ``deterrence stress`` with the same seed and number, on a coarse grid. Every one starts from the
solution as stated, so that which process solves it changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...errors import ArgumentError
from ...games.crisis_game import CrisisGame
from ...scenario.crisis import Crisis
from ..resolve import Change, Resolver, coarser
from ..worker_pool import Team
from .fans import Fan
from .reader import Headlines, Reader, Several, attempted
from .sample import Sample, World

KIND = "latin"
NONE_ASKED = "no plausible worlds were asked for"


@dataclass(frozen=True, eq=False)
class Worlds:
    """Numbers of a crisis in plausible worlds.

    Attributes:
        seed: of the worlds.
        points: nodes a side of the grid.
        inputs: by parameter drawn, (n,), its value in each world that was solved.
        columns: by column of the reader, (n,), NaN where a world lacks the number.
        stated: the same columns at the values as they stand, on the same grid.
        failed: worlds without numbers, by reason.
        medians: by parameter drawn, the middle of its plausible values: as often below as above.
        middle: the same columns with every parameter there at once; empty where that world has no numbers.
    """

    seed: int
    points: int
    inputs: Mapping[str, np.ndarray]
    columns: Mapping[str, np.ndarray]
    stated: Mapping[str, float]
    failed: Mapping[str, int]
    medians: Mapping[str, float]
    middle: Mapping[str, float]

    @property
    def n(self) -> int:
        """Worlds that were solved."""
        return len(next(iter(self.inputs.values())))

    @cached_property
    def fans(self) -> dict[str, Fan]:
        """How far every number reaches, by column; those that no world has are left out."""
        return {name: fan for name, y in self.columns.items() if (fan := Fan.of(y)) is not None}


def worlds_later(
    team: Team,
    crisis: Crisis,
    values: Mapping[str, float],
    game: CrisisGame,
    *,
    draws: int,
    seed: int,
    points: int,
    held: Collection[str] = (),
    beside: Sequence[Reader] = (),
) -> Callable[[], Worlds | str]:
    """Hands worlds to a team; what comes back waits for them, and is words where there are none.

    Args:
        team: at work for the crisis.
        crisis, values, game: as stated, and compiled.
        draws, seed: worlds; zero for none.
        points: nodes a side of the grid of the study's comparisons; worlds are solved on one of twice the spacing.
        held: parameters not to draw.
        beside: readers of other things than headlines.
    """
    if not draws:
        return lambda: NONE_ASKED
    try:
        sample = Sample.of(crisis, values, KIND, draws, seed, held=held)
    except ArgumentError as error:
        why = str(error)
        return lambda: why
    reader, grid = Several((Headlines.of(game), *beside)), coarser(points)
    drawn = sample.worlds(0, draws)
    middle = sample.middle
    jobs = [team.submit(numbers_in, reader, world, points=grid) for world in (World(-1, {}, 1), *drawn)]
    between = team.submit(numbers_in, Headlines.of(game), middle, points=grid)

    def worlds() -> Worlds | str:
        (stated, why), *rows = (job.result() for job in jobs)
        solved = [(world, found) for world, (found, trouble) in zip(drawn, rows, strict=True) if not trouble]
        if why or not solved:
            return why or next(trouble for _, trouble in rows)
        return Worlds(
            seed,
            grid,
            {name: np.array([world.values[name] for world, _ in solved]) for name in sample.drawn},
            {name: np.array([found.get(name, np.nan) for _, found in solved]) for name in reader.columns},
            stated,
            dict(Counter(trouble for _, trouble in rows if trouble).most_common()),
            middle.values,
            between.result()[0],
        )

    return worlds


def numbers_in(resolver: Resolver, reader: Reader, world: World) -> tuple[Mapping[str, float], str]:
    """A task of the team: a world's numbers by column, and why there are none."""
    if world.trouble:
        return {}, world.trouble
    change = Change.of(world.values)
    return attempted(lambda: reader.read(resolver.fitted(change), change))
