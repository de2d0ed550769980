"""More than a hundred broken files of the short language: no traceback, exit code 2, and the right line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from deterrence.scenario.starter import FILE

TEXTS = [path.read_text(encoding="utf-8") for path in (FILE, Path(__file__).with_name("sanctuary.yaml"))]
# What is found, and what it becomes: each place where it is found is a broken file of its own.
MUTATIONS = (
    (r"\{(self|other|level|group|host|victim|title)(?=[.}\"])", r"{x\1"),  # a variable that is none
    (r"\{(self|other)\}", r"{\1 }{\1+1}"),  # no value after the last, or no next one
    (r"(?<=for: \{self: )actors", "actros"),  # a list that is none
    (r"(?<=for: \{)(level|self)", r"\1: [], x\1"),  # variables that nothing stands for
    (r"(?<=from: )pressure", "presure"),  # a value that is not in the order
    (r"(?<=below: )", "x"),
    (r"\bfrom: ", "form: "),  # a bound that is none
    (r"(?<=only: \{)(self|level)", r"x\1"),
    (r"did_\w+ <", "did_nobody <"),  # a variable that has no order
    (r"(?<=-own\.pride\*)behind", "behnd"),  # a definition that is none
    (r"(?<=to: )(days_pass|tension)\b", "nowhere"),
    (r"\bchance: \w+", "chance: [1]"),
    (r"\brate: \w+", "rate: {}"),
    (r"(?<!_)\bid: (?=\")", "ide: "),  # a key that is none
    (r"\bpays: ", "pay: "),
    (r"(?<=module: )sanctuary", "sanctum"),
    (r"with: \{group: ", "with: {groop: "),
    (r"\{for: \{self", "{for: {self: [east], self"),  # a key twice
    (r"(?<=unit: )stake", "[stake]"),
    (r"(?<=value: )0\.\d+", '"{cost}"'),
)


def broken() -> Iterator[tuple[str, int]]:
    """(text, the line that is wrong)"""
    for text in TEXTS:
        for old, new in MUTATIONS:
            for place in re.finditer(old, text):
                line = text[: place.start()].count("\n") + 1
                if "#" not in text.splitlines()[line - 1][: place.start() - text.rfind("\n", 0, place.start())]:
                    yield text[: place.start()] + place.expand(new) + text[place.end() :], line


BROKEN = list(broken())


def test_there_are_enough() -> None:
    assert len(BROKEN) > 120 and len({text for text, _ in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("k", range(8))
def test_every_fault_is_found_at_its_line(k: int, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    for text, line in BROKEN[k::8]:
        file.write_text(text, encoding="utf-8")
        done = CliRunner().invoke(main, ["check", str(file)])
        assert done.exit_code == 2 and isinstance(done.exception, SystemExit), (line, done.exception)
        lines = {int(found) for found in re.findall(r"broken\.yaml:(\d+):", done.stderr)}
        assert line in lines, f"{text.splitlines()[line - 1]}\n{done.stderr}"
