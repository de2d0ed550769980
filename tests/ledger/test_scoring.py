"""Scores, baselines, the VIEWS form; the targets on the real series."""

import numpy as np
import pandas as pd
import pytest
import scoringrules
from scipy.stats import nbinom

from deterrence.errors import ArgumentError
from deterrence.ledger.baselines import Baseline, baselines, dispersion
from deterrence.ledger.entering import Columns, ledger
from deterrence.ledger.experts import Mixture
from deterrence.ledger.origins import origin
from deterrence.ledger.paths import Paths
from deterrence.ledger.scoring import rolling, score
from deterrence.ledger.views import COLUMNS, frame, month_id
from ledger.series import months, self_exciting


def test_scores_of_a_negative_binomial_are_its_closed_forms():
    n, r, mean = 400, 3.0, 12.0
    y = nbinom.rvs(r, r / (r + mean), size=n, random_state=0)
    ones = np.ones((n, 1))
    found = score("true", Mixture(ones, mean * ones, r * ones), y)
    assert found.log_score == pytest.approx(nbinom.logpmf(y, r, r / (r + mean)).mean(), abs=1e-12)
    assert found.ignorance == pytest.approx(-found.log_score / np.log(2))
    exact = np.mean(scoringrules.crps_negbinom(y, r, r / (r + mean)))
    assert found.crps == pytest.approx(exact, rel=0.02)
    assert 0.86 < found.coverage < 0.96


def test_a_wrong_forecast_scores_worse_than_the_true_one():
    n, r = 400, 3.0
    y = nbinom.rvs(r, r / (r + 12.0), size=n, random_state=1)
    ones = np.ones((n, 1))
    good, bad = (score("", Mixture(ones, m * ones, r * ones), y) for m in (12.0, 24.0))
    assert good.log_score > bad.log_score and good.crps < bad.crps and good.interval_score < bad.interval_score


def test_dispersion_is_the_one_of_most_likelihood():
    y = nbinom.rvs(2.0, 2 / 12, size=4000, random_state=2)
    assert dispersion(y, np.full(4000, y.mean())) == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize("baseline", baselines(yearly=False), ids=lambda b: b.name)
def test_baselines_see_the_past_only(baseline):
    y = self_exciting(80, 0).astype(float)
    changed = y.copy()
    changed[70:] = 500
    one, other = (baseline.forecast(v, 60, 12) for v in (y, changed))
    assert np.array_equal(one.means[:11], other.means[:11])
    assert np.array_equal(one.dispersions[:11], other.dispersions[:11])


def test_no_change_and_seasonal_are_what_they_say():
    y = np.arange(60.0)
    assert Baseline("no change", 1, 24).forecast(y, 48, 12).means[:3, 0].tolist() == [47, 48, 49]
    assert Baseline("seasonal", 12, 24).forecast(y, 48, 12).means[:3, 0].tolist() == [36, 37, 38]
    assert Baseline("constant", 0, 0).forecast(y, 48, 12).means[:, 0].tolist() == [23.5] * 12


def test_where_scoring_begins():
    counts = months(np.arange(100))
    assert origin(counts, "", 36) == 67 and origin(counts, "2004-01", 36) == 48
    with pytest.raises(ArgumentError, match="12 periods are complete before it, and 36 are needed"):
        origin(counts, "2001-01", 36)
    with pytest.raises(ArgumentError, match="run from 2000-01 to 2008-04"):
        origin(counts, "2012-01", 36)


def test_the_views_form():
    periods = pd.period_range("2018-01", periods=12, freq="M")
    assert month_id(pd.Period("1980-01", "M")) == 1 and month_id(periods[0]) == 457
    draws = np.arange(36).reshape(3, 12)
    found = frame(Paths(periods, draws), 136)
    assert tuple(found.columns) == COLUMNS and len(found) == 36 and (found.dtypes == "int64").all()
    cell = found[(found["month_id"] == 458) & (found["draw"] == 2)]
    assert cell["outcome"].tolist() == [draws[2, 1]] and cell["country_id"].tolist() == [136]
    assert not found.duplicated(["month_id", "country_id", "draw"]).any()


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(("what", "to_beat"), [("incidents", -3.209), ("deaths", -5.090)])
def test_84_months_of_pakistan_are_forecast_better_than_the_targets(data_folder, what, to_beat):
    """One step ahead, 2015-2021, refitted each January: the issue's best figures, of others' models."""
    path = data_folder / "ucdp" / "pakistan_monthly_1989_2021.csv"
    found = rolling(ledger(path, Columns("month", "all_events", "all_best")), what, "2015-01")
    assert len(found.periods) == 84 and found.scores[0].log_score > to_beat
    assert {s.forecaster for s in found.scores[1:]} == set(found.beaten)
    assert 0.85 < found.scores[0].coverage < 0.95
