"""What parameters are plausible once coded crises have been seen: the log posterior, its derivatives and its mode.

Before the record a parameter has the distribution of its range. It is varied as z, with Φ(z) the share of that
distribution below it, which is standard normal beforehand; so that the mode lies within the range, and is that of z: of
the value as it stands where the record says nothing, and half of what is plausible lies on either side of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq, minimize

from ...coded_crises.dated import DatedCrisis
from ...errors import ArgumentError
from ...parameters.table import NamedParameter
from ..ensemble.quantiles import quantile
from ..ensemble.sample import DRAWN
from ..ensemble.working import most_memory
from ..resolve import Change, Resolver
from .likelihood import TOTAL, coded, paths_through

EDGE = 1e-4  # of a range's distribution, beyond which no search begins
STEP = 1e-5
FLAT = 1e-4  # largest derivative by any z at which a search ends
WALL = 1e10  # what a point costs whose chances do not fit together: no step ends there


@dataclass(frozen=True)
class Cost:
    """What a search takes.

    Attributes:
        parameters: how many are fitted.
        derivative: processor time of one derivative, in seconds, measured.
        least, most: derivatives, as a rule.
        memory: bytes that the process has had so far at most; 0 where the system does not say.
    """

    parameters: int
    derivative: float
    least: int
    most: int
    memory: int


def crises_and_parameters(
    resolver: Resolver, only: Collection[str], vary: Collection[str]
) -> tuple[tuple[DatedCrisis, ...], dict[str, NamedParameter]]:
    """What is fitted to what, before anything is solved. Raises ``ArgumentError`` as ``fitting.fit_histories``."""
    drawn = _wanted(resolver, vary)
    game = resolver.crisis.game_at(resolver.base)
    return coded(game.brief, game.structure.rungs, only), drawn


def _wanted(resolver: Resolver, vary: Collection[str]) -> dict[str, NamedParameter]:
    rows = resolver.crisis.parameters
    rows.require(vary)
    for name in vary:
        if rows[name].range is None:
            raise ArgumentError(f"{name} has no plausible range to be fitted within: give it one in the file")
    found = {n: p for n, p in rows.items() if (n in vary if vary else p.role in DRAWN and p.range is not None)}
    if not found:
        raise ArgumentError("no parameter is uncertain and has a range: name some")
    return found


def value_of(p: NamedParameter, z: float) -> float:
    """A parameter's value at z."""
    return quantile(p, float(special.ndtr(z)))


def score_of(p: NamedParameter, value: float) -> float:
    """z of a value, within the range's distribution less its edges."""
    low, high = float(special.ndtri(EDGE)), float(special.ndtri(1 - EDGE))
    if value_of(p, low) >= value:
        return low
    if value_of(p, high) <= value:
        return high
    return float(brentq(lambda z: value_of(p, z) - value, low, high))


class Posterior:
    """Minus the log posterior of z, up to a constant, and its derivatives.

    Args:
        resolver: of the scenario. crises: that it is fitted to. drawn: parameters. tell: called with what is done.

    Attributes:
        solved: how often the crisis was solved.
    """

    def __init__(
        self,
        resolver: Resolver,
        crises: Sequence[DatedCrisis],
        drawn: Mapping[str, NamedParameter],
        tell: Callable[[str], None],
    ):
        self.resolver, self.crises, self.drawn, self.tell, self.solved = resolver, tuple(crises), drawn, tell, 0
        self._last: tuple[bytes, tuple[float, np.ndarray]] | None = None

    @property
    def begin(self) -> np.ndarray:
        """z of the values as they stand."""
        return np.array([score_of(p, self.resolver.base[name]) for name, p in self.drawn.items()])

    def cost(self, least: int, most: int) -> Cost:
        """What so many derivatives take, from one that is timed."""
        self.resolver.solved()
        began = time.process_time()
        self(self.begin)
        return Cost(len(self.drawn), time.process_time() - began, least, most, most_memory())

    def mode(self, begin: np.ndarray, rounds: int, flat: float = FLAT) -> np.ndarray:
        """z (parameters,) where a climb from some z ends."""
        found = minimize(self, begin, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "gtol": flat})
        return np.asarray(found.x)

    def change(self, z: np.ndarray) -> Change:
        """The scenario's values at z."""
        values = {name: value_of(p, at) for (name, p), at in zip(self.drawn.items(), z.tolist(), strict=True)}
        return Change.of({name: value for name, value in values.items() if value != self.resolver.base[name]})

    def log_likelihood(self, z: np.ndarray) -> float:
        """Of all crises."""
        game, assessment = self.resolver.solved(self.change(z))
        return paths_through(game, self.crises).log_likelihoods(assessment)[TOTAL]

    def __call__(self, z: np.ndarray) -> tuple[float, np.ndarray]:
        """At z; what was asked for last is remembered."""
        if self._last is None or self._last[0] != z.tobytes():
            self._last = z.tobytes(), self._at(z)
        return self._last[1]

    def _at(self, z: np.ndarray) -> tuple[float, np.ndarray]:
        change = self.change(z)
        if self.resolver.crisis.parameters.misfits({**self.resolver.base, **dict(change.values)}):
            return WALL, np.zeros(len(z))
        self.solved += 1
        game, assessment = self.resolver.solved(change)
        set_apart = () if self.resolver.precision is None else ("precision",)
        found = paths_through(game, self.crises).gradient(game, assessment, set_apart)
        pairs = zip(self.drawn.values(), z.tolist(), strict=True)
        along = np.array([(value_of(p, x + STEP) - value_of(p, x - STEP)) / (2 * STEP) for p, x in pairs])
        by_z = np.array([found.derivative[TOTAL][name] for name in self.drawn]) * along
        value = 0.5 * float(z @ z) - found.value[TOTAL]
        self.tell(f"fitting, {self.solved} solved, log likelihood {found.value[TOTAL]:.3f}")
        return value, z - by_z
