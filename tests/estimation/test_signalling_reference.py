"""Crisis signalling on the sanctions data (Crisman-Cox and Gibilisco 2021), and equilibria by an independent search."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm

from deterrence.estimation.bivariate import log_both
from deterrence.estimation.jets import variable
from deterrence.estimation.signalling import FINE, Crisis, equilibria

SANCTIONS = """
title: sanctions
players: [A, B]
tree:
  player: A
  moves:
    keep: {outcome: sq, payoff: {A: "0 + sqrt(senderecondep) + senderdemocracy + contig + ally"}}
    challenge:
      player: B
      moves:
        concede:
          outcome: cd
          payoff: {A: anticipatedsendercosts, B: "sqrt(targetecondep) + anticipatedtargetcosts + contig + ally"}
        resist:
          player: A
          moves:
            stand firm:
              outcome: sf
              payoff: {A: "sqrt(senderecondep) + senderdemocracy + lncaprat", B: "targetdemocracy + lncaprat"}
            back down: {outcome: bd, payoff: {A: senderdemocracy}}
observed: {counts: {sq: sq, cd: cd, sf: sf, bd: bd}}
errors: {source: signalling, beliefs: {resist: PRhat, stand firm: PFhat}}
"""


@pytest.mark.data
def test_pseudo_likelihood(fitted):
    found = fitted(SANCTIONS, "sanctionsData.csv", starts=0, method="pseudo")
    assert found.model.counts.sum(1).tolist() == [49071, 144, 349, 140] and len(found.model.rows) == 418
    assert found.log_likelihood == pytest.approx(-3963.9557563186, abs=1e-8)


@pytest.mark.data
@pytest.mark.slow
def test_full_maximum_likelihood(fitted):
    found = fitted(SANCTIONS, "sanctionsData.csv", starts=0)
    assert found.log_likelihood == pytest.approx(-3927.9095112760, abs=1e-8)
    assert found.aic == pytest.approx(2 * 20 + 2 * 3927.9095112760)
    assert found.as_dict()["equilibria"]["rows_by_number"] == {"1": 418}


@pytest.mark.data
def test_nested_pseudo_likelihood_is_a_fixed_point(fitted):
    found = fitted(SANCTIONS, "sanctionsData.csv", starts=0, method="nested")
    assert found.as_dict()["belief_gap"] < 1e-8
    assert -3963.96 < found.log_likelihood < -3927.9095


@pytest.mark.parametrize(("h", "k"), [(0.0, 0.0), (0.3, -0.2), (1.0, -3.0), (-2.0, 1.5), (-3.0, -3.0), (2.0, 2.0)])
def test_bivariate_normal(h, k):
    exact = multivariate_normal([0, 0], [[1, 0.5**0.5], [0.5**0.5, 1]]).cdf([h, k])
    assert np.exp(log_both(np.array([h]), np.array([k])))[0] == pytest.approx(exact, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize(("h", "k"), [(0.4, -0.3), (-6.0, 2.0), (-20.0, -9.0), (3.0, -30.0)])
def test_bivariate_derivatives_hold_in_the_tail(h, k):
    jet = log_both(variable(np.array([h]), 0, 2), variable(np.array([k]), 1, 2))
    e = 1e-5

    def at(x, y):
        return log_both(np.array([x]), np.array([y]))[0]

    slope = [(at(h + e, k) - at(h - e, k)) / (2 * e), (at(h, k + e) - at(h, k - e)) / (2 * e)]
    assert jet.slope[:, 0] == pytest.approx(slope, rel=1e-6, abs=1e-8)

    def slopes(x, y):
        return log_both(variable(np.array([x]), 0, 2), variable(np.array([y]), 1, 2)).slope[:, 0]

    down = (slopes(h + e, k) - slopes(h - e, k)) / (2 * e), (slopes(h, k + e) - slopes(h, k - e)) / (2 * e)
    assert jet.bend[:, 0] == pytest.approx([down[0][0], down[0][1], down[1][1]], rel=1e-5, abs=1e-6)


def exact_answer(p, s_a, v_a, w_a, back, c_b, w_b, v_b):
    """B's best response, as the papers write it, with SciPy's bivariate normal."""
    c = (s_a - (1 - p) * v_a) / p
    challenge = 1 - norm.cdf(c - w_a) * norm.cdf(c - back)
    joint = multivariate_normal([0, 0], [[1, 0.5**0.5], [0.5**0.5, 1]])
    firm = joint.cdf([(w_a - back) / 2**0.5, w_a - c]) / challenge
    return norm.cdf((firm * w_b + (1 - firm) * v_b - c_b) / firm)


def test_every_equilibrium_of_a_crisis_with_several():
    three = (-0.324, 0.636, -3.569, -1.273, -0.893, -3.006, -0.88)
    one = (0.0, 1.0, -1.9, -2.9, 0.0, -0.1, 1.0)
    found = []
    for each in (three, one):
        rows, z = equilibria(Crisis(*(np.array([x]) for x in each)), 1, FINE)
        assert rows.tolist() == [0] * len(z)
        for p in norm.cdf(z):
            if 1e-4 < p < 1 - 1e-6:
                assert exact_answer(p, *each) == pytest.approx(p, abs=1e-7)
        grid = np.linspace(0.002, 0.999, 150)
        gap = np.array([exact_answer(p, *each) - p for p in grid])
        crossings = np.flatnonzero(np.sign(gap[1:]) != np.sign(gap[:-1]))
        roots = [brentq(lambda p, each=each: exact_answer(p, *each) - p, grid[i], grid[i + 1]) for i in crossings]
        inside = sorted(p for p in norm.cdf(z) if grid[0] < p < grid[-1])
        assert inside == pytest.approx(roots, abs=1e-6)
        found.append(len(z))
    assert found == [3, 1]
