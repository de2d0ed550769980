"""Shapley effects of inputs that go together, against closed forms of linear Gaussian models."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.stress.across.shapley_effects import FEWEST, shapley_effects
from deterrence.stress.ensemble.designs import Design
from deterrence.stress.shapley import coalitions, shapley
from stress.across.test_indices import FIRST, TOTAL, ishigami


def linear(beta, covariance, noise):
    """Shapley effects of Y = βᵀX + ε with X normal: Var(E[Y | X_u]) = c_uᵀ Σ_uu⁻¹ c_u with c = Σ β."""
    names = [str(j) for j in range(len(beta))]
    whole, together = beta @ covariance @ beta + noise, covariance @ beta
    worth = {frozenset(): 0.0}
    for players in coalitions(names)[1:]:
        u = sorted(int(j) for j in players)
        worth[players] = together[u] @ np.linalg.solve(covariance[np.ix_(u, u)], together[u]) / whole
    return shapley(worth, names)


def drawn(beta, covariance, noise, n, seed):
    rng = np.random.default_rng(seed)
    x = rng.multivariate_normal(np.zeros(len(beta)), covariance, n)
    y = x @ beta + np.sqrt(noise) * rng.standard_normal(n)
    return {str(j): column for j, column in enumerate(x.T)}, y


def test_two_correlated_inputs_by_hand():
    """Iooss & Prieur (2019), σ² φ₁ = β₁² σ₁² (1 − ρ²/2) + ρ β₁ β₂ σ₁ σ₂ + β₂² σ₂² ρ²/2; recalled, and worked again."""
    beta, rho = np.array([1.0, 2.0]), 0.8
    covariance = np.array([[1.0, rho], [rho, 1.0]])
    whole = beta @ covariance @ beta
    by_hand = (1 - rho**2 / 2 + rho * 2 + 4 * rho**2 / 2) / whole
    assert linear(beta, covariance, 0.0)["0"] == pytest.approx(by_hand)
    xs, y = drawn(beta, covariance, 0.0, 1000, 1)
    found = shapley_effects(xs, {"y": y})["y"]
    assert found.effects["0"].value == pytest.approx(by_hand, abs=0.03)
    assert sum(i.value for i in found.effects.values()) + found.rest.value == pytest.approx(1.0, abs=1e-12)
    assert found.rest.value < 0.02


@pytest.mark.parametrize(("d", "n", "tolerance"), [(3, 1000, 0.05), (5, 1000, 0.05)])
def test_several_correlated_inputs_and_noise_agree_with_the_closed_form(d, n, tolerance):
    covariance = np.full((d, d), 0.6) + 0.4 * np.eye(d)
    beta = np.linspace(1.0, 2.0, d) * np.where(np.arange(d) % 2, 1.0, -0.5)
    xs, y = drawn(beta, covariance, 0.5, n, 2)
    found, wanted = shapley_effects(xs, {"y": y})["y"], linear(beta, covariance, 0.5)
    for name, effect in found.effects.items():
        assert effect.value == pytest.approx(wanted[name], abs=tolerance)
        assert abs(effect.value - wanted[name]) < 4 * effect.error
    assert found.rest.value == pytest.approx(0.5 / (beta @ covariance @ beta + 0.5), abs=0.04)


def test_independent_inputs_have_effects_between_first_and_total_indices():
    """Where inputs are independent, S_j ≤ φ_j ≤ T_j (Owen 2014); of three with one interaction, halfway."""
    points = Design("latin", 3000, 3, seed=2).points(0, 3000)
    found = shapley_effects(dict(zip("abc", points.T, strict=True)), {"y": ishigami(points)})["y"]
    for name, first, total in zip("abc", FIRST, TOTAL, strict=True):
        effect = found.effects[name]
        assert abs(effect.value - (first + total) / 2) < 3 * effect.error < 0.07
    assert found.rest.value < 0.03, "which is what bends"


def test_an_input_that_only_goes_along_has_half_of_what_it_tells():
    """Y = X₁ with a copy of it beside: the one that comes first explains all."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal(500)
    found = shapley_effects({"own": x, "copy": x + 1e-6 * rng.standard_normal(500)}, {"y": x})["y"]
    assert found.effects["own"].value == pytest.approx(0.5, abs=0.01)
    assert found.effects["copy"].value == pytest.approx(0.5, abs=0.01)


def test_few_worlds_and_constants_say_nothing():
    x = np.random.default_rng(4).random(200)
    assert shapley_effects({"x": x}, {"y": np.ones(200)}) == {}
    assert shapley_effects({"x": x[: FEWEST - 1]}, {"y": x[: FEWEST - 1]}) == {}
