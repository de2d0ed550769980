"""NumPyro's no-U-turn sampler for posteriors that are priced outside JAX, derivatives with them.

Equilibria are found by methods that JAX does not trace. The log posterior and its exact derivatives are handed to the
sampler as they are. A point at which there is none counts as impossible, and is counted.

Reference: Hoffman, M. D. and Gelman, A. (2014), "The No-U-Turn Sampler", Journal of Machine Learning Research 15
(recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DeterrenceError
from .estimable import Estimable

Array = np.ndarray
Height = Callable[[Array], tuple[float, Array]]
WALL = 1e10  # what a point costs that is impossible: no step ends there


@dataclass(frozen=True, eq=False)
class Draws:
    """What the sampler drew.

    Attributes:
        z: (chains, draws, P).
        diverging: (chains, draws), steps that lost their way.
        impossible: points tried at which there is no posterior.
        solved: derivatives taken.
    """

    z: Array
    diverging: Array
    impossible: int
    solved: int


def drawn(
    height: Height, mode: Array, spread: Array, *, chains: int, warmup: int, draws: int, seed: int = 0
) -> Draws:
    """Draws of z.

    Args:
        height: z (P,) -> minus the log posterior, and its derivatives (P,); raises ``DeterrenceError`` where there is
            none.
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


def coefficients(
    model: Estimable, start: Array, width: float, *, chains: int, warmup: int, draws: int, seed: int = 0
) -> Draws:
    """Draws of the coefficients of a likelihood, with normal priors.

    They are drawn along the axes of the curvature at the start, in which the posterior is nearly standard normal.

    Args:
        model: with its data, at full likelihood.
        start: (P,), a maximum.
        width: of the priors, in units of payoff.
        chains, warmup, draws, seed: of the sampler.
    """
    precision = (model.scales / width) ** 2
    curvature = np.diag(precision) - model.derivative(start).hessian
    try:
        axes = np.linalg.inv(np.linalg.cholesky(curvature)).T
    except np.linalg.LinAlgError:
        axes = np.diag(width / model.scales)
    base = model.derivative(start).value

    def height(z: Array) -> tuple[float, Array]:
        theta = start + axes @ z
        at = model.derivative(theta)
        if not (np.isfinite(at.value) and np.isfinite(at.gradient).all()):
            raise DeterrenceError("the likelihood is zero there")
        value = base - at.value + 0.5 * float(precision @ theta**2)
        return value, axes.T @ (precision * theta - at.gradient)

    with np.errstate(all="ignore"):
        found = drawn(
            height, np.zeros(model.size), np.ones(model.size), chains=chains, warmup=warmup, draws=draws, seed=seed
        )
    return Draws(start + found.z @ axes.T, found.diverging, found.impossible, found.solved)
