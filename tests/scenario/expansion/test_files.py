"""Whole files in the short language: they load, print in full, print the same crisis, and editors know their keys."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from deterrence.catalogue import folder
from deterrence.cli import main
from deterrence.files.reader import read
from deterrence.files.yaml_writer import written
from deterrence.scenario.campaign.reading import CAMPAIGN, read_campaign_text
from deterrence.scenario.crisis import load
from deterrence.scenario.expansion.schema import language_schema
from deterrence.scenario.starter import FILE as STARTER
from deterrence.solvers.grid import Grid
from files.test_json_schema import as_json, data
from scenario.expansion.helpers import document
from shipped import where

HERE = Path(__file__).parent
STANDING = HERE.parent / "campaign" / "standing.yaml"
SHORT = (STARTER, STANDING, HERE / "sanctuary.yaml")
PLAIN = tuple(sorted((HERE.parent / "campaign").glob("[ms]*.yaml")))
VALIDATOR = jsonschema.Draft202012Validator(language_schema())


@cache
def shown(file: Path) -> str:
    done = CliRunner().invoke(main, ["show", str(file), "--expanded"])
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "file",
    [STARTER, HERE / "sanctuary.yaml", pytest.param(STANDING, marks=pytest.mark.slow)],
    ids=lambda file: file.stem,
)
def test_what_is_shown_in_full_is_the_same_crisis_in_the_plain_language(file: Path) -> None:
    text = shown(file)
    assert "{self" not in text and "for:" not in text
    assert read_campaign_text(text) == read(CAMPAIGN, file).record
    assert data(text) == as_json(read(CAMPAIGN, file).document.data)


@pytest.mark.parametrize("scenario", ["ladder", "standoff"])
def test_a_file_of_either_form_is_shown_as_it_is(scenario: str) -> None:
    as_it_is = CliRunner().invoke(main, ["show", scenario]).stdout
    assert as_it_is == (folder() / f"{scenario}.yaml").read_text(encoding="utf-8")


def test_in_full_a_file_in_the_plain_language_is_as_it_is_and_a_ladder_is_turns() -> None:
    def full(scenario: str) -> object:
        return data(CliRunner().invoke(main, ["show", scenario, "--expanded"]).stdout)

    assert full(str(where("corridor-window"))) == data(Path(where("corridor-window")).read_text(encoding="utf-8"))
    assert [turn["id"] for turn in full("ladder")["turns"]] == ["row_moves", "column_moves"]


def test_a_faulty_file_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(STARTER.read_text(encoding="utf-8").replace("actors}", "actros}", 1), encoding="utf-8")
    done = CliRunner().invoke(main, ["show", str(file), "--expanded"])
    assert done.exit_code == 2 and "faulty.yaml:11:" in done.stderr and not done.stdout


def test_the_prototype_is_written_in_at_most_150_lines() -> None:
    text = STANDING.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert len(written(document(text).data).splitlines()) > 400


@pytest.mark.slow
def test_the_prototype_is_the_crisis_that_was_written_out() -> None:
    """States and payoffs as of the file that a generator wrote, with its lottery for who may act taken for a clock."""
    game = load(STANDING).compile()
    s, n = game.structure, game.game.numbers
    decisions = [x for x in s.states if "_acts/" in x]
    assert len(decisions) == 250 and len(s.states) == 581 and len(n.branch_probability) == 5124
    first = s.index("tension/by_india=n/by_pakistan=n/table=none")
    assert s.initial == first and n.pace[first] == pytest.approx(4 / 3 + 0.02779387)
    move = next(k for k, m in enumerate(s.moves) if m.label == "s_first" and s.states[m.state] == PAKISTAN)
    row = next(j for j, moves in enumerate(s.joint_moves.tolist()) if move in moves)
    assert n.payoff[row] == pytest.approx([-0.15, -0.2 - 0.08 * 2.25])  # as in the prototype: the outcry against a jump


PAKISTAN = "pakistan_acts/by_india=m/by_pakistan=n/table=none"


def test_a_new_scenario_checks(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    done = CliRunner().invoke(main, ["new", "river-2", "--output", str(file)])
    assert done.exit_code == 0 and done.stdout.strip() == str(file)
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 0
    crisis = load(file)
    assert crisis.brief.name == "river-2" and crisis.brief.days == 90


@pytest.mark.slow
def test_a_new_scenario_solves() -> None:
    solved = Grid(points=9).solve(load(STARTER).compile().game)
    assert sum(solved.ending_probabilities().values()) == pytest.approx(1.0, abs=1e-6)


def test_a_new_scenario_is_named_by_its_name_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["new", "2025"]).stdout == "2025.yaml\n"
    Path("2025.yaml").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(main, ["new", "2025"])
    assert done.exit_code == 2 and "is there already" in done.stderr
    assert Path("2025.yaml").read_text(encoding="utf-8") == "mine"
    for bad in ("a b", "../x", "Mine", ""):
        assert CliRunner().invoke(main, ["new", bad]).exit_code == 2


def test_the_schema_for_editors_is_one_and_is_printed() -> None:
    schema = json.loads(CliRunner().invoke(main, ["schema", "--campaign"]).stdout)
    assert schema == language_schema()
    for section in ("definitions", "lists", "modules", "use"):
        assert schema["properties"][section]["description"]
    assert {"takes", "turns", "parameters"} <= schema["$defs"]["Module"]["properties"].keys()
    move = schema["$defs"]["CampaignMove"]["properties"]
    assert move["for"]["description"] and move["only"]["description"] and "description" in move["rung"]


@pytest.mark.slow
def test_the_schema_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(language_schema())


@pytest.mark.parametrize("file", [*SHORT, *PLAIN], ids=lambda file: file.stem)
def test_files_fit_the_schema(file: Path) -> None:
    VALIDATOR.validate(data(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("definitions:", "definition:"),
        ("{below:", "{blow:"),
        ("only: {level: strike}", "only: strike"),
        ("- for: {level: {from: pressure}}", "- for: {level: {form: pressure}}"),
        ("chance: slip", "chanse: slip"),
        ("value: 6", "value: six"),
        ("domain: economic", "domain: economics"),
    ],
)
def test_other_files_do_not_fit_the_schema(old: str, new: str) -> None:
    text = STARTER.read_text(encoding="utf-8")
    assert old in text and not VALIDATOR.is_valid(data(text.replace(old, new, 1)))
