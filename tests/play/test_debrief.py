"""What a debrief is made of adds up, and a code plays the same session again."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest

import deterrence.play.debrief as debriefs
from deterrence.errors import ArgumentError
from deterrence.play.ahead import Ahead
from deterrence.play.causes import causes
from deterrence.play.debrief import debrief
from deterrence.play.decisions import decisions
from deterrence.play.forecasts import brier, log_score, scored
from deterrence.play.learning import Question, gain, questions
from deterrence.play.likelihood import surprises, together
from deterrence.play.replay import replay, replay_code
from deterrence.play.setup import Refused
from play_table import ALONE, BOTS, TWO, Table, last, setup, walk


@cache
def played(seats=TWO, seed="07" * 16, forecasts=False):
    return Table(setup(seats, seed, forecasts)).began().play(last)


def test_every_choice_is_a_decision_with_its_cost():
    state = played().state
    found = decisions(walk(), state)
    assert len(found) == sum(len(step.chosen) for step in state.passed) > 2
    for each in found:
        if each.strategic:
            values = each.values
            assert each.cost == pytest.approx(max(values.values()) - values[each.chosen.name]) and each.cost >= 0
            assert (each.cost == 0) == (each.best.name == each.chosen.name)
            assert 0 < each.as_costly <= 1 and each.usual_cost >= 0
            if each.best.name == each.chosen.name:
                assert each.as_costly == pytest.approx(1)
        for before, after in each.beliefs.values():
            assert 0 <= before <= 1 and 0 <= after <= 1


def test_the_usual_cost_is_what_the_type_loses_on_average():
    each = next(d for d in decisions(walk(), played().state) if d.strategic)
    top = max(m.value_by_type[each.type] for m in each.open)
    by_hand = sum(m.chance_by_type[each.type] * (top - m.value_by_type[each.type]) for m in each.open)
    assert each.usual_cost == pytest.approx(by_hand)


def test_of_many_decisions_those_are_notable_at_which_something_happened(monkeypatch):
    for k in range(6):
        found = debrief(Ahead(walk()), Table(setup(TWO, f"{k:032x}")).began().play(last).state)
        monkeypatch.setattr(debriefs, "MANY", len(found.decisions))
        assert found.notable == found.decisions
        monkeypatch.setattr(debriefs, "MANY", 0)
        assert [d for d in found.decisions if d in found.notable] == list(found.notable)
        assert found.dearest is None or found.dearest in found.notable
        for each in found.decisions:
            quiet = each.chosen.chance == max(m.chance for m in each.open)
            quiet &= all(abs(after - before) < 0.05 for before, after in each.beliefs.values())
            assert (each not in found.notable) == (quiet and each is not found.dearest)


def test_choices_of_bound_sides_are_not_called_costless():
    found = debrief(Ahead(walk()), played().state)
    assert found.chose and found.weighed
    bound = replace(found, decisions=tuple(replace(d, type="bound") for d in found.decisions))
    assert bound.chose and not bound.weighed and bound.dearest is None


def test_ways_out_are_the_moves_that_end_it():
    found = [d for d in decisions(walk(), played().state) if "step_back" in {m.name for m in d.open}]
    assert found and all(d.ways_out == ("step_back",) for d in found)
    others = [d for d in decisions(walk(), played().state) if "step_back" not in {m.name for m in d.open}]
    assert all(d.ways_out == () for d in others)


def test_causes_sum_to_what_it_came_to():
    """On a path whose last step ends it: the stakes of the moves made, as computed by hand, and the ending's worth."""
    for k in range(12):
        state = Table(setup(BOTS, f"{k:032x}")).began().state
        for each in causes(walk(), state):
            paid = 0.0
            for step in state.passed:
                if step.chosen:
                    (mover,) = step.chosen
                    move = walk().stakes(step.before)[mover][step.chosen[mover]][each.actor][each.type]
                    after = walk().after(step.before, step.chosen)
                    paid += move - sum(
                        a.probability * walk().values(a.position)[each.actor][each.type] for a in after
                    )
            final = walk().values(state.position)[each.actor][each.type]
            assert each.total == pytest.approx(final + paid, abs=1e-9)
            if not any(each.actor in step.chosen for step in state.passed):
                assert each.decision == 0


def test_stakes_of_movers_are_the_values_of_their_moves():
    position = walk().replay([{"seen": "row_acts"}])
    for move in walk().moves(position)["row"]:
        assert walk().stakes(position)["row"][move.name]["row"] == move.value_by_type
    assert walk().stakes(walk().start()) == {}


def test_paths_surprise_as_much_as_they_should():
    """Bots play as solved: standardised surprises average zero, with variance one."""
    z = [together(surprises(walk(), Table(setup(BOTS, f"{k:032x}")).began().state)).standardised for k in range(60)]
    assert abs(sum(z) / len(z)) < 3 / math.sqrt(len(z))
    assert 0.4 < sum(x * x for x in z) / len(z) < 2


def test_an_injected_step_is_not_counted():
    table = Table(setup(TWO)).began().do("inject", seen="settled")
    table.do("choose", table.state.moving[0], turn=table.state.turn, move="hold")
    found = surprises(walk(), table.state)
    assert found[-1] is None and together(found).bits == pytest.approx(sum(s.bits for s in found if s))


def test_scores_are_proper():
    truth = {"a": 0.6, "b": 0.3, "c": 0.1}
    even = dict.fromkeys(truth, 1 / 3)
    sure = {"a": 1.0, "b": 0.0, "c": 0.0}
    for score, sign in ((brier, 1), (log_score, -1)):
        mean = {name: sum(p * score(told, made) for made, p in truth.items()) for name, told in
                (("truth", truth), ("even", even), ("sure", sure))}
        assert sign * mean["truth"] < sign * mean["even"] and sign * mean["truth"] < sign * mean["sure"]
    assert brier(sure, "a") == 0 and brier(sure, "b") == 2 and log_score(sure, "a") == 0


def test_a_forecast_that_is_the_publics_scores_as_the_publics():
    table = Table(setup(TWO, forecasts=True)).began()
    mover = table.state.position.movers[0]
    other = "column" if mover == "row" else "row"
    public = {mover: {m.name: 100 * m.chance for m in walk().moves(table.state.position)[mover]}}
    table.do("forecast", other, turn=table.state.turn, chances=public)
    table.do("choose", mover, turn=table.state.turn, move="hold")
    (found,) = scored(walk(), table.state)
    assert (found.by, found.of, found.made) == (other, mover, "hold")
    assert found.brier == pytest.approx(found.public_brier) and found.log == pytest.approx(found.public_log)


def test_learning_is_the_points_by_which_answers_came_nearer():
    asked = (Question("war", "war", 10.0), Question("faded", "it fades", 60.0))
    table = Table(setup()).do("join", "row").do("answer", "row", when="before", answers={"war": 50, "faded": 50})
    assert gain(asked, [table.state]) is None
    table.do("start").play(last).do("answer", "row", when="after", answers={"war": 20, "faded": 60})
    one = gain(asked, [table.state])
    assert (one.mean, one.n, one.of) == (20, 2, "questions")  # 30 and 10 points nearer
    assert one.low == pytest.approx(20 - 12.706 * 10, abs=0.1)
    several = gain(asked, [table.state, table.state])
    assert (several.mean, several.low, several.high, several.n) == (20, 20, 20, 2)


def test_questions_ask_about_the_likeliest_endings():
    asked = questions(Ahead(walk()))
    assert 3 < len(asked) <= 6 and all(0 <= q.answer <= 100 for q in asked)
    assert sum(q.answer for q in asked) <= 100 + 1e-6


def test_a_code_plays_the_same_session_again():
    for table in (
        played(),
        played(ALONE, forecasts=True),
        Table(setup(TWO)).do("join", "row").do("start").do("pause").do("resume").play(last),
    ):
        code = replay_code(walk(), table.events)
        again = replay(walk(), code)
        assert again.same and again.state.position.as_dict() == table.state.position.as_dict()
        assert again.state.types == table.state.types
    answered = Table(setup()).do("join", "row").do("answer", "row", when="before", answers={"war": 50})
    answered.do("start").play(last)
    assert replay(walk(), replay_code(walk(), answered.events)).same


def test_a_code_is_refused_before_the_end_and_where_it_is_none():
    table = Table(setup(TWO)).began()
    with pytest.raises(Refused, match="once it is over"):
        replay_code(walk(), table.events)
    code = replay_code(walk(), played().events)
    for wrong in ("", "P1.", "P1.!!", "x" + code, code[:-9], "P1." + "A" * 40, code.replace("P1.", "P2.")):
        with pytest.raises(ArgumentError, match="no code"):
            replay(walk(), wrong)
    with pytest.raises(ArgumentError, match="another crisis"):
        replay(walk("ladder"), code)
