"""The small history that the documentation shows, and what is said of it once it is edited."""

import re
from pathlib import Path

from deterrence.coded_crises.reading import read_history_text
from deterrence.errors import InputError, Problem

PAGE = Path(__file__).parents[2] / "docs" / "histories.md"
(BRIDGE,) = re.findall(r"^```yml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def problems(text: str) -> list[Problem]:
    """What the reader finds wrong with a text; empty if it is a history."""
    try:
        read_history_text(text, "file.yaml")
    except InputError as error:
        return error.problems
    return []
