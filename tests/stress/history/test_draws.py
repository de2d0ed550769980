"""Draws from a posterior that is priced outside JAX: known distributions are drawn, and a crisis's own posterior."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.interpolate import CubicHermiteSpline

from deterrence.cli.main import main
from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.errors import DeterrenceError
from deterrence.estimation.outside import Draws, drawn
from deterrence.report.history_text import drawn_text
from deterrence.solvers.grid import Grid
from deterrence.stress.history import draws, posterior
from deterrence.stress.history.draws import summary, tree
from deterrence.stress.history.fitting import Estimate, Fitted
from deterrence.stress.resolve import Resolver
from shipped import crisis

CRISES = tuple(
    DatedCrisis(f"c{k}", "as coded", (DatedAct("row", "pressure", first, first + 1.0),), 20.0)
    for k, first in enumerate((0.0, 1.0, 0.0, 2.0, 4.0, 1.0))
)


@pytest.mark.slow
def test_a_normal_distribution_is_drawn():
    """Of two correlated parameters; beyond a wall nothing is solved, and nothing is drawn."""
    inverse = np.linalg.inv(np.array([[1.0, 0.6], [0.6, 2.0]]))

    def height(z):
        if z[0] > 2.5:
            raise DeterrenceError("not solved")
        return 0.5 * float(z @ inverse @ z), inverse @ z

    found = drawn(height, np.zeros(2), np.ones(2), chains=2, warmup=150, draws=600)
    flat = found.z.reshape(-1, 2)
    assert found.z.shape == (2, 600, 2) and flat[:, 0].max() <= 2.5 and found.solved > 1200
    assert found.impossible > 0
    near = flat[:, 0] < 1.0  # where the wall leaves the distribution as it is
    assert near.mean() == pytest.approx(0.8413 / 0.9938, abs=0.05)
    residual = flat[:, 1] - 0.6 * flat[:, 0]  # independent of the first, variance 2 − 0.36
    assert residual.mean() == pytest.approx(0.0, abs=0.2) and residual.var() == pytest.approx(1.64, rel=0.25)
    again = drawn(height, np.zeros(2), np.ones(2), chains=2, warmup=10, draws=10)
    assert np.array_equal(again.z, drawn(height, np.zeros(2), np.ones(2), chains=2, warmup=10, draws=10).z)


@pytest.mark.slow
def test_draws_are_of_the_posterior_of_coded_crises(monkeypatch):
    """One parameter: mean and standard deviation of z by quadrature of the same posterior."""
    found = crisis("standoff")
    monkeypatch.setattr(posterior, "coded", lambda brief, rungs, only: CRISES)
    resolver = Resolver(found, found.parameters.defaults, Grid(points=5, tolerance=1e-9))
    crises, parameters = posterior.crises_and_parameters(resolver, (), ("tempo",))
    search = posterior.Posterior(resolver, crises, parameters, lambda message: None)
    z = np.linspace(-3.5, 3.5, 15)
    known = [search(np.array([x])) for x in z]
    curve = CubicHermiteSpline(z, [value for value, _ in known], [float(slope[0]) for _, slope in known])
    fine = np.linspace(-3.5, 3.5, 701)
    weight = np.exp(curve(fine).min() - curve(fine))
    weight /= weight.sum()
    mean = weight @ fine
    sd = np.sqrt(weight @ (fine - mean) ** 2)

    def height(at):
        return float(curve(at[0])), curve(at, 1)

    points = drawn(height, np.array([mean]), np.array([sd]), chains=2, warmup=150, draws=500)
    assert points.z.mean() == pytest.approx(mean, abs=0.2 * sd) and points.z.std() == pytest.approx(sd, rel=0.15)
    few = drawn(search, np.array([mean]), np.array([sd]), chains=1, warmup=3, draws=4)
    assert few.z.shape == (1, 4, 1) and few.solved >= 7 and not few.impossible
    assert few.z.min() > mean - 5 * sd and few.z.max() < mean + 5 * sd
    reported = tree(search, points)
    assert set(reported.children) == {"posterior", "sample_stats"}
    tempo = summary(reported)["tempo"]
    low, high = found.parameters["tempo"].range
    assert low <= tempo["low"] < tempo["mean"] < tempo["high"] <= high and tempo["rhat"] < 1.1


def test_a_fit_and_its_draws(monkeypatch):
    """Chains begin around the mode that was fitted, with the spread that was; the text says how they went."""
    found = crisis("standoff")
    monkeypatch.setattr(posterior, "coded", lambda brief, rungs, only: CRISES)
    resolver = Resolver(found, found.parameters.defaults, Grid(points=5, tolerance=1e-9))
    p, asked = found.parameters["tempo"], []
    fitted = Fitted(("c0",), -5.0, -4.0, {"tempo": Estimate(1.0, posterior.value_of(p, 0.7), 0.6, 2.0, 0.4)}, 7, 0.0)

    def few(height, mode, spread, *, seed, **sizes):
        asked.append((mode, spread, seed))
        z = mode + spread * np.random.default_rng(seed).normal(size=(2, 200, 1))
        return Draws(z, np.arange(400).reshape(2, 200) == 3, 2, 900)

    monkeypatch.setattr(draws, "drawn", few)
    reported, points = draws.draw_histories(resolver, fitted, seed=5)
    ((mode, spread, seed),) = asked
    assert mode == pytest.approx([0.7], abs=1e-6) and spread == pytest.approx([0.6]) and seed == 5
    assert reported["posterior"]["parameter"].values[0, 0, 0] == pytest.approx(posterior.value_of(p, points.z[0, 0, 0]))
    said = " ".join(drawn_text(found, summary(reported), points).split())
    assert "900 derivatives: 2 chains of 200 draws: 0.2% of all draws diverged (1)" in said and "At 2 points" in said
    assert "not to be relied on" not in said
    many = replace(points, diverging=np.ones((2, 200), bool))
    said = " ".join(drawn_text(found, summary(reported), many).split())
    assert "Draws from the posterior are not to be relied on: 100.0% of them diverged" in said
    assert "--vary fewer parameters" in said


def test_the_command_says_whether_draws_can_be_relied_on(monkeypatch):
    monkeypatch.setattr(posterior, "coded", lambda brief, rungs, only: CRISES)

    def few(height, mode, spread, *, seed, **sizes):
        return Draws(np.tile(mode, (2, 20, 1)), np.arange(40).reshape(2, 20) < 10, 0, 90)

    monkeypatch.setattr(draws, "drawn", few)
    asked = ["fit", "standoff", "--histories", "all", "--vary", "tempo", "--points", "5", "--bayes"]
    ran = CliRunner().invoke(main, [*asked, "--json"])
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)["posterior"]
    assert found["diverging"] == 10 and found["chains"]["diverging_share"] == 0.25 and not found["chains"]["reliable"]
    assert set(found["parameters"]) == {"tempo"} and found["draws"] == 40
