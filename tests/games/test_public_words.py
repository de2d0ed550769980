"""What is publicly known, in words."""

from __future__ import annotations

import pytest

from deterrence.games.crisis_game import Variable
from shipped import SHIPPED, compiled, crisis

ACTORS, RUNGS = {"row": "Row", "column": "the column"}, {"calm": "no act", "strike": "a strike"}


@pytest.mark.parametrize(
    ("values", "value", "said"),
    [
        (("calm", "strike"), "strike", "a strike"),
        (("calm", "war"), "calm", "calm"),
        (("none", "row"), "row", "Row"),
        (("none", "open_column"), "open_column", "open the column"),
        (("no_force", "force"), "no_force", "no force"),
        ((False, True), True, "yes"),
        ((1, 2), 2, "2"),
    ],
)
def test_a_value_is_said_as_its_rung_or_actor_where_it_is_one(values, value, said) -> None:
    assert Variable("x", "x", values).said(value, RUNGS, ACTORS) == said


@pytest.mark.parametrize("name", SHIPPED)
def test_every_public_variable_of_a_shipped_crisis_is_said_in_words(name: str) -> None:
    found, brief = compiled(name), crisis(name).brief
    rungs, actors = ({x.id: x.name for x in named} for named in (brief.rungs, brief.actors))
    known = {v.id: v for v in found.variables}
    assert all(public.keys() <= known.keys() for public in found.public)
    for v in known.values():
        said = [v.said(value, rungs, actors) for value in v.values]
        assert len(set(said)) == len(v.values)
        worded = [words for words, x in zip(said, v.values, strict=True) if not isinstance(x, int)]
        assert all(len(words) > 1 and "_" not in words for words in worded)
