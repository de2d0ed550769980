"""Restraint and response imposed on a clock: what follows within a window in days."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.forecasting.automata import Stack, Tracked
from deterrence.forecasting.both_ways import pushed, pushed_by_type
from deterrence.forecasting.imposed_answers import RESPONSE, RESTRAINT, ImposedAnswers
from deterrence.forecasting.intervention import restraint_and_response
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import once
from shipped import compiled, solved


def found():
    return {(c.actor, c.answer): c for c in restraint_and_response(compiled("standoff"), Pusher(solved("standoff")))}


def test_either_side_is_the_other_mirrored() -> None:
    answers = found()
    assert set(answers) == {(a, b) for a in ("row", "column") for b in (RESTRAINT, RESPONSE)}
    for answer in (RESTRAINT, RESPONSE):
        row, column = answers["row", answer], answers["column", answer]
        for part in ("reached", "before", "after", "other_acts", "harder"):
            assert getattr(row, part) == pytest.approx(getattr(column, part), abs=1e-8)
        swapped = {"row_back": "column_back", "column_back": "row_back"}
        assert row.endings == {
            name: pytest.approx(column.endings[swapped.get(name, name)], abs=1e-8) for name in row.endings
        }


def test_endings_sum_to_one_and_an_answer_is_believed() -> None:
    for (actor, answer), c in found().items():
        assert sum(c.endings.values()) == pytest.approx(1.0, abs=1e-10), (actor, answer)
        assert (c.after > c.before) == (answer == RESPONSE)
        assert 0 < c.other_acts < 1 and 0 <= c.harder < 1
    assert found()["row", RESPONSE].endings["war"] > found()["row", RESTRAINT].endings["war"]


def test_a_crossing_is_faced_as_often_as_play_comes_there() -> None:
    """The first time within the window that Row may act with Column's strike standing."""
    game = compiled("standoff")
    s = game.structure
    facing = [x for x, name in enumerate(s.states) if name.startswith("row_acts") and "column=struck" in name]
    stack = Stack(s, {"faced": Tracked(once(np.isin(s.branch_state, facing)))})
    share = Pusher(solved("standoff")).passage(stack, days=game.brief.days).share("faced")
    assert found()["row", RESTRAINT].reached == pytest.approx(share[1], abs=1e-10)


def test_one_push_serves_every_true_type() -> None:
    """Its mass, by how likely a type is believed to be, meets what a push of that type alone meets."""
    game, pusher = compiled("standoff"), Pusher(solved("standoff"))
    asked, days = ImposedAnswers(game, 0).asked, game.brief.days
    prior = np.asarray(game.game.numbers.prior)[0]
    found = pushed_by_type(pusher, asked, 0, days)
    assert len(found) == 2
    for k, of in enumerate(found):
        alone = pushed(pusher, asked, days, {0: k})
        for answer, met in of.met.items():
            assert met[0] > 1e-3
            np.testing.assert_allclose(met, prior[k] * alone.met[answer], rtol=0, atol=1e-12)
