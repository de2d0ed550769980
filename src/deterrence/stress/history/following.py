"""Mass followed through a crisis as it was coded: how likely it is that acts come as dated, and nothing else.

What is known of a crisis is when each act was made, within some days, in which order, and that no other was. Mass
therefore carries a tag, how many of the acts have been made; on each branch it keeps its tag, goes on to the next, or
is lost, and it goes on only within the days of the act. What nobody coded (holding, asking, words) passes along the
branches that keep the tag, and is so summed out; private types are summed out by Bayes' rule, for mass is public and
beliefs go where play takes them. Where an act's last day is over, mass that has not made it is lost. What is left in
the end is the likelihood: a probability of days, not a density, since dates are known to the day.

Within a span of days in which the same acts may come, mass is mixed over how many ticks there are (Poisson; Jensen's
uniformisation): all terms are positive, so that nothing cancels.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

Array = np.ndarray
TAIL = 1e-17  # of numbers of ticks, left out


class Machine(Protocol):
    """What a tick does. A rule is a number, by which the branches are known that it keeps."""

    @property
    def rate(self) -> float:
        """Λ, ticks per day."""

    @property
    def stays(self) -> Array:
        """(places,), how much of what stands there stays at a tick; zero where nothing stands."""

    @property
    def levels(self) -> int:
        """How many steps that take no time follow a tick."""

    def leave(self, rule: int, mass: Array) -> Array:
        """Mass (places,) that a tick takes along the branches that a rule keeps."""

    def go_on(self, level: int, rule: int, mass: Array) -> Array:
        """Mass (places,) that a step without time takes along the branches that a rule keeps."""

    def standing(self, mass: Array) -> Array:
        """What of mass (…, places) is where it is waited."""

    def quiet(self, rule: int, mass: Array) -> Array:
        """Mass (places,) where it is waited a tick later, of that which a rule keeps all along."""


class Whole(Machine, Protocol):
    """A machine of all places."""

    @property
    def origin(self) -> int:
        """The place where play begins."""

    def within(self, rules: Collection[int], mass: Array) -> tuple[Machine, Any]:
        """The machine of places to which some rules can take mass (tags, places), and an index of those places."""


@dataclass(frozen=True)
class Followed:
    """A coded crisis as tags: tag k, once k acts have been made. n acts.

    Attributes:
        stay: (n + 1,), the rule of branches that keep each tag. go: (n,), of those that lead to the next.
        first, last: (n,), the days between which each act is made.
        days: how long it is watched.
    """

    stay: tuple[int, ...]
    go: tuple[int, ...]
    first: tuple[float, ...]
    last: tuple[float, ...]
    days: float

    def live(self, span: Span, mass: Array) -> tuple[slice, Followed, tuple[int, ...]]:
        """The tags that mass (tags, places) has or comes to within a span, and the path and what may come by those."""
        some = np.flatnonzero(mass.any(1))
        low, high = int(some[0]), int(some[-1])
        while high in span.may:
            high += 1
        here = slice(low, high + 1)
        part = Followed(self.stay[here], self.go[low:high], self.first[low:high], self.last[low:high], self.days)
        return here, part, tuple(k - low for k in span.may if low <= k < high)

    @property
    def rules(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.stay, *self.go)

    def lowest(self, day: float) -> int:
        """The lowest tag that mass may have from a day on: acts whose last day is over have been made."""
        return max((k + 1 for k, last in enumerate(self.last) if last <= day), default=0)

    def spans(self, by_day: bool = False) -> list[Span]:
        """Spans of days in which the same acts may come.

        Args:
            by_day: end one with every day as well.
        """
        times = {0.0, self.days, *(float(t) for t in range(1, math.ceil(self.days)) if by_day)}
        times |= {t for t in (*self.first, *self.last) if 0 < t < self.days}
        found = []
        for a, b in pairwise(sorted(times)):
            may = tuple(k for k in range(len(self.go)) if self.first[k] <= a and self.last[k] >= b)
            found.append(Span(a, b, may))
        return found


@dataclass(frozen=True)
class Span:
    """Days from one to another; ``may`` are the acts that may come, each from the tag that has its number."""

    start: float
    end: float
    may: tuple[int, ...]

    @property
    def days(self) -> float:
        """How many."""
        return self.end - self.start


def tick(machine: Machine, path: Followed, may: Sequence[int], mass: Array) -> tuple[Array, Array]:
    """Mass (tags, places) a tick later where it is waited, and everywhere, what passed it included."""
    after = np.zeros_like(mass)
    live = [k for k in range(len(mass)) if mass[k].any()]
    for k in live:
        after[k] += machine.stays * mass[k] + machine.leave(path.stay[k], mass[k])
        if k in may:
            after[k + 1] += machine.leave(path.go[k], mass[k])
    return settle(machine, path, may, after)


def settle(machine: Machine, path: Followed, may: Sequence[int], mass: Array) -> tuple[Array, Array]:
    """Mass once what takes no time has been passed: where it is waited, and everywhere. Changes ``mass``."""
    for level in range(machine.levels):
        before = mass.copy()
        for k in range(len(mass)):
            if before[k].any():
                mass[k] += machine.go_on(level, path.stay[k], before[k])
                if k in may:
                    mass[k + 1] += machine.go_on(level, path.go[k], before[k])
    return machine.standing(mass), mass


@lru_cache(maxsize=512)
def poisson(mean: float) -> tuple[float, ...]:
    """Probabilities of 0, 1, … ticks, as far as they are not negligible."""
    n = np.arange(int(mean + 12 * math.sqrt(mean) + 30))
    log = n * math.log(mean) - mean - np.array([math.lgamma(k + 1) for k in n.tolist()])
    found = np.exp(log)
    last = int(np.flatnonzero(found > TAIL)[-1])
    return tuple(found[: last + 1].tolist())


def through(machine: Whole, path: Followed, span: Span, mass: Array) -> Array:
    """Mass (tags, places) at the end of a span."""
    out = np.zeros_like(mass)
    tags, path, may = path.live(span, mass)
    part, places = machine.within(path.rules if may else path.stay, mass[tags])
    here = mass[tags, places]
    there = np.zeros_like(here)
    weights = poisson(span.days * machine.rate)
    if not may:
        for k in np.flatnonzero(here.any(1)).tolist():
            alone = here[k]
            for n, weight in enumerate(weights):
                there[k] += weight * alone
                alone = part.quiet(path.stay[k], alone) if n + 1 < len(weights) else alone
    else:
        for n, weight in enumerate(weights):
            there += weight * here
            here = tick(part, path, may, here)[0] if n + 1 < len(weights) else here
    out[tags, places] = there
    return out


def begun(machine: Whole, path: Followed, may: Sequence[int]) -> tuple[Array, Array]:
    """Mass (tags, places) as it all begins: where it is waited, and everywhere."""
    mass = np.zeros((len(path.stay), len(machine.stays)))
    mass[0, machine.origin] = 1.0
    return settle(machine, path, may, mass)


def followed(machine: Whole, path: Followed, spans: Sequence[Span]) -> Iterator[tuple[Array, float]]:
    """Span by span, mass (tags, places) as it begins, which adds up to one, and how much of it is left at its end. Ends
    once nothing is left."""
    mass = begun(machine, path, spans[0].may)[0]
    for span in spans:
        then = through(machine, path, span, mass)
        then[: path.lowest(span.end)] = 0.0
        left = float(then.sum())
        yield mass, left
        if left <= 0.0:
            return
        mass = then / left


def log_of(shares: Iterable[float]) -> float:
    """The log of the product of what is left span by span; −∞ where nothing is."""
    return sum(math.log(share) if share > 0.0 else -math.inf for share in shares)


def log_likelihood(machine: Whole, path: Followed) -> float:
    """The log of the probability that acts come as dated and no other does; −∞ where they cannot."""
    return log_of(left for _, left in followed(machine, path, path.spans()))
