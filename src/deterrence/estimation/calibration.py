"""Is the posterior right? Simulation-based calibration: where true coefficients rank among draws from the posterior.

Coefficients are drawn from the prior, outcomes from the model at them, and draws from the posterior of those outcomes:
where sampler and likelihood are right, the rank of the true coefficient among the draws is uniform (Talts and others
2018, arXiv:1804.06788; recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import kstest

from .bayes import calibration_ranks
from .estimable import Estimable

Array = np.ndarray
WIDTH, DRAWS = 1.0, 99


@dataclass(frozen=True, eq=False)
class Calibration:
    """Ranks of true coefficients.

    Attributes:
        names: of the P coefficients.
        ranks: (R, P), from 0 to ``draws``.
        draws: from each posterior.
        width: of the normal priors, in units of payoff.
    """

    names: tuple[str, ...]
    ranks: Array
    draws: int
    width: float

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
            f"{self.width:g} units of payoff wide); ranks among {self.draws} draws uniform, p = {together:.2g}"
        )
        rows = [
            f"{name:{width}}  mean rank {self.ranks[:, k].mean() / self.draws:.3f} (0.5)  p = {each[name]:.2g}"
            for k, name in enumerate(self.names)
        ]
        return "\n".join([head, *rows])


def calibrate(model: Estimable, replications: int, seed: int = 0) -> Calibration:
    """Ranks of coefficients behind simulated data sets.

    Args:
        model: with the rows at which outcomes are drawn.
        replications: how many data sets.
        seed: of the draws.

    Raises:
        UnsupportedGame: as :func:`.bayes.sample`.
    """
    ranks = calibration_ranks(model, replications, width=WIDTH, draws=DRAWS, seed=seed)
    return Calibration(model.names, ranks, DRAWS, WIDTH)
