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
from .estimable import Derivative, Estimable

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


@dataclass(frozen=True, eq=False)
class Posterior:
    """Of the coefficients of a likelihood, with independent normal priors.

    Attributes:
        model: with its data, at full likelihood.
        centre, deviations: (P,), of the priors.
    """

    model: Estimable
    centre: Array
    deviations: Array

    @classmethod
    def of(cls, model: Estimable, width: float, centre: Array | None = None) -> Posterior:
        """With priors of a width in units of payoff, around zero or around coefficients (P,)."""
        return cls(model, np.zeros(model.size) if centre is None else centre, width / model.scales)

    def log(self, theta: Array) -> float:
        """Its log, up to a constant; minus infinity where there is no equilibrium, or no chance of what was seen."""
        try:
            value = self.model.log_likelihood(theta)
        except DeterrenceError:
            return -np.inf
        away = (theta - self.centre) / self.deviations
        return value - 0.5 * float(away @ away) if np.isfinite(value) else -np.inf

    def derivative(self, theta: Array) -> Derivative:
        """Its log with both derivatives. Raises ``DeterrenceError`` where there is none."""
        at = self.model.derivative(theta)
        if not (np.isfinite(at.value) and np.isfinite(at.gradient).all()):
            raise DeterrenceError("the likelihood is zero there")
        away = (theta - self.centre) / self.deviations
        value = at.value - 0.5 * float(away @ away)
        return Derivative(value, at.gradient - away / self.deviations, at.hessian - np.diag(self.deviations**-2.0))

    def axes(self, theta: Array) -> Array | None:
        """(P, P), A with A A' the inverse of its curvature: what a standard normal vector is to be multiplied by to be
        spread as it is; None where it is no hill."""
        try:
            return np.linalg.inv(np.linalg.cholesky(-self.derivative(theta).hessian)).T
        except (np.linalg.LinAlgError, DeterrenceError):
            return None


def coefficients(
    posterior: Posterior, start: Array, *, chains: int, warmup: int, draws: int, seed: int = 0
) -> Draws:
    """Draws of the coefficients of a likelihood, with normal priors.

    They are drawn along the axes of the curvature at the start, in which the posterior is nearly standard normal.

    Args:
        posterior: of the coefficients.
        start: (P,), a maximum.
        chains, warmup, draws, seed: of the sampler.
    """
    axes = posterior.axes(start)
    if axes is None:
        axes = np.diag(posterior.deviations)
    base = posterior.derivative(start).value

    def height(z: Array) -> tuple[float, Array]:
        with np.errstate(all="ignore"):  # here, as the sampler calls from a thread of its own
            at = posterior.derivative(start + axes @ z)
        return base - at.value, -(axes.T @ at.gradient)

    size = len(start)
    found = drawn(height, np.zeros(size), np.ones(size), chains=chains, warmup=warmup, draws=draws, seed=seed)
    return Draws(start + found.z @ axes.T, found.diverging, found.impossible, found.solved)
