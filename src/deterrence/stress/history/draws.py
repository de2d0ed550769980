"""Draws from what parameters are plausible once coded crises have been seen, by NumPyro's no-U-turn sampler.

The log posterior of z and its exact derivatives are those of :class:`.posterior.Posterior`. A point at which the crisis
is not solved counts as impossible, and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from ...estimation.outside import Draws, drawn
from ..resolve import Resolver
from .fitting import Fitted
from .posterior import Posterior, crises_and_parameters, score_of, value_of

Array = np.ndarray
CHAINS, WARMUP, DRAWS = 2, 150, 150
STEPS = (3, 7)  # derivatives a draw, as a rule
NAME = "parameter"


def derivatives() -> tuple[int, int]:
    """How many derivatives draws take, as a rule: least, most."""
    every = CHAINS * (WARMUP + DRAWS)
    return every * STEPS[0], every * STEPS[1]


def draw_histories(
    resolver: Resolver,
    fitted: Fitted,
    only: Collection[str] = (),
    seed: int = 0,
    tell: Callable[[str], None] = lambda message: None,
) -> tuple[Any, Draws]:
    """Draws of the parameters of a fit, around its mode: as an ``xarray.DataTree``, and as drawn.

    Args:
        resolver, only: as they were fitted. fitted: what was found. seed: of the sampler. tell: called now and then.
    """
    crises, parameters = crises_and_parameters(resolver, only, tuple(fitted.estimates))
    search = Posterior(resolver, crises, parameters, tell)
    mode = np.array([score_of(p, fitted.estimates[name].mode) for name, p in parameters.items()])
    spread = np.array([1.0 - fitted.estimates[name].narrower for name in parameters])
    found = drawn(search, mode, spread, chains=CHAINS, warmup=WARMUP, draws=DRAWS, seed=seed)
    return tree(search, found), found


def tree(search: Posterior, found: Draws) -> Any:
    """Draws of the parameters' values as an ``xarray.DataTree``, as ArviZ has it."""
    import arviz_base

    values = np.empty_like(found.z)
    for k, p in enumerate(search.drawn.values()):
        values[..., k] = np.vectorize(lambda z, p=p: value_of(p, float(z)), otypes=[float])(found.z[..., k])
    return arviz_base.from_dict(
        {"posterior": {NAME: values, "z": found.z}, "sample_stats": {"diverging": found.diverging}},
        coords={"name": list(search.drawn)},
        dims={NAME: ["name"], "z": ["name"]},
    )


def summary(of: Any, level: float = 0.95) -> dict[str, dict[str, float]]:
    """Name -> mean, standard deviation, interval of equal tails, effective sample size and R̂."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    values = of["posterior"][NAME]
    ess, rhat = effective_sample_size(values.values), split_gelman_rubin(values.values)
    found = {}
    for k, name in enumerate(values.coords["name"].values):
        one = values.values[..., k].ravel()
        low, high = np.quantile(one, [(1 - level) / 2, (1 + level) / 2])
        found[str(name)] = {
            "mean": float(one.mean()),
            "sd": float(one.std(ddof=1)),
            "low": float(low),
            "high": float(high),
            "ess": float(ess[k]),
            "rhat": float(rhat[k]),
        }
    return found
