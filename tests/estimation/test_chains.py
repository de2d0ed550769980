"""Whether draws from a posterior can be relied on, and what the command says of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence.cli.main import main
from deterrence.estimation import further
from deterrence.estimation.bayes import sample, summary
from deterrence.estimation.calibration import Calibration
from deterrence.estimation.chains import Chains
from deterrence.estimation.fitting import Settings
from deterrence.estimation.further import Further, answers
from made_up_draws import FIGURES, made_up_draws

GOOD = {"a": FIGURES, "b": {**FIGURES, "rhat": 1.02, "ess": 150.0}}


def chains(share=0.0, **figures):
    return Chains.of(made_up_draws(share)["sample_stats"]["diverging"].values, {**GOOD, "c": {**FIGURES, **figures}})


def test_the_worst_of_all_parameters_is_named():
    found = chains(share=0.005)
    assert (found.chains, found.draws, found.diverged, found.share) == (2, 200, 2, 0.005)
    assert found.rhat == (1.02, "b") and found.effective == (150.0, "b")
    assert found.reliable and found.warning("Do this") == ""
    assert "2 chains of 200 draws: 0.5% of all draws diverged (2)" in found.text()


@pytest.mark.parametrize(
    ("share", "figures", "said"),
    [
        (0.25, {}, "25.0% of them diverged (more than 1%)"),
        (0.0, {"rhat": 1.3}, "R̂ of c is 1.30 (above 1.05: chains disagree)"),
        (0.0, {"ess": 12.0}, "draws of c are worth 12 independent ones (fewer than 100)"),
        (0.0, {"rhat": np.nan}, "R̂ of c is inf"),
        (0.0, {"ess": np.nan}, "draws of c are worth 0"),
    ],
)
def test_draws_that_are_not_to_be_relied_on_are_said_to_be(share, figures, said):
    found = chains(share, **figures)
    warning = found.warning("Do this")
    assert not found.reliable and said in warning and warning.endswith(". Do this") and warning.count(";") == 0
    assert not found.as_dict()["reliable"]
    json.dumps(found.as_dict(), allow_nan=False)


def test_the_command_says_that_draws_diverged_and_what_to_do(files, monkeypatch):
    """As text and as JSON, with the other warnings of the fit; and nothing of the sort where they are sound."""
    spec, table = map(str, files())
    monkeypatch.setattr(further, "summary", lambda *_: {"A:sq:x": {**FIGURES, "rhat": np.nan}})
    monkeypatch.setattr(further, "sample", lambda *_, **__: made_up_draws(0.4))
    ran = CliRunner().invoke(main, ["fit", spec, table, "--starts", "0", "--bayes"])
    assert ran.exit_code == 0, ran.output
    assert "40.0% of all draws diverged (160)" in ran.output
    assert "warning: draws from the posterior are not to be relied on: 40.0% of them diverged" in ran.output
    assert "leave out or fix the coefficients that are named" in ran.output and "--se bootstrap" in ran.output
    ran = CliRunner().invoke(main, ["fit", spec, table, "--starts", "0", "--bayes", "--json"])
    shown = json.loads(ran.output)
    assert shown["chains"]["diverging_share"] == 0.4 and not shown["chains"]["reliable"]
    assert "not to be relied on" in shown["warnings"][-1] and shown["posterior"]["A:sq:x"]["rhat"] is None
    monkeypatch.setattr(further, "summary", lambda *_: GOOD)
    monkeypatch.setattr(further, "sample", lambda *_, **__: made_up_draws(0.0))
    ran = CliRunner().invoke(main, ["fit", spec, table, "--starts", "0", "--bayes", "--json"])
    shown = json.loads(ran.output)
    assert shown["chains"]["reliable"] and not any("relied on" in warning for warning in shown["warnings"])


def test_calibration_says_how_many_draws_of_its_chains_diverged():
    ranks = np.random.default_rng(0).integers(0, 100, (20, 2))
    found = Calibration(("a", "b"), ranks, 99, 0.25, chains=2, diverging=0.47)
    assert "warning: of 2 data sets out of 20 draws are those of a chain, and 47.0% of them diverged" in found.text()
    assert found.as_dict()["diverging_share"] == 0.47 and found.as_dict()["chains"] == 2
    assert "warning" not in Calibration(("a", "b"), ranks, 99, 0.25, chains=2, diverging=0.001).text()


@pytest.mark.slow
def test_chains_of_data_that_fit_are_relied_on(files):
    from deterrence.estimation.estimating import fit

    spec, table = files()
    found = fit(spec, table, Settings(starts=0))
    tree = sample(found.model, found.theta, chains=2, warmup=300, draws=300)
    assert Chains.of(tree["sample_stats"]["diverging"].values, summary(tree, 0.95)).reliable
    assert answers(found, table, Further(bayes=True)).shown["chains"]["reliable"]
