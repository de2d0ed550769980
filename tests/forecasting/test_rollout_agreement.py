"""Rollouts against the push-forward, on every shipped scenario that counts moves (for days see test_clock_rollout).

Both start from one assessment, and differ in what they do with beliefs between nodes: the push-forward splits
mass onto nodes, the rollouts carry exact beliefs and interpolate log σ. For every ending,

    |frequency − probability| <= 4 √(p (1 − p) / n) + |P_h − P_2h|,

p the push-forward's probability (at least 1/n), P_h and P_2h the same on the grid used and on one with twice the
spacing. Of an error of second order |P_h − P_2h| is three times what is left at h, which leaves room for the
rollouts' own.
"""

from functools import cache

import numpy as np
import pytest

from deterrence.forecasting.push import Pusher
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap
from deterrence.solvers.grid import Grid, solve_grid
from endings import ending_probabilities
from shipped import COUNTED, compiled

FAST = {"ladder", "two-fronts-window"}
ERRORS = 4
CONSISTENCY = 1e-10
SEED = 2025


@cache
def game(name, horizon):
    whole = compiled(name).game
    return whole if horizon is None else whole.with_horizon(min(horizon, whole.structure.horizon))


def pushed(assessment):
    pusher = Pusher(assessment)
    *_, mass = pusher.run()
    return ending_probabilities(pusher, mass)


def disagreements(name, points, n, horizon=None):
    """Endings that break the bound, with (frequency, probability, allowed)."""
    coarse = pushed(solve_grid(game(name, horizon), Grid(points=points // 2 + 1)))
    assessment = solve_grid(game(name, horizon), Grid(points=points))
    fine = pushed(assessment)
    histories = rollout(assessment, n, SEED)
    assert posterior_gap(histories, assessment) <= CONSISTENCY
    broken = {}
    for ending, count in histories.endings().items():
        p = fine.get(ending, 0.0)
        floor = max(p * (1 - p), 1 / n)
        allowed = ERRORS * np.sqrt(floor / n) + abs(p - coarse.get(ending, 0.0))
        if abs(count / n - p) > allowed:
            broken[ending] = (count / n, p, allowed)
    return broken


def nodes(name, points):
    """Nodes a side: fewer where there are three log-odds axes."""
    return 13 if sum(len(kinds) - 1 for kinds in game(name, None).structure.types) > 2 else points


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in FAST else pytest.mark.slow) for n in COUNTED])
def test_short_play_agrees(name):
    assert disagreements(name, points=nodes(name, 25), n=100_000, horizon=8) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_whole_play_agrees(name):
    assert disagreements(name, points=nodes(name, 49), n=1_000_000) == {}
