"""What a scenario says in the vocabulary that all forms share."""

from __future__ import annotations

import pytest

from deterrence.catalogue import names
from shipped import WINDOW, crisis


@pytest.mark.parametrize("name", names())
def test_what_a_red_line_names_is_there(name: str) -> None:
    about = crisis(name)
    for line in about.brief.lines:
        assert line.rung in {r.id for r in about.brief.rungs}
        assert line.owner in {a.id for a in about.brief.actors}
        assert set(line.numbers.values()) <= set(about.parameters)
        assert line.front in {"", *(f.id for f in about.brief.fronts)}


def test_the_numbers_of_a_line_on_the_ladder_are_its_own() -> None:
    line = crisis(WINDOW).brief.line("india-territory")
    assert line.numbers["audience_cost"] == "lines.india-territory.audience_cost"
