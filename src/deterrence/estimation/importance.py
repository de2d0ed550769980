"""Ranks of true coefficients among draws from posteriors whose likelihood is found outside JAX.

A chain of the no-U-turn sampler solves equilibria and their derivatives some six times a draw, and each posterior is
compiled anew. The posterior of a simulated data set is nearly normal, so that draws come much cheaper by importance
sampling: points are drawn from a multivariate t distribution at the mode with the inverse of the curvature there (the
Laplace approximation with heavier tails), weighed by posterior over proposal, the largest weights smoothed (Vehtari and
others 2024), and drawn from by weight. It takes one equilibrium and no derivative a point. Where the shape k of the
tail of weights says that they are not to be used, or there is no mode, the chain is run after all.

Reference: Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024), "Pareto Smoothed Importance Sampling",
Journal of Machine Learning Research 25(72); Talts and others (2018), arXiv:1804.06788 (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..errors import DeterrenceError, NotConverged
from ..stats import USABLE_TAIL, pareto_smoothed
from .estimable import Derivative, Estimable
from .maximise import maximise
from .outside import Posterior, coefficients

Array = np.ndarray
FREEDOM = 7.0  # degrees of freedom of the proposal: tails heavier than a posterior's
POINTS = 300
WARMUP, THIN = 100, 4  # of the chain, where it is needed
LEAST = 0.2  # of the points, where there is a posterior, without which they are of no use
MOST_TRIED = 20  # draws from the prior for one with an equilibrium


@dataclass(frozen=True, eq=False)
class Sample:
    """Points with weights.

    Attributes:
        theta: (S, P).
        share: (S,), weights, adding up to one.
        k: shape of their tail; infinite where nothing can be drawn.
    """

    theta: Array
    share: Array
    k: float

    @property
    def usable(self) -> bool:
        """Are weighted means usable, as far as k shows?"""
        return self.k <= USABLE_TAIL

    @property
    def effective(self) -> float:
        """As many points of equal weight as they are worth."""
        return float(1.0 / (self.share**2).sum())


@dataclass(frozen=True, eq=False)
class Ranks:
    """Of true coefficients.

    Attributes:
        ranks: (R, P), from 0 to the number of draws.
        chains: replications in which the no-U-turn sampler was run.
        redrawn: draws from the prior at which there is no equilibrium, in whose place others were drawn.
    """

    ranks: Array
    chains: int
    redrawn: int


def mode(posterior: Posterior, start: Array) -> Array | None:
    """(P,), where the posterior is highest, climbing from a point; None if the climb ends at no maximum."""

    def climbed(theta: Array) -> Derivative:
        try:
            return posterior.derivative(theta)
        except DeterrenceError:
            nothing = np.full(len(theta), np.nan)
            return Derivative(-np.inf, nothing, np.outer(nothing, nothing))

    found = maximise(climbed, start, posterior.model.scales)
    return found.theta if found.converged else None


def sampled(posterior: Posterior, top: Array, points: int, draws: np.random.Generator) -> Sample:
    """Points around a mode (P,), by importance; k is infinite where the posterior is no hill there."""
    axes, size = posterior.axes(top), len(top)
    if axes is None:
        return Sample(top[None], np.ones(1), np.inf)
    tails = np.sqrt(draws.chisquare(FREEDOM, points) / FREEDOM)
    z = draws.standard_normal((points, size)) / tails[:, None]
    theta = top + z @ axes.T
    with np.errstate(all="ignore"):
        logs = np.array([posterior.log(each) for each in theta])
    logs += 0.5 * (FREEDOM + size) * np.log1p((z**2).sum(1) / FREEDOM)
    there = np.isfinite(logs)
    if there.sum() < LEAST * points:
        return Sample(top[None], np.ones(1), np.inf)
    smoothed, k = pareto_smoothed(logs[there])
    share = np.zeros(points)
    share[there] = np.exp(smoothed - smoothed.max())
    return Sample(theta, share / share.sum(), k)


def ranks(
    model: Estimable,
    centre: Array,
    replications: int,
    *,
    width: float,
    draws: int,
    points: int = POINTS,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
) -> Ranks:
    """Ranks of coefficients drawn from a prior among draws from the posteriors of the outcomes that they give.

    The prior is of coefficients at which an equilibrium is found: where there is none, others are drawn.

    Args:
        model: with the rows at which outcomes are drawn, at full likelihood.
        centre: (P,), of the priors: near zero a game may have no equilibrium, or several.
        replications: how many.
        width: of the priors, in units of payoff.
        draws: from each posterior.
        points: each of them rests on.
        seed: of it all.
        progress: called now and then.

    Raises:
        NotConverged: hardly any coefficients from the prior have an equilibrium.
    """
    generator = np.random.default_rng(seed)
    found: list[Array] = []
    chains = redrawn = 0
    while len(found) < replications:
        truth = centre + generator.standard_normal(model.size) * width / model.scales
        try:
            with np.errstate(all="ignore"):
                made = model.simulated(truth, generator)
        except (NotConverged, ValueError):  # no equilibrium, or chances that are no numbers
            redrawn += 1
            if redrawn > MOST_TRIED * (len(found) + 1):
                raise NotConverged(
                    f"of {redrawn + len(found)} coefficients drawn from the prior {len(found)} have an equilibrium: "
                    "calibrate another game, or this one at other estimates"
                ) from None
            continue
        progress(f"posterior {len(found) + 1} of {replications}")
        posterior = Posterior.of(made, width, centre)
        top = mode(posterior, truth)
        sample = None if top is None else sampled(posterior, top, points, generator)
        if sample is not None and sample.usable:
            theta = sample.theta[generator.choice(points, draws, p=sample.share)]
        else:
            chains += 1
            start = truth if top is None else top
            chain = coefficients(
                posterior, start, chains=1, warmup=WARMUP, draws=draws * THIN, seed=int(generator.integers(2**31))
            )
            theta = chain.z[0, THIN - 1 :: THIN]
        found.append((theta < truth).sum(0))
    return Ranks(np.array(found), chains, redrawn)
