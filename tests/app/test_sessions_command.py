"""The command that writes played sessions as rows, as a user runs it: from the folder in which the page kept them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.play_pages import browser, play, served
from deterrence.cli.main import main
from deterrence.play.dump import COLUMNS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Of a page on which two games were played to their end, and one was begun."""
    kept = tmp_path_factory.mktemp("kept")
    with served(kept) as (app, _):
        for actor in ("row", "column"):
            client = browser(app)
            here = client.post("/play/alone", data={"scenario": "standoff", "actor": actor}).url.path
            play(client, here, lambda names: names[-1])
        browser(app).post("/play/class", data={"scenario": "standoff", "persons": ["row", "column"]})
        host = app.state.services.play.host
        over = [host.state(session) for session in host.store.sessions(over=True)]
        assert len(over) == 2 and len(host.store.sessions()) == 3
        yield kept, over, [host.store.code(session) for session in host.store.sessions()]


def read(text):
    return list(csv.DictReader(text.splitlines()))


def checked(rows, over):
    """Every decision of the sessions that are over, and of no other."""
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(step.chosen) for state in over for step in state.passed)
    told = sorted((r["actor"], r["chosen"], r["type"], r["kind"]) for r in rows)
    made = [
        (actor, move, step.types[actor], step.players[actor])
        for state in over
        for step in state.passed
        for actor, move in step.chosen.items()
    ]
    assert told == sorted(made)
    assert {r["session"] for r in rows} == {"1", "2"} and {r["scenario"] for r in rows} == {"standoff"}


def test_rows_are_written_to_standard_output(folder):
    kept, over, codes = folder
    answer = CliRunner().invoke(main, ["sessions", "--data", str(kept)])
    assert answer.exit_code == 0, answer.output
    checked(read(answer.stdout), over)
    assert not any(code in answer.stdout for code in codes)


def test_what_cannot_be_says_what_to_do(tmp_path):
    answer = CliRunner().invoke(main, ["sessions", "--data", str(tmp_path)])
    assert answer.exit_code == 2 and "--data" in answer.stderr
    answer = CliRunner().invoke(main, ["sessions", "--database", "nonsense"])
    assert answer.exit_code == 2 and "sqlite:///play.db" in answer.stderr


@pytest.mark.slow
def test_a_user_writes_rows_and_estimates_from_them(folder, tmp_path):
    """Each a process of its own, as in a terminal."""
    kept, over, _ = folder
    path = tmp_path / "rows.csv"

    def run(*arguments):
        command = [sys.executable, "-m", "deterrence", *arguments]
        return subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True).stdout

    assert run("sessions", "--database", f"sqlite:///{kept}/play.sqlite", "-o", str(path)) == ""
    checked(read(path.read_text()), over)
    told = json.loads(run("fit", "play", str(path), "--json"))
    persons = [r for r in read(path.read_text()) if r["kind"] == "person" and r["values"] != "NA"]
    assert told["estimates"]["precision"] and len(persons) > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--database", "nosuch://here"], "sessions cannot be kept at 'nosuch://here'"),
        (["--database", "sqlite:////no/such/folder/play.db"], "name a database, as sqlite:///play.db"),
        (["--name", "https://crisis.example"], "write a host alone"),
        (["--name", "two words"], "write a host alone"),
    ],
)
def test_what_a_page_cannot_be_served_with_is_said_before_it_is(arguments, says, tmp_path, monkeypatch):
    monkeypatch.setattr("deterrence.app.running.run", lambda *_: pytest.fail("it was served"))
    done = CliRunner().invoke(main, ["serve", "--data", str(tmp_path), *arguments])
    assert done.exit_code == 2 and says in done.stderr and done.stdout == ""
