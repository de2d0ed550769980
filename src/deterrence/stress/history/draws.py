"""Draws from what parameters are plausible once coded crises have been seen, by NumPyro's no-U-turn sampler.

The log posterior of z and its exact derivatives come from outside JAX (:class:`.posterior.Posterior`), and are handed
to the sampler as they are. A point at which the crisis is not solved counts as impossible, and is counted.

Reference: Hoffman, M. D. and Gelman, A. (2014), "The No-U-Turn Sampler", Journal of Machine Learning Research 15
(recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import DeterrenceError
from ..resolve import Resolver
from .fitting import Fitted
from .posterior import WALL, Posterior, crises_and_parameters, score_of, value_of

Array = np.ndarray
Height = Callable[[Array], tuple[float, Array]]
CHAINS, WARMUP, DRAWS = 2, 150, 150
STEPS = (3, 7)  # derivatives a draw, as a rule
NAME = "parameter"


@dataclass(frozen=True, eq=False)
class Draws:
    """What the sampler drew.

    Attributes:
        z: (chains, draws, parameters).
        diverging: (chains, draws), steps that lost their way.
        impossible: points tried at which the crisis is not solved.
        solved: derivatives taken.
    """

    z: Array
    diverging: Array
    impossible: int
    solved: int


def drawn(
    height: Height,
    mode: Array,
    spread: Array,
    *,
    chains: int = CHAINS,
    warmup: int = WARMUP,
    draws: int = DRAWS,
    seed: int = 0,
) -> Draws:
    """Draws of z.

    Args:
        height: z (P,) -> minus the log posterior, and its derivatives (P,).
        mode: (P,), around which chains begin.
        spread: (P,), how far from it: standard deviations.
        chains, warmup, draws, seed: of the sampler.
    """
    import jax
    import jax.numpy as jnp
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    counted = {"solved": 0, "impossible": 0}
    shapes = (jax.ShapeDtypeStruct((), np.float64), jax.ShapeDtypeStruct((len(mode),), np.float64))

    def outside(z: Any) -> tuple[Any, Array]:
        counted["solved"] += 1
        try:
            value, slope = height(np.asarray(z, float))
        except DeterrenceError:
            counted["impossible"] += 1
            value, slope = WALL, np.zeros(len(mode))
        return np.float64(value), np.asarray(slope, float)

    def asked(z: Any) -> Any:
        return jax.pure_callback(outside, shapes, z, vmap_method="sequential")

    @jax.custom_vjp
    def potential(z: Any) -> Any:
        return asked(z)[0]

    potential.defvjp(asked, lambda slope, above: (above * slope,))
    begin = mode + 0.5 * spread * np.random.default_rng(seed).standard_normal((chains, len(mode)))
    sampler = MCMC(
        NUTS(potential_fn=potential),
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    start = jnp.asarray(begin if chains > 1 else begin[0])
    sampler.run(jax.random.PRNGKey(seed), init_params=start, extra_fields=("diverging",))
    found = np.asarray(sampler.get_samples(group_by_chain=True))
    fields = sampler.get_extra_fields(group_by_chain=True)
    return Draws(found, np.asarray(fields["diverging"]), counted["impossible"], counted["solved"])


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
    found = drawn(search, mode, spread, seed=seed)
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
