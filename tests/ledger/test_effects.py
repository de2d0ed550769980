"""Effects of interventions: recovered from made-up series; asked for in the wrong place, refused."""

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.ledger.effects import effects
from deterrence.ledger.interventions import Intervention
from deterrence.ledger.paths import simulated
from ledger.series import ledger_of, self_exciting


def test_interventions_as_they_are_written():
    assert Intervention.written("border = closed=2017-02") == Intervention("border = closed", "2017-02")
    with pytest.raises(ArgumentError, match="write NAME=YYYY-MM"):
        Intervention.written("2017-02")


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("1999-12", "complete counts run from 2000-01 to 2009-12; choose a period between"),
        ("2001-01", "12 complete periods before and 108 from it on; 36 and 6 are needed"),
        ("2009-10", "117 complete periods before and 3 from it on"),
        ("soon", "write a month as 2021-08"),
    ],
)
def test_an_intervention_out_of_place_is_refused_before_the_work(period, said):
    with pytest.raises(ArgumentError, match=said):
        effects(ledger_of(self_exciting(120, 0)), "incidents", [Intervention("closure", period)])


def test_paths_without_pull_are_independent_draws():
    from deterrence.ledger.model import Parameters

    n = 20_000
    parameters = Parameters(np.full(n, 6.0), np.full(n, 3.0), np.zeros((n, 3)), np.zeros((n, 4)), np.zeros((n, 0)))
    found = simulated(np.random.default_rng(0), np.full(24, 50.0), parameters, np.log(np.full((n, 3), 0.5)))
    error = 4 * np.sqrt((3 + 9 / 3) / n)
    assert found.mean(axis=0) == pytest.approx(3.0, abs=error)


@pytest.mark.slow
def test_a_halving_is_found_and_its_absence_too():
    # Counts that mostly follow themselves (a pull of 0.6) hide an effect: the interval then reaches past 1.
    y = self_exciting(180, 6, halved_at=120, base=10.0, pull=0.2)
    found = effects(ledger_of(y), "incidents", [Intervention("accord", "2010-01"), Intervention("nothing", "2007-01")])
    accord, nothing = found.effects
    assert accord.low < 0.5 < accord.high and accord.high < 1 and accord.fell > 0.99
    assert accord.observed < accord.without_low
    assert nothing.low < 1 < nothing.high
    assert found.posterior.r_hat < 1.05 and all(0.01 < c.p < 0.99 for c in found.checks)
