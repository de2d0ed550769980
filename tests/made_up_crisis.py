"""A crisis with made-up data: its specification, its rows."""

import numpy as np
from scipy.special import ndtr

DRAWS = np.random.default_rng(7)
N = 300
CRISIS = """
title: crisis
players: [A, B]
tree:
  player: A
  moves:
    stay: {outcome: sq, payoff: {A: "0 + x"}}
    challenge:
      player: B
      moves:
        concede: {outcome: cd, payoff: {A: 1}}
        resist: {outcome: war, payoff: {A: "1 + z", B: "1 + w"}}
observed: {column: y, values: {0: sq, 1: cd, 2: war}}
errors: {source: agent, link: probit}
"""


def synthetic(n=N, seed=7):
    """Rows x, z, w, y of the crisis at A: 0.5 x, 0.8, -0.6 + 0.7 z; B: 0.2 - 0.9 w; agent errors, probit."""
    r = np.random.default_rng(seed)
    x, z, w = r.normal(size=(3, n))
    fight = 0.2 - 0.9 * w + r.normal(size=n) > r.normal(size=n)
    p = ndtr((0.2 - 0.9 * w) / np.sqrt(2))
    go = (1 - p) * 0.8 + p * (-0.6 + 0.7 * z) + r.normal(size=n) > 0.5 * x + r.normal(size=n)
    return x, z, w, np.where(go, np.where(fight, 2, 1), 0)
