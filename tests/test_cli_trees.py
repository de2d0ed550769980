"""Verbs about game trees as a user runs them: models, solve and export; what they print, write and refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from deterrence.models.gallery import find_model, gallery
from deterrence.models.listing import listing
from deterrence.models.model import Evidence
from deterrence.solvers.tree import certify_tree, solve_tree
from deterrence.trees.gambit import read_efg, read_gambit

KEY = "zagare_kilgour2000_rudimentary"
SMALL = """EFG 2 R "Deterrence" { "Challenger" "Defender" } "A threat believed or not."
p "" 1 1 "challenge?" { "challenge" "wait" } 0
p "" 2 1 "answer?" { "fight" "concede" } 0
t "" 1 "war" { -1, -1/2 }
t "" 2 "concession" { 1, 0 }
t "" 3 "status quo" { 0, 1 }
"""
HUNT = 'NFG 1 R "Stag hunt" { "A" "B" } { 2 2 }\n4 4 3 0 0 3 3 3\n'


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.efg"
    path.write_text(SMALL)
    return str(path)


def deterrence(*arguments: str):
    """Run the program in this process."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def only_json(done) -> dict:
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1 and done.stderr == ""
    return json.loads(done.stdout)


def test_models_lists_every_model() -> None:
    shown = only_json(deterrence("models", "--json"))
    assert [m["key"] for m in shown["models"]] == list(gallery())
    for m in shown["models"]:
        assert m["title"] and m["citation"] and m["actors"] and m["propositions"]
        assert {"name", "statement", "kind", "standing"} <= set(m["propositions"][0])
    text = deterrence("models").stdout
    assert len(text.splitlines()) == len(gallery()) + 1
    assert all(line.startswith(key) for line, key in zip(text.splitlines()[1:], gallery(), strict=True))
    assert text == listing() + "\n"


def test_a_model_in_full() -> None:
    model = find_model(KEY)
    text = deterrence("models", KEY).stdout
    flat = " ".join(text.split())
    for said in (str(model.source), model.story, model.source.opened, model.branch, model.uncertain):
        assert " ".join(said.split()) in flat
    for p in model.propositions:
        assert f"{p.name} ({p.kind}; {p.standing})" in flat and " ".join(p.statement.split()) in flat
    for s in model.build().symbols:
        assert s.name in text and s.meaning in text
    assert "├─" in text, "the tree is drawn"
    shown = only_json(deterrence("models", KEY, "--json"))
    assert shown["key"] == KEY and shown["nodes"] == len(model.build())
    assert [p["name"] for p in shown["parameters"]] == [s.name for s in model.build().symbols]


def test_check_shows_claimed_against_computed() -> None:
    done = deterrence("models", KEY, "--check")
    assert done.exit_code == 0
    assert (
        f"{len(find_model(KEY).propositions)} of {len(find_model(KEY).propositions)} propositions hold" in done.stdout
    )
    assert "claimed" in done.stdout and "computed" in done.stdout and "FAILS" not in done.stdout
    shown = only_json(deterrence("models", KEY, "--check", "--json"))
    assert all(p["evidence"]["holds"] for p in shown["propositions"])


def test_check_exits_1_when_a_claim_fails_or_breaks_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    model = find_model(KEY)

    def broken() -> Evidence:
        raise ZeroDivisionError("no")

    one, two, *rest = model.propositions
    wrong = replace(one, check=lambda: Evidence(False, "0.25", "0.75"))
    changed = replace(model, propositions=(wrong, replace(two, check=broken), *rest[:1]))
    monkeypatch.setitem(gallery(), KEY, changed)
    done = deterrence("models", KEY, "--check")
    assert done.exit_code == 1
    assert (
        "1 of 3 propositions hold" in done.stdout and "0.75" in done.stdout and "ZeroDivisionError: no" in done.stdout
    )
    done = deterrence("models", KEY, "--check", "--json")
    assert done.exit_code == 1
    assert [p["evidence"]["holds"] for p in json.loads(done.stdout)["propositions"]] == [False, False, True]


def test_models_draws(tmp_path: Path) -> None:
    out = tmp_path / "tree.svg"
    assert deterrence("models", KEY, "--svg", str(out)).exit_code == 0
    assert ET.fromstring(out.read_text(encoding="utf-8")).tag.endswith("svg")


def test_solve_a_file_of_gambit(small: str) -> None:
    shown = only_json(deterrence("solve", small, "--json"))
    assert shown["strategies"] == {"Challenger": {"1": [1.0, 0.0]}, "Defender": {"1": [0.0, 1.0]}}
    assert shown["beliefs"] == {"Challenger": {"1": [1.0]}, "Defender": {"1": [1.0]}}
    assert shown["payoffs"] == pytest.approx({"Challenger": 1.0, "Defender": 0.0})
    assert shown["information_sets"]["Defender"]["1"] == {
        "label": "answer?",
        "actions": ["fight", "concede"],
        "nodes": 1,
    }
    assert shown["certificate"]["concept"] == "sequential equilibrium"
    assert set(shown["seconds"]) == {"read", "solve", "certify"} and min(shown["seconds"].values()) >= 0
    assert shown["precision"] is None and shown["parameters"] == {} and shown["folds"] == [] and shown["message"]


def test_solve_at_a_precision_is_the_library_at_it(small: str) -> None:
    shown = only_json(deterrence("solve", small, "--precision", "2", "--json"))
    solution = solve_tree(read_efg(small), 2.0)
    assert {k: shown[k] for k in ("strategies", "beliefs", "payoffs")} == {
        k: v for k, v in solution.as_dict().items() if k in ("strategies", "beliefs", "payoffs")
    }
    assert shown["precision"] == [2.0, 2.0] and shown["certificate"]["residual"] < 1e-10


def test_solve_a_strategic_game(tmp_path: Path) -> None:
    path = tmp_path / "hunt.NFG"
    path.write_text(HUNT)
    shown = only_json(deterrence("solve", str(path), "--json"))
    assert set(shown["strategies"]) == {"A", "B"}
    assert all(sum(p) == pytest.approx(1) for s in shown["strategies"].values() for p in s.values())


def test_solve_a_model_with_other_numbers() -> None:
    model = find_model(KEY)
    below, above = (only_json(deterrence("solve", KEY, "--set", f"pB={v}", "--json")) for v in ("0.48", "0.52"))
    assert below["parameters"]["pB"] == 0.48 and below["parameters"].keys() == model.build().defaults.keys()
    assert below["strategies"]["A"]["1"] != above["strategies"]["A"]["1"]


def test_solve_in_words(small: str) -> None:
    text = deterrence("solve", small).stdout
    assert "answer?  fight 0, concede 1" in text and "A sequential equilibrium" in text
    assert "Challenger: expects 1" in text and "Defender: expects 0" in text and "backward induction" in text
    text = deterrence("solve", KEY, "--precision", "3").stdout
    assert "believes 0.45, 0.55" in text and "λ = 3\n" in text and "agent quantal response" in text


def test_actions_without_names_or_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "unnamed.efg"
    path.write_text(SMALL.replace('{ "fight" "concede" }', '{ "" "" }').replace('"answer?"', '""'))
    text = deterrence("solve", str(path)).stdout
    assert "\n  1  1 0, 2 1\n" in text
    out = tmp_path / "tree.txt"
    deterrence("export", str(path), "-o", str(out))
    assert "├─ 1 → (-1, -0.5)" in out.read_text(encoding="utf-8") and "→ Defender: 1" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "says"), [("json", '"strategies"'), ("svg", "concede · 1"), ("txt", "concede · 1")])
def test_solve_writes_the_solution(tmp_path: Path, small: str, kind: str, says: str) -> None:
    out = tmp_path / f"out.{kind}"
    assert deterrence("solve", small, "-o", str(out)).exit_code == 0
    assert says in out.read_text(encoding="utf-8")


def test_export_to_gambit_and_back(tmp_path: Path) -> None:
    for kind in ("efg", "nfg"):
        out = tmp_path / f"{KEY}.{kind}"
        done = deterrence("export", KEY, "--set", "pB=0.25", "-o", str(out))
        assert done.exit_code == 0 and done.stdout == f"{out}\n"
        tree = read_gambit(out)
        assert tree.players == find_model(KEY).build().players
        if kind == "efg":
            assert float(tree.chances[0].probabilities[0]) == 0.25
        again = tmp_path / f"again.{kind}"
        assert deterrence("export", str(out), "-o", str(again)).exit_code == 0
        assert again.read_text() == out.read_text()


def test_export_a_solved_file_is_the_same_game(tmp_path: Path) -> None:
    out = tmp_path / "model.efg"
    deterrence("export", KEY, "-o", str(out))
    ours, theirs = (only_json(deterrence("solve", what, "--json")) for what in (KEY, str(out)))
    assert ours["payoffs"] == pytest.approx(theirs["payoffs"])
    assert certify_tree(solve_tree(read_efg(out)).assessment).concept == "sequential equilibrium"


def test_export_draws_with_room_for_so_many_ends(tmp_path: Path) -> None:
    out = tmp_path / "tree.txt"
    assert deterrence("export", "fearon1995", "-o", str(out), "--ends", "9").exit_code == 0
    few = out.read_text(encoding="utf-8")
    assert "more nodes" in few and "nodes are not shown" in few
    assert deterrence("export", "fearon1995", "-o", str(out), "--ends", "1000").exit_code == 0
    assert "not shown" not in out.read_text(encoding="utf-8")
    out = tmp_path / "tree.svg"
    assert deterrence("export", KEY, "-o", str(out)).exit_code == 0
    assert "<svg" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["models", "fearon"], "'fearon' is not a model; the models are"),
        (["models", "--svg", "x.svg"], "--svg draws one model"),
        (["models", KEY, "--svg", "x.png"], ".svg"),
        (["solve", "nothing-here"], "neither a file nor a shipped scenario (corridor, "),
        (["solve", "nothing-here"], "nor a published model (" + next(iter(gallery()))),
        (["solve", "missing.efg"], "there is no file 'missing.efg'"),
        (["solve", KEY, "--resolution", "report"], "--resolution is about the belief grid of a scenario"),
        (["solve", KEY, "--precision", "-1"], "precision"),
        (["solve", KEY, "--precision", "nan"], "precision"),
        (["solve", KEY, "--set", "pC=1"], "'pC' is no parameter; there are pB, "),
        (["solve", KEY, "--set", "pB=1.5"], "pB = 1.5 is outside its range [0, 1]"),
        (["solve", KEY, "--set", "pB"], "NAME=VALUE"),
        (["solve", KEY, "-o", "x.nc"], "ends in .json, .svg or .txt"),
        (["solve", KEY, "-o", "no/such/folder/x.json"], "no/such/folder"),
        (["solve", "ladder", "-o", "x.svg"], ".nc"),
        (["export", KEY, "-o", "x.json"], "ends in .efg, .nfg, .svg or .txt"),
        (["export", KEY, "-o", "x.efg", "--ends", "3"], "always holds the whole game"),
        (["export", "ladder", "-o", "x.efg"], "'ladder' is a scenario"),
        (["export", "missing.nfg", "-o", "x.efg"], "there is no file"),
    ],
)
def test_wrong_input_exits_2_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = deterrence(*arguments)
    assert done.exit_code == 2, done.stderr
    assert says in done.stderr and done.stderr.count("\n") == 1 and done.stdout == ""
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.efg"
    path.write_text(SMALL.replace("-1/2", "-1/x"))
    done = deterrence("solve", str(path), "--json")
    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr.startswith(f"{path}:4:")


def test_a_path_that_does_not_arrive_exits_1(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import deterrence.solvers.tree.solving as solving
    from deterrence.errors import NotConverged

    def stuck(*_, **__):
        raise NotConverged("the path ended at λ = 3. Try a lower precision")

    monkeypatch.setattr(solving, "solve_tree", stuck)
    done = deterrence("solve", small, "--json")
    assert done.exit_code == 1 and "λ = 3" in done.stderr and done.stdout == ""


def test_a_scenario_goes_before_a_model_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from deterrence.catalogue import is_scenario

    monkeypatch.setitem(gallery(), "ladder", find_model(KEY))
    assert is_scenario("ladder") and not is_scenario(KEY)


UNWANTED = {
    "models": {"jax", "scipy", "pydantic", "xarray", "pandas", "rich", "yaml", "jinja2"},
    "solve": {"jax", "pydantic", "xarray", "pandas", "rich", "yaml", "jinja2"},
    "export": {"jax", "scipy", "pydantic", "xarray", "pandas", "rich", "yaml", "jinja2"},
}


@pytest.mark.parametrize(
    "arguments", [["models"], ["models", KEY], ["solve", KEY, "--json"], ["export", KEY, "-o", os.devnull + ".svg"]]
)
def test_trees_import_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    arguments = [a.replace(os.devnull, str(tmp_path / "x")) for a in arguments]
    code = (
        "import sys\n"
        "from deterrence.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"heavy = {UNWANTED[arguments[0]]} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_terminal_that_cannot_draw_gets_question_marks() -> None:
    command = [sys.executable, "-m", "deterrence", "models", KEY]
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, encoding="latin-1", check=True, env=env)
    assert "?? C ? (0.5, 1)" in done.stdout


def test_the_program_solves_a_file_in_its_own_process(small: str) -> None:
    command = [sys.executable, "-m", "deterrence", "solve", small, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["certificate"]["concept"] == "sequential equilibrium"
