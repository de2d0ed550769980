"""Weights of worlds: equal ones, a planted truth, and importance sampling against a closed form."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from deterrence.errors import DeterrenceError
from deterrence.stress.across.weighing import LEAST_SHARE, temper, weigh


@pytest.mark.parametrize("n", [4, 400])
def test_equal_likelihoods_give_equal_weights(n):
    found = weigh(np.full(n, -812.3))
    assert found.share == pytest.approx(np.full(n, 1 / n), rel=1e-12)
    assert found.effective == pytest.approx(n) and math.isnan(found.k) and found.usable
    y = np.arange(n, dtype=float)
    assert found.mean(y) == pytest.approx(y.mean())


def test_a_planted_truth_gathers_the_weight():
    """Worlds are rates, the record is how long 200 waits took at one of them: weight lies where the rate is."""
    rng = np.random.default_rng(2)
    rates = rng.uniform(0.1, 3.0, 2000)
    waits = rng.exponential(1 / 1.2, 200)
    found = weigh(200 * np.log(rates) - rates * waits.sum())
    near = np.abs(rates - 200 / waits.sum()) < 0.25
    assert found.share[near].sum() > 0.95 and near.mean() < 0.2
    assert found.effective < 0.2 * len(rates) and found.usable


def test_weighted_means_against_the_closed_form():
    """A normal prior and a normal likelihood: the posterior's mean and its quantiles are known."""
    rng = np.random.default_rng(0)
    x, seen, spread = rng.normal(0.0, 1.0, 20_000), 1.5, 0.8
    found = weigh(stats.norm.logpdf(seen, x, spread))
    exact = stats.norm(seen / (1 + spread**2), spread / math.sqrt(1 + spread**2))
    error = exact.std() / math.sqrt(found.effective)
    assert found.mean(x) == pytest.approx(exact.mean(), abs=4 * error)
    assert found.quantiles(x, (0.05, 0.95)) == pytest.approx(exact.ppf([0.05, 0.95]), abs=0.06)
    assert found.k < 0.5


def test_a_record_that_worlds_are_too_far_from_is_said_to_be():
    """A likelihood a hundred times as narrow as the prior is far out in its tail: k says so."""
    x = np.random.default_rng(1).normal(0.0, 1.0, 1000)
    assert not weigh(stats.norm.logpdf(3.5, x, 0.01)).usable


def test_worlds_in_which_the_record_cannot_be_have_no_weight_and_are_never_reported():
    logs, y = np.array([-1.0, -math.inf, -1.0]), np.array([1.0, 9.0, 2.0])
    found = weigh(logs)
    assert found.share.tolist() == [0.5, 0.0, 0.5]
    assert found.quantiles(y, (0.05, 0.5, 0.95)) == (1.0, 1.0, 2.0)
    assert found.mean(np.array([np.nan, 9.0, 2.0])) == 2.0
    with pytest.raises(DeterrenceError, match="no chance"):
        weigh(np.full(3, -math.inf))


def test_a_tempered_likelihood_against_the_closed_form():
    """A normal prior and a power β of a normal likelihood: the precision is 1 + β / s², the mean in proportion."""
    x, seen, spread = np.random.default_rng(4).normal(0.0, 1.0, 20_000), 4.0, 0.05
    logs = stats.norm.logpdf(seen, x, spread)
    assert not weigh(logs).usable
    found = temper(logs)
    precision = 1.0 + found.power / spread**2
    exact = stats.norm(found.power * seen / spread**2 / precision, precision**-0.5)
    error = exact.std() / math.sqrt(found.weights.effective)
    assert 0.0 < found.power < 0.01 and found.weights.usable
    assert found.weights.mean(x) == pytest.approx(exact.mean(), abs=4 * error)
    assert found.weights.quantiles(x, (0.05, 0.5)) == pytest.approx(exact.ppf([0.05, 0.5]), abs=0.06)


@pytest.mark.parametrize("share", [0.1, LEAST_SHARE, 0.9])
def test_the_power_is_the_largest_at_which_weights_are_worth_a_share(share):
    logs = np.append(np.random.default_rng(5).normal(-90.0, 12.0, 200), [-math.inf] * 7)
    power = temper(logs, share).power

    def worth(at: float) -> float:
        weights = np.exp(at * (logs[:200] - logs[:200].max()))
        return weights.sum() ** 2 / (weights**2).sum()

    assert 0.0 < power < 1.0 and worth(power) == pytest.approx(share * 200, rel=1e-9)
    rising = [worth(at) for at in np.linspace(0.0, 1.0, 50)]
    assert all(b < a for a, b in pairwise(rising))
    assert not temper(logs, share).weights.share[200:].any()


def test_a_likelihood_that_leaves_enough_worlds_is_not_tempered():
    logs = np.random.default_rng(6).normal(0.0, 0.3, 100)
    found = temper(logs)
    assert found.power == 1.0 and found.weights.share.tolist() == weigh(logs).share.tolist()
    with pytest.raises(DeterrenceError, match="no chance"):
        temper(np.full(3, -math.inf))
