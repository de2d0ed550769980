"""GMRES: a large linear system of which only products with vectors are known.

Sums are taken in the order written, without a library of linear algebra, whose threads would spin beside the solver's
own and whose number might change bits.

Reference: Saad, Y. and Schultz, M. H. (1986), "GMRES: a generalized minimal residual algorithm for solving nonsymmetric
linear systems", SIAM Journal on Scientific and Statistical Computing 7(3) (recalled, not opened).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .compiled import at_length, in_place, inlined

Array = np.ndarray
LANES = 4  # sums that a long one is taken in, so that the processor need not wait for each


@inlined
def _dot(a: Array, b: Array) -> float:
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    whole = len(a) // LANES * LANES
    for i in range(0, whole, LANES):
        one += a[i] * b[i]
        two += a[i + 1] * b[i + 1]
        three += a[i + 2] * b[i + 2]
        four += a[i + 3] * b[i + 3]
    for i in range(whole, len(a)):
        one += a[i] * b[i]
    return (one + two) + (three + four)


@in_place
def times(place: Array, starts: Array, entry: Array, weight: Array, flat: Array, into: Array) -> None:
    """A sparse matrix times a vector: as many rows of it as ``into`` (n, wide) is wide for each place there.

    Places are counted without a sign: where one may be below zero, and so count from the end, more is computed.
    """
    wide, one = np.uintp(into.shape[1]), np.uintp(1)
    for i in range(len(place)):
        to, row = np.uintp(place[i]), np.uintp(i) * wide
        for j in range(wide):
            total = 0.0
            for k in range(np.uintp(starts[row + j]), np.uintp(starts[row + j + one])):
                total += weight[k] * flat[np.uintp(entry[k])]
            into[to, j] = total


@at_length
def advance(basis: Array, k: int, upper: Array, turns: Array, seen: Array) -> bool:
    """Take one more direction into a basis, and bring the small system of its shares to upper triangular form.

    Args:
        basis: (kept + 1, n), of which row k + 1 is made orthogonal to those before it, and of length one.
        k: directions taken in so far.
        upper: (kept + 1, kept), of which column k is written.
        turns: (kept, 2), Givens rotations; that of k is written.
        seen: (kept + 1,), the right side after as many rotations; its last number is how much is missing.

    Returns:
        Is there anything in the new direction or of it in those before?
    """
    last = basis[k + 1]
    for i in range(k + 1):
        share = _dot(basis[i], last)
        upper[i, k] = share
        for n in range(len(last)):
            last[n] -= share * basis[i, n]
    size = math.sqrt(_dot(last, last))
    if size > 0:
        for n in range(len(last)):
            last[n] /= size
    for i in range(k):
        c, s = turns[i]
        above, below = upper[i, k], upper[i + 1, k]
        upper[i, k], upper[i + 1, k] = c * above + s * below, c * below - s * above
    length = math.hypot(upper[k, k], size)
    if length == 0:
        return False
    c, s = upper[k, k] / length, size / length
    turns[k, 0], turns[k, 1] = c, s
    upper[k, k], upper[k + 1, k] = length, 0.0
    seen[k], seen[k + 1] = c * seen[k], -s * seen[k]
    return True


@at_length
def combine(basis: Array, share: Array, out: Array) -> None:
    """Add a mix of the first rows of a basis to ``out``."""
    for i in range(len(share)):
        for n in range(len(out)):
            out[n] += share[i] * basis[i, n]


def gmres(
    product: Callable[[Array], Array], right: Array, *, left: float, kept: int, rounds: int
) -> tuple[Array, bool]:
    """Solve A x = b from x = 0.

    Args:
        product: A times a vector (n,).
        right: b, (n,).
        left: residual to come down to, as a share of b's (Euclidean).
        kept: directions that are remembered; then it begins again from what there is.
        rounds: how often at most.

    Returns:
        x, and whether its residual is as small as asked.
    """
    found, missing = np.zeros_like(right), right
    goal = left * math.sqrt(float(np.square(right).sum()))
    basis = np.empty((kept + 1, right.size))
    for begin in range(rounds):
        if begin:
            missing = right - product(found)
        size = math.sqrt(float(np.square(missing).sum()))
        if size <= goal:
            return found, True
        basis[0] = missing / size
        upper, turns, seen = np.zeros((kept + 1, kept)), np.zeros((kept, 2)), np.zeros(kept + 1)
        seen[0] = size
        for k in range(kept):
            basis[k + 1] = product(basis[k])
            if not advance(basis, k, upper, turns, seen):
                return found, False
            if abs(seen[k + 1]) <= goal:
                break
        share = _back(upper[: k + 1, : k + 1], seen[: k + 1])
        combine(basis, share, found)
        if abs(seen[k + 1]) <= goal:
            return found, True
    return found, False


def _back(upper: Array, right: Array) -> Array:
    """Solve an upper triangular system."""
    found = np.zeros_like(right)
    for i in reversed(range(len(right))):
        found[i] = (right[i] - float((upper[i, i + 1 :] * found[i + 1 :]).sum())) / upper[i, i]
    return found
