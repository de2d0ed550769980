"""Doctrines that remember challenges: the public state carries as many as they ask about, and no more."""

import pytest
from deterrence.game.compiling import compile_scenario, with_doctrine

from deterrence.game.board import Board, Position
from deterrence.game.doctrine import applies
from deterrence.game.exploring import audit
from deterrence.game.scenario import Comparison, Doctrine, Rule, Scenario, When
from shipped import SHIPPED, compiled, scenario


def remembering(number: int, name: str = "ladder") -> Scenario:
    """A shipped scenario with a doctrine, carried out by nobody yet, that asks about so many challenges."""
    base = scenario(name)
    wait = next(m.id for m in base.moves if m.act == "wait")
    match = next(m.id for m in base.moves if m.act == "respond" and m.step == 0)
    rules = (Rule(when=When(challenges=number), do=(match,)), Rule(do=(wait,)))
    new = Doctrine(id="remembers", name="remembers", text="Asks about the past.", rules=rules)
    return base.model_copy(update={"doctrines": (*base.doctrines, new)})


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_remembered_where_no_doctrine_asks(name):
    asks = any(rule.when.challenges for d in scenario(name).doctrines for rule in d.rules)
    if not asks:
        made = [place.made for place in compiled(name).enumerated.places if isinstance(place, Position)]
        assert set(made) == {(0, 0)}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_others_challenges_are_counted_as_far_as_asked(number):
    places = compile_scenario(with_doctrine(remembering(number), "row", "remembers")).enumerated.places
    counts = {place.made for place in places if isinstance(place, Position)}
    assert counts == {(0, n) for n in range(number + 1)}, "of Column's, since it is Row who asks"


def test_a_count_asked_by_nobody_in_play_adds_nothing():
    assert len(compile_scenario(remembering(3)).structure.states) == len(compiled("ladder").structure.states)


def test_the_rule_applies_from_the_count_on():
    board = Board(with_doctrine(remembering(2), "row", "remembers"))
    when = When(challenges=2)
    told = [applies(board, when, Position(0, board.calm, "waited", False, True, (0, n))) for n in (0, 1, 2)]
    assert told == [False, False, True]
    assert not applies(board, when, Position(1, board.calm, "waited", False, True, (0, 2))), "its own do not count"


def test_excused_acts_are_not_counted():
    case = with_doctrine(remembering(1, "south-asia-2025"), "india", "remembers")
    places = compile_scenario(case).enumerated.places
    excused = [p for p in places if getattr(p, "excused", False) and p.actor == 1]
    assert any(p.made == (0, 0) and p.rung >= Board(case).challenge for p in excused)


def test_comparisons_are_audited_with_what_they_remember():
    case = remembering(1).model_copy(update={"comparisons": (Comparison(actor="row", doctrines=("remembers",)),)})
    assert audit(case).idle_rules == ()
