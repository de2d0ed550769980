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
    """A sparse matrix times a vector: as many rows of it as ``into`` (n, wide) is wide for each place there."""
    wide = into.shape[1]
    for i in range(len(place)):
        for j in range(wide):
            total = 0.0
            for k in range(starts[i * wide + j], starts[i * wide + j + 1]):
                total += weight[k] * flat[entry[k]]
            into[place[i], j] = total


@at_length
def orthogonalise(basis: Array, k: int, column: Array) -> None:
    """Make row k + 1 of a basis orthogonal to those before it, and of length one; ``column`` takes the k + 2 shares."""
    last = basis[k + 1]
    for i in range(k + 1):
        share = _dot(basis[i], last)
        column[i] = share
        for n in range(len(last)):
            last[n] -= share * basis[i, n]
    size = math.sqrt(_dot(last, last))
    column[k + 1] = size
    if size > 0:
        for n in range(len(last)):
            last[n] /= size


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
        kept: directions that are remembered; then it begins anew from what there is.
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
        upper, seen = np.zeros((kept + 1, kept)), np.zeros(kept + 1)
        turns: list[tuple[float, float]] = []  # Givens rotations
        seen[0] = size
        for k in range(kept):
            basis[k + 1] = product(basis[k])
            column = np.zeros(kept + 1)
            orthogonalise(basis, k, column)
            whole = column[k + 1] > 0
            for i, (c, s) in enumerate(turns):
                column[i], column[i + 1] = c * column[i] + s * column[i + 1], c * column[i + 1] - s * column[i]
            length = math.hypot(column[k], column[k + 1])
            if length == 0:
                return found, False
            c, s = column[k] / length, column[k + 1] / length
            turns.append((c, s))
            column[k], column[k + 1] = length, 0.0
            seen[k], seen[k + 1] = c * seen[k], -s * seen[k]
            upper[:, k] = column
            if abs(seen[k + 1]) <= goal or not whole:
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
