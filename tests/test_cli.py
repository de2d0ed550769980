"""The program as a user runs it: verbs, exit codes, JSON, errors, and what it must not import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.catalogue import folder, names
from deterrence.cli import main
from scenario.ladder.mutator import mutants
from shipped import SAMPLES, WINDOW

LADDER = folder() / "ladder.yaml"
HEAVY = "{'jax', 'numba', 'scipy', 'pandas', 'xarray', 'numpy'}"


def deterrence(*arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    """Run the program in its own process."""
    command = [sys.executable, "-m", "deterrence", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def only_json(done: subprocess.CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


LIGHT = [
    ["--help"], ["check", str(LADDER)], ["scenarios"], ["schema"], ["schema", "--campaign"], ["run", "--help"],
    ["show", "corridor", "--expanded"], ["new", "mine"], ["stress", "--help"],
    ["robust", "--help"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", LIGHT)
def test_light_verbs_import_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from deterrence.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"heavy = {HEAVY} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_check_says_where_and_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = LADDER.read_text().replace("challenge: low", "challenge: lowest")
    broken.write_text(text)
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "challenge: lowest" in row)
    done = deterrence("check", str(broken))
    assert done.returncode == 2 and done.stdout == ""
    (problem,) = done.stderr.strip().splitlines()
    assert problem.startswith(f"{broken}:{line}:") and "low" in problem.split("lowest", 1)[1]
    done = deterrence("check", str(broken), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 2 and found["ok"] is False
    assert set(found["errors"][0]) == {"file", "line", "column", "what", "remedy"}
    assert found["errors"][0]["line"] == line


def test_check_of_a_good_file() -> None:
    assert only_json(deterrence("check", str(LADDER), "--json")) == {"ok": True, "errors": []}


@pytest.mark.slow
def test_twenty_broken_scenarios_through_the_shell(tmp_path: Path) -> None:
    every = mutants(LADDER.read_text(), seed=3, each=2)
    for number, mutant in enumerate(every[:: max(len(every) // 20, 1)][:20]):
        path = tmp_path / f"broken-{number}.yaml"
        path.write_text(mutant.text)
        done = deterrence("check", str(path))
        assert done.returncode == 2, (mutant.name, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        lines = [int(row.removeprefix(f"{path}:").split(":")[0]) for row in done.stderr.strip().splitlines()]
        assert mutant.line in lines, (mutant.name, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["solve", "no-such-crisis"], "neither a file nor a shipped scenario"),
        (["solve", "ladder", "--set", "row.stakes.prise=2"], "row.stakes.prize"),
        (["solve", "ladder", "--set", "row.stakes.prize"], "NAME=VALUE"),
        (["solve", "ladder", "--set", "posture=2"], "'posture': the parameters are row.precision, row.discount, "),
        (["solve", "two-fronts", "--set", "zzz=2"], "there is no parameter 'zzz': the parameters are "),
        (["solve", "ladder", "--set", "row.committed.prior=2"], "row.committed.prior"),
        (["solve", "ladder", "-o", "x.txt"], ".nc"),
        (["solve", "ladder", "--precision", "-1"], "precision"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["solve", "ladder", "--set", "=1"], "NAME=VALUE"),
        (["solve", "ladder", "--set", "row.precision=1", "--set", "row.precision=2"], "has another value already"),
        (["solve", "zagare_kilgour2000_rudimentary", "--set", "pB=1.0000000001"], "pB = 1.0000000001 is outside"),
        (["check", "Laddr"], "did you mean 'ladder'?"),
        (["solve", "south-asia-2052"], "did you mean 'south-asia-2025'?"),
        (["models", "fearon1985"], "did you mean 'fearon1995'?"),
        (["histories", "kargil"], "did you mean 'kargil-1999'?"),
        (["solve", ""], "the name is empty"),
        (["run", "fearon1995"], "is a published model, no scenario: 'deterrence solve' takes it"),
        (["check", "game.efg"], "is a game tree of Gambit's, no scenario"),
        (["doctrines", "ladder", "--margin", "inf"], "the margin is inf"),
        (["data", "describe", "."], "this is a folder"),
    ],
)
def test_wrong_input_exits_2_with_one_line(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2, done.stderr
    assert says in done.stderr and done.stderr.count("\n") == 1 and done.stdout == ""


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("fault", "says"), [("KeyError('x')", "KeyError"), ("MemoryError()", "MemoryError")])
def test_what_nobody_foresaw_is_a_line_and_a_traceback_only_if_asked_for(fault: str, says: str, whole: bool) -> None:
    code = (
        "import sys\nfrom deterrence.cli import main\n"
        "from deterrence.__main__ import program\n"
        f"def broken(*a, **k):\n    raise {fault}\n"
        "main.commands['schema'].callback = broken\n"
        "sys.argv = ['deterrence', 'schema']\nprogram()\n"
    )
    environment = {**os.environ, "DETERRENCE_TRACEBACK": "1" if whole else ""}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.returncode == 1 and done.stdout == "" and ("Traceback" in done.stderr) == whole
    assert says in done.stderr if whole else done.stderr.count("\n") == 1
    assert whole or ("a fault of the program" in done.stderr) == (says == "KeyError")


def test_a_number_at_many_places_is_refused_once_and_with_all_its_digits() -> None:
    done = CliRunner().invoke(main, ["solve", "standoff", "--set", "slip=1.0000001", "--json"])
    lines = done.stderr.splitlines()
    assert done.exit_code == 2 and done.stdout == "" and len(lines) == len(set(lines))
    assert lines[0] == "the chance 'slip' comes to 1.0000001: make it from 0 to 1"


def test_solve_prints_strategies_certificate_and_seconds(tmp_path: Path) -> None:
    out = tmp_path / "ladder.nc"
    shown = only_json(deterrence("solve", "ladder", "--resolution", "interactive", "--json", "-o", str(out)))
    for by_actor in shown["strategies"].values():
        for by_type in by_actor.values():
            for moves in by_type.values():
                assert sum(moves.values()) == pytest.approx(1.0, abs=1e-9)
    assert all(node["reach"] >= 1e-3 for node in shown["nodes"])
    assert all(r >= 1e-3 for r in shown["reach"].values()) and set(shown["reach"]) == set(shown["belief"])
    certificate = shown["certificate"]
    wanted = {"residual", "residual_fine", "grid_error", "regret", "logit_bound", "consistency", "branch"}
    assert wanted <= set(certificate)
    assert certificate["residual"] <= 1e-9 and certificate["consistency"] <= 1e-10
    assert certificate["regret"] <= certificate["logit_bound"] + certificate["grid_error"]
    assert set(shown["seconds"]) == {"compile", "solve", "certify"}
    import xarray as xr

    with xr.open_dataset(out, engine="h5netcdf") as data:
        total = data["strategies"].sum("move", min_count=1)
        assert float(abs(total - 1).max()) < 1e-5  # stored in single precision


@pytest.mark.slow
def test_a_lever_moves_the_equilibrium() -> None:
    base = only_json(deterrence("solve", "ladder", "--resolution", "interactive", "--json"))
    changed = only_json(
        deterrence("solve", "ladder", "--resolution", "interactive", "--json", "--set", "row.stakes.prize=6")
    )
    assert base["strategies"] != changed["strategies"]


def test_scenarios_lists_what_ships() -> None:
    listed = only_json(deterrence("scenarios", "--json"))["scenarios"]
    assert [entry["name"] for entry in listed] == names()
    assert all(entry["actors"] and entry["systems"] for entry in listed)


def test_schema_accepts_the_shipped_files() -> None:
    import jsonschema
    import yaml

    schema = json.loads(deterrence("schema").stdout)
    text = SAMPLES[WINDOW].read_text()
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))


@pytest.mark.slow
def test_simulate_samples_the_same_histories_again(tmp_path: Path) -> None:
    first = only_json(deterrence("simulate", "ladder", "-n", "2000", "--seed", "5", "--json"))
    second = only_json(deterrence("simulate", "ladder", "-n", "2000", "--seed", "5", "--json"))
    assert first == second and sum(first["endings"].values()) == 2000
    out = tmp_path / "histories.nc"
    assert deterrence("simulate", "ladder", "-n", "50", "-o", str(out)).returncode == 0 and out.stat().st_size > 0


def test_run_writes_the_report_and_the_results(tmp_path: Path) -> None:
    done = deterrence("run", "ladder", "--resolution", "interactive", "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    report, numbers, arrays = (Path(row) for row in done.stdout.split())
    assert (report.name, numbers.name, arrays.name) == ("report.html", "results.json", "results.nc")
    results = json.loads(numbers.read_text())
    assert sum(results["outcomes"].values()) == pytest.approx(1.0, abs=1e-9)
    assert {"format", "scenario", "outcomes", "certificate", "quantities", "versions", "method"} <= set(results)
    assert "<script src" not in report.read_text()
