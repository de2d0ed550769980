"""Indices against closed forms: Ishigami's function, linear sums, inputs that go together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.stress.across.given_data import at_ends, deciding, first_order
from deterrence.stress.across.sobol import sobol_indices
from deterrence.stress.ensemble.designs import Design

A, B = 7.0, 0.1
WHOLE = A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18 + 0.5
FIRST = [0.5 * (1 + B * math.pi**4 / 5) ** 2 / WHOLE, A**2 / 8 / WHOLE, 0.0]
TOTAL = [FIRST[0] + 8 * B**2 * math.pi**8 / 225 / WHOLE, FIRST[1], 8 * B**2 * math.pi**8 / 225 / WHOLE]
"""Ishigami & Homma (1990), an importance quantification technique in uncertainty analysis; recalled, not opened."""


def ishigami(u):
    x = math.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.fixture(scope="module")
def rows():
    design = Design("saltelli", 4096, 3, seed=1)
    return ishigami(design.points(0, design.worlds)).reshape(-1, 5)


def test_sobol_indices_of_ishigami_are_the_closed_form(rows):
    for found, first, total in zip(sobol_indices(rows), FIRST, TOTAL, strict=True):
        assert found.first.value == pytest.approx(first, abs=0.02)
        assert found.total.value == pytest.approx(total, abs=0.02)
        assert found.first.low - 0.01 <= first <= found.first.high + 0.01
        assert found.total.low - 0.01 <= total <= found.total.high + 0.01


def test_a_row_with_a_world_missing_is_left_out(rows):
    some = rows.copy()
    some[3, 2] = np.nan
    assert sobol_indices(some) == sobol_indices(np.delete(rows, 3, 0)), "and every time the same, to the bit"
    with pytest.raises(ArgumentError, match="too few"):
        sobol_indices(np.full((5, 4), np.nan))
    one, *_ = sobol_indices(rows)
    assert one.first.error > 0 and one.first.high - one.first.value == pytest.approx(1.96 * one.first.error)
    constant = sobol_indices(np.ones((8, 4)))
    assert [s.total.value for s in constant] == [0.0, 0.0]


def test_indices_from_given_data_agree_with_sobol_where_inputs_are_independent():
    points = Design("sobol", 8192, 3, seed=2).points(0, 8192)
    found = deciding(dict(zip("abc", points.T, strict=True)), ishigami(points))
    assert list(found) == ["b", "a", "c"]
    for name, first in zip("abc", FIRST, strict=True):
        assert found[name].value == pytest.approx(first, abs=0.02)
        assert found[name].low - 0.01 <= first <= found[name].high + 0.01


def test_an_input_that_does_nothing_has_no_index_on_average():
    rng = np.random.default_rng(0)
    found = [first_order(rng.random(200), rng.random(200), k) for k in range(40)]
    assert abs(np.mean([f.value for f in found])) < 0.01
    assert sum(f.low == 0.0 for f in found) >= 36


def test_correlated_inputs_share_what_they_account_for():
    """Of y = x₁ + x₂ with correlation ρ each by itself accounts for (1 + ρ) / 2."""
    rng, rho = np.random.default_rng(1), 0.6
    x = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 8_000)
    for column in x.T:
        assert first_order(column, x.sum(1)).value == pytest.approx((1 + rho) / 2, abs=0.02)


def test_means_at_both_ends_by_hand():
    """Ten worlds: the lowest fifth are two, 1 and 3; the highest 7 and 9."""
    found = at_ends(np.arange(10.0), np.array([1.0, 3, 0, 0, 0, 0, 0, 0, 7, 9]))
    assert (found.low, found.high, found.low_error, found.high_error) == (2.0, 8.0, 1.0, 1.0)
    assert math.isnan(at_ends(np.arange(3.0), np.arange(3.0)).low_error)


def test_few_worlds_and_constants_say_nothing():
    assert first_order(np.arange(4.0), np.arange(4.0)).high == 1.0
    assert first_order(np.arange(50.0), np.ones(50)).value == 0.0


def test_intervals_cover_as_often_as_they_say():
    rng, truth, n = np.random.default_rng(3), 0.5, 400
    inside = 0
    for k in range(60):
        x, e = rng.standard_normal((2, n))
        found = first_order(x, x + e, k)
        inside += found.low <= truth <= found.high
    assert inside >= 50
