"""Specifications written from their description alone, on made-up data, against likelihoods written out here."""

import numpy as np
import pandas as pd
from scipy.special import expit, log_expit, log_ndtr, log_softmax, ndtr, softmax

from written_out import agrees, reported

ROOT_TWO = np.sqrt(2)
ROWS = 900

CLAIMS = """
title: claims
players: [claimant, holder, patron]
tree:
  player: claimant
  moves:
    accept: {outcome: status quo, payoff: {claimant: "0 + x"}}
    demand:
      player: holder
      moves:
        yield: {outcome: gain, payoff: {claimant: "1"}}
        refuse:
          chance: {storm: 0.25, clear: 0.75}
          moves:
            storm: {outcome: called off, name: storm}
            clear:
              player: patron
              moves:
                support:
                  outcome: war
                  payoff: {claimant: "1 + x:z", holder: "1 + z + C(region)", patron: "1 + w"}
                abstain: {outcome: called off, name: alone}
observed: {column: what, values: {quiet: status quo, gain: gain, war: war, end: called off}}
errors: {source: agent, link: probit}
"""


def test_chance_moves_words_as_values_and_ends_that_look_alike(tmp_path):
    draws = np.random.default_rng(20261130)
    x, z, w = draws.normal(size=(3, ROWS))
    region = draws.choice(["north", "south", "east"], ROWS)
    terms = ["claimant:status quo:x", "claimant:gain:Intercept", "holder:war:Intercept", "holder:war:z"]
    terms += [f"holder:war:C(region)[T.{level}]" for level in ("north", "south")]
    terms += ["patron:war:Intercept", "patron:war:w", "claimant:war:Intercept", "claimant:war:x:z"]

    def ahead(t):
        """Differences that the three decide by, over the standard deviation of the shocks."""
        support = (t[6] + t[7] * w) / ROOT_TWO
        war = 0.75 * ndtr(support)
        refuse = war * (t[2] + t[3] * z + t[4] * (region == "north") + t[5] * (region == "south")) / ROOT_TWO
        p = ndtr(refuse)
        return ((1 - p) * t[1] + p * war * (t[8] + t[9] * x * z) - t[0] * x) / ROOT_TWO, refuse, support

    demand, refuse, support = ahead(np.array([0.6, 0.8, 0.5, -0.9, 0.4, -0.3, 0.2, 0.9, -0.4, 0.5]))
    u = draws.random((4, ROWS))
    fought = (u[2] > 0.25) & (u[3] < ndtr(support))
    seen = np.where(u[1] > ndtr(refuse), "gain", np.where(fought, "war", "end"))
    seen = np.where(u[0] > ndtr(demand), "quiet", seen)
    pd.DataFrame({"x": x, "z": z, "w": w, "region": region, "what": seen}).to_csv(tmp_path / "c.csv", index=False)

    def log_likelihood(t):
        demand, refuse, support = ahead(t)
        logs = {
            "quiet": log_ndtr(-demand),
            "gain": log_ndtr(demand) + log_ndtr(-refuse),
            "war": log_ndtr(demand) + log_ndtr(refuse) + np.log(0.75) + log_ndtr(support),
            "end": log_ndtr(demand) + log_ndtr(refuse) + np.log(0.25 + 0.75 * ndtr(-support)),
        }
        return sum(log[seen == name].sum() for name, log in logs.items())

    agrees(reported(tmp_path, CLAIMS, tmp_path / "c.csv", "--starts", "2"), terms, log_likelihood)


PRESSURE = """
players: [one, two]
tree:
  player: one
  moves:
    wait: {outcome: quiet}
    talk: {outcome: talks, payoff: {one: "1 + z"}}
    press:
      player: two
      moves:
        yield: {outcome: gain, payoff: {one: "1"}}
        resist: {outcome: war, payoff: {one: "1 + x", two: "1 + x"}}
observed: {column: code, values: {10: quiet, 20: talks, 30: gain, 40: war}}
errors: {source: agent, link: logit, scale: {two: "0 + w"}}
fixed: {"one:war:Intercept": -0.5}
shared: [["one:talks:z", "one:war:x"]]
"""


def test_three_moves_a_scale_by_formula_and_coefficients_held_and_shared(tmp_path):
    draws = np.random.default_rng(20261201)
    x, z, w = draws.normal(size=(3, ROWS))
    terms = ["one:gain:Intercept", "two:scale:w", "one:talks:Intercept", "one:talks:z"]
    terms += ["two:war:Intercept", "two:war:x"]

    def ahead(t):
        resist = (t[4] + t[5] * x) / (ROOT_TWO * np.exp(t[1] * w))
        p = expit(resist)
        return np.stack([np.zeros(ROWS), t[2] + t[3] * z, (1 - p) * t[0] + p * (t[3] * x - 0.5)]) / ROOT_TWO, resist

    first, resist = ahead(np.array([0.8, 0.3, 0.4, 0.6, -0.2, 0.9]))
    u, chances = draws.random((2, ROWS)), softmax(first, axis=0).cumsum(0)
    code = np.where(u[0] > chances[1], np.where(u[1] < expit(resist), 40, 30), np.where(u[0] > chances[0], 20, 10))
    pd.DataFrame({"x": x, "z": z, "w": w, "code": code}).to_csv(tmp_path / "p.csv", index=False)

    def log_likelihood(t):
        first, resist = ahead(t)
        logs = log_softmax(first, axis=0)
        logs = {10: logs[0], 20: logs[1], 30: logs[2] + log_expit(-resist), 40: logs[2] + log_expit(resist)}
        return sum(log[code == seen].sum() for seen, log in logs.items())

    found = reported(tmp_path, PRESSURE, tmp_path / "p.csv", "--starts", "2")
    assert found["estimates"].pop("one:war:Intercept")["fixed"]
    assert found["estimates"].pop("one:war:x") == found["estimates"]["one:talks:z"]
    agrees(found, terms, log_likelihood)
