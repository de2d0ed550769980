"""A chance of one in hundreds of millions comes from the push with its error; samples agree where they can."""

from __future__ import annotations

from functools import cache

import pytest

from deterrence.forecasting.outlook import forecast
from deterrence.forecasting.rollout import rollout
from deterrence.solvers.solving import solve
from deterrence.stats import clopper_pearson
from shipped import crisis

HAZARD, ENDING = "ladder.high.hazard", "catastrophe"
SAMPLED = 100_000


@cache
def solved(hazard: float, resolution: str = "interactive"):
    values = {**crisis("ladder").parameters.defaults, HAZARD: hazard}
    return solve(crisis("ladder").game_at(values), resolution=resolution)


@cache
def found(hazard: float, resolution: str = "interactive"):
    return forecast(solved(hazard, resolution)).outcomes[ENDING]


def test_it_is_in_proportion_to_the_hazard_with_an_error_that_is_a_share_of_itself():
    """All ways to the ending lead by one hazard; where that is next to nothing, play is as if there were none."""
    rare, rarer = found(1e-5), found(1e-8)
    assert rarer.value < 1e-8 and rarer.value / 1e-8 == pytest.approx(rare.value / 1e-5, rel=1e-3)
    assert 0.0 < rarer.error < 0.1 * rarer.value
    assert sum(q.value for q in forecast(solved(1e-8)).outcomes.values()) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.slow
def test_a_finer_grid_finds_it_within_twice_the_error():
    coarse, fine = found(1e-8), found(1e-8, "report")
    assert fine.error < coarse.error and abs(fine.value - coarse.value) < 2 * coarse.error


def test_sampled_histories_agree_where_they_can():
    """At a hazard of a hundredth some hundreds of 100,000 histories end so; the interval of 99.9 % has the push's."""
    hits = rollout(solved(0.01).assessment, SAMPLED, 5).endings()[ENDING]
    low, high = clopper_pearson(hits, SAMPLED, 0.999)
    assert hits > 150 and low - found(0.01).error <= found(0.01).value <= high + found(0.01).error
