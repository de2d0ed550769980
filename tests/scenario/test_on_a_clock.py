"""Crises on a clock: what their files say of every number, and that their form does not decide the answer."""

from __future__ import annotations

import pytest

from deterrence.stress.audit.audit import audit
from deterrence.stress.resolve import axes
from shipped import SHIPPED, crisis

ON_A_CLOCK = [name for name in SHIPPED if crisis(name).brief.days is not None]


@pytest.mark.parametrize("name", ON_A_CLOCK)
def test_every_number_says_what_it_is(name: str) -> None:
    assert all(p.label and (p.range or p.role == "fixed") for p in crisis(name).parameters.values())


@pytest.mark.slow
def test_a_level_put_between_two_is_not_an_act_more() -> None:
    """The form audit can say of a level between measures and fire what the file says of both, and how often stays."""
    about = crisis("south-asia-2025")
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
@pytest.mark.parametrize("name", ON_A_CLOCK)
def test_its_form_does_not_decide_the_answer(name: str) -> None:
    """Every row of the form audit keeps its mark, on a small grid, but where the file itself says that it does not."""
    about = crisis(name)
    game = about.compile()
    found = audit(game, 5 if axes(game) > 1 else None, crisis=about, grids=False)
    applied = {row.row for row in found.rows}
    assert applied >= {"acts", "order", "null", "tempo"}
    assert found.beyond <= set(found.said)
    assert set(found.said) <= applied  # nothing is said of a change that cannot be made
