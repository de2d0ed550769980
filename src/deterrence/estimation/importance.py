"""Ranks of true coefficients among draws from posteriors whose likelihood is found outside JAX.

A chain of the no-U-turn sampler solves equilibria and their derivatives some six times a draw, and each posterior is
compiled anew. The posterior of a simulated data set is nearly normal, so that draws come much cheaper by importance
sampling: points are drawn from a multivariate t distribution at the mode with the inverse of the curvature there (the
Laplace approximation with heavier tails), weighed by posterior over proposal, the largest weights smoothed (Vehtari and
others 2024), and drawn from by weight. It takes one equilibrium and no derivative a point. Where the shape k of the
tail of weights says that they are not to be used, or there is no mode, as many points from the prior are added, which
is narrow; and where that is of no use either, the chain is run after all.

Reference: Vehtari, A., Simpson, D., Gelman, A., Yao, Y. and Gabry, J. (2024), "Pareto Smoothed Importance Sampling",
Journal of Machine Learning Research 25(72); Talts and others (2018), arXiv:1804.06788 (recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import multivariate_t

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
        diverging: share of its draws that diverged, over those replications; zero where there are none.
        redrawn: draws from the prior at which there is no equilibrium, in whose place others were drawn.
    """

    ranks: Array
    chains: int
    diverging: float
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


def sampled(posterior: Posterior, top: Array | None, points: int, draws: np.random.Generator) -> Sample:
    """Points by importance: around a mode (P,); where weights are of no use, or there is no mode, from the prior too.

    Of the second kind every point is weighed by the mixture of both proposals, so that no weight is large unless the
    likelihood is (a defensive mixture: Hesterberg 1995, Technometrics 37(2); recalled, not opened).
    """
    around = [] if top is None else _around(posterior, top)
    found = _weighed(posterior, around, points, draws)
    if found.usable:
        return found
    prior = Proposal(posterior.centre, np.diag(posterior.deviations), np.inf)
    return _weighed(posterior, [*around, prior], points, draws)


@dataclass(frozen=True, eq=False)
class Proposal:
    """A multivariate t distribution.

    Attributes:
        centre: (P,).
        axes: (P, P), A with A A' its scale.
        freedom: degrees of freedom; infinite where it is normal.
    """

    centre: Array
    axes: Array
    freedom: float

    def drawn(self, points: int, draws: np.random.Generator) -> Array:
        """(points, P)."""
        z = draws.standard_normal((points, len(self.centre)))
        if np.isfinite(self.freedom):
            z /= np.sqrt(draws.chisquare(self.freedom, points) / self.freedom)[:, None]
        return self.centre + z @ self.axes.T

    def log(self, theta: Array) -> Array:
        """(points,), log density at points (points, P)."""
        size = len(self.centre)
        shape = self.axes @ self.axes.T
        if np.isfinite(self.freedom):
            return np.asarray(multivariate_t(self.centre, shape, df=self.freedom).logpdf(theta)).reshape(len(theta))
        z = np.linalg.solve(self.axes, (theta - self.centre).T)
        volume = np.linalg.slogdet(self.axes)[1] + 0.5 * size * np.log(2 * np.pi)
        return np.asarray(-0.5 * (z**2).sum(0) - volume)


def _around(posterior: Posterior, top: Array) -> list[Proposal]:
    """The proposal at a mode; none where the posterior is no hill there."""
    axes = posterior.axes(top)
    return [] if axes is None else [Proposal(top, axes, FREEDOM)]


def _weighed(posterior: Posterior, proposals: list[Proposal], points: int, draws: np.random.Generator) -> Sample:
    """As many points from each proposal, weighed by their mixture."""
    nothing = Sample(posterior.centre[None], np.ones(1), np.inf)
    if not proposals:
        return nothing
    theta = np.concatenate([proposal.drawn(points, draws) for proposal in proposals])
    with np.errstate(all="ignore"):
        logs = np.array([posterior.log(each) for each in theta])
    logs -= np.logaddexp.reduce([proposal.log(theta) for proposal in proposals])
    there = np.isfinite(logs)
    if there.sum() < LEAST * points:
        return nothing
    smoothed, k = pareto_smoothed(logs[there])
    share = np.zeros(len(theta))
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
    redrawn, diverging = 0, list[float]()  # of each chain, the share of its draws that diverged
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
        sample = sampled(posterior, top, points, generator)
        if sample.usable:
            theta = sample.theta[generator.choice(len(sample.theta), draws, p=sample.share)]
        else:
            start = truth if top is None else top
            chain = coefficients(
                posterior, start, chains=1, warmup=WARMUP, draws=draws * THIN, seed=int(generator.integers(2**31))
            )
            diverging.append(float(chain.diverging.mean()))
            theta = chain.z[0, THIN - 1 :: THIN]
        found.append((theta < truth).sum(0))
    return Ranks(np.array(found), len(diverging), float(np.mean(diverging or 0.0)), redrawn)
