"""Many worlds of one crisis, each with parameter values of its own, solved and read in one call.

All have the game's structure, and start from what the file's own values give. Worlds are shared among threads, each
world solved by one: so neither their number nor their order changes a bit of any.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from ..errors import ArgumentError
from ..forecasting.keys import Values
from ..forecasting.registry import measure
from ..scenario.crisis import Crisis
from ..solvers.grid import Grid
from .resolve import HEADLINES, QUICK_TOLERANCE, Change, Resolver, points_for

THREADS = 2
SWITCH = 1e-4  # seconds after which a thread lets another have the interpreter


def solve_worlds(
    crisis: Crisis,
    worlds: Sequence[Mapping[str, float]],
    names: Collection[str] = HEADLINES,
    *,
    grid: Grid | None = None,
    threads: int = THREADS,
) -> list[Values]:
    """Quantities in every world.

    Args:
        crisis: read and checked.
        worlds: by world, parameter values in place of the file's; some or all parameters.
        names: of the quantities.
        grid: to solve on; that of comparisons (:mod:`.resolve`) if None.
        threads: that work at once.

    Returns:
        By world, in order, the numbers by key.

    Raises:
        ArgumentError: a parameter that there is not, a value that it cannot take, or fewer than one thread.
        NotConverged: a world that was not solved.
    """
    if threads < 1:
        raise ArgumentError(f"threads: {threads} are too few; give one or more")
    stated, _ = crisis.parameters.override({})
    changed = [Change.of(_different(crisis.parameters.override(world)[0], stated)) for world in worlds]
    grid = grid or Grid(points=points_for(crisis.game_at(stated)), tolerance=QUICK_TOLERANCE)
    resolver = Resolver(crisis, stated, replace(grid, threads=1))
    resolver.solved()  # where the others start
    with _turns_in_short(), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda change: measure(*resolver.solved(change), names)[0], changed))


@contextmanager
def _turns_in_short() -> Iterator[None]:
    """Threads that come out of compiled code wait for the interpreter, by default up to 5 ms each time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _different(values: Mapping[str, float], stated: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if value != stated[name]}
