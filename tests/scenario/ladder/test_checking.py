"""Every rule across sections is kept, and a breach is explained at its place."""

import pytest

from deterrence.files.diagnostics import Faults
from deterrence.files.validation import validated
from deterrence.files.yaml_reader import parse
from deterrence.games import size
from deterrence.scenario.ladder.checks import play
from deterrence.scenario.ladder.reading import SCENARIO, read_scenario, read_text
from deterrence.scenario.ladder.record import Scenario
from scenario.ladder.edits import TEXT, cases, edit, problems, said
from scenario.ladder.mutator import MINIMAL

CASES = cases("checking.cases")


@pytest.mark.parametrize(("text", "messages"), CASES.values(), ids=CASES)
def test_breach_is_explained_at_its_place(text, messages):
    assert said(text).replace("file.yaml:", "").splitlines() == messages


@pytest.fixture(scope="module")
def breaches():
    """The scenarios of all cases, before any rule is applied."""
    faults = Faults("file.yaml")
    shapes = [validated(Scenario, parse(text, faults), faults) for text, _ in CASES.values()]
    return [scenario for scenario in shapes if scenario is not None]


@pytest.mark.parametrize("rule", [*SCENARIO.rules, play.reachable], ids=lambda rule: rule.__name__)
def test_every_rule_is_kept_by_the_minimal_scenario_and_broken_by_a_case(rule, breaches):
    assert not list(rule(read_scenario(MINIMAL)))
    if rule is not play.reachable:  # it presupposes the others, and its cases are at the end of the file
        assert any(list(rule(scenario)) for scenario in breaches)


def test_checking_needs_no_file():
    scenario = read_scenario(MINIMAL)
    assert SCENARIO.check(scenario) == []
    window = scenario.window.model_copy(update={"first": "c"})
    (fault,) = SCENARIO.check(scenario.model_copy(update={"window": window}))
    assert (fault.path, fault.what) == (("window", "first"), "there is no actor 'c'")


def test_play_is_enumerated_only_when_all_else_is_right(monkeypatch):
    monkeypatch.setattr(play, "audit", lambda scenario: pytest.fail("enumerated"))
    assert problems(edit(("  first: a", "  first: c")))
    assert problems(edit(("  first: a", "  first: a\n  first: b")))
    assert problems(edit(("  first: a", "  first: *a")))


def test_sense_is_checked_though_a_key_is_repeated():
    found = said(edit(("  moves: 8", "  moves: 8\n  moves: 9"), ("challenge: raid", "challenge: rade")))
    assert "stands here twice" in found and "did you mean 'raid'?" in found


def test_too_large_a_game_is_a_problem_of_the_file(monkeypatch):
    monkeypatch.setattr(size, "MAX_PLACES", 3)
    assert said(TEXT) == (
        "file.yaml:2:1: the scenario has more than 3 public states: use fewer rungs, moves or red lines"
    )


def test_shared_parameters_answer_for_every_place_that_uses_them():
    found = said(
        edit(("resilience: {value: 0.2, unit: share, source: judgement}", "resilience: catastrophe"))
    )
    assert "catastrophe cannot be 20: write a number from 0 to 1" in found


def test_judgement_needs_no_entry_but_may_have_one():
    assert read_text(edit(("sources:\n", "sources:\n  judgement: {kind: judgement, title: Ours}\n")))
