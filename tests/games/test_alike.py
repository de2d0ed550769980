"""What is kept of a game is shared with one that differs in nothing that a quantity is read by."""

from dataclasses import replace

import pytest
from shipped import compiled, crisis

from deterrence.forecasting.registry import measure
from deterrence.games.alike import shared
from deterrence.games.crisis_game import CrisisGame
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.audit.rewriting import acts_doubled
from deterrence.stress.unilateral_changes import doctrine_cases

NAME = "standoff"


def other_doctrine() -> CrisisGame:
    about = crisis(NAME)
    actor, doctrine, _ = next(case for case in doctrine_cases(about) if not case[2])
    return about.with_doctrine(actor, doctrine).game_at(compiled(NAME).values)


def test_under_another_doctrine_what_is_kept_is_shared_and_no_number_moves():
    base, other = compiled(NAME), other_doctrine()
    found = shared(base, other)
    assert found.kept is base.kept and found.structure is base.structure
    assert (found.game.numbers.rule == other.game.numbers.rule).all()
    assert (found.game.numbers.rule != base.game.numbers.rule).any()  # the doctrine is another
    grid = Grid(points=7)
    alone, _ = measure(other, solve_grid(other.game, grid))
    measure(base, solve_grid(base.game, grid))  # what is kept is the base's
    together, _ = measure(found, solve_grid(found.game, grid))
    assert together == pytest.approx(alone, abs=1e-12)


def test_games_that_differ_otherwise_share_nothing():
    base = compiled(NAME)
    doubled = acts_doubled(base)
    assert shared(base, doubled) is doubled
    elsewhere = replace(base, nodes=tuple(f"{node}, renamed" for node in base.nodes))
    assert shared(base, elsewhere) is elsewhere
    harmed = replace(base, losses=({("somebody", "lives"): base.symbols.precision[0]}, *base.losses[1:]))
    assert shared(base, harmed) is harmed
