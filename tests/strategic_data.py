"""The public data that strategic estimators are checked on, where they are; and specifications of them."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("DETERRENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))


def data(name):
    """A file of the data, by its path in their folder; skips where there is none."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"there is no {path}: the data are public, and no part of the project (see docs/estimation.md)")
    return path


WAR1800 = """
title: war after 1800
players: [one, two]
tree:
  player: one
  moves:
    stay: {outcome: sq, payoff: {one: "s_wt_re1 + revis1"}}
    go:
      player: two
      moves:
        give in: {outcome: capit}
        fight: {outcome: war, payoff: {one: regime1, two: "1 + balanc + regime2"}}
observed:
  indicators: {sq: sq, capit: capit, war: war}
errors: {source: SOURCE, link: LINK}
"""

LEBLANG = """
title: speculative attacks
players: [market, government]
tree:
  player: market
  moves:
    stay:
      outcome: no attack
      payoff:
        market: "0 + capcont + lreserves + overval + creditgrow + USinterest + service + contagion + prioratt"
    attack:
      player: government
      moves:
        devalue: {outcome: devaluation, payoff: {market: 1}}
        defend:
          outcome: defense
          payoff:
            market: 1
            government: "1 + unifgov + lexports + preelec + postelec + rightgov + realinterest + capcont + lreserves"
observed:
  column: outcome
  values: {no attack: no attack, defense: defense, devaluation: devaluation}
errors: {source: agent, link: probit}
"""

ULTIMATUM = """
title: ultimatum
prize: 15
reservation: {proposer: "x1 + x2 + x3 + x4 + w1 + w2", responder: "z1 + z2 + z3 + z4 + w1 + w2"}
observed: {offer: offer, accepted: accept}
"""

STUDENTS = """
title: students
prize: 100
reservation: {proposer: gender1, responder: gender2}
scale: {responder: 0}
observed: {offer: offer, accepted: accept}
"""
