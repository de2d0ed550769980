"""A change of leaders pushed forward and sampled: the two agree, and beliefs stay right."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from deterrence.errors import UnsupportedGame
from deterrence.forecasting.automata import Stack
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap
from deterrence.solvers.grid import Grid, solve_grid
from endings import ending_probabilities
from forecasting.masses import along, at_prior, gap, total
from renewal_games import two_crises

SHARES = {"some": (0.3, 0.6), "one always": (1.0, 0.0), "three types": (0.4, 0.4)}
THREE = {"types": (("soft", "tough"), ("weak", "middling", "firm")), "commitments": ("firm",)}
DRAWS = 100_000
FINE, COARSE = {"three types": 13}, {"three types": 7}


@cache
def solved(name: str, points: int):
    return solve_grid(two_crises(SHARES[name], **(THREE if name == "three types" else {})), Grid(points=points))


def met_again(pusher: Pusher) -> tuple[float, float]:
    """Probabilities that the first and that the second challenge are made."""
    s, mass = pusher.game.structure, [0.0, 0.0]
    for stage in pusher.run():
        for k, x in enumerate((s.index("first met"), s.index("second met"))):
            mass[k] += float(stage[x].push.sum()) if x in stage else 0.0
    return mass[0], mass[1]


LONG = {"three types", "one always"}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in SHARES])
def test_mass_and_mean_belief_are_kept(name):
    pusher = Pusher(solved(name, COARSE.get(name, 13)))
    for mass in pusher.run():
        assert total(mass) == pytest.approx(1.0, abs=1e-12)
        assert gap(pusher, mass) <= 1e-12
    assert pusher.passage(Stack(pusher.game.structure, {})).consistency <= 1e-12


def test_with_a_chance_that_hangs_on_nothing_belief_is_a_martingale():
    """All play passes the change of leaders at the same time, so that it moves the mean of nothing."""
    game = two_crises((0.5, 0.3))
    pusher = Pusher(solve_grid(game, Grid(points=13)))
    after = pusher.through_chance({game.structure.index("between"): at_prior(pusher)})
    for i, axis in enumerate(pusher.axes):
        assert along(pusher, after, i) @ axis.belief == pytest.approx(game.numbers.prior[i], abs=1e-14)


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n == "one always" else pytest.mark.slow) for n in SHARES])
def test_push_and_rollouts_agree(name):
    fine, coarse = solved(name, FINE.get(name, 25)), solved(name, COARSE.get(name, 13))
    histories = rollout(fine, DRAWS, 7)
    assert posterior_gap(histories, fine) <= 1e-10
    s = fine.game.structure
    pusher, other = Pusher(fine), Pusher(coarse)
    pairs = zip(met_again(pusher), met_again(other), strict=True)
    for (p, rough), state in zip(pairs, ("first met", "second met"), strict=True):
        share = (histories.state == s.index(state)).any(1).mean()
        assert abs(share - p) <= 4 * np.sqrt(p * (1 - p) / DRAWS) + abs(p - rough)
    *_, final = pusher.run()
    for ending, p in ending_probabilities(pusher, final).items():
        assert abs(histories.endings()[ending] / DRAWS - p) <= 4 * np.sqrt(p * (1 - p) / DRAWS) + 1e-9


@pytest.mark.parametrize("name", SHARES)
def test_beliefs_of_rollouts_are_right_about_the_leader_there_is(name):
    histories = rollout(solved(name, FINE.get(name, 25)), DRAWS, 11)
    for i in range(2):
        belief = histories.beliefs(i)
        true = histories.last_types[:, i, None] == np.arange(belief.shape[1])
        gap = true - belief
        assert (np.abs(gap.mean(0)) <= 4 * gap.std(0) / np.sqrt(DRAWS) + 1e-12).all()
        low = belief[:, 0] < np.median(belief[:, 0])  # and among those believed to be less likely so
        assert (np.abs(gap[low].mean(0)) <= 4 * gap[low].std(0) / np.sqrt(low.sum()) + 1e-12).all()


def test_leaders_change_as_often_as_declared():
    game = two_crises((0.3, 0.6))
    histories = rollout(solved("some", 25), DRAWS, 3)
    passed = (histories.chance >= 0).any(1)
    n = passed.sum()
    for i, share in enumerate((0.3, 0.6)):
        for k, prior in enumerate(game.numbers.prior[i]):
            mine = passed & (histories.types[:, i] == k)
            gone = (histories.last_types[mine, i] != k).mean()
            assert abs(gone - share * (1 - prior)) <= 4 * np.sqrt(0.25 / mine.sum())
        assert (histories.types[~passed, i] == histories.last_types[~passed, i]).all()
    assert n > DRAWS / 2


def test_a_true_type_that_may_change_is_refused():
    pusher = Pusher(solved("one always", 13))
    with pytest.raises(UnsupportedGame, match="true type of a cannot be given: it may be drawn anew at 'between'"):
        pusher.finish(truth={0: 1})
    assert total(pusher.finish(truth={1: 1})) == pytest.approx(1.0)
