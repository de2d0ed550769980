"""A robust choice is found where it is known in closed form, and regret is that of a table by hand."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.stress.across.robust import ENOUGH, REGRET, search


def asked_of(worth, worlds):
    calls = []

    def evaluate(choices):
        calls.append(list(choices))
        return [np.array([worth(choice, w) for w in worlds]) for choice in choices]

    return evaluate, calls


def test_a_dose_between_is_the_answer_to_two_extreme_worlds():
    """Worth −(x − w)² in worlds w = 0 and 1: whoever takes half regrets a quarter in either, and no other less."""
    evaluate, _ = asked_of(lambda c, w: -((c[0] - w) ** 2), [0.0, 1.0])
    found = search(evaluate, 1, REGRET)
    assert found.best == (0.5,) and found.regret((0.5,)).tolist() == [0.25, 0.25]
    assert found.regret((0.0,)).tolist() == [0.0, 1.0] and set(found.replies) == {(0.0,), (1.0,)}
    assert found.rounds[-1] == ((0.5,), 0.25)


def test_a_combination_that_no_option_alone_comes_near_to():
    """Each option alone does harm, three quarters of one with a quarter of the other is right in the middle world."""
    worlds = np.linspace(-0.2, 0.2, 9)
    evaluate, _ = asked_of(lambda c, w: -((c[0] - 0.75 - w) ** 2) - (c[1] - 0.25 + w) ** 2, worlds)
    found = search(evaluate, 2, REGRET)
    assert found.best == (0.75, 0.25)
    alone = max(found.regret(c).max() for c in ((1.0, 0.0), (0.0, 1.0)))
    assert found.regret(found.best).max() < 0.2 * alone


def test_a_reply_in_the_worst_world_is_looked_for_too():
    """In one world the best dose is 3/8: regret of what is chosen is against that, though it is best nowhere else."""
    evaluate, _ = asked_of(lambda c, w: 1.0 - abs(c[0] - 0.375) if w else 0.2 * c[0], [0, 1])
    found = search(evaluate, 1, REGRET)
    assert (0.375,) in found.choices and found.tried[:, 1].max() == 1.0
    best = min((0.2 * (1 - x), abs(x - 0.375)) for x in np.linspace(0, 1, 9))
    assert found.regret(found.best).max() <= max(best) + 0.13


def test_enough_in_as_many_worlds_as_can_be():
    """Worth w − |x − 1/2| is at least 0.3 in most worlds at one half."""
    worlds = np.linspace(0, 1, 21)
    evaluate, _ = asked_of(lambda c, w: w - abs(c[0] - 0.5), worlds)
    found = search(evaluate, 1, ENOUGH, level=0.3)
    assert found.best == (0.5,)
    assert found.rounds[-1][1] == pytest.approx(6 / 21), "the six worlds below 0.3"


def test_worlds_that_some_choice_lacks_are_left_out_and_none_is_asked_twice():
    evaluate, calls = asked_of(lambda c, w: np.nan if w == 2 and c[0] == 1.0 else -((c[0] - w) ** 2), [0, 1, 2])
    found = search(evaluate, 1, REGRET)
    assert found.tried.shape[1] == 2 and found.best == (0.5,)
    every = [choice for call in calls for choice in call]
    assert len(every) == len(set(every)) == len(found.choices)


def test_no_world_at_all_leaves_everything_as_it_is():
    evaluate, _ = asked_of(lambda c, w: np.nan, [0])
    found = search(evaluate, 2, REGRET)
    assert found.best == (0.0, 0.0) and not found.rounds


def test_it_stops():
    evaluate, _ = asked_of(lambda c, w: float(np.sin(40 * np.dot(c, w))), np.random.default_rng(0).random((5, 4)))
    assert len(search(evaluate, 4, REGRET, most=30).choices) < 30 + 16


@pytest.mark.parametrize("level", [float("nan"), float("inf")])
def test_a_level_that_is_no_number_is_refused_before_anything_is_solved(level):
    evaluate, calls = asked_of(lambda c, w: c[0], [0.0, 1.0])
    with pytest.raises(ArgumentError, match="the level is"):
        search(evaluate, 1, ENOUGH, level)
    assert not calls
