"""What a text in the short language becomes."""

from __future__ import annotations

from typing import Any

from deterrence.errors import InputError, Problem
from deterrence.files.diagnostics import Faults
from deterrence.files.yaml_reader import Document, parse
from deterrence.scenario.expansion.expand import expand


def document(text: str) -> Document:
    """The document that a text becomes."""
    faults = Faults("file.yaml")
    return expand(parse(text, faults), faults)


def data(text: str) -> dict[str, Any]:
    """The data that a text becomes."""
    return document(text).data


def plain(text: str) -> dict[str, Any]:
    """The data of a text as it stands."""
    return parse(text, Faults("file.yaml")).data


def problems(text: str) -> list[Problem]:
    """What is wrong with a text in the short language; empty if it can be written out."""
    try:
        document(text)
    except InputError as error:
        return error.problems
    return []
