"""Whether an actor is struck again after an answer: imposed, untaught, and as play selects it."""

from __future__ import annotations

import pytest

from deterrence.forecasting.intervention import restraint_and_response
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.scenario.crisis import load
from deterrence.solvers.grid import Grid, solve_grid

GIVEN = {"restraint": "line left unenforced", "response": "line enforced"}
ACTORS = ("row", "column")


def answers(**changes: float):
    """Consequences by (actor, answer), and what goes with answers as play selects them, by key."""
    crisis = load("standoff")
    game = crisis.game_at({**crisis.parameters.defaults, **changes})
    solved = solve_grid(game.game, Grid(points=7, tolerance=1e-10))
    found = {(c.actor, c.answer): c for c in restraint_and_response(game, Pusher(solved))}
    return found, measure(game, solved, ("struck_again",))[0]


@pytest.mark.slow
def test_where_there_is_nothing_to_learn_and_nothing_is_chosen_all_three_are_one() -> None:
    """Hardly anybody is committed and choice is blind: who answers is a fair sample, and an answer says nothing.

    An imposed answer is the first move after the crossing; one that is chosen may come after another move, so that the
    third is a little different.
    """
    found, selected = answers(**{"row.bound": 1e-6, "column.bound": 1e-6, "precision": 1e-6})
    for (actor, answer), c in found.items():
        assert c.again == pytest.approx(c.again_untaught, abs=1e-4)
        assert c.again == pytest.approx(selected[Key("struck_again", actor, given=GIVEN[answer])], abs=0.01)


@pytest.mark.slow
def test_what_an_answer_teaches_tells_the_two_apart() -> None:
    """A response makes its author look bound to answer, restraint does not, so that it teaches in opposite ways."""
    found, _ = answers()
    for actor in ACTORS:
        held, answered = found[actor, "restraint"], found[actor, "response"]
        assert answered.after > answered.before > held.after
        assert answered.again < answered.again_untaught
        assert held.again > held.again_untaught


@pytest.mark.slow
def test_exchanging_the_data_exchanges_the_answers() -> None:
    one, selected = answers(**{"row.bound": 0.3, "row.harm": 0.7})
    other, exchanged = answers(**{"column.bound": 0.3, "column.harm": 0.7})
    swap = dict(zip(ACTORS, reversed(ACTORS), strict=True))
    for (actor, answer), c in one.items():
        there = other[swap[actor], answer]
        assert (c.again, c.again_untaught) == pytest.approx((there.again, there.again_untaught), abs=1e-9)
    for key, p in selected.items():
        assert exchanged[Key(key.name, swap[key.actor], key.of, key.given)] == pytest.approx(p, abs=1e-9)
