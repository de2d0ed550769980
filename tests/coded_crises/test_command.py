"""'deterrence histories', and the page about histories."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from coded_crises.samples import BRIDGE, PAGE
from deterrence.cli import main
from deterrence.coded_crises import record
from deterrence.coded_crises.catalogue import histories, names

ROOT = Path(__file__).parents[2]


def run(*arguments):
    return CliRunner().invoke(main, ["histories", *arguments])


def test_list():
    lines = run().stdout.splitlines()
    assert [line.split()[0] for line in lines] == [h.name for h in histories()]
    shown = json.loads(run("--json").stdout)["histories"]
    assert {entry["name"] for entry in shown} == set(names())
    assert all(entry["moves"] >= 10 and entry["actors"] for entry in shown)


@pytest.mark.parametrize("name", names())
def test_one_in_full_gives_every_account(name):
    history = next(h for h in histories() if h.name == name)
    text = " ".join(run(name).stdout.split())
    for move in history.moves:
        assert " ".join(move.what.split()) in text
        for account in move.accounts:
            assert f"{history.names[account.by]}: {account.says}" in text
    assert all(gap in text for gap in history.gaps)


def test_json_is_one_object_with_levels_and_ranks():
    done = run("cuba-1962", "--json")
    assert done.stdout.count("\n") == 1
    shown = json.loads(done.stdout)
    assert shown["schema"] == "deterrence-history-1"
    for move in shown["moves"]:
        assert set(move["ranks"]) == {"rung", "mid", "goldstein", "kahn"} and isinstance(move["level"], int)


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "bridge.yaml"
    file.write_text(BRIDGE)
    text = run(str(file)).stdout
    assert "accident, contested, meant as warning of force" in text and "A warning shot went astray." in text


def test_unknown_names_are_said():
    done = run("kargil")
    assert done.exit_code == 2 and "kargil-1999" in done.stderr


@pytest.mark.parametrize("arguments", [["histories"], ["histories", "kargil-1999"], ["check", "kargil-1999"]])
def test_nothing_heavy_is_imported(arguments):
    code = (
        "import sys\nfrom deterrence.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "heavy = {'jax', 'scipy', 'pandas', 'xarray', 'numpy'} & set(sys.modules)\nassert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_tables_of_the_page_are_what_the_program_says():
    spec = importlib.util.spec_from_file_location("histories_page", ROOT / "tools" / "histories_page.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    text = PAGE.read_text(encoding="utf-8")
    assert text == tool.page(text), "run 'make docs'"


def test_every_key_is_documented_and_no_other():
    section = PAGE.read_text(encoding="utf-8").split("## The file")[1].split("## The ladder")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.M)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    keys = {*record.History.model_fields, *record.CodedMove.model_fields} - {"format"}
    assert documented == keys
