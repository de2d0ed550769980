"""Two-step estimates: rounds of best replies lead from them to nested pseudo-likelihood, and a fit says so."""

import numpy as np
import pytest

from deterrence.estimation.beliefs import at_beliefs as crisis_at_beliefs
from deterrence.estimation.beliefs import nested as crisis_nested
from deterrence.estimation.covariance import refitted
from deterrence.estimation.dynamic.nested import nested
from deterrence.estimation.dynamic.pseudo import at_beliefs
from deterrence.estimation.estimating import fit
from deterrence.estimation.fitting import Settings
from deterrence.estimation.penalties import Penalised
from deterrence.estimation.presentation import text
from dynamic_games import played
from signalling_crisis import signalling

ROUNDS = 40


def test_rounds_of_best_replies_lead_to_nested_pseudo_likelihood(tmp_path):
    games, truth = played(tmp_path, games=12)
    crisis, payoffs = signalling(tmp_path)
    crisis = crisis.simulated(payoffs, np.random.default_rng(0)).learned()
    pairs = (
        (at_beliefs(games), nested(games), truth),
        (crisis_at_beliefs(crisis), crisis_nested(crisis), payoffs),
    )
    for model, settled, start in pairs:
        theta = refitted(Penalised(model, "none"), start)
        there = refitted(Penalised(settled, "none"), start)
        apart = np.abs(theta - there).max()
        for _ in range(ROUNDS):
            model = model.once_more(theta)
            theta = refitted(Penalised(model, "none"), theta)
        assert apart > 1e-2 and theta == pytest.approx(there, abs=1e-3)
        assert settled.once_more(there) is None


def test_a_two_step_fit_says_that_it_is_a_start(tmp_path):
    """By how much the next round moves it, in standard errors; other methods say nothing of the kind."""
    played(tmp_path, games=12)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    found = fit(*paths, Settings(starts=0, method="pseudo"))
    again = refitted(Penalised(found.model.once_more(found.theta), "none"), found.theta)
    moved = (again - found.theta) / found.covariance.errors
    assert list(found.as_dict()["next_round"].values()) == pytest.approx(moved.tolist(), abs=1e-9)
    assert "a two-step estimate is a start, not an answer" in text(found)
    assert f"by {moved[np.argmax(np.abs(moved))]:+.2f} standard errors" in text(found)
    for method in ("full", "nested"):
        other = fit(*paths, Settings(starts=0, method=method))
        assert "next_round" not in other.as_dict() and "two-step" not in text(other)
