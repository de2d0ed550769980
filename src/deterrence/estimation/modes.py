"""Every mode that a search found, and the directions along which a likelihood rises without an end.

A climb ends at a mode, or it diverges: where outcomes are separated, some direction in the coefficients raises the
likelihood, or leaves it as it is, however far one goes. What a climb diverged to is no estimate; it is reported with
the terms that the direction is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .estimable import Derivative
from .maximise import Maximum, maximise

Array = np.ndarray
SAME = 1e-6  # log likelihoods that differ by less, with estimates that agree, are of one mode
APART = 1e-3  # of a standard error, in estimates
FLAT = 1e-7  # curvature an observation, in units of payoff: less is looked at more closely
STRIDES = (1.0, 3.0, 10.0, 30.0)  # how far along a direction it is looked at, in units of payoff
HIGHER = 1e-6  # than all modes, by which the end of a climb that is no maximum is worth telling
FELL = 1e-6  # a log likelihood that falls by more does not rise along the direction
MOST = 3  # directions reported of one end
MOST_LOOKS = 20  # at what else there is, each where the one before has raised the objective
SHARE = 0.1  # of the largest part of a direction: smaller ones are not named


@dataclass(frozen=True, eq=False)
class Direction:
    """A direction without a maximum.

    Attributes:
        towards: term -> its part, the largest ±1, in units of payoff.
        rises: False where the likelihood is the same however far one goes, both ways.
    """

    towards: dict[str, float]
    rises: bool

    def __str__(self) -> str:
        parts = ", ".join(f"{name} to {'+' if part > 0 else '−'}∞" for name, part in self.towards.items())
        return f"{'separation' if self.rises else 'not determined by the data'}: {parts}"

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"separation": self.rises, "direction": self.towards}


@dataclass(frozen=True, eq=False)
class Mode:
    """What several climbs ended at.

    Attributes:
        best: the climb of highest likelihood among them.
        starts: how many ended here.
        first: which start was the first.
        runaway: directions along which there is no maximum here; none at a mode.
    """

    best: Maximum
    starts: int
    first: int
    runaway: tuple[Direction, ...] = ()

    @property
    def value(self) -> float:
        """The objective there."""
        return self.best.at.value

    @property
    def rises(self) -> bool:
        """Whether the objective rises from here without an end."""
        return any(direction.rises for direction in self.runaway)


@dataclass
class Search:
    """Climbs from many starts.

    Attributes:
        function: the objective with its derivatives.
        value: the objective alone.
        scales: (P,), what one unit of each parameter counts.
        names: of the parameters.
        n: observations, to which curvature is compared.
        approached: where a climb begins in earnest.
        reconsidered: where a look around at the end of a climb says to go on, if anywhere.
        turned: where a climb goes on that ended at no maximum, if anywhere.
    """

    function: Callable[[Array], Derivative]
    value: Callable[[Array], float]
    scales: Array
    names: Sequence[str]
    n: int
    approached: Callable[[Array], Array] = lambda theta: theta
    reconsidered: Callable[[Array], Array | None] = lambda theta: None
    turned: Callable[[Array], Array | None] = lambda theta: None
    stopped: list[Mode] = field(default_factory=list, init=False)  # climbs that ended at no mode, the highest first
    highest: Maximum | None = field(default=None, init=False)  # of the ends of climbs that are no maximum

    def modes(self, starts: Sequence[Array]) -> list[Mode]:
        """What the climbs found: modes with the highest first, then what diverged.

        Climbs that failed, or ended on a plain below the highest mode, are set apart; the highest end of one that
        failed is remembered where it is above all modes.
        """
        found: list[Mode] = []
        for k, start in enumerate(starts):
            end = self._climbed(start)
            runaway = self.runaway(end)
            if not (end.converged or runaway):
                self.stopped.append(Mode(end, 1, k))
                self._seen(end)
                continue
            self._add(found, Mode(end, 1, k, runaway))
        top = max((mode.value for mode in found if not mode.runaway), default=-np.inf)
        kept = [mode for mode in found if not mode.runaway or mode.value > top or mode.rises]
        self.stopped += [mode for mode in found if mode.runaway and not (mode.value > top or mode.rises)]
        self.stopped.sort(key=lambda mode: -mode.value if np.isfinite(mode.value) else np.inf)
        if self.highest is not None and not self.highest.at.value > top + HIGHER:
            self.highest = None
        return sorted(kept, key=lambda mode: (bool(mode.runaway), -mode.value))

    @property
    def failed(self) -> int:
        """How many climbs ended at no mode."""
        return sum(mode.starts for mode in self.stopped)

    def again(self, start: Array) -> Array | None:
        """(P,), the maximum that one climb from a point finds, past folds; None where it has none there."""
        end = self._past_folds(maximise(self.function, start, self.scales))
        return None if not end.converged or self.runaway(end) else end.theta

    def _climbed(self, start: Array) -> Maximum:
        end = self._past_folds(maximise(self.function, self.approached(start), self.scales))
        for _ in range(MOST_LOOKS):
            ahead = self.reconsidered(end.theta)
            if ahead is None:
                break
            further = self._past_folds(maximise(self.function, ahead, self.scales))
            if end.converged and not further.converged:
                self._seen(further)
                break  # what is higher has no maximum that a climb can end at
            end = further
        return end

    def _past_folds(self, end: Maximum) -> Maximum:
        """Where a climb that ended at no maximum comes to, if it can go on."""
        ahead = None if end.converged else self.turned(end.theta)
        if ahead is None:
            return end
        further = maximise(self.function, ahead, self.scales)
        return further if further.converged or further.at.value > end.at.value else end

    def _seen(self, end: Maximum) -> None:
        """Remember the end of a climb that is no maximum, if it is the highest."""
        if np.isfinite(end.at.value) and (self.highest is None or end.at.value > self.highest.at.value):
            self.highest = end

    def _add(self, found: list[Mode], new: Mode) -> None:
        for k, mode in enumerate(found):
            if bool(mode.runaway) == bool(new.runaway) and self._same(mode, new):
                best = max(mode, new, key=lambda m: m.value)
                found[k] = Mode(best.best, mode.starts + new.starts, mode.first, best.runaway)
                return
        found.append(new)

    def _same(self, a: Mode, b: Mode) -> bool:
        tolerance = SAME * max(1.0, abs(a.value) * SAME)
        if a.runaway:
            return _players(a) == _players(b)
        if abs(a.value - b.value) > tolerance:
            return False
        step = a.best.theta - b.best.theta
        return bool(np.sqrt(max(step @ -a.best.at.hessian @ step, 0.0)) < max(APART, SAME))

    def runaway(self, end: Maximum) -> tuple[Direction, ...]:
        """Directions along which the objective has no maximum at the end of a climb."""
        h = end.at.hessian / np.outer(self.scales, self.scales)
        if not np.isfinite(h).all():
            return ()
        curvature, axes = np.linalg.eigh(h)
        found = []
        for flat in np.flatnonzero(curvature > -FLAT * self.n):
            rising = [sign for sign in (1.0, -1.0) if self._never_falls(end, sign * axes[:, flat])]
            if rising:
                found.append(self._direction(rising[0] * axes[:, flat], len(rising) == 1))
        return tuple(sorted(found, key=lambda direction: not direction.rises))[:MOST]

    def _never_falls(self, end: Maximum, axis: Array) -> bool:
        with np.errstate(all="ignore"):
            return all(self.value(end.theta + stride * axis / self.scales) > end.at.value - FELL for stride in STRIDES)

    def _direction(self, axis: Array, rises: bool) -> Direction:
        parts = axis / np.abs(axis).max()
        order = np.argsort(-np.abs(parts), kind="stable")
        return Direction({self.names[k]: float(parts[k]) for k in order if abs(parts[k]) >= SHARE}, rises)


def _players(mode: Mode) -> frozenset[str]:
    """Whose coefficients diverge."""
    return frozenset(name.split(":")[0] for direction in mode.runaway for name in direction.towards)
