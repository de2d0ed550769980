"""Parameters fitted to coded crises: the mode of what is plausible once the record has been seen, with intervals.

What is maximised is in :mod:`.posterior`. Intervals are Laplace's: z's posterior is taken to be normal around the mode,
with the curvature there (differences of exact derivatives). With a handful of crises, and many numbers that they
hardly speak of, an interval is mostly the range it came from: how much narrower it has become is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from ...errors import DeterrenceError
from ..resolve import Resolver
from .likelihood import TOTAL, paths_through
from .posterior import Cost, Posterior, crises_and_parameters, value_of

CURVED = 1e-3  # of z, over which derivatives are compared
NORMAL_95 = 1.959963984540054
LEAST, MOST = 4, 60  # derivatives of a search, as a rule


@dataclass(frozen=True)
class Estimate:
    """A parameter, fitted.

    Attributes:
        stated: where it stands in the scenario. mode: fitted.
        low, high: 95 %, Laplace's.
        narrower: how much less of z is left open than before the record, 1 − sd; near zero, or below, where the
            record says nothing of it.
    """

    stated: float
    mode: float
    low: float
    high: float
    narrower: float


@dataclass(frozen=True)
class Fitted:
    """A scenario fitted to coded crises.

    Attributes:
        crises: their names.
        stated, mode: log likelihoods, where the parameters stand and at the mode.
        estimates: by parameter.
        solved: how often the crisis was solved.
        slope: the largest derivative left of the log posterior by any z.
    """

    crises: tuple[str, ...]
    stated: float
    mode: float
    estimates: Mapping[str, Estimate]
    solved: int
    slope: float


def fit_histories(
    resolver: Resolver,
    only: Collection[str] = (),
    vary: Collection[str] = (),
    rounds: int = 40,
    tell: Callable[[str], None] = lambda message: None,
    forecast: Callable[[Cost], None] = lambda cost: None,
    more: tuple[int, int] = (0, 0),
) -> Fitted:
    """Fit parameters to the coded crises that a scenario stands beside.

    Args:
        resolver: of the scenario, at the values that the search begins from.
        only: names of coded crises; all if empty.
        vary: parameters; those that are uncertain or estimated and have a range, if empty.
        rounds: of the search at most.
        tell: called with what is being done.
        forecast: called with what it takes, once a derivative has been timed.
        more: derivatives that are to be taken afterwards, least and most, which the forecast counts.

    Raises:
        ArgumentError: no such crisis or parameter, or a parameter without a range.
        DeterrenceError: the crisis cannot be solved as stated, or the mode is no maximum.
    """
    crises, drawn = crises_and_parameters(resolver, only, vary)
    curved = 2 * len(drawn)
    search = Posterior(resolver, crises, drawn, tell)
    forecast(search.cost(LEAST + curved + more[0], MOST + curved + more[1]))
    z = search.mode(search.begin, rounds)
    curvature = np.zeros((len(z), len(z)))
    for k in range(len(z)):
        tell(f"curvature, {k + 1} of {len(z)}")
        step = CURVED * np.eye(len(z))[k]
        curvature[k] = (search(z + step)[1] - search(z - step)[1]) / (2 * CURVED)
    curvature = (curvature + curvature.T) / 2
    if np.linalg.eigvalsh(curvature)[0] <= 0:
        raise DeterrenceError("the search ended where the posterior is no maximum: allow more rounds, or vary fewer")
    spread = np.sqrt(np.diag(np.linalg.inv(curvature)))
    estimates = {
        name: Estimate(
            resolver.base[name],
            value_of(p, at),
            value_of(p, at - NORMAL_95 * sd),
            value_of(p, at + NORMAL_95 * sd),
            float(1.0 - sd),
        )
        for (name, p), at, sd in zip(drawn.items(), z.tolist(), spread.tolist(), strict=True)
    }
    game, assessment = resolver.solved()
    stated = paths_through(game, crises).log_likelihoods(assessment)[TOTAL]
    names = tuple(dict.fromkeys(crisis.history for crisis in crises))
    mode = search.log_likelihood(z)
    return Fitted(names, stated, mode, estimates, search.solved, float(np.abs(search(z)[1]).max()))
