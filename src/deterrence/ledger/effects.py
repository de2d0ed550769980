"""What named interventions changed (a closure, a strike, an accord), from the full posterior, and whether it fits.

An effect is a factor on the mean from a month on. It is what happened from then on beyond what the past, the season and
the counts' own pull lead one to expect: whatever else began in that month is in it. The number *without* comes from
paths that start where the intervention began, with the posterior's parameters and the factor taken away.

Source: K. H. Brodersen, F. Gallusser, J. Koehler, N. Remy and S. L. Scott (2015), "Inferring causal impact using
Bayesian structural time-series models", Annals of Applied Statistics 9(1) (the comparison); A. Gelman, X.-L. Meng and
H. Stern (1996), Statistica Sinica 6 (posterior predictive checks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .experts import draw
from .fitting import Posterior, posterior
from .interventions import Intervention
from .model import START, Data, prepared
from .paths import simulated
from .record import Ledger

BEFORE = 120
"""Periods before the first intervention that the posterior looks back on; what is older was another conflict."""
MOST_AFTER = 24
"""Periods for which the count without an intervention is reported."""
INTERVAL = (0.5, 0.025, 0.975)


@dataclass(frozen=True)
class Effect:
    """What an intervention changed; intervals are 95% posterior intervals.

    Attributes:
        name, period: the intervention.
        ratio, low, high: the factor on the mean from then on.
        fell: posterior probability that the factor is below one.
        months: periods from then to the end, to the next intervention, or 24: paths further ahead say nothing.
        observed: the count in them.
        without, without_low, without_high: the count in them without the factor.
    """

    name: str
    period: str
    ratio: float
    low: float
    high: float
    fell: float
    months: int
    observed: int
    without: float
    without_low: float
    without_high: float


@dataclass(frozen=True)
class Check:
    """A statistic of the counts against its posterior predictive distribution.

    Attributes:
        name: the statistic.
        observed: of the counts.
        low, high: 95% interval of replicated counts, each given those before it.
        p: share of replications at or above the observed; near 0 or 1 the model misses it.
    """

    name: str
    observed: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Effects:
    """The posterior's answers.

    Attributes:
        what: ``incidents`` or ``deaths``.
        first, last: the periods that it looked at.
        effects: one for each intervention.
        checks: of the fit.
        persistence, persistence_low, persistence_high: sum of the pulls w: how many more are expected to follow one,
            in the long run of the means.
        posterior: draws and their diagnostics.
    """

    what: str
    first: str
    last: str
    effects: tuple[Effect, ...]
    checks: tuple[Check, ...]
    persistence: float
    persistence_low: float
    persistence_high: float
    posterior: Posterior


def effects(
    ledger: Ledger,
    what: str,
    interventions: Sequence[Intervention],
    *,
    draws: int = 500,
    warmup: int = 500,
    seed: int = 0,
) -> Effects:
    """The full posterior of the count model with a step at each intervention.

    Args:
        ledger: counts.
        what: ``incidents`` or ``deaths``.
        interventions: may be none; then only the fit is checked.
        draws, warmup: of each of two chains.
        seed: of the sampler.

    Raises:
        ArgumentError: an intervention outside the complete counts, or too near their ends to be estimated.
        NotConverged: chains that do not agree.
    """
    counts = ledger.complete(what)
    places = [found.place(counts) for found in interventions]
    begin = max(min(places, default=len(counts)) - BEFORE, 0)
    counts = counts.iloc[begin:]
    places = [place - begin for place in places]
    steps = np.stack([(np.arange(len(counts)) >= place).astype(float) for place in places] or [np.zeros(len(counts))])
    data = prepared(counts, steps if places else None)
    found = posterior(data, draws=draws, warmup=warmup, seed=seed)
    rng = np.random.default_rng(seed)
    pulls = np.quantile(found.draws.pull.sum(axis=1), INTERVAL)
    return Effects(
        what=what,
        first=str(counts.index[0]),
        last=str(counts.index[-1]),
        effects=tuple(
            _effect(found, data, places, k, intervention, rng) for k, intervention in enumerate(interventions)
        ),
        checks=checks(found, data, rng),
        persistence=float(pulls[0]),
        persistence_low=float(pulls[1]),
        persistence_high=float(pulls[2]),
        posterior=found,
    )


def _effect(
    found: Posterior, data: Data, places: list[int], k: int, intervention: Intervention, rng: np.random.Generator
) -> Effect:
    start = places[k]
    end = min([start + MOST_AFTER, len(data.counts), *(place for place in places if place > start)])
    ratio = np.exp(found.draws.effect[:, k])
    others = [j for j in range(len(places)) if j != k]
    log_factor = found.draws.season @ data.season[:, start:end]
    log_factor = log_factor + found.draws.effect[:, others] @ data.steps[others, start:end]
    without = simulated(rng, data.counts[:start], found.draws, log_factor).sum(axis=1)
    middle, low, high = np.quantile(ratio, INTERVAL)
    return Effect(
        intervention.name,
        intervention.period,
        float(middle),
        float(low),
        float(high),
        float((ratio < 1).mean()),
        end - start,
        int(data.counts[start:end].sum()),
        *(float(q) for q in np.quantile(without, INTERVAL)),
    )


def _correlation(y: np.ndarray, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    """Of successive residuals, each count's distance from its mean in standard deviations."""
    residuals = (y - means) / np.sqrt(means + means**2 / dispersions)
    centred = residuals - residuals.mean(axis=-1, keepdims=True)
    found: np.ndarray = (centred[..., 1:] * centred[..., :-1]).sum(axis=-1) / (centred**2).sum(axis=-1)
    return found


STATISTICS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "mean": lambda y, m, r: y.mean(axis=-1),
    "variance": lambda y, m, r: y.var(axis=-1),
    "share of zeros": lambda y, m, r: (y == 0).mean(axis=-1),
    "largest": lambda y, m, r: y.max(axis=-1),
    "correlation of successive residuals": _correlation,
}
"""What is compared: of counts (N, T), given their means (N, T) and dispersions (N, 1)."""


def checks(found: Posterior, data: Data, rng: np.random.Generator) -> tuple[Check, ...]:
    """Counts against replications of every period given those before it."""
    means = found.draws.means(data)[:, START:]
    replicated = draw(rng, means, found.draws.dispersion[:, None])
    dispersions = found.draws.dispersion[:, None]
    observed = np.broadcast_to(data.counts[START:], means.shape)
    answers = []
    for name, statistic in STATISTICS.items():
        seen, drawn = (statistic(y, means, dispersions) for y in (observed, replicated))
        low, high = np.quantile(drawn, [0.025, 0.975])
        answers.append(Check(name, float(seen.mean()), float(low), float(high), float((drawn >= seen).mean())))
    return tuple(answers)
