"""Parameters fitted to coded crises: the mode of what is plausible once the record has been seen, with intervals.

Before the record a parameter has the distribution of its range. It is fitted as z, with Φ(z) the share of that
distribution below it, which is standard normal beforehand; so that the mode lies within the range, and is that of z: of
a uniform range's middle where the record says nothing. Intervals are Laplace's: z's posterior is taken to be normal
around the mode, with the curvature there (differences of exact derivatives). With a handful of crises, and many numbers
that they hardly speak of, an interval is mostly the range it came from: how much narrower it has become is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq, minimize

from ...coded_crises.dated import DatedCrisis
from ...errors import ArgumentError, DeterrenceError
from ...parameters.table import NamedParameter
from ..ensemble.quantiles import quantile
from ..ensemble.sample import DRAWN
from ..resolve import Change, Resolver
from .likelihood import TOTAL, coded, paths_through

EDGE = 1e-4  # of a range's distribution, beyond which no search begins
STEP = 1e-5
CURVED = 1e-3  # of z, over which derivatives are compared
NORMAL_95 = 1.959963984540054
WALL = 1e10  # what a point costs whose chances do not fit together: no step ends there


@dataclass(frozen=True)
class Estimate:
    """A parameter, fitted.

    Attributes:
        stated: where it stands in the scenario. mode: fitted.
        low, high: 95 %, Laplace's.
        narrower: how much less of z is left open than before the record, 1 − sd; near nought, or below, where the
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
) -> Fitted:
    """Fit parameters to the coded crises that a scenario stands beside.

    Args:
        resolver: of the scenario, at the values that the search begins from.
        only: names of coded crises; all if empty.
        vary: parameters; those that are uncertain or estimated and have a range, if empty.
        rounds: of the search at most.
        tell: told what is being done.

    Raises:
        ArgumentError: no such crisis or parameter, or a parameter without a range.
        DeterrenceError: the crisis cannot be solved as stated, or the mode is no maximum.
    """
    game, _ = resolver.solved()
    crises = coded(game.brief, game.structure.rungs, only)
    search = _Search(resolver, tuple(crises), _wanted(resolver, vary), tell)
    begin = np.array([_score(p, resolver.base[name]) for name, p in search.drawn.items()])
    found = minimize(search, begin, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "gtol": 1e-4})
    z, curvature = found.x, np.zeros((len(begin), len(begin)))
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
            _value(p, at),
            _value(p, at - NORMAL_95 * sd),
            _value(p, at + NORMAL_95 * sd),
            float(1.0 - sd),
        )
        for (name, p), at, sd in zip(search.drawn.items(), z.tolist(), spread.tolist(), strict=True)
    }
    stated = paths_through(game, crises).log_likelihoods(resolver.solved()[1])[TOTAL]
    names = tuple(dict.fromkeys(crisis.history for crisis in crises))
    return Fitted(names, stated, search.log_likelihood(z), estimates, search.solved, float(np.abs(search(z)[1]).max()))


def _wanted(resolver: Resolver, vary: Collection[str]) -> dict[str, NamedParameter]:
    rows = resolver.crisis.parameters
    for name in vary:
        if name not in rows:
            rows.override({name: 0.0})  # says what there is in its place
        if rows[name].range is None:
            raise ArgumentError(f"{name} has no plausible range to be fitted within: give it one in the file")
    found = {n: p for n, p in rows.items() if (n in vary if vary else p.role in DRAWN and p.range is not None)}
    if not found:
        raise ArgumentError("no parameter is uncertain and has a range: name some")
    return found


def _value(p: NamedParameter, z: float) -> float:
    return quantile(p, float(special.ndtr(z)))


def _score(p: NamedParameter, value: float) -> float:
    """z of a value, within the range's distribution less its edges."""
    low, high = float(special.ndtri(EDGE)), float(special.ndtri(1 - EDGE))
    if _value(p, low) >= value:
        return low
    if _value(p, high) <= value:
        return high
    return float(brentq(lambda z: _value(p, z) - value, low, high))


class _Search:
    """Minus the log posterior of z, up to a constant, and its derivatives."""

    def __init__(
        self,
        resolver: Resolver,
        crises: tuple[DatedCrisis, ...],
        drawn: Mapping[str, NamedParameter],
        tell: Callable[[str], None],
    ):
        self.resolver, self.crises, self.drawn, self.tell, self.solved = resolver, crises, drawn, tell, 0

    def _at(self, z: np.ndarray) -> Change:
        values = {name: _value(p, at) for (name, p), at in zip(self.drawn.items(), z.tolist(), strict=True)}
        return Change.of({name: value for name, value in values.items() if value != self.resolver.base[name]})

    def log_likelihood(self, z: np.ndarray) -> float:
        """Of all crises."""
        game, assessment = self.resolver.solved(self._at(z))
        return paths_through(game, self.crises).log_likelihoods(assessment)[TOTAL]

    def __call__(self, z: np.ndarray) -> tuple[float, np.ndarray]:
        """At z."""
        change = self._at(z)
        if self.resolver.crisis.parameters.misfits({**self.resolver.base, **dict(change.values)}):
            return WALL, np.zeros(len(z))
        self.solved += 1
        game, assessment = self.resolver.solved(change)
        set_apart = () if self.resolver.precision is None else ("precision",)
        found = paths_through(game, self.crises).gradient(game, assessment, set_apart)
        pairs = zip(self.drawn.values(), z.tolist(), strict=True)
        along = np.array([(_value(p, x + STEP) - _value(p, x - STEP)) / (2 * STEP) for p, x in pairs])
        by_z = np.array([found.derivative[TOTAL][name] for name in self.drawn]) * along
        value = 0.5 * float(z @ z) - found.value[TOTAL]
        self.tell(f"fitting, {self.solved} solved, log likelihood {found.value[TOTAL]:.3f}")
        return value, z - by_z
