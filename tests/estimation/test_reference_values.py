"""Published data, and optima that an independent implementation found: to 1e-8 in log likelihood, 1e-6 in estimates."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr

from strategic_data import LEBLANG, STUDENTS, ULTIMATUM, WAR1800

pytestmark = pytest.mark.data

AGENT_PROBIT = {
    "one:sq:Intercept": (-0.49544579, 0.59872709),
    "one:sq:s_wt_re1": (-0.74001476, 0.27966495),
    "one:sq:revis1": (0.42723851, 0.26380400),
    "one:war:Intercept": (0.22191130, 1.21705115),
    "one:war:regime1[T.dem]": (-1.90224944, 0.66444886),
    "one:war:regime1[T.mixed]": (-0.58410934, 0.54991475),
    "two:war:Intercept": (0.49908817, 0.44137672),
    "two:war:balanc": (-0.04197364, 0.56873959),
    "two:war:regime2[T.dem]": (-1.54361137, 0.45264176),
    "two:war:regime2[T.mixed]": (-0.61683143, 0.32083118),
}
PRIVATE_PROBIT = {
    "one:sq:Intercept": (-0.444200, 0.543689),
    "one:sq:s_wt_re1": (-0.644739, 0.244380),
    "one:sq:revis1": (0.376001, 0.231200),
    "one:war:Intercept": (0.177189, 1.107111),
    "one:war:regime1[T.dem]": (-1.665906, 0.579640),
    "one:war:regime1[T.mixed]": (-0.511860, 0.481074),
    "two:war:Intercept": (0.489820, 0.447818),
    "two:war:balanc": (-0.038120, 0.577691),
    "two:war:regime2[T.dem]": (-1.539912, 0.451526),
    "two:war:regime2[T.mixed]": (-0.610656, 0.322235),
}


@pytest.mark.parametrize(
    ("source", "link", "log_likelihood", "estimates"),
    [
        ("agent", "probit", -286.1237547185, AGENT_PROBIT),
        ("agent", "logit", -286.1827938942, {}),
        ("private", "probit", -286.1181742355, PRIVATE_PROBIT),
    ],
)
def test_signorino_tree_on_war1800(fitted, source, link, log_likelihood, estimates):
    found = fitted(WAR1800.replace("SOURCE", source).replace("LINK", link), "war1800.csv", starts=8)
    assert found.n == 282 and found.rows == 313
    assert found.model.counts.sum(1).tolist() == [124, 83, 75]
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-8)
    assert len(found.modes) == 1 and found.modes[0].starts == 9
    for key, (value, error) in estimates.items():
        assert found.estimates[key].value == pytest.approx(value, abs=1e-6)
        assert found.estimates[key].error == pytest.approx(error, abs=1e-6)


@pytest.mark.slow
def test_leblang_has_several_modes(fitted):
    """With agent errors there are three at least, and where a search starts decides which one it finds."""
    found = fitted(LEBLANG, "leblang2003.csv", starts=20)
    assert found.n == 7240
    values = [mode.value for mode in found.modes if not mode.runaway]
    assert len(values) >= 3
    assert values[0] == pytest.approx(-481.63892864, abs=1e-6)
    gradients = [np.abs(mode.best.at.gradient).max() for mode in found.modes if not mode.runaway]
    assert max(gradients) < 1e-4


@pytest.mark.parametrize(
    ("text", "file", "log_likelihood"),
    [
        (ULTIMATUM, "data_ult.csv", -3717.6792256993),
        (ULTIMATUM.replace(", accepted: accept", ""), "data_ult.csv", -3313.9498531920),
        (STUDENTS, "student_offers.csv", -696.8091487),
    ],
)
def test_ultimatum(fitted, text, file, log_likelihood):
    found = fitted(text, file, starts=4)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=5e-8 if file.startswith("student") else 1e-8)


TREE_122 = """
players: [one, two]
tree:
  player: one
  moves:
    left:
      player: two
      moves:
        LL: {outcome: LL, payoff: {one: "x1 + x2"}}
        LR: {outcome: LR, payoff: {one: "0 + x3 + f1", two: "z1 + z2"}}
    right:
      player: two
      moves:
        RL: {outcome: RL, payoff: {one: "0 + x4"}}
        RR: {outcome: RR, payoff: {one: "1 + x5", two: "z2 + z3 + f2"}}
observed: {column: y, values: {LL: LL, LR: LR, RL: RL, RR: RR}}
errors: {source: SOURCE, link: probit}
"""

TREE_123 = """
players: [one, two, three]
tree:
  player: one
  moves:
    stop: {outcome: "1", payoff: {one: "x1 + x2"}}
    go:
      player: two
      moves:
        stop: {outcome: "3", payoff: {one: "0 + x3", two: "1 + x7"}}
        go:
          player: three
          moves:
            stop: {outcome: "5", payoff: {one: "0 + x4", two: "0 + x5"}}
            go: {outcome: "6", payoff: {one: "1 + x5", two: "1 + x6", three: "x7 + x8"}}
observed: {column: y, values: {1: "1", 3: "3", 5: "5", 6: "6"}}
errors: {source: SOURCE, link: probit}
"""


def log_122(u, private):
    """egame122 as REFERENCE.md writes it: u by (player, end)."""
    p3, p5 = (ndtr(-u["two", end] / np.sqrt(2)) for end in ("LR", "RR"))
    p4, p6 = 1 - p3, 1 - p5
    s = np.sqrt(p3**2 + p4**2 + p5**2 + p6**2) if private else np.sqrt(2)
    ahead = (p5 * u["one", "RL"] + p6 * u["one", "RR"] - p3 * u["one", "LL"] - p4 * u["one", "LR"]) / s
    left, right = log_ndtr(-ahead), log_ndtr(ahead)
    return {"LL": left + np.log(p3), "LR": left + np.log(p4), "RL": right + np.log(p5), "RR": right + np.log(p6)}


def log_123(u, private):
    """egame123 as REFERENCE.md writes it."""
    p6 = ndtr(u["three", "6"] / np.sqrt(2))
    p5 = 1 - p6
    s4 = np.sqrt(1 + p5**2 + p6**2) if private else np.sqrt(2)
    a4 = (p5 * u["two", "5"] + p6 * u["two", "6"] - u["two", "3"]) / s4
    p4, p3 = ndtr(a4), ndtr(-a4)
    s2 = np.sqrt(1 + p3**2 + p4**2 * p5**2 + p4**2 * p6**2) if private else np.sqrt(2)
    a2 = (p3 * u["one", "3"] + p4 * (p5 * u["one", "5"] + p6 * u["one", "6"]) - u["one", "1"]) / s2
    go = log_ndtr(a2) + log_ndtr(a4)
    return {"1": log_ndtr(-a2), "3": log_ndtr(a2) + log_ndtr(-a4), "5": go + np.log(p5), "6": go + np.log(p6)}


@pytest.mark.parametrize("source", ["agent", "private"])
@pytest.mark.parametrize(
    ("text", "file", "formula"), [(TREE_122, "data_122.csv", log_122), (TREE_123, "data_123.csv", log_123)]
)
def test_other_trees_by_their_own_formulas(fitted, text, file, formula, source):
    """The recursion finds the optimum of the formula written out for the tree: no numerical search improves on it."""
    found = fitted(text.replace("SOURCE", source), file, starts=2)
    model = found.model
    outcome = np.array(model.labels)[model.counts.argmax(0)]

    def log_likelihood(theta):
        u = {("one", end): 0.0 for end in model.labels} | {("two", end): 0.0 for end in model.labels}
        u |= {(p.player, p.place): block.at(theta) for p, block in zip(model.predictors, model.blocks, strict=True)}
        logs = formula(u, source == "private")
        return sum(np.broadcast_to(logs[end], len(outcome))[outcome == end].sum() for end in model.labels)

    assert found.log_likelihood == pytest.approx(log_likelihood(found.theta), abs=1e-9)
    search = minimize(lambda t: -log_likelihood(t), found.theta + 0.05, method="BFGS", options={"gtol": 1e-7})
    assert -search.fun == pytest.approx(found.log_likelihood, abs=1e-6)
    assert -search.fun <= found.log_likelihood + 1e-8
    assert found.theta == pytest.approx(search.x, abs=2e-3)


HUTH = """
players: [attacker, defender]
tree:
  player: attacker
  moves:
    stay: {outcome: deterred, payoff: {attacker: "1 + dem_att + contigad"}}
    attack:
      player: defender
      moves:
        yield: {outcome: capitulation}
        fight:
          outcome: war
          payoff: {attacker: "0 + ibf + sbf + nuclear", defender: "1 + milallia + fortrade + contigdp + ibf"}
observed: {column: outcome, values: {1: deterred, 3: capitulation, 4: war}}
errors: {source: agent, link: probit}
"""


def test_huth_has_a_local_maximum_below_a_separating_direction(fitted):
    """58 cases of extended deterrence: what a search from one start reports is not the highest point there is."""
    found = fitted(HUTH, "huth.csv", starts=20)
    assert found.n == 58 and found.model.counts.sum(1).tolist() == [34, 10, 14]
    local, beyond = found.modes
    assert not local.runaway and local.value < beyond.value
    assert beyond.rises and list(beyond.runaway[0].towards) == ["defender:war:contigdp"]
    assert "only a local maximum" in found.warnings[0] and "defender:war:contigdp to +∞" in found.warnings[0]
    assert found.as_dict()["modes"][1]["runs_off"][0]["separation"]
    along = [
        beyond.best.theta + far * np.eye(found.model.size)[found.model.names.index("defender:war:contigdp")]
        for far in (0, 5, 50)
    ]
    values = [found.model.log_likelihood(theta) for theta in along]
    assert values == sorted(values)
    assert len(fitted(HUTH, "huth.csv", starts=20, penalty="firth").modes[0].runaway) == 0
