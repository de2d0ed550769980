"""A window in days as a sum over few vectors, each had from those before it by one tick.

With Q the rates at which play goes from clock to clock, what stands where on day D is exp(DQ) times what stood there at
the beginning, and how much has passed is the integral of that over the window. A tick (:mod:`.ticks`) is the map
P = I + Q/Λ, and both are functions of it: exp(−a(1 − P)) and (1 − exp(−a(1 − P)))/(1 − P), with a = ΛD. A sum over
ticks is one over powers of P, and takes about a + 7√a of them. Chebyshev polynomials, if P's eigenvalues are near the
line from −1 to 1, take about 9√a. In between are those of an ellipse around that line, with half-axes 1 and β, foci ±f
and s = 1 + β:

    p_0 = 1,   p_1 = z/s,   p_{k+1} = (2/s) z p_k − (f/s)² p_{k−1},   that is, p_k(z) = (f/s)^k T_k(z/f),

Chebyshev's for β = 0, and powers (halved, but for the first) for β = 1. With I_k the modified Bessel functions,

    exp(−a(1 − z)) = Σ_k c_k p_k(z),   c_0 = e^{−a} I_0(af),   c_k = 2 e^{−a} I_k(af) (s/f)^k,

and the coefficients of (1 − e^{−rD} exp(−a(1 − z)))/(1 + r/Λ − z), interest r included, follow from the last to the
first on multiplying by the denominator. All are positive: nothing cancels that is not in the vectors. These do not grow
where P's eigenvalues are within the ellipse. Those of play by turns in circles, which never waits, need not be; and
what is left of play where a tag is lost on most branches is no chain of its own. That vectors grow is noticed
(:exc:`Unsteady`), and the next of :data:`SHAPES` taken; with the last, powers of probabilities, they cannot.

Below the rate of the fastest clock Λ only stretches the line: P is no longer made of probabilities, but the sums are
the same.

References: Tal-Ezer, H. and Kosloff, R. (1984), "An accurate and efficient scheme for propagating the time dependent
Schrödinger equation", Journal of Chemical Physics 81(9); Novati, P. (2003), "Solving linear initial value problems by
Faber polynomials", Numerical Linear Algebra with Applications 10(3) (both recalled, not opened).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .ticks import Ticks

SHAPES = ((0.6, 0.2), (1.0, 0.25), (1.0, 1.0))
"""What is tried in turn: Λ, as a multiple of the fastest clock's rate, and β."""
ROUNDING = 1e-15  # coefficients below which further ones make no difference
LARGEST = 1e3  # of a vector, as a multiple of the first, with which that is still so
MOST = 1000.0  # of aβ², above which Bessel functions are too small for the machine; ticks are taken
GROWTH = 100.0  # of what a vector adds, as a multiple of the first: rounding is as much larger


class Unsteady(ArithmeticError):
    """Vectors of an expansion grow: their sum would be of large numbers that cancel."""


def steadily[T](attempt: Callable[[], T]) -> T:
    """What an attempt gives, or, where vectors grow, the next, which is of another shape."""
    while True:
        try:
            return attempt()
        except Unsteady:
            continue


@dataclass(frozen=True, eq=False)
class Expansion:
    """The terms of a window.

    Attributes:
        days, rate, breadth: D; Λ, ticks per day; and β.
        stands: (K + 1,), by term, of what stands where on day D.
        left_out: what the coefficients of further terms add up to.
    """

    days: float
    rate: float
    breadth: float
    stands: np.ndarray
    left_out: float

    @classmethod
    def of(cls, days: float, fastest: float, rate: float | None = None, shape: int = 0) -> Expansion:
        """Of a window.

        Args:
            days: D. fastest: of the rates of clocks.
            rate: Λ, in place of that of the shape. The sums do not depend on it.
            shape: position in :data:`SHAPES`.

        Raises:
            ArgumentError: as for :meth:`.ticks.Ticks.require`.
        """
        Ticks.require(days, fastest)
        slowed, breadth = SHAPES[shape]
        ticks = rate or slowed * fastest
        if days * ticks * breadth**2 > MOST:
            slowed, breadth = SHAPES[-1]
            ticks = rate or slowed * fastest
        found = _coefficients(days * ticks, breadth, 1.0)
        count = 1 + int(np.flatnonzero(found > ROUNDING)[-1])
        return cls(days, ticks, breadth, found[:count], float(found[count:].sum()))

    def at(self, day: float) -> np.ndarray:
        """(K + 1,), by term, of what stands where on a day of the window."""
        found = _coefficients(day * self.rate, self.breadth, 1.0)[: len(self.stands)]
        return np.pad(found, (0, len(self.stands) - len(found)))

    @property
    def less(self) -> float:
        """How much of the vector before the last is taken from the next, (f/s)²."""
        return (1.0 - self.breadth) / (1.0 + self.breadth)

    def turn(self, k: int) -> float:
        """How much of a tick of vector k is in the next one."""
        return (2.0 if k else 1.0) / (1.0 + self.breadth)

    def after(self, k: int, tick: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Vector k + 1 from a tick of vector k, and vector k − 1."""
        return self.turn(k) * tick - self.less * before if k else self.turn(k) * tick

    def most(self, k: int) -> float:
        """How large vector k may be, as a multiple of the first, for what it adds to be known well; for what one beyond
        the last would add, as well."""
        return min(LARGEST, GROWTH / max(float(self.stands[k]) if k <= len(self) else 0.0, ROUNDING))

    def counting(self, interest: float = 0.0) -> np.ndarray:
        """(K + 2,), what a payoff counts: one at the beginning; by term, of what comes to the tick after it.

        Args:
            interest: r, per day.
        """
        shrunk, kept = math.exp(-interest * self.days), 1.0 + interest / self.rate
        stands = _coefficients(self.days * self.rate, self.breadth, kept)  # small ones count more, the more interest
        found = np.zeros(len(stands) + 1)
        for k in range(len(stands) - 1, 0, -1):
            found[k - 1] = self.turn(k) * (kept * found[k] + shrunk * stands[k]) - self.less * found[k + 1]
        found[0] /= 2.0
        return np.append(1.0, found[: len(self.stands)])

    @cached_property
    def within(self) -> np.ndarray:
        """(K + 2,), the same of what happens, without interest."""
        return self.counting()

    @property
    def truncation(self) -> float:
        """What terms left out come to in what stands where, if their vectors grow no further than those kept may: they
        are not worked out, so it is no proof."""
        return LARGEST * self.left_out

    def __len__(self) -> int:
        """K."""
        return len(self.stands) - 1


def _coefficients(a: float, breadth: float, pole: float) -> np.ndarray:
    """c_k of exp(−a(1 − z)), as far as they make a difference where this is divided by (pole − z)."""
    from scipy.special import ive  # slow to import, and games that count moves do without

    f, s = math.sqrt(1.0 - breadth**2), 1.0 + breadth
    growth = math.log((pole + math.sqrt(pole**2 - f**2)) / s)
    k = np.arange(40 + int(a * (breadth + 2.0 * growth) + 12 * math.sqrt(a)))
    if f:
        found: np.ndarray = ive(k, a * f) * np.exp(k * math.log(s / f) - a * (1.0 - f))
    else:
        from scipy.stats import poisson  # slower still

        found = poisson.pmf(k, a)
    found[1:] *= 2.0
    return found
