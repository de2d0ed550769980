"""Fit the count model: maximum a posteriori, compiled once for all refits; the posterior by the No-U-Turn sampler.

Sources: D. C. Liu and J. Nocedal (1989), Mathematical Programming 45 (the search); M. D. Hoffman and A. Gelman (2014),
"The No-U-Turn Sampler", Journal of Machine Learning Research 15; A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and
P.-C. Bürkner (2021), "Rank-normalization, folding, and localization", Bayesian Analysis 16 (what R-hat is good for).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import numpy as np
from numpyro import handlers
from numpyro.diagnostics import summary
from numpyro.infer import MCMC, NUTS, init_to_value
from numpyro.infer.util import log_density
from scipy.optimize import minimize

from ..errors import NotConverged
from ..solvers import runtime  # noqa: F401 - double precision, and a cache of what is compiled
from .model import BASE, DISPERSION, Data, Parameters, count_model

jax.tree_util.register_dataclass(Data, ["counts", "pull", "season", "steps", "weights"], [])

MOST_R_HAT = 1.05
CHAINS = 2


def maximum_a_posteriori(data: Data) -> dict[str, np.ndarray]:
    """The likeliest values of the sites; all of them are on the whole line, so this is the posterior's mode there.

    Args:
        data: counts.

    Raises:
        NotConverged: the search stopped short.
    """
    sizes = len(data.pull), len(data.season), len(data.steps)
    step, given = _value_and_gradient(*sizes), jax.device_put(data)
    flat = np.concatenate([np.atleast_1d(value) for value in middle(data).values()])

    def objective(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = step(x, given)
        return float(value), np.asarray(gradient)

    found = minimize(objective, flat, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    if not (found.success and np.isfinite(found.fun)):
        raise NotConverged(f"the count model's fit stopped short: {found.message}: try a longer or another series")
    return _sites(found.x, *sizes)


def middle(data: Data) -> dict[str, np.ndarray]:
    """The prior's middle."""
    k = data.pull.shape[0]
    return {
        "log_base": np.array(BASE),
        "log_dispersion": np.array(DISPERSION),
        "log_pull": np.full(k, np.log(0.9 / k)),
        "season": np.zeros(data.season.shape[0]),
        "effect": np.zeros(data.steps.shape[0]),
    }


def _sites(x: Any, pulls: int, harmonics: int, steps: int) -> dict[str, Any]:
    """The sites of a flat vector, in the order of :func:`middle`."""
    season = 2 + pulls
    effect = season + harmonics
    return {
        "log_base": x[0],
        "log_dispersion": x[1],
        "log_pull": x[2:season],
        "season": x[season:effect],
        "effect": x[effect : effect + steps],
    }


@cache
def _value_and_gradient(pulls: int, harmonics: int, steps: int) -> Callable[..., tuple[jax.Array, jax.Array]]:
    """The loss and its gradient at a flat vector of the sites, compiled for every model with as many of each."""
    def loss(x: jax.Array, data: Data) -> jax.Array:
        return -log_density(count_model, (data,), {}, _sites(x, pulls, harmonics, steps))[0]

    return jax.jit(jax.value_and_grad(loss))


@dataclass(frozen=True)
class Posterior:
    """Draws from the posterior.

    Attributes:
        draws: parameters, chains one after another.
        r_hat: the largest of all sites, split chains; 1 where they agree.
        effective: the smallest effective sample size of all sites.
        divergences: transitions that the sampler could not follow.
    """

    draws: Parameters
    r_hat: float
    effective: float
    divergences: int


def posterior(data: Data, *, draws: int = 500, warmup: int = 500, seed: int = 0) -> Posterior:
    """The posterior by the No-U-Turn sampler, two chains from the mode.

    Args:
        data: counts.
        draws, warmup: of each chain.
        seed: of the sampler.

    Raises:
        NotConverged: chains that do not agree.
    """
    mode = maximum_a_posteriori(data)
    kernel = NUTS(count_model, init_strategy=init_to_value(values=mode), dense_mass=True, target_accept_prob=0.9)
    sampler = MCMC(
        kernel, num_warmup=warmup, num_samples=draws, num_chains=CHAINS, chain_method="sequential", progress_bar=False
    )
    with handlers.seed(rng_seed=seed):
        sampler.run(jax.random.PRNGKey(seed), data, extra_fields=("diverging",))
    grouped = {name: np.asarray(v) for name, v in sampler.get_samples(group_by_chain=True).items() if v.size}
    figures = summary(grouped).values()
    r_hat = max(float(np.max(f["r_hat"])) for f in figures)
    effective = min(float(np.min(f["n_eff"])) for f in figures)
    if r_hat > MOST_R_HAT:
        raise NotConverged(f"the posterior's chains do not agree, R-hat {r_hat:.3f}: ask for more with --draws")
    sites = {name: np.asarray(value) for name, value in sampler.get_samples().items()}
    divergences = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
    return Posterior(Parameters.of(sites), r_hat, effective, divergences)


def point(sites: dict[str, np.ndarray]) -> Parameters:
    """A point estimate as parameters of one draw."""
    return Parameters.of({name: value[None] for name, value in sites.items()})


