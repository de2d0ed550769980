"""Days as ticks: what a game on a clock has done by a day, from its chain of events (uniformisation).

Let ticks come at a rate Λ per day, at least as often as any clock's events; at a tick a clock state x has its next
event with probability R(x)/Λ, and else nothing happens. Play then moves by ticks alone, and by day D there have been
k of them with probability Pois(k; ΛD). Of what happens at tick k the share Pr(at least k ticks by day D) falls within
the window; where play stands on day D is the mean of where it stands after k ticks, by Pois(k; ΛD). Neither depends
on Λ. The sum is cut where ticks beyond have a probability of :data:`TAIL`.

Reference: Jensen, A. (1953), "Markoff chains as an aid in the study of Markoff processes", Skandinavisk
Aktuarietidskrift 36 (recalled, not opened).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import ArgumentError

TAIL = 1e-12
MOST_TICKS = 50_000


@dataclass(frozen=True, eq=False)
class Ticks:
    """Ticks of a window.

    Attributes:
        days: D, how long the window is.
        rate: Λ, ticks per day.
        stands: (K + 1,), probability that k ticks have come by day D, k = 0..K.
        within: (K + 1,), probability that tick k comes by day D; one for k = 0, the beginning.
    """

    days: float
    rate: float
    stands: np.ndarray
    within: np.ndarray

    @classmethod
    def of(cls, days: float, rate: float) -> Ticks:
        """The ticks of a window of some days at a rate per day; raises as :meth:`require`."""
        cls.require(days, rate)
        mean = days * rate
        from scipy.stats import poisson  # half a second to import, which games that count moves do without

        last = int(poisson.isf(TAIL, mean)) + 1 if mean > 0 else 0
        k = np.arange(last + 1)
        return cls(days, rate, poisson.pmf(k, mean), poisson.sf(k - 1, mean))

    @staticmethod
    def require(days: float, rate: float) -> None:
        """Refuse a window that is none, or that is too long.

        Raises:
            ArgumentError: days that are none, or too many ticks to count.
        """
        if not (days >= 0 and np.isfinite(days)):
            raise ArgumentError(f"a window of {days:g} days: give a number of days that is not negative")
        mean = days * rate
        if not mean <= MOST_TICKS:
            raise ArgumentError(
                f"a window of {days:g} days with up to {rate:g} events a day has about {mean:,.0f} of them, and at "
                f"most {MOST_TICKS:,} are followed: ask for fewer days, or slow the fastest clock"
            )
