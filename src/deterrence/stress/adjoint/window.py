"""Targets and mass through a window of days, and what of them derivatives depend on.

On a clock what happens at an event is the same whenever it comes, so what targets owe to it depends on the mass m(t)
that is waiting at time t and on what targets W(t) are worth there and then only by Λ ∫ m(t) W(t) dt over the window, at
Λ ticks a day. Both are mixes of what so many ticks lead to (:mod:`deterrence.forecasting.ticks`),

    m(t) = Σ_k Pois(k; Λt) m_k,    W(t) = Σ_k Pois(k; Λ(D − t)) W_k,

with m_k the mass after k ticks and W_k the targets with k ticks to come. For complex t these are no larger than
exp(Λ(|t| − Re t)) and exp(Λ(|D − t| − Re(D − t))) times what they can be, so that on an ellipse around 0 and D whose
half-axes sum to ρD/2 the product is at most exp(ΛD(½(ρ + 1/ρ) − 1)); N points of Gauss and Legendre are then off by
less than 64/15 of that times ρ^(−2N)/(1 − ρ^(−2)). As many are taken as make this less than :data:`OFF`: about the
root of the number of ticks.

What m and W are at these points does not take so many ticks as that: both are computed by the terms of an expansion
(:mod:`deterrence.forecasting.expansion`), in which targets and the one that gains count for are one vector. Whether
its vectors grow is judged by what they come to: where terms are far larger than their sum, the next shape is taken.

References: Trefethen, L. N. (2013), Approximation Theory and Approximation Practice, theorem 19.3 (recalled, not
opened).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...forecasting.expansion import GROWTH, SHAPES, Expansion, Unsteady
from .along import mix, multiply, pull_back, push_on
from .links import Chain, Links, in_lanes, reached

Array = np.ndarray
OFF = 1e-17  # of an integral, as a share of the window times the largest that it can be of
RUN = 16  # terms that are mixed at once


@dataclass(frozen=True, eq=False)
class Window:
    """What a window comes to.

    Attributes:
        value: (H,), targets at the beginning.
        leaving, instant: by lot of links and by link, mass times targets where it leads, added up over ticks, (Z, H).
        mass: (places, G), mass before a tick, or at it where no time is taken, added up over ticks.
        standing: (places, G), mass as the window closes.
    """

    value: Array
    leaving: list[Array]
    instant: list[Array]
    mass: Array
    standing: Array


@dataclass(frozen=True, eq=False)
class Ground:
    """What happens at every tick.

    Attributes:
        leaving: links of a tick, where it is waited and where play has stopped.
        instant: links of what takes no time, in the order in which mass passes them.
        gained: (places, H), expected gain of leaving a place.
        final: (places, H), what standing there in the end is worth.
        waits: (places,), is it one where mass stands from tick to tick?
        origin: the place where play begins.
    """

    leaving: Sequence[Links]
    instant: Sequence[Links]
    gained: Array
    final: Array
    waits: Array
    origin: int


class _Steps:
    """Mass and targets by one tick, at the places that play comes to: those where it waits first."""

    def __init__(self, ground: Ground, group: Array):
        every = reached([*ground.leaving, *ground.instant], len(ground.waits), ground.origin)
        waits = ground.waits[every]
        self.places = np.concatenate([every[waits], every[~waits]])
        self.first = int(waits.sum())  # of those that take no time
        number = np.full(len(ground.waits), -1)
        number[self.places] = np.arange(len(self.places))
        self.targets, self.rules = len(group), ground.leaving[0].kept.shape[1]
        self.group = in_lanes(group)
        self.leaving, self.instant = (
            Chain(lots, number, self.rules, self.group) for lots in (ground.leaving, ground.instant)
        )
        self.gained, self.final = in_lanes(ground.gained[self.places]), in_lanes(ground.final[self.places])
        self.products = [np.zeros((len(chain.leads), len(self.group))) for chain in (self.leaving, self.instant)]
        self.origin = int(number[ground.origin])
        self._moved, self._work = np.empty(self.leaving.kept.shape[1]), np.empty(len(self.group))

    def begin(self) -> Array:
        """Mass (places, G) at the beginning."""
        mass = np.zeros((len(self.places), len(self._moved)))
        mass[self.origin] = 1.0
        self._push(self.instant, mass, mass)
        return mass

    def forward(self, mass: Array) -> Array:
        """Mass (places, G) a tick later, from that where it is waited at least."""
        after = np.zeros((len(self.places), mass.shape[1]))
        self._push(self.leaving, mass, after)
        self._push(self.instant, after, after)
        return after

    def end(self, waiting: Array, counted: float = 1.0) -> Array:
        """Targets (places, H) from those where it is waited, gains counted so often."""
        here = np.concatenate([waiting, counted * self.gained[self.first :]])
        self._pull(self.instant, here, here)
        return here

    def back(self, waiting: Array, counted: float) -> Array:
        """Targets where it is waited a tick before, gains counted so often."""
        here = counted * self.gained[: self.first]
        self._pull(self.leaving, here, self.end(waiting, counted))
        return here

    def masses(self, window: Expansion) -> Iterator[Array]:
        """Vectors of the window's expansion: mass where it is waited."""
        before = here = self.begin()[: self.first]
        for k in range(len(window) + 1):
            yield here
            before, here = here, window.after(k, self.forward(here)[: self.first], before)

    def worths(self, window: Expansion) -> Iterator[Array]:
        """The same of targets, from the end."""
        before = here = self.final[: self.first]
        past = counted = np.ones(1)
        for k in range(len(window) + 1):
            yield here
            before, here = here, window.after(k, self.back(here, float(counted[0])), before)
            past, counted = counted, window.after(k, counted, past)

    def add(self, chain: int, mass: Array, worth: Array) -> None:
        """Add to the products of the links of a tick, 0, or of what takes no time, 1."""
        of = (self.leaving, self.instant)[chain]
        multiply(of.leaves, of.leads, mass, worth, self.group, self.products[chain], self._work)

    def _push(self, of: Chain, here: Array, there: Array) -> None:
        push_on(of.start, of.ends, of.end, of.weight, of.rule, of.kept, here, there, self._moved)

    def _pull(self, of: Chain, here: Array, there: Array) -> None:
        pull_back(of.start, of.ends, of.end, of.weight, of.rule, of.kept_by_target, here, there, self._work)

    def by_lot(self, chain: int) -> list[Array]:
        """Products (Z, H) by lot of links."""
        return (self.leaving, self.instant)[chain].by_lot(self.products[chain][:, : self.targets])

    def spread(self, mass: Array, count: int) -> Array:
        """Mass (…, G) at the first of the places that play comes to, as of all."""
        out = np.zeros((count, self.rules))
        out[self.places[: len(mass)]] = mass[:, : self.rules]
        return out


def through_window(ground: Ground, group: Array, window: Expansion, fastest: float) -> Window:
    """Carry mass and targets through a window.

    Args:
        ground: what happens at every tick. group: (H,), the rule of every target. window: its terms.
        fastest: of the rates of clocks.

    Raises:
        Unsteady: the vectors of the expansion grow.
    """
    steps = _Steps(ground, group)
    times, weights = quadrature(window.days * fastest)
    first, begun = steps.first, steps.begin()
    most = np.abs(steps.final).max(0) + window.days * window.rate * np.abs(steps.gained).max(0)
    parts = _parts(window, fastest, np.append(times, 1.0))
    masses = _mixed(steps.masses(window), window, parts, np.ones(1))
    worths = _mixed(steps.worths(window), window, np.concatenate([parts[-2::-1], parts[-1:]]), most)
    worth = steps.end(worths[-1])
    steps.add(1, begun, worth)
    whole = begun.copy()
    whole[:first] = 0.0
    for weight, mass, ahead in zip(weights * (window.days * window.rate), masses, worths, strict=False):
        before = np.zeros_like(whole)
        before[:first] = weight * mass
        passing, there = steps.forward(before), steps.end(ahead)
        steps.add(0, before, there)
        steps.add(1, passing, there)
        whole[:first] += before[:first]
        whole[first:] += passing[first:]
    return Window(
        worth[steps.origin, : steps.targets],
        steps.by_lot(0),
        steps.by_lot(1),
        steps.spread(whole, len(ground.waits)),
        steps.spread(masses[-1], len(ground.waits)),
    )


def quadrature(mean: float) -> tuple[Array, Array]:
    """Points of a window with so many ticks on average, as shares of it, and their weights, which add up to one; (N,).

    They lie the same from either end.
    """
    from scipy.special import roots_legendre

    if mean == 0:
        return np.zeros(0), np.zeros(0)
    count = np.arange(1, int(8 * math.sqrt(mean)) + 40)
    log = np.arcsinh(2 * count / mean)  # of the ρ at which the bound is least
    bound = mean * (np.cosh(log) - 1) - 2 * count * log - np.log(-np.expm1(-2 * log)) + math.log(64 / 15)
    points, weights = roots_legendre(int(count[np.argmax(bound <= math.log(OFF))]))
    return (1 + points) / 2, weights / 2


def _parts(window: Expansion, fastest: float, shares: Array) -> Array:
    """How much each vector of a window's expansion counts once some shares of it have passed, (shares, K + 1)."""
    parts = np.zeros((len(shares), len(window) + 1))
    for row, share in zip(parts, shares.tolist(), strict=True):
        stands = Expansion.of(share * window.days, fastest, window.rate, _shape(window)).stands[: len(row)]
        row[: len(stands)] = stands
    return parts


def _shape(window: Expansion) -> int:
    return next(n for n, (_, breadth) in enumerate(SHAPES) if breadth == window.breadth)


def _mixed(by_term: Iterator[Array], window: Expansion, parts: Array, most: Array) -> Array:
    """What there is once some shares of a window have passed, (shares, first, width).

    Args:
        by_term: vectors of the window's expansion, each (first, width).
        parts: from :func:`_parts`.
        most: (width,) or (1,), the largest that what there is can be.

    Raises:
        Unsteady: vectors are far larger than that, or what is added up is far larger than the sum.
    """
    largest, out = np.zeros((len(window) + 1, 1)), None
    for begin in range(0, len(window) + 1, RUN):
        here = slice(begin, min(begin + RUN, len(window) + 1))
        some = np.stack([found for _, found in zip(range(here.start, here.stop), by_term, strict=False)])
        if out is None:
            largest = np.zeros((len(window) + 1, some.shape[2]))
            out = np.zeros((len(parts), *some.shape[1:]))
        largest[here] = np.abs(some).max(1, initial=0.0)
        mix(np.ascontiguousarray(parts[:, here]), some.reshape(len(some), -1), out.reshape(len(out), -1))
    assert out is not None  # there is a first term
    if _shape(window) + 1 < len(SHAPES):
        grown = largest > most * np.array([window.most(k) for k in range(len(largest))])[:, None]
        added = largest * parts.max(0)[:, None]
        if grown.any() or (added > GROWTH * np.abs(out).max((0, 1), initial=0.0)).any():
            raise Unsteady
    return out
