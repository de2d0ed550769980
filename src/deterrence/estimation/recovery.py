"""Does the estimator find what made the data? Simulate from the fit, fit again, and count.

Outcomes are drawn from the model at the estimates, at the rows of the data; each draw is fitted again and its intervals
are looked at. Bias is the mean error; coverage the share of intervals that hold the value behind the data, with its
exact interval (Clopper and Pearson 1934) by the number of replications. Coverage is of one level; of all levels speak
the shares Φ((truth − estimate)/standard error), which are uniform where estimates are normal around the truth with the
spread that standard errors say (Kolmogorov's test). Ranks among draws from a posterior are in :mod:`.calibration`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import kstest

from ..errors import ArgumentError, NotConverged
from ..stats import clopper_pearson
from .covariance import Kind, covariance, refitted
from .estimable import Estimable
from .methods import Method, by_method
from .penalties import Penalised, Penalty

Array = np.ndarray


@dataclass(frozen=True)
class Recovered:
    """One coefficient over replications.

    Attributes:
        truth: the value behind the data.
        mean: of the estimates, of those that are finite.
        bias_error: standard error of that mean.
        spread: standard deviation of the estimates.
        error: mean standard error; None where there is none.
        covered: intervals that held the truth.
        replications: of how many.
        uniform: p of Kolmogorov's test that Φ((truth − estimate)/standard error) is uniform.
    """

    truth: float
    mean: float
    bias_error: float
    spread: float
    error: float | None
    covered: int
    replications: int
    uniform: float

    @property
    def coverage(self) -> tuple[float, float, float]:
        """Share of intervals that held the truth, and its exact 95 % interval."""
        return (self.covered / self.replications, *clopper_pearson(self.covered, self.replications))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        share, low, high = self.coverage
        return {
            "truth": self.truth,
            "mean": self.mean,
            "bias": self.mean - self.truth,
            "bias_se": self.bias_error,
            "spread": self.spread,
            "mean_se": self.error,
            "coverage": share,
            "coverage_low": low,
            "coverage_high": high,
            "uniform_p": self.uniform,
        }


@dataclass(frozen=True, eq=False)
class Recovery:
    """What replications say of an estimator.

    Attributes:
        parameters: name -> what was found of it.
        replications: asked for.
        failed: those without a finite estimate, or without standard errors.
        level: of the intervals.
        notes: what else is to be known, in words.
    """

    parameters: dict[str, Recovered]
    replications: int
    failed: int
    level: float
    notes: tuple[str, ...] = ()

    @property
    def coverage(self) -> float:
        """Mean over parameters."""
        return float(np.mean([each.coverage[0] for each in self.parameters.values()]))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "replications": self.replications,
            "failed": self.failed,
            "level": self.level,
            "coverage": self.coverage,
            "parameters": {name: each.as_dict() for name, each in self.parameters.items()},
            "notes": list(self.notes),
        }

    def text(self) -> str:
        """For a terminal."""
        width = max(map(len, self.parameters))
        lines = [
            f"recovery: {self.replications} replications, {self.failed} without a finite estimate; coverage of "
            f"{self.level:.0%} intervals",
            f"{'':{width}}  {'truth':>10} {'bias':>10} {'its error':>10} {'spread':>10} {'mean s.e.':>10}  coverage"
            + " " * 16
            + "p of all levels",
        ]
        for name, e in self.parameters.items():
            share, low, high = e.coverage
            error = "" if e.error is None else f"{e.error:.4f}"
            lines.append(
                f"{name:{width}}  {e.truth:>10.4f} {e.mean - e.truth:>10.4f} {e.bias_error:>10.4f} {e.spread:>10.4f} "
                f"{error:>10}  {f'{share:.1%} [{low:.1%}, {high:.1%}]':24}{e.uniform:>15.2g}"
            )
        return "\n".join([*lines, *self.notes])


def recover(
    model: Estimable,
    truth: Array,
    replications: int,
    *,
    seed: int = 0,
    level: float = 0.95,
    penalty: Penalty = "none",
    kind: Kind = "hessian",
    clusters: Array | None = None,
    samples: int = 200,
    method: Method = "full",
    progress: Callable[[str], None] = lambda message: None,
) -> Recovery:
    """Simulate from a model and fit again.

    Args:
        model: with the rows at which outcomes are drawn, at full likelihood: where choices answer choices, outcomes are
            drawn from an equilibrium, whatever estimates.
        truth: (P,), parameters that outcomes are drawn at; climbs begin there, since the question is what the estimator
            does, not whether a search finds the highest mode.
        replications: how many.
        seed: of the draws.
        level: of the intervals.
        penalty: on the coefficients.
        kind: of standard errors.
        clusters: (n,), the cluster of every row, as ``covariance.covariance`` has it.
        samples: of the bootstrap.
        method: which likelihood is maximised. What it rests on, such as beliefs estimated in a first step, is estimated
            again from each draw.
        progress: called now and then.

    Raises:
        ArgumentError: no replications.
        NotConverged: fewer than two have a finite estimate.
    """
    if replications < 1:
        raise ArgumentError("recovery needs replications: ask for one at least")
    draws = np.random.default_rng(seed)
    estimates, errors = [], []
    for k in range(replications):
        progress(f"replication {k + 1} of {replications}")
        drawn = model.simulated(truth, draws)
        try:
            objective = Penalised(drawn if method == "full" else by_method(drawn.learned(), method), penalty)
            theta = refitted(objective, truth)
            if theta is None:
                continue
            errors.append(covariance(objective, theta, kind, clusters, samples, seed).errors)
        except NotConverged:
            continue
        estimates.append(theta)
    if len(estimates) < 2:
        raise NotConverged(f"{len(estimates)} of {replications} replications have a finite estimate: give a penalty")
    found, spread = np.array(estimates), np.array(errors)
    held = np.abs(found - truth) <= float(ndtri((1 + level) / 2)) * spread
    with np.errstate(all="ignore"):
        shares = np.nan_to_num(ndtr((truth - found) / spread), nan=0.5)
    parameters = {
        name: counted(float(truth[k]), found[:, k], spread[:, k], held[:, k], shares[:, k])
        for k, name in enumerate(model.names)
    }
    return Recovery(parameters, replications, replications - len(found), level)


def counted(truth: float, estimates: Array, errors: Array, held: Array, shares: Array) -> Recovered:
    """One parameter over R replications.

    Args:
        truth: the value behind the data.
        estimates: (R,); two at least are finite.
        errors: (R,), standard errors; not finite where there is none.
        held: (R,), whether the interval held the truth.
        shares: (R,), uniform where intervals of every level cover as they say.
    """
    finite, known = estimates[np.isfinite(estimates)], errors[np.isfinite(errors)]
    spread = float(finite.std(ddof=1))
    return Recovered(
        truth,
        float(finite.mean()),
        spread / float(np.sqrt(len(finite))),
        spread,
        float(known.mean()) if len(known) else None,
        int(held.sum()),
        len(held),
        float(kstest(shares, "uniform").pvalue),
    )
