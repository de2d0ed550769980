"""Faults of a campaign file, each at its line with a remedy."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from deterrence.files.json_schema import json_schema
from deterrence.scenario.campaign.record import Campaign
from scenario.campaign.samples import TEXT, edited, problems


def test_the_sample_is_well_formed():
    assert problems(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("first: attack,", "first: atack,", "there is no turn, lottery or clock 'atack'"),
        ("actor: group\n    days", "actor: grup\n    days", "there is no actor 'grup'"),
        ("to: police, set: {standing: quiet}", "to: nowhere, set: {standing: quiet}", "no turn, lottery, clock"),
        ("set: {standing: quiet}", "set: {standing: loud}", "'standing' is never 'loud'"),
        ("set: {standing: quiet}", "set: {standng: quiet}", "there is no public variable 'standng'"),
        ('"own.zeal - 0.1"', '"own.zel - 0.1"', "has a trait 'zel'"),
        ('"own.zeal - 0.1"', '"own.zeal - 0.1 *"', "is no formula"),
        ('"own.zeal - 0.1"', '"own.zeal - cost"', "there is no parameter 'cost'"),
        ('"-0.2 * (standing == hit)"', '"-0.2 * (standing == hurt)"', "'standing' is never 'hurt'"),
        ("chance: seen, to", "to", "have the chance 'rest'"),
        ("tags: [challenge]\n", "tags: [challenge]\n        set: {standing: hit}\n", "'set' goes with 'to'"),
        ("prior: group.driven, doctrine: always", "prior: group.driven", "has no doctrine"),
        ("prior: remainder, traits", "prior: 0.5, traits", "prior 'remainder'"),
        ("enforces: [soil]", "enforces: [soyl]", "there is no line 'soyl'"),
        ("levers: [host.unable]", "levers: [host.able]", "there is no parameter 'host.able'"),
        ("shows: [raid]", "shows: [rade]", "there is no event or ending 'rade'"),
        ("moves: [raid], headline", "headline", "neither a choice nor a public state"),
        ("range: [0, 0.5], label: driven", "range: [0, 1.5], label: driven", "comes to 1.5 at group.driven = 1.5"),
        ("value: 0.7, unit: probability", "value: 1.7, unit: probability", "value 1.7 is outside the range"),
        ("  hurt: {", "  idle: {value: 1, unit: stake, label: idle}\n  hurt: {", "declared but never used"),
        ("doctrine: tolerate}", "doctrine: tolerat}", "there is no doctrine 'tolerat'"),
        ("summary: Nothing real.", "summary: Nothing real.\nsumary: x", "unknown key 'sumary'"),
    ],
)
def test_a_fault_is_found_where_it_is(old, new, said):
    found = problems(edited(old, new))
    assert any(said in p.what for p in found), [p.what for p in found]
    assert all(p.remedy and p.line > 1 for p in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("enforces: [soil]", "enforces: [soyl]"),
        ("to: police, set: {standing: quiet}", "to: nowhere, set: {standing: quiet}"),
        ('"own.zeal - 0.1"', '"own.zeal - cost"'),
        ("levers: [host.unable]", "levers: [host.able]"),
    ],
)
def test_and_at_its_line(old, new):
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert line in {p.line for p in problems(edited(old, new))}


def test_all_faults_are_told_at_once():
    text = edited("first: attack,", "first: atack,", edited("enforces: [soil]", "enforces: [soyl]"))
    assert {p.what for p in problems(text)} >= {"there is no turn, lottery or clock 'atack'", "there is no line 'soyl'"}


def test_a_turn_with_nothing_open_is_a_fault():
    text = edited("- {id: hold, name: hold, to: attack", "- {id: hold, name: hold, when: {standing: hit}, to: attack")
    text = edited("- {id: strike, name: strike, rung", "- {id: strike, name: strike, when: {standing: hit}, rung", text)
    assert any("no move is open at 'answer/standing=quiet'" in p.what for p in problems(text))


@pytest.mark.parametrize(
    ("old", "new", "rule", "doctrine"),
    [
        ("do: [strike]}, {do: [hold]}", "do: [strike]}, {do: [hold]}, {do: [strike]}", 3, "answer"),  # hidden
        ("{do: [tolerate]}", "{when: {standing: hit}, turn: attack, do: [raid]}, {do: [tolerate]}", 1, "tolerate"),
        ("{do: [raid]}", "{turn: answer, do: [hold]}, {do: [raid]}", 1, "always"),  # another's turn
    ],
)
def test_a_rule_that_decides_nothing_is_a_fault_as_in_a_scenario(old, new, rule, doctrine):
    text = edited(old, new)
    (problem,) = problems(text)
    remedy = "mend its 'when' or its 'do', move it above the rule that hides it, or remove it"
    assert problem.what == f"rule {rule} of the doctrine '{doctrine}' never decides anything"
    assert problem.remedy == remedy
    row = text.splitlines()[problem.line - 1]
    assert f"id: {doctrine}," in row and row[problem.column - 1] == "{"
    assert row[: problem.column - 1].count("do: [") == rule - 1


def test_a_parameter_that_no_formula_reads_is_unused_though_a_mechanism_names_it():
    text = edited("  hurt: {", "  idle: {value: 1, unit: stake, label: idle}\n  hurt: {")
    text = edited("levers: [host.unable]", "levers: [host.unable, idle]", text)
    (problem,) = problems(text)
    assert problem.what == "the parameter 'idle' is declared but never used"
    broken = edited('"own.zeal - 0.1"', '"own.zeal - 0.1 *"', text)
    assert ["is no formula" in p.what for p in problems(broken)] == [True], "what it would have read is not known"


def test_what_is_never_reached_is_a_fault():
    text = edited("endings:\n", "endings:\n  - {id: peace, name: peace}\n")
    assert any("'peace' is never reached" in p.what for p in problems(text))


def test_lotteries_that_lead_back_to_themselves_are_a_fault():
    text = edited("endings:\n", "lotteries:\n  - {id: spin, name: a, outcomes: [{to: spin}]}\nendings:\n")
    text = edited('{chance: "0.05", to: war}', '{chance: "0.05", to: war}, {chance: "0.01", to: spin}', text)
    assert problems(text)


TWO = """lotteries:
  - {id: news, name: news, outcomes: [{chance: seen, to: rumour, set: {standing: hit}}, {to: rumour}]}
  - {id: rumour, name: rumour, outcomes: [{chance: seen, to: answer, set: {standing: quiet}}, {to: answer}]}
endings:
"""


def with_lotteries(*edits: tuple[str, str]) -> str:
    """The sample with one lottery after another before the defender chooses."""
    text = edited("to: answer, pays: {host: \"0.2\"}", "to: news, pays: {host: \"0.2\"}", edited("endings:\n", TWO))
    for old, new in edits:
        text = edited(old, new, text)
    return text


def test_an_event_that_is_over_before_a_second_lottery_leads_on_is_a_fault():
    """Play runs the two together, so that what is left at once would never be counted."""
    (problem,) = problems(with_lotteries())
    way = "on the way from 'news' to 'rumour' to 'answer', which takes no time"
    assert problem.what == f"'known' can happen and be over {way}"
    assert "seen: {standing: hit}" in with_lotteries().splitlines()[problem.line - 1]
    for lasting in (
        [("to: answer, set: {standing: quiet}}", "to: answer, set: {standing: hit}}")],  # it stays as it was set
        [("to: rumour, set: {standing: hit}}", "to: attack, set: {standing: hit}}")],  # no second lottery
        [("seen: {standing: hit}}", "seen: {standing: unknown}}")],
    ):
        assert not problems(with_lotteries(*lasting))


@pytest.mark.parametrize("key", ["cause: accident", "rung: strike", "seen: attack", "signal: news", "challenges: true"])
def test_what_is_said_of_the_way_from_one_lottery_to_another_is_a_fault(key):
    text = with_lotteries(("to: rumour, set: {standing: hit}}", f"to: rumour, {key}}}"))
    (problem,) = problems(text)
    assert "follows at once" in problem.what and key.split(":")[0] in problem.remedy
    row = text.splitlines()[problem.line - 1]
    assert row[problem.column - 1 :].startswith(key)


def test_the_json_schema_takes_the_sample_and_says_what_every_key_is():
    schema = json_schema(Campaign)
    jsonschema.validate(yaml.safe_load(TEXT), schema)
    assert schema["title"] == "Deterrence campaign, format 2"
