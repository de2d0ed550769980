"""``--lock`` on the command line: every verb takes it, says so first, and carries it in ``--json``."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from deterrence.cli import main
from doctrines.lock_games import ANSWERS
from shipped import where

DOCS = Path(__file__).parents[2] / "docs"
LOCK = ("--lock", "second: never-respond")
HIDDEN = ("--lock", "second: never-respond, unannounced")
BOUND = {"actor": "second", "conduct": "never-respond", "bound": ["reply"], "left": []}


def run(*arguments: str):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """The small crisis in a file; and no processes."""
    for module in ("main", "options", "claims", "doctrines", "stress"):
        monkeypatch.setattr(import_module(f"deterrence.cli.{module}"), "WORKERS", 0)
    path = tmp_path / "answers.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "more"), [("solve", ("--resolution", "interactive")), ("simulate", ("-n", "500"))])
def test_it_says_so_first_and_in_json(file, verb, more):
    said = run(verb, file, *LOCK, *more)
    assert said.exit_code == 0, said.stderr
    first = said.stdout.splitlines()[0]
    assert first.startswith("locked: second: never-respond (everybody knows; closes moves in 1 of the 1 public states")
    shown = json.loads(run(verb, file, *LOCK, *more, "--json").stdout)
    assert shown["locks"] == [{**BOUND, "announced": True}]
    assert json.loads(run(verb, file, *more, "--json").stdout)["locks"] == []


def test_simulate_takes_hidden_locks(file):
    shown = json.loads(run("simulate", file, *HIDDEN, "-n", "500", "--json").stdout)
    assert shown["locks"] == [{**BOUND, "announced": False}]
    assert shown["endings"]["war"] == 0 and shown["endings"]["talks"] > 0


@pytest.mark.parametrize("verb", ["solve", "doctrines", "audit"])
def test_verbs_that_read_equilibrium_play_refuse_hidden_locks(file, verb):
    found = run(verb, file, *HIDDEN)
    assert found.exit_code == 2 and not found.stdout
    assert "second: never-respond" in found.stderr or "announce the lock" in found.stderr


VERBS = ("run", "solve", "simulate", "claims", "options", "doctrines", "conditions", "audit")
WRONG = {
    "row: restrant": "there is no doctrine 'restrant': did you mean 'restraint'?",
    "rwo: restraint": "there is no actor 'rwo': did you mean 'row'?",
    "row": "--lock 'row': write ACTOR: DOCTRINE",
}


@pytest.mark.parametrize(
    ("verb", "lock"), [*((verb, "row: restrant") for verb in VERBS), *(("solve", lock) for lock in list(WRONG)[1:])]
)
def test_every_verb_refuses_a_wrong_one_before_it_works(verb, lock, tmp_path):
    found = run(verb, "standoff", "--lock", lock, *(("-o", tmp_path) if verb == "run" else ()))
    assert found.exit_code == 2 and WRONG[lock] in found.stderr and not found.stdout


@pytest.mark.slow
def test_where_a_lock_has_nothing_to_say_is_said():
    found = run("simulate", str(where("corridor-window")), "--lock", "defender: generous", "-n", "10")
    assert found.exit_code == 0
    assert "note: 'defender: generous' leaves" in found.stderr and "and 1 more as it is" in found.stderr


def test_a_game_tree_takes_none():
    found = run("solve", "powell1988", "--lock", "a: b")
    assert found.exit_code == 2 and "--lock" in found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("lock", [LOCK, HIDDEN], ids=["announced", "unannounced"])
def test_the_main_job(file, tmp_path, lock):
    out = tmp_path / "out"
    found = run("run", file, *lock, "--resolution", "interactive", "-o", out)
    assert found.exit_code == 0, found.stderr
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    schema = json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(results)
    assert results["locks"] == [{**BOUND, "announced": lock == LOCK}]
    war = [next(q["value"] for q in results[k] if q["of"] == "war") for k in ("base", "unlocked")]
    assert war[0] == 0.0 < war[1]
    report = (out / "report.html").read_text(encoding="utf-8")
    opening = report[report.index("<h1") :].index("Conduct is locked: Second, “never-respond”")
    assert opening < report[report.index("<h1") :].index("How far to trust this")
    assert "With conduct locked" in report


@pytest.mark.slow
def test_the_other_verbs(file):
    for verb, more in (("audit", ("--points", "5")), ("doctrines", ()), ("conditions", ())):
        found = run(verb, file, *LOCK, *more, "--json")
        assert found.exit_code == 0, found.stderr
        assert json.loads(found.stdout)["locks"] == [{**BOUND, "announced": True}]
    found = run("conditions", file, *HIDDEN, "--json")
    assert found.exit_code == 0 and not json.loads(found.stdout)["locks"][0]["announced"], found.stderr
    for lock in ("row: restraint", "row: restraint, unannounced"):
        found = run("claims", "ladder", "--lock", lock, "--quick", "--json")
        assert found.exit_code == 0, found.stderr
        assert json.loads(found.stdout)["locks"][0]["announced"] == (lock == "row: restraint")
