"""The verbs about data as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.samples import ESSAY, GED
from deterrence.cli import main

HEAVY = "{'jax', 'numba', 'scipy', 'pandas', 'xarray', 'numpy', 'duckdb', 'numpyro', 'pyarrow'}"


def run(*arguments: str):
    return CliRunner().invoke(main, ["data", *arguments], catch_exceptions=False)


@pytest.fixture
def essay(tmp_path: Path) -> str:
    path = tmp_path / "essay.csv"
    path.write_text(ESSAY)
    return str(path)


@pytest.mark.parametrize("arguments", [["--help"], ["ledger", "--help"], ["describe", "--help"], ["--json"], []])
def test_help_and_listing_import_nothing_heavy(arguments):
    code = (
        "import sys\nfrom deterrence.cli import main\ntry:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code\n"
        f"heavy = {HEAVY} & set(sys.modules)\nassert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code, "data", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_listing():
    assert "ucdp-ged" in run().stdout
    assert {"gtd", "acled", "icbe"} <= {s["key"] for s in json.loads(run("--json").stdout)["sources"]}


def test_describe(tmp_path):
    path = tmp_path / "GEDEvent_v25_1.csv"
    path.write_text(GED)
    found = json.loads(run("describe", str(path), "--json").stdout)
    assert (found["source"], found["version"], found["known"]) == ("ucdp-ged", "25.1", "")
    assert found["coverage"]["first"] == "2020-01-05" and found["columns"]["best"]["kind"] == "whole number"
    said = run("describe", str(path)).stdout
    assert "version      25.1" in said and "not one whose checksum is known" in said


def test_the_essays_figures(essay):
    said = run("ledger", essay).stdout
    assert "incidents 517 in 2023, 1,099 in 2024 (+113%)" in said and "deaths 748 in 2023, 1,081 in 2024 (+45%)" in said
    assert "52% of the deaths of 2024 as published" in said and "No model" in said
    found = json.loads(run("ledger", essay, "--json").stdout)
    assert found["changes"][1]["difference"] == 333 and found["shares"][0]["computed"] is None


def test_files(essay, tmp_path):
    said = run("ledger", essay, "--quick", "-o", str(tmp_path / "out")).stdout
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"ledger.html", "ledger.json", "counts.csv"}
    assert all(str(tmp_path / "out" / name) in said for name in ("ledger.html", "ledger.json", "counts.csv"))
    html = (tmp_path / "out" / "ledger.html").read_text()
    assert "1,099" in html and "http" + "://" not in html.split("<main")[1].split("</main")[0]
    assert (tmp_path / "out" / "counts.csv").read_text().splitlines()[1] == "2023,517,748,,,0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--compare", "2024"), "write two years, the earlier first, as 2023:2024"),
        (("--intervention", "closure"), "write NAME=YYYY-MM"),
        (("--quick", "--intervention", "a=2020-01"), "take the model that --quick leaves out"),
        (("--views", "136"), "give -o too"),
        (("--place", "Pakstan"), "did you mean 'Pakistan'"),
        (("--deaths", "kiled"), "no column 'kiled' for --deaths"),
        (("--source", "gdt"), "there is no data set 'gdt'"),
        (("--source", "gtd"), "essay.csv:1:1: no column eventid, iyear"),
    ],
)
def test_what_is_wrong_is_told_with_exit_2(essay, arguments, said):
    done = run("ledger", essay, *arguments)
    assert done.exit_code == 2 and said in done.stderr and done.stdout == ""


def test_a_malformed_file_is_placed(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(ESSAY.replace("517,748,,", "517,748,,,7,8"))
    done = run("ledger", str(path))
    assert done.exit_code == 2 and "bad.csv:2:1: 8 cells where the header has 6" in done.stderr


@pytest.mark.slow
def test_a_ledger_beside_a_crisis(essay, tmp_path):
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main, ["run", "standoff", "--resolution", "interactive", "--ledger", essay, "-o", str(out)]
    )
    assert done.exit_code == 0, done.output
    html = (out / "report.html").read_text()
    assert "The record of attacks" in html and "deaths 748 in 2023, 1,081 in 2024 (+45%)" in html


def test_a_ledger_that_cannot_be_counted_stops_a_run_before_the_work(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n")
    done = CliRunner().invoke(main, ["run", "western-front", "--ledger", str(path), "-o", str(tmp_path / "out")])
    assert done.exit_code == 2 and "bad.csv:1:1: no column of dates among a, b" in done.stderr
