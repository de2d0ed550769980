"""Is the posterior right? Simulation-based calibration: where true coefficients rank among draws from the posterior.

Coefficients are drawn from the prior, outcomes from the model at them, and draws from the posterior of those outcomes:
where sampler and likelihood are right, the rank of the true coefficient among the draws is uniform (Talts and others
2018, arXiv:1804.06788; recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import kstest

from ..files.messages import amount
from .bayes import calibration_ranks, traceable
from .chains import MOST_DIVERGED
from .estimable import Estimable
from .importance import ranks

Array = np.ndarray
WIDTH, DRAWS = 1.0, 99
NARROW = 0.25  # around estimates of a game with equilibria: far from them there may be none, or several
CHAIN = "the no-U-turn sampler"


@dataclass(frozen=True, eq=False)
class Calibration:
    """Ranks of true coefficients.

    Attributes:
        names: of the P coefficients.
        ranks: (R, P), from 0 to ``draws``.
        draws: from each posterior.
        width: of the normal priors, in units of payoff.
        centre: of the priors, in words.
        sampler: that drew, in words.
        chains: data sets of which importance sampling was of no use, and a chain was run.
        diverging: share of the draws of those chains that diverged.
    """

    names: tuple[str, ...]
    ranks: Array
    draws: int
    width: float
    centre: str = "zero"
    sampler: str = CHAIN
    chains: int = 0
    diverging: float = 0.0

    def uniform(self) -> tuple[dict[str, float], float]:
        """p of Kolmogorov's test of uniform ranks, spread evenly within each: of each coefficient, and of all."""
        spread = np.random.default_rng(0).random(self.ranks.shape)
        shares = (self.ranks + spread) / (self.draws + 1)
        each = [float(kstest(column, "uniform").pvalue) for column in shares.T]
        return dict(zip(self.names, each, strict=True)), float(kstest(shares.ravel(), "uniform").pvalue)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        each, together = self.uniform()
        return {
            "replications": len(self.ranks),
            "draws": self.draws,
            "width": self.width,
            "centre": self.centre,
            "sampler": self.sampler,
            "chains": self.chains,
            "diverging_share": self.diverging,
            "p": together,
            "parameters": {
                name: {"ranks": self.ranks[:, k].tolist(), "p": each[name]} for k, name in enumerate(self.names)
            },
        }

    def text(self) -> str:
        """For a terminal."""
        each, together = self.uniform()
        width = max(map(len, self.names))
        head = (
            f"simulation-based calibration: {len(self.ranks)} data sets at coefficients drawn from the prior (normal, "
            f"around {self.centre}, {self.width:g} units of payoff wide); ranks among {self.draws} draws "
            f"by {self.sampler} uniform, p = {together:.2g}"
        )
        rows = [
            f"{name:{width}}  mean rank {self.ranks[:, k].mean() / self.draws:.3f} (0.5)  p = {each[name]:.2g}"
            for k, name in enumerate(self.names)
        ]
        warning = (
            f"warning: of {amount(self.chains, 'data set')} out of {len(self.ranks)} draws are those of a chain, and "
            f"{self.diverging:.1%} of them diverged: ranks there are not to be relied on, nor is --bayes with such "
            "data, which fit the model badly or hardly determine a coefficient. More rows or fewer coefficients help"
        )
        return "\n".join([head, *rows, *([warning] if self.diverging > MOST_DIVERGED else [])])


def calibrate(
    model: Estimable,
    replications: int,
    seed: int = 0,
    *,
    around: Array | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> Calibration:
    """Ranks of coefficients behind simulated data sets.

    Args:
        model: with the rows at which outcomes are drawn, at full likelihood.
        replications: how many data sets.
        seed: of the draws.
        around: (P,), estimates, around which coefficients of a game are drawn whose equilibria are found outside JAX,
            narrowly; of other models they are drawn around zero.
        progress: called now and then.

    Raises:
        NotConverged: as :func:`.importance.ranks`.
    """
    if traceable(model):
        return Calibration(
            model.names, calibration_ranks(model, replications, width=WIDTH, draws=DRAWS, seed=seed), DRAWS, WIDTH
        )
    centre = np.zeros(model.size) if around is None else around
    found = ranks(model, centre, replications, width=NARROW, draws=DRAWS, seed=seed, progress=progress)
    sampler = "importance, Pareto-smoothed"
    if found.chains:
        sampler += f" ({found.chains} times by {CHAIN}, as weights were of no use)"
    where = "zero" if around is None else "the estimates"
    if found.redrawn:
        where += f", {found.redrawn} without an equilibrium drawn again"
    return Calibration(
        model.names, found.ranks, DRAWS, NARROW, where, sampler, found.chains, found.diverging
    )
