"""Posterior distributions of the coefficients, by NumPyro's no-U-turn sampler.

Priors are normal, of standard deviation ``width`` for a coefficient times the root mean square of its column: payoffs
are in units of the shocks' standard deviation, so that 2.5 is wide. The posterior is an ``xarray.DataTree`` as ArviZ
has it: groups ``posterior``, ``sample_stats`` and ``log_likelihood``.

Reference: Hoffman, M. D. and Gelman, A. (2014), "The No-U-Turn Sampler", Journal of Machine Learning Research 15; Talts
and others (2018), "Validating Bayesian inference algorithms with simulation-based calibration", arXiv:1804.06788
(recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import UnsupportedGame
from .algebra import Traced
from .dynamic.pseudo import PseudoGames
from .estimable import Estimable
from .linear_model import LinearModel
from .outside import Posterior, coefficients
from .signalling import PseudoModel, SignallingModel

Array = np.ndarray
WIDTH = 2.5
NAME = "coefficient"  # of all free coefficients, as one vector
CHAINS, WARMUP, DRAWS = 4, 500, 500


def traceable(model: Estimable) -> bool:
    """Whether JAX traces the likelihood: not where equilibria are found."""
    return isinstance(model, LinearModel) and not isinstance(model, SignallingModel)


def whole(model: Estimable) -> bool:
    """Whether it is a likelihood of all that was seen, and not of best replies to beliefs."""
    return not isinstance(model, PseudoModel | PseudoGames)


def log_likelihood(model: Estimable) -> Callable[[Any, Any], Any]:
    """(θ, outcomes) -> log likelihood, a pure function for JAX.

    Raises:
        UnsupportedGame: crisis signalling and dynamic games, whose equilibria are found outside JAX.
    """
    if not (isinstance(model, LinearModel) and traceable(model)):
        raise UnsupportedGame(f"{model.error}: equilibria are found outside JAX, which cannot trace this")
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    algebra = Traced()
    parts = [(jnp.asarray(b.x), b.index, jnp.asarray(b.offset)) for b in model.blocks]

    def of(theta: Any, outcomes: Any) -> Any:
        values = [theta[index] @ x + offset for x, index, offset in parts]
        return model.with_outcomes(outcomes).row_logs(algebra, values).sum()

    return of


def program(model: Estimable, width: float, many: int = 0) -> Callable[[Any], None]:
    """The model as NumPyro has it, a function of the outcomes that were seen; of ``many`` data sets, each its own θ.

    Raises:
        UnsupportedGame: as :func:`log_likelihood`.
    """
    of = log_likelihood(model)
    import jax
    import numpyro

    deviations = jax.numpy.asarray(width / model.scales)
    shape, together = ((many,), jax.vmap(of)) if many else ((), of)

    def declared(outcomes: Any) -> None:
        prior = numpyro.distributions.Normal(0.0, deviations).expand([*shape, model.size])
        theta = numpyro.sample(NAME, prior.to_event(len(shape) + 1))
        numpyro.factor("log_likelihood", together(theta, outcomes).sum())

    return declared


def sample(
    model: Estimable,
    start: Array,
    *,
    width: float = WIDTH,
    chains: int = CHAINS,
    warmup: int = WARMUP,
    draws: int = DRAWS,
    seed: int = 0,
) -> Any:
    """Draws from the posterior as an ``xarray.DataTree``.

    Args:
        model: with its data.
        start: (P,), where chains begin (a maximum).
        width: of the priors.
        chains, warmup, draws: of the sampler.
        seed: of the sampler.

    Raises:
        UnsupportedGame: a likelihood of two steps or of rounds of them, which is none of all that was seen.
    """
    import arviz_base

    found, fields = (_traced if traceable(model) else _priced)(model, start, width, chains, warmup, draws, seed)
    rows = np.stack([[model.pointwise(theta) for theta in chain] for chain in found])
    return arviz_base.from_dict(
        {
            "posterior": {NAME: found},
            "sample_stats": fields,
            "log_likelihood": {"row": rows},
        },
        coords={"parameter": list(model.names), "row_used": (model.rows + 1).tolist()},
        dims={NAME: ["parameter"], "row": ["row_used"]},
    )


def _priced(
    model: Estimable, start: Array, width: float, chains: int, warmup: int, draws: int, seed: int
) -> tuple[Array, dict[str, Array]]:
    """Draws (chains, draws, P) where equilibria are found outside JAX, and what is known of them."""
    if not whole(model):
        raise UnsupportedGame(f"{model.error}: a posterior is of the full likelihood: use --method full")
    found = coefficients(Posterior.of(model, width), start, chains=chains, warmup=warmup, draws=draws, seed=seed)
    return found.z, {"diverging": found.diverging}


def _traced(
    model: Estimable, start: Array, width: float, chains: int, warmup: int, draws: int, seed: int
) -> tuple[Array, dict[str, Array]]:
    """The same where JAX traces the likelihood."""
    declared = program(model, width)
    import jax
    from numpyro.infer import MCMC, NUTS, init_to_value

    sampler = MCMC(
        NUTS(declared, init_strategy=init_to_value(values={NAME: start})),
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method="vectorized",
        progress_bar=False,
    )
    assert isinstance(model, LinearModel)
    sampler.run(jax.random.PRNGKey(seed), model.outcomes, extra_fields=("diverging", "num_steps"))
    found = np.asarray(sampler.get_samples(group_by_chain=True)[NAME])
    return found, {k: np.asarray(v) for k, v in sampler.get_extra_fields(group_by_chain=True).items()}


def summary(tree: Any, level: float) -> dict[str, dict[str, float]]:
    """Name -> mean, standard deviation, interval of equal tails, effective sample size and R̂ of a posterior."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    posterior = tree["posterior"][NAME]
    ess, rhat = effective_sample_size(posterior.values), split_gelman_rubin(posterior.values)
    found = {}
    for k, name in enumerate(posterior.coords["parameter"].values):
        draws = posterior.values[..., k].ravel()
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
        found[str(name)] = {
            "mean": float(draws.mean()),
            "sd": float(draws.std(ddof=1)),
            "low": float(low),
            "high": float(high),
            "ess": float(ess[k]),
            "rhat": float(rhat[k]),
        }
    return found


def calibration_ranks(
    model: Estimable, replications: int, *, width: float = 1.0, draws: int = 99, thin: int = 4, seed: int = 0
) -> Array:
    """(replications, P), ranks of true coefficients among draws from the posterior of data made with them.

    Coefficients are drawn from the prior and outcomes from the model; where sampler and likelihood are right each rank
    is uniform on 0 … draws (simulation-based calibration, Talts and others 2018). All replications are drawn from at
    once, as one posterior of independent parts. (:mod:`.importance` has ranks where JAX does not trace the likelihood.)

    Args:
        model: with the rows at which outcomes are drawn.
        replications: how many.
        width: of the priors.
        draws: from each posterior, kept.
        thin: one draw in so many is kept.
        seed: of it all.

    Raises:
        UnsupportedGame: as :func:`log_likelihood`.
    """
    declared = program(model, width, replications)
    assert isinstance(model, LinearModel)
    import jax
    from numpyro.infer import MCMC, NUTS

    generator = np.random.default_rng(seed)
    truth = generator.standard_normal((replications, model.size)) * width / model.scales
    outcomes = np.stack([model.simulated(theta, generator).outcomes for theta in truth])
    sampler = MCMC(NUTS(declared), num_warmup=300, num_samples=draws * thin, thinning=thin, progress_bar=False)
    sampler.run(jax.random.PRNGKey(seed), outcomes)
    ranks = (np.asarray(sampler.get_samples()[NAME]) < truth).sum(0)
    return ranks
