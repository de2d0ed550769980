"""Steepness in closed form, and its bound on the total index."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deterrence.stress.across.slopes import steepness
from stress.across.test_indices import TOTAL, A, B, ishigami


def test_the_bound_holds_for_ishigami_and_is_the_closed_form():
    """E(∂f/∂x₁)² = 1/2 (1 + B π⁴/5 · 2 + B² π⁸/9), by x₂ A²/2, by x₃ 16 B² π⁶/14."""
    u = np.random.default_rng(0).random((200_000, 3))
    x, y = math.pi * (2 * u - 1), ishigami(u)
    slopes = (
        np.cos(x[:, 0]) * (1 + B * x[:, 2] ** 4),
        A * np.sin(2 * x[:, 1]),
        4 * B * x[:, 2] ** 3 * np.sin(x[:, 0]),
    )
    squares = (
        0.5 * (1 + 2 * B * math.pi**4 / 5 + B**2 * math.pi**8 / 9),
        A**2 / 2,
        16 * B**2 * math.pi**6 / 14,
    )
    for slope, square, total in zip(slopes, squares, TOTAL, strict=True):
        found = steepness(slope, y, -math.pi, math.pi, (2 * math.pi) ** 2 / math.pi**2)
        assert found.bound == pytest.approx(4 * square / y.var(), rel=0.02)
        assert found.bound > total and found.up + found.down == found.n


def test_of_a_straight_line_the_swing_is_exact_and_always_up():
    x = np.linspace(2.0, 4.0, 11)
    found = steepness(np.full(11, 3.0), 3 * x, 2.0, 4.0, None)
    assert (found.swing, found.error, found.up, found.down, found.bound) == (6.0, 0.0, 11, 0, None)
    assert steepness(np.full(3, np.nan), np.ones(3), 0.0, 1.0, 1.0) is None
