"""What a scenario says in the vocabulary that all forms share."""

from __future__ import annotations

import pytest

from deterrence.catalogue import names
from deterrence.scenario.crisis import load
from shipped import WINDOW, crisis


@pytest.mark.parametrize("name", names())
def test_what_a_red_line_names_is_there(name: str) -> None:
    crisis = load(name)
    for line in crisis.brief.lines:
        assert line.rung in {r.id for r in crisis.brief.rungs}
        assert line.owner in {a.id for a in crisis.brief.actors}
        assert set(line.numbers.values()) <= set(crisis.parameters)
        assert line.front in {"", *(f.id for f in crisis.brief.fronts)}


def test_the_numbers_of_a_line_on_the_ladder_are_its_own() -> None:
    line = crisis(WINDOW).brief.line("india-territory")
    assert line.numbers["audience_cost"] == "lines.india-territory.audience_cost"
