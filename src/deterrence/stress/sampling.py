"""Plausible worlds: joint draws over the ranges of everything uncertain."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import DeterrenceError
from ..scenario.crisis import Crisis
from .ensemble.sample import Sample


def draw(crisis: Crisis, values: Mapping[str, float], n: int, seed: int) -> list[dict[str, float]]:
    """Values of every uncertain parameter in ``n`` worlds, independent of each other; levers stay where they stand.

    Args:
        crisis: whose parameters are drawn.
        values: every parameter's value.
        n: worlds. World k is the same whatever n is.
        seed: of the draws.

    Returns:
        Per world, the values that were drawn, by parameter name.

    Raises:
        DeterrenceError: no world that fits was found (:class:`.Sample`).
    """
    sample = Sample.of(crisis, values, "independent", n, seed)
    found = []
    for world in sample.worlds(0, n):
        if world.trouble:
            raise DeterrenceError(world.trouble)
        found.append(dict(world.values))
    return found
