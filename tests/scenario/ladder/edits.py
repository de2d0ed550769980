"""The minimal scenario, edited: what its reader then says."""

import json
from pathlib import Path

from deterrence.errors import InputError, Problem
from deterrence.scenario.ladder.reading import read_text
from scenario.ladder.mutator import MINIMAL

TEXT = MINIMAL.read_text(encoding="utf-8")
DATA = Path(__file__).parent / "data"


def edit(*changes: tuple[str, str]) -> str:
    """The minimal scenario with the first place of each (old, new) changed."""
    text = TEXT
    for old, new in changes:
        assert old in text, f"the minimal scenario does not have {old!r}"
        text = text.replace(old, new, 1)
    return text


def problems(text: str) -> list[Problem]:
    """What the reader finds wrong with a text; empty if it is a scenario."""
    try:
        read_text(text, "file.yaml")
    except InputError as error:
        return error.problems
    return []


def said(text: str) -> str:
    """What the reader says about a text, one problem to a line."""
    return "\n".join(map(str, problems(text)))


def cases(name: str) -> dict[str, tuple[str, list[str]]]:
    """Cases of a file in ``data``: the first message -> (edited text, all that is said about it)."""
    found: dict[str, tuple[str, list[str]]] = {}
    for block in (DATA / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line[:2] in ("- ", "+ ", "! ")]
        old, new = ([json.loads(line[2:]) for line in lines if line[0] == mark] for mark in "-+")
        if old:
            messages = [line[2:] for line in lines if line[0] == "!"]
            found[messages[0]] = (edit(*zip(old, new, strict=True)), messages)
    return found
