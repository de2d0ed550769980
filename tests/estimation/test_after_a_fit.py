"""What is asked of a fit: effects, comparison, folds, recovery, posterior; and the worked example of the docs."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import kstest, norm

from deterrence.errors import ArgumentError
from deterrence.estimation.building import build
from deterrence.estimation.comparison import compare, out_of_sample
from deterrence.estimation.covariance import covariance, refitted
from deterrence.estimation.effects import Effects
from deterrence.estimation.estimating import fit, folder, read_specification
from deterrence.estimation.fitting import Settings
from deterrence.estimation.further import Further, answers
from deterrence.estimation.penalties import Penalised
from deterrence.estimation.recovery import recover
from deterrence.estimation.table import read_table
from dynamic_games import played
from made_up_crisis import CRISIS, N, synthetic
from signalling_crisis import signalling
from strategic_data import STUDENTS, ULTIMATUM

ROOT = Path(__file__).parents[2]


@pytest.fixture
def crisis(files):
    return fit(*files(), Settings(starts=0))


def test_mean_probabilities_of_a_model_with_constants_are_shares(files):
    constants = CRISIS.replace('"0 + x"', '"0"').replace('"1 + z"', '"0"').replace('"1 + w"', "1")
    found = fit(*files(constants), Settings(starts=0))
    shares = np.bincount(synthetic()[3], minlength=3) / N
    reported = Effects(found).probabilities()
    assert [e.value for e in reported] == pytest.approx(shares, abs=1e-8)
    assert all(e.low < e.value < e.high for e in reported)


def test_effects_are_differences_and_derivatives_of_probabilities(crisis):
    effects, frame = Effects(crisis), crisis.model.frame
    b = {key: e.value for key, e in crisis.estimates.items()}

    def war(w):
        p = ndtr((b["B:war:Intercept"] + b["B:war:w"] * w) / np.sqrt(2))
        worth = (1 - p) * b["A:cd:Intercept"] + p * (b["A:war:Intercept"] + b["A:war:z"] * frame["z"])
        return p * ndtr((worth - b["A:sq:x"] * frame["x"]) / np.sqrt(2))

    low, high = np.quantile(frame["w"], [0.25, 0.75])
    first = effects.first_differences("w")[2]
    assert first.value == pytest.approx((war(high) - war(low)).mean(), abs=1e-10)
    slope = effects.marginal_effects("w")[2]
    assert slope.value == pytest.approx((war(frame["w"] + 1e-5) - war(frame["w"] - 1e-5)).mean() / 2e-5, abs=1e-6)
    at = effects.probabilities({"w": 2.0})[2]
    assert at.value == pytest.approx(war(2.0).mean(), abs=1e-10)
    assert sum(e.value for e in effects.first_differences("z")) == pytest.approx(0, abs=1e-12)
    with pytest.raises(ArgumentError, match="no formula names the column 'q'"):
        effects.first_differences("q")


@pytest.mark.parametrize("value", ["high", float("nan"), float("inf")])
def test_a_column_of_numbers_takes_numbers_alone(crisis, value):
    with pytest.raises(ArgumentError, match=r"'w' holds numbers, and .* is no finite one"):
        Effects(crisis).probabilities({"w": value})


def test_a_value_that_a_formula_does_not_admit_is_refused(files):
    found = fit(*files(CRISIS.replace('"1 + z"', '"1 + log(z + 100)"')), Settings(starts=0))
    with pytest.raises(ArgumentError, match="no number at these values"):
        Effects(found).probabilities({"z": -200.0})


def test_comparison_prefers_the_model_that_made_the_data(files, crisis):
    other = fit(*files(CRISIS.replace('"1 + w"', '"1 + z"')), Settings(starts=0))
    there, back = compare(crisis, other), compare(other, crisis)
    assert there.vuong > 2 and there.vuong_p < 0.05 and there.clarke > N / 2
    assert back.vuong == pytest.approx(-there.vuong)
    assert there.aic[0] < there.aic[1]
    with pytest.raises(ArgumentError, match="the same of every row"):
        compare(crisis, crisis)
    private = fit(*files(CRISIS.replace("agent", "private")), Settings(starts=0))
    assert compare(crisis, private).titles == ("crisis (agent, probit)", "crisis (private, probit)")
    assert compare(crisis, replace(other, title="crisis")).titles == ("crisis (SPEC)", "crisis (--against)")


def test_out_of_sample_scores_are_those_of_fits_to_the_rest(crisis):
    score = out_of_sample(crisis, 3)
    assert score < crisis.log_likelihood / crisis.n
    assert score == pytest.approx(crisis.log_likelihood / crisis.n, abs=0.1)
    with pytest.raises(ArgumentError, match="1 folds"):
        out_of_sample(crisis, 1)


def covered(model, truth, replications, low=0.92, high=0.98):
    """Coverage within [92, 98] %, each parameter's within the ends given; no bias beyond four standard errors."""
    found = recover(model, truth, replications)
    assert found.failed <= 0.01 * replications
    assert 0.92 <= found.coverage <= 0.98
    for name, each in found.parameters.items():
        assert low <= each.covered / each.replications <= high, (name, each.coverage)
        assert abs(each.mean - each.truth) < 4 * each.bias_error + 0.05 * each.spread * 2, name
    return found


@pytest.mark.slow
def test_recovery_of_agent_errors(files):
    """400 replications: of a right 95 % interval, the share is outside [92, 98] % once in 140 parameters."""
    spec, table = files(columns=synthetic(1000))
    model = build(read_specification(spec), read_table(table))
    found = covered(model, np.array([0.5, 0.8, -0.6, 0.7, 0.2, -0.9]), 400)
    assert "coverage of 95% intervals" in found.text()


@pytest.mark.slow
@pytest.mark.parametrize("errors", ["source: private, link: probit", "source: agent, link: logit"])
def test_recovery_of_other_errors(files, errors):
    spec, table = files(CRISIS.replace("source: agent, link: probit", errors), columns=synthetic(1000))
    model = build(read_specification(spec), read_table(table))
    covered(model, np.array([0.5, 0.8, -0.6, 0.7, 0.2, -0.9]), 500)


def ultimatum(folder, r):
    """A model whose outcomes are offers, which are continuous."""
    from deterrence.estimation.ultimatum import build_ultimatum

    columns = zip(*r.normal(size=(2, 400)), [1, 2] * 200, [0, 1] * 200, strict=True)
    rows = "\n".join(f"{x:.4f},{z:.4f},{offer},{answer}" for x, z, offer, answer in columns)
    (folder / "offers.csv").write_text("x,z,offer,accept\n" + rows + "\n", encoding="utf-8")
    text = re.sub(r"\{proposer.*", '{proposer: "x", responder: "z"}', ULTIMATUM)
    (folder / "u.yaml").write_text(text, encoding="utf-8")
    return build_ultimatum(read_specification(folder / "u.yaml"), read_table(folder / "offers.csv"))


def test_firths_penalty_is_refused_where_outcomes_are_continuous(tmp_path):
    model = ultimatum(tmp_path, np.random.default_rng(5))
    with pytest.raises(ArgumentError, match="finitely many outcomes: use log-f or cauchy"):
        Penalised(model, "firth")
    assert np.isfinite(Penalised(model, "cauchy").value(np.zeros(model.size)))


@pytest.mark.slow
def test_recovery_of_the_ultimatum_game(tmp_path):
    model = ultimatum(tmp_path, np.random.default_rng(5))
    covered(model, np.array([5.0, 2.0, 6.0, 1.5, 1.0, 0.3]), 500)


@pytest.mark.slow
def test_posterior_of_much_data_is_the_maximum(files):
    from deterrence.estimation.bayes import sample, summary

    found = fit(*files(columns=synthetic(3000)), Settings(starts=0))
    tree = sample(found.model, found.theta, chains=2, warmup=300, draws=400)
    assert {"posterior", "sample_stats", "log_likelihood"} <= set(tree.children)
    assert not tree["sample_stats"]["diverging"].values.any()
    for name, each in summary(tree, 0.95).items():
        e = found.estimates[name]
        assert each["mean"] == pytest.approx(e.value, abs=0.5 * e.error + 0.02)
        assert each["sd"] == pytest.approx(e.error, rel=0.25)
        assert each["rhat"] < 1.05 and each["ess"] > 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "errors", ["source: agent, link: probit", "source: agent, link: logit", "source: private, link: probit"]
)
def test_simulation_based_calibration(files, errors):
    """Ranks of the truth among draws from the posterior are uniform: 24 replications of six parameters, together."""
    from deterrence.estimation.bayes import calibration_ranks

    spec, table = files(CRISIS.replace("source: agent, link: probit", errors), columns=synthetic(60))
    model = build(read_specification(spec), read_table(table))
    ranks = calibration_ranks(model, 24, draws=49, thin=2)
    uniform = (ranks + np.random.default_rng(0).random(ranks.shape)) / 50
    assert kstest(uniform.ravel(), "uniform").pvalue > 0.001
    z = norm.ppf(np.clip(uniform, 1e-6, 1 - 1e-6))
    assert abs(z.mean()) < 4 / np.sqrt(z.size)


@pytest.mark.slow
def test_recovery_with_a_posterior_has_its_ranks(files):
    """``--recover`` with ``--bayes``: simulation-based calibration, which finds a likelihood that is wrong."""
    from deterrence.estimation.calibration import Calibration

    spec, table = files(columns=synthetic(60))
    found = fit(spec, table, Settings(starts=0, penalty="cauchy"))
    reported = answers(found, table, Further(replications=12, bayes=True))
    said = reported.shown["calibration"]
    assert said["replications"] == 12 and said["p"] > 1e-3
    assert "simulation-based calibration: 12 data sets" in reported.text
    assert set(said["parameters"]) == set(found.model.names)
    assert all(0 <= rank <= 99 for rank in said["parameters"]["A:sq:x"]["ranks"])
    assert Calibration(found.model.names, np.full((12, found.model.size), 3), 99, 1.0).uniform()[1] < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("made", [played, signalling], ids=["dynamic games", "signalling"])
def test_posterior_where_equilibria_are_found_outside_jax(tmp_path, made):
    """Of much data the posterior is the maximum with its standard errors, as where JAX traces the likelihood."""
    from deterrence.estimation.bayes import sample, summary

    model, truth = made(tmp_path)
    model = model.simulated(truth, np.random.default_rng(1)).learned()
    theta = refitted(Penalised(model, "none"), truth)
    errors = covariance(Penalised(model, "none"), theta, "hessian").errors
    tree = sample(model, theta, chains=2, warmup=60, draws=120)
    assert {"posterior", "sample_stats", "log_likelihood"} <= set(tree.children)
    assert tree["log_likelihood"]["row"].shape == (2, 120, len(model.rows))
    for k, each in enumerate(summary(tree, 0.95).values()):
        assert each["mean"] == pytest.approx(theta[k], abs=0.5 * errors[k] + 0.02)
        assert each["sd"] == pytest.approx(errors[k], rel=0.35)
        assert each["rhat"] < 1.1


OFFERS = """
schema: deterrence-ultimatum-1
prize: 4
reservation: {proposer: x, responder: z}
scale: {proposer: "1", responder: "1"}
observed: {offer: offer, accepted: accept}
"""


@pytest.mark.slow
@pytest.mark.parametrize("answers", [True, False])
def test_simulation_based_calibration_of_the_ultimatum_game(tmp_path, answers):
    """As above, of offers with their answers and of offers alone, at which scales and values are drawn narrowly."""
    from deterrence.estimation.bayes import calibration_ranks
    from deterrence.estimation.ultimatum import build_ultimatum

    r = np.random.default_rng(4)
    rows = [f"{x:.4f},{z:.4f},{1 + k % 2},{k % 2}" for k, (x, z) in enumerate(r.normal(size=(60, 2)))]
    (tmp_path / "o.csv").write_text("x,z,offer,accept\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "o.yaml").write_text(OFFERS if answers else OFFERS.replace(", accepted: accept", ""), encoding="utf-8")
    model = build_ultimatum(read_specification(tmp_path / "o.yaml"), read_table(tmp_path / "o.csv"))
    ranks = calibration_ranks(model, 24, width=0.5, draws=49, thin=2)
    uniform = (ranks + np.random.default_rng(0).random(ranks.shape)) / 50
    assert kstest(uniform.ravel(), "uniform").pvalue > 0.001
    z = norm.ppf(np.clip(uniform, 1e-6, 1 - 1e-6))
    assert abs(z.mean()) < 4 / np.sqrt(z.size) and 0.7 < z.std() < 1.3


def test_shipped_specifications_are_well_formed():
    names = sorted(path.stem for path in folder().glob("*.yaml"))
    assert {"audience-costs", "crisis", "leblang2003", "play", "sanctions", "tug-of-war", "ultimatum"} < set(names)
    for name in names:
        assert read_specification(folder() / f"{name}.yaml").record.title


def test_worked_example_of_the_documentation(tmp_path, monkeypatch):
    """Its code runs, and finds the coefficients it put in."""
    page = (ROOT / "docs" / "estimation.md").read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```", page, re.M | re.S).group(1)
    monkeypatch.chdir(tmp_path)
    space = {"print": lambda *_: None}
    exec(compile(code, "estimation.md", "exec"), space)
    truth = {"challenger:status quo:grievance": 0.5, "challenger:concession:Intercept": 0.9, "defender:war:ally": 0.8}
    for key, value in truth.items():
        e = space["found"].estimates[key]
        assert abs(e.value - value) < 4 * e.error


def test_students_are_the_shipped_ultimatum(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(STUDENTS, encoding="utf-8")
    mine, shipped = (read_specification(p).record for p in (path, folder() / "ultimatum.yaml"))
    assert (mine.prize, mine.observed) == (shipped.prize, shipped.observed)
