"""Regret, satisficing, dominance and the value of knowing, by hand and in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.stats import clopper_pearson, wilson
from deterrence.stress.across.choices import knowing, knowing_everything, standings

WORTH = {
    "nothing": np.array([0.0, 0.0, 0.0, 0.0]),
    "wait": np.array([1.0, -2.0, 3.0, 0.0]),
    "act": np.array([2.0, -2.0, 3.0, 1.0]),
    "yield": np.array([-1.0, 4.0, -1.0, -1.0]),
}


def test_regret_by_hand():
    """Best by world: 2, 4, 3, 1. Regrets: nothing 2 4 3 1, wait 1 6 0 1, act 0 6 0 0, yield 3 0 4 2."""
    found = {s.option: s for s in standings(WORTH, "nothing")}
    assert [found[o].mean_regret for o in WORTH] == [2.5, 2.0, 1.5, 2.25]
    assert [found[o].largest for o in WORTH] == [4.0, 6.0, 6.0, 4.0]
    assert [found[o].best for o in WORTH] == [0, 1, 3, 1]
    assert [found[o].enough for o in WORTH] == [4, 3, 3, 1]
    assert [found[o].mean for o in WORTH] == [0.0, 0.5, 1.0, 0.25]
    assert [found[o].dominated_by for o in WORTH] == [(), ("act",), (), ()]
    assert found["act"].error == pytest.approx(3.0 / 2)  # of 0, 6, 0, 0: deviation 3, over √4
    assert found["wait"].interval == wilson(3, 4)


def test_knowing_everything_by_hand():
    assert knowing_everything(WORTH) == pytest.approx((2 + 4 + 3 + 1) / 4 - 1.0)


def test_knowing_what_decides_is_worth_all_and_knowing_the_rest_nothing():
    """To act is worth x ∈ U(−1, 1), not to act nothing: knowing x is worth E max(x, 0) = 1/4."""
    rng = np.random.default_rng(0)
    x, other = rng.uniform(-1, 1, (2, 4000))
    values = {"nothing": np.zeros(4000), "act": x}
    assert knowing(values, x) == pytest.approx(0.25, abs=0.02)
    assert knowing(values, other) == pytest.approx(0.0, abs=0.01)
    assert knowing_everything(values) == pytest.approx(0.25, abs=0.02)


def test_wilson_by_hand():
    """10 of 20 at 95 %: centre 1/2, half 1.96 / (1 + 1.96²/20) · √(1/80 + 1.96²/1600) = 0.2007."""
    low, high = wilson(10, 20)
    assert (low, high) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 20)[0] == 0.0 and wilson(20, 20)[1] == 1.0
    assert clopper_pearson(3, 20)[0] < wilson(3, 20)[0] < 0.15 < wilson(3, 20)[1] < clopper_pearson(3, 20)[1]
