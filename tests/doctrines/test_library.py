"""The library of doctrines: read with faults located, documented, and compared by a command."""

from __future__ import annotations

import importlib.util
import json
import math
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from deterrence.doctrines import reading
from deterrence.doctrines.reading import library, read_library, read_library_text
from deterrence.errors import InputError
from deterrence.report.doctrines_text import _change, listing
from shipped import SHIPPED, crisis, where

ROOT = Path(__file__).parents[2]
FILE = Path(reading.__file__).parent / "library.yaml"
TEXT = FILE.read_text(encoding="utf-8")
PLAIN = """schema: deterrence-doctrines-1
doctrines:
  - id: one
    name: one
    text: Does something.
    rules:
      - {when: {attacked: true}, do: [match]}
      - {do: [hold]}
"""


def test_it_has_the_doctrines_that_the_design_names():
    wanted = {"restraint", "graduated", "in-kind", "massive", "red-line-at", "assured", "grim", "generous", "random"}
    assert wanted | {"cumulative"} == {d.id for d in library().doctrines}


@pytest.mark.parametrize("doctrine", library().doctrines, ids=lambda d: d.id)
def test_each_is_documented_in_two_sentences_and_says_who_discusses_it(doctrine):
    assert len(re.findall(r"\.(?:\s|$)", doctrine.text)) == 2
    assert doctrine.discussed or doctrine.id == "random"


def test_no_actor_or_country_is_named_in_a_rule_or_text():
    names = {a.name.lower() for name in SHIPPED for a in crisis(name).brief.actors} - {"row", "column"}
    words = " ".join(f"{d.id} {d.name} {d.text}" for d in library().doctrines).lower()
    assert not [name for name in names if name in words]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("do: [match]", "do: [mtch]", 7, "mtch"),
        ("attacked: true", "atacked: true", 7, "atacked"),
        ("attacked: true", "attacked: true, lowest: low", 7, "no scenario is known here"),
        ("    text: Does", "    needs: [offer]\n    text: Does", 5, "no rule names 'offer'"),
        ("    text: Does", "    each: rung\n    text: Does", 5, "no rule names the rung 'r'"),
        ("    text: Does", "    discussed: [nobody]\n    text: Does", 5, "no source 'nobody'"),
        ("    text: Does", "    tremble: 2\n    text: Does", 5, "at most 1"),
        ("      - {do: [hold]}\n", "", 7, "nothing to say"),
        ("{when: {attacked: true}, do: [match]}", "{do: [match]}", 7, "hides those after it"),
        ("deterrence-doctrines-1", "deterrence-doctrine-1", 1, "deterrence-doctrines-1"),
    ],
)
def test_faults_have_their_line(old, new, line, said):
    assert old in PLAIN
    with pytest.raises(InputError) as caught:
        read_library_text(PLAIN.replace(old, new, 1), "some.yaml")
    problems = caught.value.problems
    assert any(p.line == line and said in f"{p.what}: {p.remedy}" for p in problems), [str(p) for p in problems]


def test_two_of_one_id_and_a_source_nobody_names():
    twice = PLAIN + PLAIN.split("doctrines:\n")[1]
    extra = "sources:\n  lost: {kind: page, title: A page}\n"
    with pytest.raises(InputError) as caught:
        read_library_text(twice + extra)
    told = " ".join(p.what for p in caught.value.problems)
    assert "'one' is the id of items 1 and 2 of 'doctrines'" in told
    assert "the source 'lost' is declared but never used" in told and "'opened'" in told


def test_a_file_is_read_from_a_path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(PLAIN)
    assert [d.id for d in read_library(path).doctrines] == ["one"]
    with pytest.raises(InputError, match="no such file"):
        read_library(tmp_path / "absent.yaml")


def run(*arguments: str):
    return CliRunner().invoke(main, ["doctrines", *arguments])


def test_verb_lists_the_library():
    assert run().stdout.strip() == listing().strip()
    shown = json.loads(run("--json").stdout)
    assert [d["id"] for d in shown["doctrines"]] == [d.id for d in library().doctrines]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ladder", "--actor", "nobody"], "no actor 'nobody'"),
        (["--margin", "1"], "name a scenario"),
        (["nowhere"], "neither a file nor a shipped scenario"),
        (["ladder", "--set", "posture=x"], "NAME=VALUE"),
        (["ladder", "--margin", "-1"], "margin"),
        (["ladder", "--actor", "row", "--set", "row.committed.prior=0"], "row has no commitment left"),
        (["ladder", "--actor", "column", "--set", "column.committed.prior=1"], "column has no strategic type left"),
        (["ladder", "--set", "row.committed.prior=0", "--set", "column.committed.prior=1"], "column has no strategic"),
        ([str(where("corridor-window")), "--actor", "patron"], "patron has no commitment"),
    ],
)
def test_verb_refuses_what_is_wrong(arguments, said):
    found = run(*arguments)
    assert found.exit_code == 2 and said in found.stderr and not found.stdout


@pytest.fixture
def few(monkeypatch):
    """Two doctrines only, and no processes."""
    kept = tuple(d for d in library().doctrines if d.id in ("restraint", "assured"))
    small = library().model_copy(update={"doctrines": kept})
    monkeypatch.setattr("deterrence.stress.doctrines.library", lambda: small)
    monkeypatch.setattr("deterrence.cli.doctrines.WORKERS", 0)


def test_verb_compares(few):
    found = run("ladder", "--actor", "column", "--json")
    assert found.exit_code == 0, found.stderr
    shown = json.loads(found.stdout)
    assert list(shown) == ["scenario", "locks", "margin", "cases", "points", "left_out"]
    assert [(c["actor"], c["doctrine"]) for c in shown["cases"]] == [
        ("column", "answer-higher"),
        ("column", "restraint"),
    ]
    assert shown["left_out"] == [
        {"actor": "column", "doctrine": "assured", "why": "it has no move for 'offer', 'accept'"}
    ]
    page = (ROOT / "docs" / "doctrines.md").read_text(encoding="utf-8")
    losses = shown["cases"][1]["types"][0]
    for key in [*shown, *shown["cases"][1], *losses, *losses["largest"]]:
        assert key in ("scenario", "actor", "doctrine", "name", "own", "type") or f"`{key}`" in page, key


def test_verb_leaves_out_who_is_not_committed_at_these_values(few):
    found = run("ladder", "--set", "row.committed.prior=0", "--json")
    assert found.exit_code == 0, found.stderr
    shown = json.loads(found.stdout)
    assert {c["actor"] for c in shown["cases"]} == {"column"}
    assert shown["left_out"][0]["actor"] == "row" and shown["left_out"][0]["doctrine"] is None
    assert "no commitment left at a prior of 0" in shown["left_out"][0]["why"]


def test_verb_shows_each_actor_in_the_same_words(few):
    found = run("ladder")
    assert found.exit_code == 0, found.stderr
    first, second = (found.stdout.split(f"{a}, its commitment under each doctrine")[1] for a in ("row", "column"))
    tables = [part.split("Would")[0] for part in (first, second)]
    words = [re.sub(r"[-+±]?\d[\d.]*|row|column| \?", "", table).split() for table in tables]
    assert words[0] == words[1]


@pytest.mark.parametrize(
    ("difference", "error", "says"),
    [
        (0.0052, 0.0002, "+0.005 ±0.001"),
        (-0.0001, 0.0003, "0.000 ±0.001 ?"),
        (-0.02, 0.0, "-0.020 ±0.000"),
        (-1e-12, 1e-12, "0.000 ±0.000"),
        (0.02, math.inf, "+0.020 (error not known) ?"),
    ],
)
def test_an_error_is_rounded_up_and_no_zero_has_a_sign(difference, error, says):
    assert _change(difference, error) == says


def test_page_has_the_table_that_the_program_writes():
    spec = importlib.util.spec_from_file_location("doctrines_page", ROOT / "tools" / "doctrines_page.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    text = tool.PAGE.read_text(encoding="utf-8")
    assert text == tool.page(text), "run 'make docs'"
    assert all(f"`{d.id}" in text for d in library().doctrines)
