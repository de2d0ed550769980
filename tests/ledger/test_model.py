"""The count model and its rolling forecasts: the likelihood as defined, nothing seen before it happens."""

import numpy as np
import pytest
from scipy.stats import nbinom, norm

from deterrence.ledger import experts as ex
from deterrence.ledger.changes import trend
from deterrence.ledger.model import BASE, DISPERSION, PULL_SD, START, WIDE_SD, past_mean, prepared
from ledger.series import ledger_of, months, self_exciting


def test_means_of_the_past_know_nothing_of_the_present():
    y = self_exciting(60, 0).astype(float)
    changed = y.copy()
    changed[40:] += 100
    for half_life in (1.0, 4.0):
        assert np.array_equal(past_mean(y, half_life)[:41], past_mean(changed, half_life)[:41])
        assert past_mean(changed, half_life)[41] > past_mean(y, half_life)[41]


def test_half_life_is_what_it_says():
    y = np.zeros(40)
    y[20] = 1.0
    after = past_mean(y, 4.0)
    assert after[25] == pytest.approx(after[21] / 2, rel=1e-12)


def test_the_models_density_is_the_one_written_down():
    from numpyro.infer.util import log_density

    from deterrence.ledger import fitting  # noqa: F401 - double precision
    from deterrence.ledger.model import count_model

    data = prepared(months(self_exciting(48, 3)), np.ones((1, 48)))
    sites = {
        "log_base": np.array(0.3), "log_dispersion": np.array(1.1), "log_pull": np.array([-1.0, -2.0, -3.0]),
        "season": np.array([0.1, -0.1, 0.05, 0.0]), "effect": np.array([0.2]),
    }  # fmt: skip
    mean = (np.exp(0.3) + np.exp(sites["log_pull"]) @ data.pull) * np.exp(sites["season"] @ data.season + 0.2)
    r = np.exp(1.1)
    expected = nbinom.logpmf(data.counts, r, r / (r + mean))[START:].sum()
    expected += norm.logpdf(0.3, BASE, WIDE_SD) + norm.logpdf(1.1, DISPERSION, WIDE_SD)
    expected += norm.logpdf(sites["log_pull"], np.log(0.3), PULL_SD).sum()
    expected += norm.logpdf(sites["season"], 0, 0.15).sum() + norm.logpdf(0.2)
    assert float(log_density(count_model, (data,), {}, sites)[0]) == pytest.approx(expected, abs=1e-9)


def test_forecasts_of_a_month_do_not_hang_on_what_comes_then(monkeypatch):
    monkeypatch.setattr(ex, "EXPERTS", (ex.Expert(24.0, False), ex.Expert(np.inf, True)))
    y = self_exciting(72, 4)
    changed = y.copy()
    changed[60:] += 50
    one, other = (ex.one_step(months(v), ex.refits(months(v), (48, 60))) for v in (y, changed))
    for name in ("weights", "means", "dispersions"):
        a, b = getattr(one, name), getattr(other, name)
        assert np.array_equal(a[:13], b[:13]), name  # forecasts of months 48 to 60
        assert not np.array_equal(a[13:], b[13:]) or name == "dispersions"


def test_weights_are_products_of_past_densities():
    scores = np.log(np.array([[0.2, 0.1], [0.3, 0.3], [0.1, 0.4]]))
    assert ex.weights_before(scores) == pytest.approx(np.array([[1 / 2, 1 / 2], [2 / 3, 1 / 3], [2 / 3, 1 / 3]]))


def test_a_mixtures_score_and_draws():
    mixture = ex.Mixture(np.array([[0.25, 0.75]]), np.array([[2.0, 20.0]]), np.array([[4.0, 8.0]]))
    p = 0.25 * nbinom.pmf(5, 4.0, 4 / 6) + 0.75 * nbinom.pmf(5, 8.0, 8 / 28)
    assert mixture.log_scores(np.array([5]))[0] == pytest.approx(np.log(p), abs=1e-12)
    draws = mixture.draws(40_000, 0)
    assert draws.mean() == pytest.approx(15.5, abs=4 * draws.std() / 200)


@pytest.mark.slow  # the oracle takes long to import
def test_trend_and_its_error_are_those_of_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    y = np.random.default_rng(5).poisson(20 * np.exp(0.01 * np.arange(60)))
    found = trend(ledger_of(y), "incidents")
    x = sm.add_constant(np.arange(60.0))
    fit = sm.GLM(y, x, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 12, "use_correction": False}
    )
    slope, error = fit.params[1], fit.bse[1]
    assert found.growth == pytest.approx(np.expm1(12 * slope), rel=1e-6)
    assert found.low == pytest.approx(np.expm1(12 * (slope - 1.959963984540054 * error)), rel=1e-4)
