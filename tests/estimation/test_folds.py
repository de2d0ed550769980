"""Climbs past folds of equilibria: a game whose branches are known in closed form, and steps on the surface."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, logit

from deterrence.estimation.covariance import refitted
from deterrence.estimation.dynamic.building import build_dynamic
from deterrence.estimation.dynamic.replies import Replies
from deterrence.estimation.dynamic.solutions import Solutions
from deterrence.estimation.dynamic.solving import solve
from deterrence.estimation.dynamic.surface import Point, climbed
from deterrence.estimation.estimable import Derivative
from deterrence.estimation.estimating import read_specification
from deterrence.estimation.maximise import maximise
from deterrence.estimation.modes import Search
from deterrence.estimation.penalties import Penalised
from deterrence.estimation.table import read_table
from deterrence.estimation.taken import no_maximum
from dynamic_data import audience_costs, published_audience_costs
from dynamic_games import TOGETHER, model_of, played

PULL, SEEN, MONTHS = 8.0, 0.7, 200
FOLD = 0.5 + np.sqrt(0.25 - 1 / PULL)  # p(1 − p) = 1/8: where p = expit(a + 8 p) folds back
PEAK = logit(SEEN) - PULL * SEEN  # the coefficient at which both push with the chance that was seen


def together(folder):
    """Both push in 70 % of months; symmetric equilibria p = expit(a + 8 p), three of them between the folds."""
    pushed = round(SEEN * MONTHS)
    rows = [[1, k + 1, 1, 1 + (k < pushed), 1 + (k < pushed)] for k in range(MONTHS)]
    return model_of(folder, TOGETHER, rows, "pair,month,state,a_1,a_2")


def values_at(a, p):
    return np.array([0.0, a + PULL * p]) * np.ones((1, 2, 1, 2))


def none(theta):
    return Derivative(0.0, np.zeros(theta.size), np.zeros((theta.size, theta.size)))


def test_a_climb_in_coefficients_ends_at_a_fold_and_goes_on_behind_it(tmp_path):
    """The likelihood is highest on the middle branch at p = 0.7; a climb from above it comes to the fold at 0.854."""
    model = together(tmp_path)
    model = replace(model, beliefs=np.full(model.beliefs.shape, 0.5))  # so that they do not lead to what was seen
    start = np.array([PEAK])
    above = brentq(lambda p: expit(PEAK + PULL * p) - p, FOLD, 1 - 1e-9)
    model.solutions.add(start, values_at(PEAK, above), end=True)
    end = maximise(lambda theta: along(model, theta), start, model.scales)
    assert not end.converged
    assert end.theta[0] == pytest.approx(logit(FOLD) - PULL * FOLD, abs=1e-6)
    assert f"the equilibrium of the game '{model.games[0]}' folds back there" in no_maximum(model, end)
    search = Search(model.derivative, model.log_likelihood, model.scales, model.names, model.n)
    search.turned = Penalised(model, "none").turned
    (mode,) = search.modes([start])
    assert mode.best.theta[0] == pytest.approx(PEAK, abs=1e-6) and search.failed == 0
    best = 2 * MONTHS * (SEEN * np.log(SEEN) + (1 - SEEN) * np.log(1 - SEEN))
    assert mode.value == pytest.approx(best, abs=1e-9)


def test_a_fit_again_goes_on_past_folds(tmp_path):
    """As in a bootstrap or recovery: one climb, from coefficients whose equilibrium is known."""
    model = together(tmp_path)
    model = replace(model, beliefs=np.full(model.beliefs.shape, 0.5))
    start = np.array([PEAK])
    above = brentq(lambda p: expit(PEAK + PULL * p) - p, FOLD, 1 - 1e-9)
    model.solutions.add(start, values_at(PEAK, above), end=True)
    assert refitted(Penalised(model, "none"), start) == pytest.approx([PEAK], abs=1e-6)


def along(model, theta):
    """The likelihood of the branch above the fold; −∞ beyond."""
    if theta[0] < logit(FOLD) - PULL * FOLD:
        return Derivative(-np.inf, np.zeros(1), np.zeros((1, 1)))
    return model.derivative(theta)


def test_derivatives_on_the_surface_are_those_of_differences(tmp_path):
    """To second order along steps brought back to the surface; away from folds, and within 1e-3 of one."""
    model, truth = played(tmp_path, games=4, months=30)
    one = Point(model, none, truth, model.solved(truth))
    near = together(tmp_path)
    p = FOLD + 1e-3
    a = logit(p) - PULL * p
    for point in (one, Point(near, none, np.array([a]), values_at(a, p))):
        gradient, hessian, back = point.local
        step = 1e-3
        for k, move in enumerate(step * back.T):
            up, down = point.moved(move), point.moved(-move)
            assert max(Replies(up.model.game, up.model.payoffs(up.theta), up.values).residual) < 1e-10
            assert gradient[k] == pytest.approx((up.value - down.value) / (2 * step), rel=1e-4, abs=1e-4)
            assert hessian[k, k] == pytest.approx((up.value + down.value - 2 * point.value) / step**2, rel=1e-3)


def test_a_penalty_is_part_of_a_climb_on_the_surface(tmp_path):
    model, truth = played(tmp_path, games=12)
    start, objective = truth + 0.1, Penalised(model, "cauchy")
    end = climbed(model, start, model.solved(start), objective.added)
    expected = maximise(objective.derivative, start, model.scales)
    assert expected.converged and end.theta == pytest.approx(expected.theta, abs=1e-5)
    assert end.value == pytest.approx(expected.at.value, abs=1e-8)


def test_of_equilibria_at_one_point_a_climb_goes_on_from_the_later(tmp_path):
    """Coefficients that differ in the last digit are at one distance from a third."""
    model, truth = played(tmp_path, games=2)
    beside = truth.copy()
    beside[0] = np.nextafter(beside[0], np.inf)
    known, shape = Solutions(), model.beliefs.shape
    known.add(truth, np.zeros(shape), end=True)
    known.add(beside, np.ones(shape), end=True)
    away = truth + np.eye(model.size)[1]
    assert known.nearest(away, model.scales)[1].all()


@pytest.mark.data
@pytest.mark.slow
def test_audience_costs_have_a_maximum_past_folds(tmp_path):
    """From the likeliest equilibria at the published coefficients (Crisman-Cox and Gibilisco 2018), where climbs in
    coefficients alone end at a fold."""
    model = build_dynamic(read_specification("audience-costs"), read_table(audience_costs(tmp_path)))
    theta, values = published_audience_costs(model)
    model.solutions.add(theta, solve(model.game, model.payoffs(theta), values).values)
    end = climbed(model, theta, model.likeliest(theta).values, none)
    assert end.value > -7920 and end.at.residual.max() < 1e-9
    model.solutions.add(end.theta, end.values)
    there = maximise(model.derivative, end.theta, model.scales)
    assert there.converged and np.abs(there.at.gradient / model.scales).max() < 1e-4
    assert np.linalg.eigvalsh(there.at.hessian).max() < 0
