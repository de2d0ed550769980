"""Modules: written once, used on either frontier; what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from deterrence.errors import InputError
from deterrence.files import reader
from deterrence.scenario.campaign.reading import CAMPAIGN, read_campaign_text
from scenario.campaign.samples import edited, read
from scenario.campaign.samples import problems as checked
from scenario.expansion.helpers import data, problems

TEXT = Path(__file__).with_name("sanctuary.yaml").read_text(encoding="utf-8")
USES = re.findall(r"^  - \{module.*\n", TEXT, re.M)
NAMES = {"east": "west", "west": "east", "East": "West", "West": "East"}


def exchanged(value: Any) -> Any:
    """Data with the names of the two sides exchanged, as a whole that has no order."""
    if isinstance(value, dict):
        return {exchanged(key): exchanged(inside) for key, inside in value.items()}
    if isinstance(value, tuple | list):
        return sorted((exchanged(inside) for inside in value), key=repr)
    return re.sub("east|west|East|West", lambda name: NAMES[name.group()], value) if isinstance(value, str) else value


def test_either_frontier_is_the_other_with_names_exchanged() -> None:
    first, second = (data(TEXT.replace(use, "")) for use in USES)
    assert first != second
    assert exchanged(first) == exchanged(exchanged(second))


def test_both_at_once_are_their_own_mirror() -> None:
    both = data(TEXT)
    assert [actor["id"] for actor in both["actors"]] == ["east", "west", "group_east", "group_west"]
    assert len(both["clocks"][0]["events"]) == 5 and list(both["parameters"]).count("zeal") == 1
    assert exchanged(both) == exchanged(exchanged(both))


@pytest.mark.parametrize("use", USES)
def test_one_frontier_is_a_crisis_as_the_other_is(use: str) -> None:
    game = read(TEXT.replace(use, "")).compile()
    assert len(game.structure.states) == 9 and len(game.structure.actors) == 3


@pytest.mark.parametrize(
    ("old", "new", "what", "at"),
    [
        ("module: sanctuary", "module: sanctury", "'sanctury': did you mean 'sanctuary'?", "sanctury"),
        ("host: east, ", "", "takes 'host', and is not given it: add 'host: …' under 'with'", "group: group_east"),
        ("host: east", "hoast: east", "does not take 'hoast': did you mean 'host'?", "hoast"),
        ("host: east", "host: [east]", "'host'", "host: [east]"),
        ("    parameters:", "    window: {}\n    parameters:", "a module cannot give 'window'", "window: {}"),
        ('"restraint.{host}":', "restraint:", "a module gives 'label' another value than line", "restraint:"),
        ("{victim.name} is", "{victm.name} is", "there is no variable 'victm' here", "victm"),
        ("use:\n", "uses:\n", "unknown key 'uses': did you mean 'use'?", "uses:"),
        ("takes: [", "taks: [", "a module cannot give 'taks'", "taks"),
        ("takes: [group", "takes: [3, group", "'takes'", "takes: [3"),
        ('rate: "tempo.{host}"', 'rate: "tempo.{host+1}"', "an argument has no next value", "host+1"),
    ],
)  # fmt: skip
def test_is_refused_at_its_line(old: str, new: str, what: str, at: str) -> None:
    text = edited(old, new, TEXT)
    found = problems(text)
    line = text[: text.index(at)].count("\n") + 1
    assert any(what in f"{p.what}: {p.remedy}" and p.line == line for p in found), [str(p) for p in found]


def test_a_module_that_nobody_uses_is_refused() -> None:
    text = TEXT.replace("".join(USES), "").replace("use:\n", "")
    assert [p.what for p in problems(text)] == ["the module 'sanctuary' is declared but never used"]


def test_a_fault_that_the_checks_find_is_reported_in_the_module_with_its_case() -> None:
    [problem] = checked(edited("zeal - restraint.{host}", "zeel - restraint.{host}", TEXT))[:1]
    assert "zeel" in problem.what and "group = group_east, host = east, victim = west, and 1 more" in problem.what
    assert problem.line == TEXT[: TEXT.index("zeal - ")].count("\n") + 1


def test_a_module_may_be_in_a_file_beside(tmp_path: Path) -> None:
    before, module = TEXT.split("  sanctuary:\n")
    module, after = module.split("use:\n")
    file, beside = tmp_path / "crisis.yaml", tmp_path / "parts" / "group.yaml"
    beside.parent.mkdir()
    file.write_text(f"{before}  sanctuary: {{from: parts/group.yaml}}\nuse:\n{after}", encoding="utf-8")
    beside.write_text(f"schema: deterrence-module-1\n{dedent(module)}", encoding="utf-8")
    found = reader.read(CAMPAIGN, file)
    assert found.document.data == data(TEXT)
    beside.write_text(f"schema: deterrence-module-1\n{dedent(module)}# changed\n", encoding="utf-8")
    assert reader.read(CAMPAIGN, file).sha256 != found.sha256
    beside.write_text(f"schema: deterrence-module-1\n{dedent(module)}".replace("zeal - ", "zeel - "), encoding="utf-8")
    with pytest.raises(InputError) as error:
        reader.read(CAMPAIGN, file)
    line = module[: module.index("zeal - ")].count("\n") + 2
    assert (error.value.problems[0].file, error.value.problems[0].line) == (str(beside), line)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{from: ../group.yaml}", "a module is in a file beside this one"),
        ("{from: /group.yaml}", "a module is in a file beside this one"),
        ("{from: group.yaml}", "there is no file 'group.yaml' here"),
        ("{from: 3}", "'from' is the number 3, and must be text"),
    ],
)
def test_a_module_that_is_not_beside_is_refused(source: str, what: str) -> None:
    before, module = TEXT.split("  sanctuary:\n")
    [problem] = problems(f"{before}  sanctuary: {source}\nuse:\n{module.split('use:')[1]}")
    assert what in problem.what and problem.line == before.count("\n") + 1


def test_it_is_well_formed() -> None:
    assert read_campaign_text(TEXT).name == "sanctuary"
