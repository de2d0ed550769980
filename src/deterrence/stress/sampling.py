"""Plausible worlds: joint draws over the ranges of everything uncertain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import DeterrenceError
from ..parameters.table import NamedParameter
from ..scenario.crisis import Crisis

DRAWN = ("uncertain", "estimated")
MOST_TRIES = 1000


def draw(crisis: Crisis, values: Mapping[str, float], n: int, seed: int) -> list[dict[str, float]]:
    """Values of every uncertain parameter in ``n`` worlds, independent of each other; levers stay where they stand.

    A parameter is drawn from its distribution, cut to its range; uniform where the file gives none. Worlds whose
    numbers do not fit together (chances that exceed one) are drawn again. World k is the same whatever ``n`` is.

    Args:
        crisis: whose parameters are drawn.
        values: every parameter's value.
        n: worlds.
        seed: of the draws.

    Returns:
        Per world, the values that were drawn, by parameter name.

    Raises:
        DeterrenceError: no world that fits was found.
    """
    drawn = {name: p for name, p in crisis.parameters.items() if p.role in DRAWN and p.range is not None}
    worlds = []
    for k in range(n):
        rng = np.random.default_rng([seed, k])
        for _ in range(MOST_TRIES):
            world = {name: _quantile(p, u) for (name, p), u in zip(drawn.items(), rng.random(len(drawn)), strict=True)}
            if not crisis.parameters.misfits({**values, **world}):
                break
        else:
            raise DeterrenceError("no plausible world was found whose chances fit together: narrow some ranges")
        worlds.append(world)
    return worlds


def _quantile(p: NamedParameter, u: float) -> float:
    assert p.range is not None
    low, high = p.range
    spread = p.distribution
    if high == low or spread is None or spread.kind == "uniform":
        return float(low + u * (high - low))
    from scipy import stats  # half a second to import, which most that is done here does without

    if spread.kind == "triangular":
        at = stats.triang.ppf(u, (p.value - low) / (high - low), loc=low, scale=high - low)
    elif spread.kind == "beta":
        assert spread.a is not None and spread.b is not None
        at = stats.beta.ppf(u, spread.a, spread.b, loc=low, scale=high - low)
    else:
        assert spread.sigma is not None
        cut = stats.lognorm(spread.sigma, scale=p.value)
        at = cut.ppf(cut.cdf(low) + u * (cut.cdf(high) - cut.cdf(low)))
    return float(min(max(at, low), high))
