"""Vectors of an expansion, each from those before it, and their sums; compiled."""

from __future__ import annotations

import numpy as np

from ..solvers.compiled import at_length


@at_length
def begin_tick(vector: np.ndarray, stays: np.ndarray, there: np.ndarray) -> None:
    """Of a vector (N,), what stays (N,) of it is put in the first N places there; nothing in those that follow."""
    for r in range(len(vector)):
        there[r] = stays[r] * vector[r]
    for r in range(len(vector), len(there)):
        there[r] = 0.0


@at_length
def next_term(
    ticked: np.ndarray, before: np.ndarray, stays: np.ndarray, turn: float, less: float
) -> None:
    """The vector (N,) of an expansion after the last two, and a tick of it begun (:func:`begin_tick`).

    Args:
        ticked: the last vector a tick later, in its first N places; written.
        before: the one before the last, in whose place the next is written.
        stays: (N,), how much stays where it is at a tick.
        turn, less: how much of either is in the next.
    """
    for r in range(len(before)):
        before[r] = turn * ticked[r] - less * before[r]
        ticked[r] = stays[r] * before[r]
    for r in range(len(before), len(ticked)):
        ticked[r] = 0.0


@at_length
def add_two_weighed(
    one: np.ndarray,
    other: np.ndarray,
    first: float,
    second: float,
    total: np.ndarray,
    third: float,
    fourth: float,
    further: np.ndarray,
) -> None:
    """Add two vectors (N,), each with a weight, to a total (N,), and with other weights to a further one."""
    for r in range(len(one)):
        total[r] = (total[r] + first * one[r]) + second * other[r]
        further[r] = (further[r] + third * one[r]) + fourth * other[r]


@at_length
def add_weighed(weight: float, vector: np.ndarray, total: np.ndarray) -> None:
    """Add a weight times a vector (N,) to a total (N,)."""
    for r in range(len(total)):
        total[r] += weight * vector[r]
