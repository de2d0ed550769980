"""Doctrines that remember challenges: the public state carries as many as they ask about, and no more."""

import pytest

from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.doctrine import applies
from deterrence.scenario.ladder.public_state import Board, Position
from deterrence.scenario.ladder.reachability import audit
from deterrence.scenario.ladder.record import Comparison, Doctrine, Rule, When
from shipped import LADDERS, compiled, crisis, scenario


def remembering(number: int, name: str = "ladder") -> Crisis:
    """A shipped ladder with a doctrine, carried out by nobody yet, that asks about so many challenges."""
    base = scenario(name)
    wait = next(m.id for m in base.moves if m.act == "wait")
    match = next(m.id for m in base.moves if m.act == "respond" and m.step == 0)
    rules = (Rule(when=When(challenges=number), do=(match,)), Rule(do=(wait,)))
    new = Doctrine(id="remembers", name="remembers", text="Asks about the past.", rules=rules)
    return crisis(name).changed(doctrines=(*base.doctrines, new))


@pytest.mark.parametrize("name", LADDERS)
def test_nothing_is_remembered_where_no_doctrine_asks(name):
    asks = any(rule.when.challenges for d in scenario(name).doctrines for rule in d.rules)
    if not asks:
        made = [place.made for place in compiled(name).places if isinstance(place, Position)]
        assert set(made) == {(0, 0)}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_others_challenges_are_counted_as_far_as_asked(number):
    places = remembering(number).with_doctrine("row", "remembers").compile().places
    counts = {place.made for place in places if isinstance(place, Position)}
    assert counts == {(0, n) for n in range(number + 1)}, "of Column's, since it is Row who asks"


def test_a_count_asked_by_nobody_in_play_adds_nothing():
    assert len(remembering(3).compile().structure.states) == len(compiled("ladder").structure.states)


def test_the_rule_applies_from_the_count_on():
    board = Board(remembering(2).with_doctrine("row", "remembers").record)
    when = When(challenges=2)
    found = [applies(board, when, Position(0, board.calm, "waited", False, True, (0, n))) for n in (0, 1, 2)]
    assert found == [False, False, True]
    assert not applies(board, when, Position(1, board.calm, "waited", False, True, (0, 2))), "its own do not count"


def test_excused_acts_are_not_counted():
    case = remembering(1, "south-asia-window").with_doctrine("india", "remembers")
    places = case.compile().places
    excused = [p for p in places if getattr(p, "excused", False) and p.actor == 1]
    assert any(p.made == (0, 0) and p.rung >= Board(case.record).challenge for p in excused)


def test_comparisons_are_audited_with_what_they_remember():
    case = remembering(1).changed(comparisons=(Comparison(actor="row", doctrines=("remembers",)),))
    assert audit(case.record).idle_rules == ()
