"""The verb about many worlds, as a user runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from deterrence.cli import main

SMALL = ["stress", "standoff", "--points", "5", "--workers", "1"]


def ran(*arguments):
    """In this process: exit code, and what was printed."""
    done = CliRunner().invoke(main, [*SMALL, *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("worlds")
    code, said, errors = ran("--draws", 4, "--options", "-o", where)
    assert code == 0, errors
    assert said.startswith("To solve: 4 worlds × 5 policies on 5 nodes a side") and "of memory" in said
    assert not errors, "silent in a pipe"
    assert "Over 4 plausible worlds" in said and (where / "report.html").name in said
    assert "</html>" in (where / "report.html").read_text(encoding="utf-8")
    return where


def test_the_same_command_goes_on_and_as_json_says_the_same(folder):
    code, said, _ = ran("--draws", 4, "--options", "-o", folder, "--json")
    found = json.loads(said)
    assert code == 0 and said.count("\n") == 1
    assert (found["solved_now"], found["parts"], found["failed"]) == (0, 4, 0)
    assert found["plan"]["design"]["worlds"] == 4 and found["summary"]["worlds"] == 4
    assert set(found["summary"]["fans"]) <= set(found["plan"]["columns"])


def test_shares_fill_the_folder_and_the_last_says_what_follows(folder, tmp_path):
    shared = tmp_path / "shared"
    shutil.copytree(folder, shared)
    for k in (0, 1, 2):
        (shared / "parts" / f"part-{k:06}.parquet").unlink()
    code, said, _ = ran("--draws", 4, "--options", "-o", shared, "--chunk", "1/2")
    said = " ".join(said.split())  # where lines break depends on how long the folder's name is
    assert code == 0 and "2 solved now" in said and "1 part of other chunks to come" in said
    assert "Found damaged, and solved again: parts/part-000002.parquet (gone)" in said
    code, said, _ = ran("--draws", 4, "--options", "-o", shared, "--chunk", "2/2")
    said = " ".join(said.split())
    assert code == 0 and "1 solved now" in said and "Over 4 plausible worlds" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--chunk", "3"], "write K/N"),
        (["--chunk", "3/2"], "K from 1 to N"),
        (["--cross", "slip=low"], "NAME=VALUE,VALUE"),
        (["--cross", "slip="], "NAME=VALUE,VALUE"),
        (["--cross", "slip", "--cross", "slip=0.1"], "'slip' is crossed already"),
        (["--cross", "no.such"], "there is no parameter 'no.such'"),
        (["--cross", "row: no-such"], "no-such"),
        (["--correlate", "slip=0.5"], "NAME~NAME=R"),
        (["--correlate", "slip~no.such=0.5"], "no.such is not drawn"),
        (["--vary", "no.such"], "there is no parameter 'no.such'"),
        (["--quantity", "no_such"], "there is no quantity 'no_such'"),
        (["--concern", "ending:war"], "write COLUMN"),
        (["--together"], "give --options too"),
        (["--design", "random"], "choose one of latin, sobol"),
        (["--design", "saltelli", "--draws", "3"], "ask for 4 or more"),
        (["--design", "none.parquet"], "no such file of draws"),
    ],
)
def test_wrong_input_is_said_before_any_work(arguments, said, tmp_path):
    code, printed, errors = ran("-o", tmp_path / "none", *arguments)
    assert code == 2 and said in errors and not printed
    assert not list((tmp_path / "none").rglob("*.parquet"))


MISTAKES = [
    ["stress", "standoff", "--cross", "slip=low"], ["stress", "standoff", "--cross", "no.such"],
    ["stress", "standoff", "--correlate", "slip"], ["stress", "standoff", "--vary", "no.such"],
    ["stress", "standoff", "--concern", "ending:war"], ["stress", "standoff", "--design", "random"],
    ["stress", "standoff", "--design", "none.parquet"], ["stress", "standoff", "--quantity", "no_such"],
    ["robust", "standoff", "--taker", "nobody"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_mistakes_are_refused_before_what_takes_seconds_to_import(arguments, tmp_path):
    code = (
        "import sys\n"
        "from deterrence.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert stop.code == 2, stop.code\n"
        "heavy = [name for name in ('jax', 'pandas', 'deterrence.report') if name in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    command = [sys.executable, "-c", code, *arguments, "-o", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_another_ensemble_in_the_folder_is_refused(folder):
    code, _, errors = ran("--draws", 5, "--options", "-o", folder)
    assert code == 2 and "holds another ensemble: design.draws (4, now 5)" in errors


@pytest.mark.slow
def test_the_program_solves_with_workers_and_reads_claims(tmp_path):
    command = [sys.executable, "-m", "deterrence", "stress", "ladder", "--points", "7", "--draws", "20", "--board"]
    more = ["--audit", "1", "--workers", "2", "-o", str(tmp_path)]
    done = subprocess.run(
        [*command, *more], capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "plausible worlds (" in done.stdout and "holds in" in done.stdout and not done.stderr
    assert "To audit the form of: 1 world" in done.stdout and "passes in" in done.stdout
    assert list((tmp_path / "form" / "parts").glob("*.parquet"))


def test_a_file_of_draws_is_a_design_and_says_how_many_worlds(tmp_path):
    file = tmp_path / "posterior.csv"
    file.write_text("slip\n0.1\n0.2\n0.3\n")
    code, said, errors = ran("--design", file, "--vary", "slip", "-o", tmp_path / "worlds", "--json")
    assert code == 0, errors
    found = json.loads(said)
    assert found["plan"]["drawn"] == {"slip": ["given"]} and found["plan"]["design"]["worlds"] == 3
    table = pd.read_parquet(tmp_path / "worlds" / "parts").set_index("world")
    assert table["slip"].sort_index().tolist() == [0.1, 0.2, 0.3]
