"""Change points against every division there is."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from deterrence.ledger import change_points as cp
from ledger.series import months

Y = np.array([1.0, 0.0, 2.0, 29.0, 42.0, 38.0, 1.0, 1.0, 0.0])
R = 8.0


def divisions(n):
    for k in range(n):
        for cuts in combinations(range(1, n), k):
            yield (0, *cuts, n)


@pytest.fixture(scope="module")
def enumerated():
    log_p = cp._segments(Y, R)
    return {d: sum(log_p[a, b - 1] for a, b in pairwise(d)) for d in divisions(len(Y))}


def test_evidence_is_the_sum_over_all_divisions(enumerated):
    log_p = cp._segments(Y, R)
    total = np.logaddexp.reduce(list(enumerated.values()))
    assert cp._forward(log_p)[-1] == pytest.approx(total, abs=1e-12)
    assert cp._backward(log_p)[0] == pytest.approx(total, abs=1e-12)


def test_prior_of_divisions_sums_to_one(monkeypatch):
    n = len(Y)
    monkeypatch.setattr(cp, "betaln", lambda a, b: np.zeros(np.broadcast(a, b).shape))  # every span as likely
    monkeypatch.setattr(cp, "gammaln", np.zeros_like)
    assert cp._forward(cp._segments(np.zeros(n), R))[-1] == pytest.approx(0.0, abs=1e-12)


def test_the_likeliest_division_is_the_one_that_enumeration_finds(enumerated):
    best = max(enumerated, key=enumerated.__getitem__)
    assert tuple(cp._likeliest(cp._segments(Y, R))) == best[:-1] == (0, 3, 6)


def test_chance_of_a_change_nearby_is_that_of_enumeration(enumerated, monkeypatch):
    monkeypatch.setattr(cp, "NEAR", 1)
    log_p = cp._segments(Y, R)
    total = np.logaddexp.reduce(list(enumerated.values()))
    with_change = [v for d, v in enumerated.items() if {2, 3, 4} & set(d[1:-1])]
    found = cp._change_near(3, log_p, cp._forward(log_p), cp._backward(log_p))
    assert found == pytest.approx(np.exp(np.logaddexp.reduce(with_change) - total), abs=1e-12)


def test_levels_of_a_series_with_one_change():
    rng = np.random.default_rng(1)
    y = np.concatenate([rng.poisson(3.0, 40), rng.poisson(30.0, 30)])
    first, second = cp.spans(months(y))
    assert second.first == "2003-05" and second.chance > 0.99
    assert first.low < 3 < first.high and second.low < 30 < second.high


def test_a_series_without_change_is_one_span():
    y = np.random.default_rng(2).poisson(10.0, 60)
    (only,) = cp.spans(months(y))
    assert (only.first, only.last, only.chance) == ("2000-01", "2004-12", 1.0)
