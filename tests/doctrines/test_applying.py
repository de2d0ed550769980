"""Doctrines of the library given to any actor of any scenario: which fit, what they prescribe, what is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.doctrines.instantiate import Candidate, CannotSay, candidates, missing, prescriptions, stated
from deterrence.doctrines.reading import library, read_library_text
from deterrence.errors import ArgumentError
from deterrence.scenario.ladder.doctrine import prescribed
from deterrence.scenario.ladder.public_state import Board, Position
from deterrence.scenario.ladder.record import Doctrine, Rule
from deterrence.stress.doctrines import compare, given
from shipped import LADDERS, SHIPPED, WINDOW, compiled, crisis, lightly

TURNS = [name for name in SHIPPED if name not in LADDERS]
ACTS = {"hold": ("wait", 0), "warn": ("warn", 0), "offer": ("offer", 0), "accept": ("accept", 0)}
ACTS |= {"concede": ("concede", 0), "below": ("respond", -1), "match": ("respond", 0), "above": ("respond", 1)}


def committed(name: str) -> list[str]:
    return [a.id for a in crisis(name).brief.actors if a.doctrine]


def every(name: str, actor: str) -> list[Candidate]:
    return [c for d in library().doctrines for c in candidates(d, compiled(name), actor)]


def called(name: str, actor: str, doctrine: str) -> Candidate:
    return next(c for c in every(name, actor) if c.id == doctrine)


def chosen(name: str, actor: str, doctrine: str) -> dict[str, str]:
    """What a doctrine prescribes, by the label of the state."""
    s = compiled(name).structure
    found = prescriptions(compiled(name), actor, called(name, actor, doctrine))
    return {s.states[x]: s.moves[m].label for x, m in found.items()}


def in_the_ladders_words(name: str, candidate: Candidate) -> Doctrine:
    """The rules as a doctrine of the file would write them, with the file's own moves."""
    record = crisis(name).record
    rules = []
    for rule in candidate.rules:
        do = tuple(m.id for word in rule.do for m in record.moves if (m.act, m.step) == ACTS[word])
        if "accept" in rule.do and record.off_ramp is None:
            do = ()
        ends = {end: candidate.rung for end in ("lowest", "highest") if getattr(rule.when, end)}
        if do:
            rules.append(Rule(when=rule.when.model_copy(update=ends), do=do))
    return Doctrine(id="written", name="written", text="Written out.", rules=tuple(rules))


SECOND = [pytest.mark.slow]
CASES = [
    pytest.param(name, actor, c.id, id=f"{name}-{actor}-{c.id}", marks=SECOND if name == WINDOW and k else [])
    for name in LADDERS
    for k, actor in enumerate(committed(name))
    for c in every(name, actor)
    if c.tremble is None
]
"""Both sides of a ladder are offered the same; of the long one, the second is slow."""


@pytest.mark.parametrize(("name", "actor", "doctrine"), CASES)
def test_on_a_ladder_it_prescribes_what_the_files_own_rules_would(name, actor, doctrine):
    """A second road to the same rule: the doctrine written with the file's moves, at the file's positions."""
    candidate = called(name, actor, doctrine)
    game = crisis(name).remembering(actor, candidate.challenges).compile()
    found = prescriptions(game, actor, candidate)
    board, i = Board(crisis(name).record), game.structure.actors.index(actor)
    written = in_the_ladders_words(name, candidate)
    places = {x: p for x, p in enumerate(game.places) if isinstance(p, Position) and p.actor == i}
    assert found.keys() == places.keys()
    for x, place in places.items():
        rule = prescribed(board, written, place)
        assert rule is not None and game.structure.moves[found[x]].label == rule[1].id, game.structure.states[x]


@pytest.mark.parametrize(("name", "actor", "doctrine"), CASES)
def test_a_game_with_a_rule_is_the_file_with_that_doctrine(name, actor, doctrine):
    """The arrays of the changed game are those of a file whose commitment carries the doctrine out."""
    candidate = called(name, actor, doctrine)
    case = crisis(name)
    changed = given(case, case.parameters.defaults, actor, candidate)
    record = case.record
    doctrines = (*record.doctrines, in_the_ladders_words(name, candidate))
    other = replace(case, record=record.model_copy(update={"doctrines": doctrines})).with_doctrine(actor, "written")
    there = other.compile()
    assert changed.structure.states == there.structure.states
    assert np.array_equal(changed.prescribed, there.prescribed)
    mine, theirs = changed.game.numbers, there.game.numbers
    for part in ("rule", "prior", "payoff", "branch_probability", "base_weight", "ending"):
        assert np.array_equal(getattr(mine, part), getattr(theirs, part)), part


@pytest.mark.parametrize("name", LADDERS)
def test_every_side_of_a_ladder_is_offered_the_same(name):
    sides = committed(name)
    assert len({tuple(c.id for c in every(name, actor)) for actor in sides}) == 1
    for entry in library().doctrines:
        assert len({missing(entry, compiled(name), actor) for actor in sides}) == 1


def test_a_line_at_each_rung_of_acts_but_the_lowest():
    acts = [r.id for r in crisis(WINDOW).record.ladder if r.standing == "act"]
    found = [c.id for c in every(WINDOW, "india") if c.rung]
    assert found == [f"red-line-at-{rung}" for rung in acts[1:]]
    assert called(WINDOW, "india", found[0]).name.startswith("red line at ")


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_random_is_the_base_weight_whatever_is_open(name):
    for actor in committed(name):
        case = crisis(name)
        game = given(case, case.parameters.defaults, actor, called(name, actor, "random"))
        i = game.structure.actors.index(actor)
        numbers = game.game.numbers
        mine = np.array([row.actor == i for row in game.structure.moves])
        assert mine.any()
        for k in (k for k, label in enumerate(game.structure.types[i]) if not label.strategic):
            assert np.abs(numbers.rule[mine, k] - numbers.base_weight[mine]).max() <= 1e-15


@pytest.mark.parametrize("name", TURNS)
def test_only_the_commitments_of_the_actor_play_otherwise(name):
    for actor in committed(name):
        case, before = crisis(name), compiled(name)
        i = before.structure.actors.index(actor)
        for candidate in every(name, actor):
            try:
                game = given(case, case.parameters.defaults, actor, candidate)
            except CannotSay:
                continue
            mine = np.array([row.actor == i for row in before.structure.moves])
            was, now = before.game.numbers, game.game.numbers
            assert np.array_equal(was.rule[~mine], now.rule[~mine])
            assert np.array_equal(was.payoff, now.payoff) and np.array_equal(was.prior, now.prior)
            for k, label in enumerate(game.structure.types[i]):
                for moves in (m for row in game.structure.moves_at for m in [row[i]] if m):
                    assert now.rule[list(moves), k].sum() == pytest.approx(0.0 if label.strategic else 1.0)


# in scenarios written turn by turn


def test_in_the_corridor_each_word_is_the_files_own():
    answers = chosen("corridor-window", "defender", "graduated")
    start = "answer/corridor=open/standing="
    assert answers[start + "attributed"] == "close", "one rung below an attack through a proxy"
    assert answers[start + "struck"] == "strike_in_kind", "a strike crosses the line, and is matched"
    assert answers[start + "ambiguous"] == "doubt", "an incident that may be none is no act"
    assert chosen("corridor-window", "defender", "massive")[start + "attributed"] == "strike"
    assert chosen("corridor-window", "defender", "red-line-at-strike")[start + "attributed"] == "hold"
    back = chosen("corridor-window", "attacker", "in-kind")
    assert {label.split("/")[0]: move for label, move in back.items()} == {"attack": "lull", "counter": "strike_back"}


def test_on_two_fronts_one_rung_higher_is_the_stated_doctrine():
    assert set(chosen("two-fronts-window", "defender", "massive").values()) == {"respond", "watch"}
    game = compiled("two-fronts-window")
    i = game.structure.actors.index("defender")
    k = next(k for k, label in enumerate(game.structure.types[i]) if not label.strategic)
    found = prescriptions(game, "defender", called("two-fronts-window", "defender", "massive"))
    assert all(game.prescribed[m, k] == 1 for m in found.values())


def test_restraint_offers_where_an_attack_was_seen():
    answers = chosen("western-front-window", "defender", "restraint")
    assert answers["answer/grip=loose/tie=open/standing=traced"] == "offer"
    assert answers["answer/grip=loose/tie=offered/standing=traced"] == "let_pass", "there is an offer already"
    assert answers["answer/grip=loose/tie=open/standing=quiet"] == "wait"
    assert set(chosen("western-front-window", "host", "restraint").values()) == {"tolerate", "bear"}


def test_what_cannot_be_said_is_left_out_with_the_reason():
    graduated = next(d for d in library().doctrines if d.id == "graduated")
    assert missing(graduated, compiled("western-front-window"), "group") == "it has no move for 'below', 'match'"
    red = next(d for d in library().doctrines if d.id == "red-line-at")
    assert missing(red, compiled("corridor-window"), "attacker") == "it faces acts at one rung at most"
    with pytest.raises(CannotSay, match="how often others have challenged"):
        prescriptions(compiled("corridor-window"), "defender", called("corridor-window", "defender", "grim"))
    with pytest.raises(CannotSay, match=r"none of its words is an open move at india_answers/.*offer=made"):
        name = "south-asia-recurrent-window"
        prescriptions(compiled(name), "india", called(name, "india", "massive"))


def test_an_unknown_condition_is_harmless_where_it_makes_no_difference():
    """Whether another has just acted is not known to the host everywhere; holding is all there is, either way."""
    text = """schema: deterrence-doctrines-1
doctrines:
  - id: one
    name: one
    text: Does something.
    rules:
      - {when: {attacked: true}, do: [DO]}
      - {do: [hold]}
"""
    (harmless,) = read_library_text(text.replace("DO", "hold")).doctrines
    (telling,) = read_library_text(text.replace("DO", "warn")).doctrines
    game = compiled("western-front-window")
    host = game.structure.actors.index("host")
    moves = (replace(row, tags=row.tags | {"warn"}) if row.label == "back" else row for row in game.structure.moves)
    warned = replace(game, structure=replace(game.structure, moves=tuple(moves)))
    assert any(row.actor == host and "warn" in row.tags for row in warned.structure.moves)
    for entry in (harmless, telling):
        (candidate,) = candidates(entry, warned, "host")
        if entry is harmless:
            assert len(prescriptions(warned, "host", candidate)) > 0
        else:
            with pytest.raises(CannotSay, match="does not show whether another has just acted"):
                prescriptions(warned, "host", candidate)


def test_an_actor_that_is_not_there_or_commits_to_nothing_is_refused():
    brief = crisis("ladder").brief
    with pytest.raises(ArgumentError, match="no actor 'nobody'"):
        stated(brief, "nobody")
    with pytest.raises(ArgumentError, match="patron has no commitment"):
        stated(crisis("corridor-window").brief, "patron")
    with pytest.raises(ArgumentError, match="margin"):
        compare(crisis("ladder"), crisis("ladder").parameters.defaults, margin=-1.0)
