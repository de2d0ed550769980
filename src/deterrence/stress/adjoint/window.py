"""Targets and mass through a window of days, tick by tick, and what of them derivatives hang on.

At every tick the links that mass goes along are the same (:mod:`deterrence.forecasting.ticks`), and what targets owe to
their weights is linear in Σ_k m_k(start) W_k(end) by link: mass at tick k where it leaves from, times the targets there
where it leads. Mass goes forward and targets go back; of mass every so many ticks are remembered, and those between are
worked out again on the way back, so that memory grows with the root of the number of ticks.

Reference: Griewank, A. (1992), "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
differentiation", Optimization Methods and Software 1, on such checkpoints (recalled, not opened).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...forecasting.ticks import Ticks
from .along import pull_back, push_on
from .links import Chain, Links, reached

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Window:
    """What a window comes to.

    Attributes:
        value: (H,), targets at the beginning.
        leaving, instant: products (Z, H) by link, lot by lot.
        waiting: (places, G), mass before each tick, as often as gains at the tick count, added up over ticks.
        passing: (places, G), mass at a tick, likewise.
        standing: (places, G), mass as the window closes.
    """

    value: Array
    leaving: list[Array]
    instant: list[Array]
    waiting: Array
    passing: Array
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
        self.group = group
        self.leaving, self.instant = Chain(ground.leaving, number, group), Chain(ground.instant, number, group)
        self.gained, self.final = ground.gained[self.places], ground.final[self.places]
        self.product = [np.zeros((len(chain.end), len(group))) for chain in (self.leaving, self.instant)]
        self.origin = int(number[ground.origin])
        self._moved, self._work = np.empty(self.leaving.kept.shape[1]), np.empty((2, len(group)))

    def begin(self) -> Array:
        """Mass (places, G) at the beginning."""
        mass = np.zeros((len(self.places), len(self._moved)))
        mass[self.origin] = 1.0
        self._push(self.instant, mass, mass)
        return mass

    def forward(self, mass: Array) -> Array:
        """Mass a tick later."""
        after = np.zeros_like(mass)
        self._push(self.leaving, mass, after)
        self._push(self.instant, after, after)
        return after

    def _push(self, chain: Chain, here: Array, there: Array) -> None:
        push_on(
            chain.start, chain.ends, chain.end, chain.weight, chain.rule, chain.kept, here, there, self._moved
        )

    def back(self, mass: Array, after: Array | None, stands: float, counts: float, later: float) -> Array:
        """Targets (places, H) at a tick; products are added up.

        Args:
            mass: at the tick. after: targets at the next, None for the last.
            stands: probability that so many ticks have come in the end. counts, later: that this tick comes, and the
                next one.
        """
        here, first = np.empty((len(self.places), len(self.group))), self.first
        here[:first] = stands * self.final[:first]
        here[first:] = counts * self.gained[first:]
        if after is not None:
            here[:first] += later * self.gained[:first]
            self._pull(self.leaving, self.product[0], here, after, mass)
        self._pull(self.instant, self.product[1], here, here, mass)
        return here

    def _pull(self, chain: Chain, product: Array, here: Array, there: Array, mass: Array) -> None:
        pull_back(
            chain.start, chain.ends, chain.end, chain.weight, chain.rule, chain.kept_by_target, here, there, mass,
            self.group, product, self._work[0], self._work[1],
        )  # fmt: skip

    def spread(self, some: Array, count: int) -> Array:
        """Numbers at the places that play comes to, as of all."""
        out = np.zeros((count, *some.shape[1:]))
        out[self.places] = some
        return out


def through_window(ground: Ground, group: Array, ticks: Ticks) -> Window:
    """Carry mass and targets through a window.

    Args:
        ground: what happens at every tick. group: (H,), the rule of every target. ticks: of the window.
    """
    steps, last = _Steps(ground, group), len(ticks)
    run = math.isqrt(last) + 1
    mass = steps.begin()
    remembered = [mass]
    sums = np.zeros((3, *mass.shape))  # waiting, passing, standing
    for k in range(last + 1):
        mass = steps.forward(mass) if k else mass
        if k and k % run == 0:
            remembered.append(mass)
        if k < last:
            sums[0] += ticks.within[k + 1] * mass
        sums[1] += ticks.within[k] * mass
        sums[2] += ticks.stands[k] * mass
    worth: Array | None = None
    for begin, mass in reversed(list(enumerate(remembered))):
        held = [mass]
        while len(held) < min(run, last + 1 - begin * run):
            held.append(steps.forward(held[-1]))
        for k in reversed(range(begin * run, begin * run + len(held))):
            later = ticks.within[k + 1] if k < last else 0.0
            worth = steps.back(held.pop(), worth, ticks.stands[k], ticks.within[k], later)
    assert worth is not None  # there is a tick 0
    waiting, passing, standing = (steps.spread(some, len(ground.waits)) for some in sums)
    return Window(
        worth[steps.origin],
        steps.leaving.by_lot(steps.product[0]),
        steps.instant.by_lot(steps.product[1]),
        waiting,
        passing,
        standing,
    )
