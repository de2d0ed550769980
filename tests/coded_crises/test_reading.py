"""A history file is refused for every fault, each at its line; nothing is executed."""

import json
import subprocess
import sys

import pytest

from coded_crises.samples import BRIDGE, problems
from deterrence.coded_crises.catalogue import folder, names
from deterrence.coded_crises.dates import bounds
from deterrence.coded_crises.reading import read_history, read_history_text
from deterrence.errors import InputError
from deterrence.files.reader import read_known
from deterrence.scenario.ladder.reading import SCENARIO
from deterrence.scenario.ladder.record import Scenario
from scenario.ladder.mutator import mutants, rewriting

CASES = {
    "there is no actor 'north'": ("actor: west", "actor: north", "actor: north"),
    "there is no actor 'south'": ('{by: west, says: "A', '{by: south, says: "A', "south"),
    "there is no front 'brigde'": ("front: bridge\n    rung: border", "front: brigde\n    rung: border", "brigde"),
    "there is no rung 'border-fires'": ("rung: border-fire", "rung: border-fires", "border-fires"),
    "there is no move 'closing'": ("in_response_to: [closure]", "in_response_to: [closing]", "closing"),
    "there is no source 'gazete'": ("sources: [memory]", "sources: [gazete]", "gazete"),
    "the source 'memory' is declared but never used": ("sources: [memory]", "sources: [gazette]", "memory: {citation"),
    "'1.3.2001' is no date": ("date: 2001-03-01", "date: 1.3.2001", "1.3.2001"),
    "'2001-02-29' is no date": ("date: 2001-03-01", "date: 2001-02-29", "2001-02-29"),
    "'shots' stands after 'closure', which came later": ("date: 2001-03-01", "date: 2001-03-20", "2001-03-05"),
    "'closure' lies outside the span, 2001-03-01 to 2001-03": ("date: 2001-03-01", "date: 2000-03-01", "2000-03-01"),
    "'shots' ends before it begins": ("date: 2001-03-05", "date: 2001-03-05\n    until: 2001-03-02", "until"),
    "the span ends before it begins": ("last: 2001-03}", "last: 2001-02}", "span:"),
    "'shots' answers 'shots', which does not come before it": (
        "in_response_to: [closure]", "in_response_to: [shots]", "[shots]"),
    "'intended' is the rung itself": ("intended: warning", "intended: border-fire", "intended"),
    "'shots' came out on another rung than was meant, and its cause is 'chosen'": (
        "cause: accident", "cause: chosen", "intended"),
    "'truce' is said to match, and not what": (
        "rung: ceasefire", "rung: ceasefire\n    cause: matched", "cause: matched"),
    "'closure' is a chance event, and its cause or intention is somebody's": (
        "actor: east\n    front", "actor: chance\n    front", "id: closure"),
    "'shots' gives one side's account only": (
        "{by: west, says: \"A", "{by: east, says: \"A", "- {by: east, says: \"West"),
    "'truce' is denied, and gives no accounts": (
        "what: \"East agrees", "attribution: denied\n    what: \"East agrees", "attribution: denied"),
    "the source 'memory' is read: opening, which does not fit 'opened'": (
        "read: not opened", "read: opening", "memory:"),
    "'soon' is no date": ("opened: 2026-11-23", "opened: soon", "gazette: {"),
    "the source 'gazette' was opened, and has no address": (
        "address: \"https://example.org/gazette\", ", "", "gazette: {"),
    "the source 'gazette' is a recollection, and was opened": ("kind: press", "kind: recollection", "gazette: {"),
    "'closure' is held sure, and rests on no opened source but aggregators": (
        "kind: press", "kind: aggregator", "reason: \"Announced.\""),
    "'truce' rests on no source that was opened": ("level: low", "level: medium", "Remembered"),
    "this move counts losses": ("the eastern post.", "the eastern post and kill 2.", "kill 2"),
    "this text has coordinates": ("Two towns", "Two towns at 34.123, 73.456", "summary"),
    "'east' is the id of items 1 and 2 of 'actors'": ("id: west, name", "id: east, name", "name: West"),
    "'chance' stands for what nobody chose": ("id: east, name", "id: chance, name", "name: East"),
    "unknown key 'target'": (
        "front: bridge\n    rung: border", "target: x\n    front: bridge\n    rung: border", "target"),
    "unknown key 'location'": ("id: bridge, name: the", "id: bridge, location: there, name: the", "location"),
    "the key 'confidence' is missing": (
        "    confidence: {level: high, reason: \"Announced.\"}\n", "", "id: closure"),
    "'role' cannot be 'aggressor'": ("role: party}\n  - {id: west", "role: aggressor}\n  - {id: west", "aggressor"),
}  # fmt: skip


def test_the_documented_history_is_one():
    assert read_history_text(BRIDGE).name == "bridge"


@pytest.mark.parametrize("said", CASES, ids=lambda text: text[:60])
def test_fault_is_reported_at_its_line(said):
    old, new, where = CASES[said]
    assert old in BRIDGE, old
    text = BRIDGE.replace(old, new, 1)
    found = [p for p in problems(text) if p.what == said]
    assert found, "\n".join(map(str, problems(text)))
    lines = text.splitlines()
    assert any(where in lines[p.line - 1] for p in found), (found, where)
    assert all(p.remedy and p.column >= 1 for p in found)


SPECIFIC = (
    rewriting("reference", r"\b(actor|front|rung|intended): [a-z-]+", r"\1: nowhere-at-all"),
    rewriting("by", r"\bby: [a-z0-9-]+", "by: nobody-at-all"),
    rewriting("sources", r"\bsources: \[[a-z0-9, -]+\]", "sources: [nothing-at-all]", "sources: []", "sources: x"),
    rewriting("answers", r"\bin_response_to: \[[a-z0-9, -]+\]", "in_response_to: [nothing-at-all]"),
    rewriting("date", r"\bdate: .*", "date: 2001-13-01", "date: yesterday", "date: 19990526", "date: 2001"),
    rewriting("word", r"\b(cause|attribution|level|kind|read|role): [a-z]+", r"\1: perhaps"),
)


def specific(text):
    from scenario.ladder.mutator import Lines

    return [mutant for mutate in SPECIFIC for mutant in mutate(Lines(text))]


@pytest.mark.parametrize("name", ["bridge", *names()])
def test_damaged_files_are_refused_at_their_line(name):
    text = BRIDGE if name == "bridge" else (folder() / f"{name}.yaml").read_text(encoding="utf-8")
    small = name == "bridge"
    every = mutants(text, seed=7, each=6 if small else 1) + specific(text)[:: 1 if small else 23]
    assert len(every) >= (100 if small else 25)
    for mutant in every:
        found = problems(mutant.text)
        assert mutant.line in {p.line for p in found}, (mutant.name, found)
        assert all(p.what and p.remedy and "\n" not in str(p) for p in found)


def test_nothing_is_executed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    poison = BRIDGE.replace("name: bridge\n", "name: !!python/object/apply:os.system ['touch executed']\n")
    assert problems(poison) and not list(tmp_path.iterdir())


def test_a_misspelt_kind_is_still_meant(tmp_path):
    path = tmp_path / "bridge.yaml"
    path.write_text(BRIDGE.replace("deterrence-history-1", "deterrence-histroy-1"))
    for reading in (read_history, lambda path: read_known(path, SCENARIO)):
        with pytest.raises(InputError, match="'schema' cannot be 'deterrence-histroy-1'"):
            reading(path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_history(tmp_path / "none.yaml")


def check(*arguments):
    command = [sys.executable, "-m", "deterrence", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_takes_a_history(tmp_path):
    file = tmp_path / "bridge.yaml"
    file.write_text(BRIDGE)
    assert "A quarrel over a bridge: well formed" in check(str(file)).stdout
    assert json.loads(check("kargil-1999", "--json").stdout) == {"ok": True, "errors": []}
    file.write_text(BRIDGE.replace("rung: border-fire", "rung: border-fires"))
    done = check(str(file), "--json")
    (error,) = json.loads(done.stdout)["errors"]
    assert done.returncode == 2 and error["remedy"] == "did you mean 'border-fire'?"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("1999-05-26", "1999-05-26", "1999-05-26"), ("2000-02", "2000-02-01", "2000-02-29"),
     ("1962", "1962-01-01", "1962-12-31")],
)  # fmt: skip
def test_dates_are_as_exact_as_they_say(text, first, last):
    assert [d.isoformat() for d in bounds(text)] == [first, last]


@pytest.mark.parametrize("text", ["", "1999-5-26", "1999-00", "1999-02-30", "26.5.1999", "0000", "١٩٩٩"])
def test_what_is_no_date(text):
    assert bounds(text) is None


def test_scenarios_are_read_as_before():
    """The reader serves both kinds: an unknown key of a history is looked up among a history's keys."""
    (found,) = problems(BRIDGE.replace('what: "East closes', 'waht: "East closes'))
    assert found.remedy == "did you mean 'what'?"
    assert "moves" in Scenario.model_fields
