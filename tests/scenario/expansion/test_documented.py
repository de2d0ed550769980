"""The examples of the short language in the documentation become what the page says they become."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenario.expansion.helpers import data, plain

PAGE = Path(__file__).parents[3] / "docs" / "campaign-file.md"
PAIR = re.compile(r"^```yml\n([^`]*?)^```\n\nbecomes\n\n```yml\n([^`]*?)^```", re.M)
PAIRS = PAIR.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_examples_of_each() -> None:
    written = "".join(short for short, _ in PAIRS)
    for word in ("for:", "only:", "definitions:", "ordered:", "modules:", "use:", "{level+1}", "{self.name}"):
        assert word in written


@pytest.mark.parametrize(("short", "long"), PAIRS, ids=range(len(PAIRS)))
def test_an_example_becomes_what_the_page_says(short: str, long: str) -> None:
    found, said = data(short), plain(long)
    assert found == said and list(found) == list(said)
