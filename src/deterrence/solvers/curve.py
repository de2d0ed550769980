"""A curve F(z, s) = 0 in the unknowns z and one parameter s: its points, tangents, kinks and folds.

The steps from which :mod:`deterrence.solvers.arc` builds a path. y = (z, s) has length n + 1, F has n
equations, and J = F' has shape (n, n+1). Every linear system is J bordered by one row: normal to a
hyperplane for Newton's method, along the former tangent for the next one.

References: Allgower and Georg (1990), Numerical Continuation Methods: An Introduction, Springer
(reprinted 2003, SIAM Classics in Applied Mathematics 45), chapters 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Array = np.ndarray
Residual = Callable[[Array, float], Array]
Jacobian = Callable[[Array, float], Any]

CONTRACTION = 0.5  # the Newton-Kantorovich bound: a larger ratio of steps proves nothing about the limit
POLISHING = 4  # from a path followed to 1e-6 two Newton steps reach rounding
CORRECTIONS = 12  # at contraction 1/2 and then quadratic, more than from any start to rounding
SMOOTH_COSINE = 0.9  # tangents turn by less than 26 degrees in a step, unless at a kink
REVERSAL_COSINE = -1.0 + 1e-6  # within 0.08 degrees of turning back: a smooth curve whose sign was misread
DIFFERENCE = np.finfo(float).eps ** (1 / 3)  # balances the rounding and the cut of a central difference
SAME_POINT = 1e-3  # of a step: two crossings of one hyperplane this near are one point of a smooth curve


class Bordered(Protocol):
    """A square matrix [J; row], factored. Raises ``LinAlgError`` when it is singular."""

    def __init__(self, jacobian: Any, row: Array): ...

    def solve(self, right: Array) -> Array:
        """The solution of [J; row] x = right."""

    def sign(self) -> float:
        """Sign of the determinant."""


class Dense:
    """[J; row] as a dense matrix."""

    def __init__(self, jacobian: Array, row: Array):
        self._matrix = np.vstack([jacobian, row])

    def solve(self, right: Array) -> Array:
        """The solution of [J; row] x = right."""
        return np.linalg.solve(self._matrix, right)

    def sign(self) -> float:
        """Sign of the determinant."""
        return float(np.linalg.slogdet(self._matrix).sign)


@dataclass(frozen=True)
class Point:
    """A point of the curve: y = (z, s), unit tangent, sign of det [J; tangent]."""

    y: Array
    tangent: Array
    sign: float
    contraction: float = 0.0

    @property
    def s(self) -> float:
        """The parameter at this point."""
        return float(self.y[-1])

    def follows(self, other: Point) -> bool:
        """True if the tangent has turned by less than smooth curves are allowed to in a step."""
        return bool(self.tangent @ other.tangent >= SMOOTH_COSINE)


class Curve:
    """The equations, with a Newton corrector. Methods return None where they fail."""

    def __init__(
        self,
        residual: Residual,
        jacobian: Jacobian,
        bordered: Callable[[Any, Array], Bordered],
        tol: float,
        enough: float = 0.0,
    ):
        self._residual, self._jacobian, self._bordered = residual, jacobian, bordered
        self._tol, self._enough = tol, enough

    def residual(self, y: Array) -> Array:
        """F at y, shape (n,)."""
        return self._residual(y[:-1], float(y[-1]))

    def jacobian(self, y: Array) -> Any:
        """F' at y, shape (n, n+1); dF/ds by central difference where only dF/dz was given."""
        z, s = y[:-1], float(y[-1])
        matrix = self._jacobian(z, s)
        if matrix.shape[1] > len(z):
            return matrix
        h = DIFFERENCE * max(1.0, abs(s))
        return np.column_stack([matrix, (self._residual(z, s + h) - self._residual(z, s - h)) / (2 * h)])

    def solve(self, y: Array, row: Array, right: Array) -> tuple[Array, Bordered] | None:
        """The solution of [J; row] x = right, and the matrix."""
        try:
            matrix = self._bordered(self.jacobian(y), row)
            x = matrix.solve(right)
        except np.linalg.LinAlgError:
            return None
        return (x, matrix) if np.isfinite(x).all() else None

    def correct(self, y: Array, normal: Array) -> tuple[Array, float] | None:
        """The point with F = 0 in the hyperplane through y, and the first ratio of Newton's steps.

        A step of Newton's method that is short enough ends it too: where F has large derivatives, rounding alone may
        keep |F| above the tolerance.
        """
        last, first_ratio = np.inf, 0.0
        for count in range(CORRECTIONS):
            f = self.residual(y)
            if not np.isfinite(f).all():
                return None
            if np.abs(f).max(initial=0.0) <= self._tol:
                return y, first_ratio
            solved = self.solve(y, normal, np.append(-f, 0.0))
            if solved is None or not np.linalg.norm(solved[0]) <= CONTRACTION * last:
                return None
            size = float(np.linalg.norm(solved[0]))
            first_ratio = size / last if count == 1 else first_ratio
            y, last = y + solved[0], size
            if size <= self._enough:
                return y, first_ratio
        return None

    def point(self, corrected: tuple[Array, float] | None, along: Array) -> Point | None:
        """A corrected y with its tangent, the one whose part along ``along`` is positive."""
        if corrected is None:
            return None
        y, contraction = corrected
        solved = self.solve(y, along, parameter_axis(len(y)))
        if solved is None:
            return None
        tangent, matrix = solved
        return Point(y, tangent / np.linalg.norm(tangent), matrix.sign(), contraction)

    def step(self, point: Point, length: float) -> Point | None:
        """The point of the curve about ``length`` further on."""
        return self.point(self.correct(point.y + length * point.tangent, point.tangent), point.tangent)

    def corner(self, point: Point, length: float) -> Point | None:
        """The point past a kink that turns the tangent by a right angle or more."""
        beyond = point.y + length * point.tangent
        f = self.residual(beyond)
        if not np.isfinite(f).all():
            return None
        axis = parameter_axis(len(beyond))
        piece = self.point((beyond, 0.0), point.tangent) or self.point((beyond, 0.0), axis)
        if piece is None:
            return None
        t = piece.tangent * piece.sign * point.sign
        back = self.solve(beyond, t, np.append(-f, 0.0))
        turn = float(t @ point.tangent)
        if back is None or turn >= SMOOTH_COSINE or turn <= REVERSAL_COSINE:
            return None
        return self.point(self.correct(beyond + back[0] + 4 * length * t, t), t)

    def around_fold(self, before: Point, after: Point, length: float, accuracy: float) -> tuple[Point, Point]:
        """Points before and after a fold that lies between two, by bisection until s agrees."""
        start, low, high = before, 0.0, length
        while (high - low) * max(abs(before.tangent[-1]), abs(after.tangent[-1])) > accuracy:
            length = 0.5 * (low + high)
            middle = self.step(start, length)
            if middle is not None and middle.tangent[-1] * start.tangent[-1] > 0:
                low, before = length, middle
            else:
                high, after = length, middle or after
        return before, after

    def land(self, before: Point, after: Point, s1: float) -> Array | None:
        """The solution at s1 between two points; None where Newton leaves their neighbourhood."""
        chord = after.y - before.y
        guess = before.y + chord * (s1 - before.s) / chord[-1]
        guess[-1] = s1
        landed = self.correct(guess, parameter_axis(len(guess)))
        if landed is None or np.linalg.norm(landed[0] - guess) > np.linalg.norm(chord):
            return None
        return self.polish(np.append(landed[0][:-1], s1))

    def polish(self, y: Array) -> Array:
        """Newton steps at the same s, as long as each makes |F| smaller by half or more."""
        size = self._size(y)
        for _ in range(POLISHING):
            solved = self.solve(y, parameter_axis(len(y)), np.append(-self.residual(y), 0.0))
            if solved is None:
                break
            better = np.append(y[:-1] + solved[0][:-1], y[-1])
            new = self._size(better)
            if not new <= size:
                break
            y, enough, size = better, new > 0.5 * size, new
            if enough or new == 0.0:
                break
        return y

    def _size(self, y: Array) -> float:
        return float(np.abs(self.residual(y)).max(initial=0.0))

    def closes(self, origin: Point, before: Point, after: Point) -> bool:
        """True if the step from ``before`` to ``after`` passes the origin again."""
        low, high = (float((p.y - origin.y) @ origin.tangent) for p in (before, after))
        if not low < 0 <= high:
            return False
        chord = after.y - before.y
        landed = self.correct(before.y + chord * low / (low - high), origin.tangent)
        return landed is not None and bool(np.linalg.norm(landed[0] - origin.y) <= SAME_POINT * np.linalg.norm(chord))


def parameter_axis(size: int) -> Array:
    """The unit vector along s, in the space of y."""
    axis = np.zeros(size)
    axis[-1] = 1.0
    return axis
