"""Drafts of the essays' crises on a clock: each is well formed, and so are the claims about it."""

from __future__ import annotations

import pytest

from deterrence.claims.reading import read_claims
from deterrence.stress.audit.audit import audit
from shipped import DRAFTS, crisis

CLAIMED = sorted(path for draft in DRAFTS.values() for path in (draft.parent / "claims").glob(f"{draft.stem}.yaml"))


def test_there_are_drafts_of_the_crises_of_both_essays() -> None:
    assert {"south-asia-2025-clock", "western-front-clock", "south-asia-recurrent-clock"} <= set(DRAFTS)
    assert [path.stem for path in CLAIMED] == sorted(DRAFTS)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_is_on_a_clock_and_every_number_says_what_it_is(name: str) -> None:
    found = crisis(name)
    assert found.brief.days is not None
    assert all(p.label and (p.range or p.role == "fixed") for p in found.parameters.values())


@pytest.mark.parametrize("path", CLAIMED, ids=lambda path: path.stem)
def test_claims_about_a_draft_are_about_what_it_has(path) -> None:
    assert read_claims(path, crisis(path.stem)).claims


@pytest.mark.slow
def test_a_level_put_between_two_is_not_an_act_more() -> None:
    """The form audit can say of a level between measures and fire what the file says of both, and how often stays."""
    about = crisis("south-asia-2025-clock")
    finer, values = about.with_level("measures", "fire")
    new = values["between1.says"]
    assert new == pytest.approx((values["measures.says"] + values["fire.says"]) / 2)
    assert _weight(about, "measures") == pytest.approx(_weight(finer, "measures", "between1"))


def _weight(about, *levels: str) -> float:
    """The mean of what the file calls the base weights of first acts at some levels, which is that of their kind."""
    turn = next(t for t in about.record.turns if t.id == "india_calm")
    parameters = {name: p.value for name, p in about.parameters.items()}
    found = [parameters[str(m.weight)] for m in turn.moves if m.id in {f"{level}_first" for level in levels}]
    assert len(found) == len(levels)
    return sum(found) / len(found)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", DRAFTS)
def test_its_form_does_not_decide_the_answer(name: str) -> None:
    """Every row of the form audit keeps its mark, at the least nodes that a grid may have."""
    about = crisis(name)
    found = audit(about.compile(), 5, crisis=about, grids=False)
    assert {row.row for row in found.rows} == {"acts", "order", "null", "tempo", "level", "movers"}
    assert found.beyond == set()
