"""Intervals of proportions against a peer and closed forms."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from deterrence.errors import ArgumentError
from deterrence.stats import clopper_pearson, zero_count_upper


@pytest.mark.parametrize(("k", "n"), [(0, 50), (1, 50), (17, 50), (49, 50), (50, 50)])
def test_clopper_pearson_agrees_with_scipy(k: int, n: int) -> None:
    peer = binomtest(k, n).proportion_ci(0.95, method="exact")
    assert clopper_pearson(k, n) == pytest.approx((peer.low, peer.high), abs=1e-12)


def test_zero_count_upper_closed_form() -> None:
    assert zero_count_upper(2000) == pytest.approx(1 - 0.025 ** (1 / 2000))


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_is_refused(k: int, n: int) -> None:
    with pytest.raises(ArgumentError, match="no proportion"):
        clopper_pearson(k, n)
