"""One reader for every kind of file: which kind it is, what it says of another kind, pipes, and what cannot be read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import deterrence
from coded_crises.samples import BRIDGE
from deterrence.coded_crises.reading import HISTORY
from deterrence.errors import ArgumentError, InputError
from deterrence.files import library
from deterrence.files.diagnostics import Fault
from deterrence.files.reader import FileKind, Loaded, read, read_known, read_one_of, read_text
from deterrence.files.record import Record
from deterrence.files.registry import FORMER, KNOWN
from deterrence.scenario.campaign.reading import CAMPAIGN
from deterrence.scenario.crisis import load
from deterrence.scenario.ladder.reading import SCENARIO
from scenario.campaign.samples import TEXT as CAMPAIGN_TEXT
from scenario.ladder.mutator import MINIMAL

SOURCE = Path(deterrence.__file__).parent


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.noun)
def test_every_known_kind_is_at_home_and_says_so_itself(known):
    module, name = known.home.split(":")
    kind = getattr(import_module(f"deterrence.{module}"), name)
    assert (kind.schema, kind.noun) == (known.schema, known.noun)
    assert get_args(kind.record.model_fields["format"].annotation) == (known.schema,)


@pytest.mark.parametrize("former", FORMER)
@pytest.mark.parametrize("text", [MINIMAL.read_text(), CAMPAIGN_TEXT], ids=["ladder", "turns"])
def test_a_file_of_an_earlier_version_is_told_what_to_change(text, former, tmp_path):
    path = tmp_path / "old.yaml"
    path.write_text(text.replace("deterrence-scenario-2", former))
    with pytest.raises(InputError) as caught:
        load(path)
    (problem,) = caught.value.problems
    line = text[: text.index("schema: ")].count("\n") + 1
    assert problem.line == line and problem.remedy.startswith("write 'schema: deterrence-scenario-2'")
    path.write_text(path.read_text().replace(former, FORMER[former]))
    assert load(path).brief.actors


def test_forms_that_call_themselves_alike_are_told_apart_by_their_sections(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text("schema: deterrence-scenario-2\nname: x\nuse: 3\n")
    with pytest.raises(InputError, match="'use' is the number 3"):
        load(path)
    path.write_text(CAMPAIGN_TEXT.replace("schema: deterrence-scenario-2\n", ""))
    with pytest.raises(InputError) as caught:
        load(path)
    assert [p.what for p in caught.value.problems] == ["the key 'schema' is missing"]


@pytest.mark.parametrize(
    ("shipped", "noun", "schema"),
    [
        ("claims/standoff.yaml", "file of claims", "deterrence-claims-1"),
        ("histories/kargil-1999.yaml", "history", "deterrence-history-1"),
        ("estimation/examples/war1800.yaml", "specification", "deterrence-estimation-1"),
    ],
)
def test_a_file_that_does_not_say_what_it_is_is_told_what_to_begin_with(tmp_path, shipped, noun, schema):
    path = tmp_path / "some.yaml"
    path.write_text(re.sub(r"^schema: .*\n", "", (SOURCE / shipped).read_text(encoding="utf-8"), flags=re.M))
    with pytest.raises(InputError) as caught:
        read_known(path, SCENARIO)
    (problem,) = caught.value.problems
    assert problem.what.startswith("the key 'schema' is missing") and problem.what.endswith(f"it is a {noun}")
    assert problem.remedy == f"begin it with 'schema: {schema}'"


FILES = sorted(path for path in SOURCE.rglob("*.yaml") if path.parent.name != "texts")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_file_that_ships_is_well_formed_as_what_it_calls_itself(path):
    loaded = read_known(path, SCENARIO)
    assert loaded.record.format == re.search(r"^schema: (\S+)", loaded.text, re.M)[1]


OTHERS = [
    (SCENARIO, BRIDGE, "this is a history, and should be a scenario: 'deterrence histories' shows it"),
    (HISTORY, MINIMAL.read_text(), "this is a scenario, and should be a history: give it to 'deterrence run'"),
    (CAMPAIGN, MINIMAL.read_text(), "this is a scenario, and should be a campaign: give it to 'deterrence run'"),
]


@pytest.mark.parametrize(("kind", "text", "said"), OTHERS, ids=lambda value: getattr(value, "noun", ""))
def test_a_file_of_another_kind_is_called_what_it_is(kind, text, said):
    with pytest.raises(InputError) as caught:
        read_text(kind, text, "other.yaml")
    (problem,) = caught.value.problems
    assert f"{problem.what}: {problem.remedy}" == said
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("deterrence-")


def test_of_several_kinds_the_file_says_which(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text(CAMPAIGN_TEXT)
    assert read_one_of((SCENARIO, CAMPAIGN), path) == read(CAMPAIGN, path)
    path.write_text(BRIDGE)
    with pytest.raises(InputError, match="this is a history, and should be a scenario or campaign"):
        load(path)
    path.write_text(MINIMAL.read_text().replace("deterrence-scenario-2", "my-own-thing"))
    with pytest.raises(InputError, match="'schema' cannot be 'my-own-thing'"):
        read_known(path, SCENARIO)


class Pair(Record):
    low: int
    high: int


def test_last_rules_are_looked_at_only_where_nothing_else_is_wrong():
    asked = []

    def ordered(pair):
        if pair.low > pair.high:
            yield Fault(("low",), "low is above high", "exchange them")

    def last(pair):
        asked.append(pair)
        yield Fault(("high",), "it is never enough", "give up")

    kind = FileKind("pair", "pair-1", Pair, rules=(ordered,), last=(last,))
    wrong = {"low: 2\nhigh: 1\n": "p:1:6: low is above high: exchange them", "low: 1\nlow: 2\nhigh: 3\n": "twice"}
    for text, said in wrong.items():
        with pytest.raises(InputError) as caught:
            read_text(kind, text, "p")
        assert said in str(caught.value) and not asked
    with pytest.raises(InputError, match="p:2:7: it is never enough: give up"):
        read_text(kind, "low: 1\nhigh: 2\n", "p")
    assert len(asked) == 1


def test_a_pipe_is_read(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for text, name in ((MINIMAL.read_text(), SCENARIO), (BRIDGE, HISTORY)):
        writer = threading.Thread(target=pipe.write_text, args=(text,))
        writer.start()
        loaded = read(name, library.locate(str(pipe), tmp_path, "file"))
        writer.join()
        assert isinstance(loaded, Loaded) and loaded.text == text


def deterrence_says(*arguments, text=""):
    command = [sys.executable, "-m", "deterrence", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input_is_checked_as_what_it_is(name):
    assert deterrence_says("check", name, text=BRIDGE).stdout == f"{name}: A quarrel over a bridge: well formed\n"
    done = deterrence_says("check", name, text=BRIDGE.replace("front: bridge", "front: brigde", 1))
    assert done.returncode == 2 and "did you mean 'bridge'?" in done.stderr


GAME = 'EFG 2 R "A choice" { "One" }\np "" 1 1 "" { "left" "right" } 0\nt "" 1 "l" { 1 }\nt "" 2 "r" { 0 }\n'


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "game.txt", "game"])
def test_a_gambit_file_is_known_by_its_first_word(name, tmp_path):
    for path in (tmp_path / "game.txt", tmp_path / "game"):
        path.write_text("\ufeff" + GAME)
    what = name if name[0] in "-/" else str(tmp_path / name)
    done = deterrence_says("export", what, "-o", str(tmp_path / "again.efg"), text=GAME)
    assert done.returncode == 0, done.stderr
    assert "A choice" in (tmp_path / "again.efg").read_text()


def test_what_is_no_file_is_said_to_be_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ArgumentError, match=r"'folder.yaml' is a folder: name a file in it"):
        library.locate("folder.yaml", tmp_path, "scenario")
    with pytest.raises(ArgumentError, match=r"there is no file 'none.yaml'"):
        library.locate("none.yaml", tmp_path, "scenario")
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "one.yaml").touch()
    (tmp_path / "one").mkdir()
    # a folder hides nothing that ships
    assert library.locate("one", tmp_path / "some", "scenario") == tmp_path / "some" / "one.yaml"


def test_reading_stands_on_nothing_above_it():
    allowed = re.compile(r"^from (\.\w+|\.\.errors) import", re.M)
    for path in (SOURCE / "files").glob("*.py"):
        lines = re.findall(r"^from \..*", path.read_text(), re.M)
        assert all(allowed.match(line) for line in lines), (path.name, lines)
