"""Every shipped scenario: each parameter is part of its game and moves what is reported, and its certificate is met."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.games.crisis_game import CrisisGame
from deterrence.games.stochastic import NUMBER_FIELDS
from deterrence.solvers.refine import solve
from shipped import LADDERS, SHIPPED, WINDOW, compiled, crisis

TURNS = [name for name in SHIPPED if name not in LADDERS]


def at(name: str, changes: dict[str, float]) -> CrisisGame:
    """The same structure at other values, unless they change which types there are."""
    values = {**compiled(name).values, **changes}
    return compiled(name).at(values) or crisis(name).game_at(values)


def ends(name: str, parameter: str) -> tuple[float, ...]:
    p = crisis(name).parameters[parameter]
    return p.range or (0.5 * p.value, 1.5 * p.value)


def differs(one: CrisisGame, other: CrisisGame) -> bool:
    """Do the game's arrays, the losses or the days differ?"""
    if one.structure.states != other.structure.states or one.structure.types != other.structure.types:
        return True
    for field in (*NUMBER_FIELDS, "renewal", "pace", "interest"):
        a, b = (getattr(c.game.numbers, field, None) for c in (one, other))
        if a is not None and not np.array_equal(np.asarray(a), np.asarray(b)):
            return True
    lost = [[c.loss_by_branch[key] for key in one.loss_by_branch] for c in (one, other)]
    return not (np.array_equal(one.days_by_state, other.days_by_state) and np.array_equal(*lost))


@pytest.mark.parametrize("name", [*SHIPPED, WINDOW])
def test_every_number_is_part_of_the_game(name):
    """Those of policy options and postures apart, which become numbers of a game where somebody takes them."""
    dead = [
        p
        for p in crisis(name).parameters
        if p not in of_alternatives(name) and not any(differs(compiled(name), at(name, {p: e})) for e in ends(name, p))
    ]
    assert set(dead) == set(IDLE.get(name, ()))


IDLE = {
    WINDOW: (  # as the file has them; tests/test_lever_audit.py shows at which values they are alive
        "india.nuclear.preemption",
        "pakistan.nuclear.preemption",
        "third_parties.visibility",
    )
}


def of_alternatives(name: str) -> set[str]:
    """Parameters that are used by options and nothing else."""
    return {n for n, p in crisis(name).parameters.items() if p.parts and p.parts <= {"sets", "multiplies"}}


@pytest.mark.parametrize("name", TURNS)
def test_levers_and_labels(name):
    """Every lever of a mechanism has a range, every parameter a range and words, every system that it shows a text."""
    c = crisis(name)
    mechanisms = c.brief.mechanisms
    assert all(c.parameters[lever].range for m in mechanisms for lever in m.levers)
    assert all(p.label and (p.range or p.role == "fixed") for p in c.parameters.values())
    assert len({(m.system, m.shows) for m in mechanisms}) == len(mechanisms)  # a module may be used twice
    assert any(e.headline for e in c.brief.events) and c.brief.endings


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_certificate_is_met(name):
    c = solve(compiled(name).game).certificate
    assert c.residual <= 1e-9 and c.consistency <= 1e-10 and c.within_bound
    assert c.grid_error is not None
    assert max(a + b for a, b in c.grid_error.probabilities.values()) <= 5e-3
