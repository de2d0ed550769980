"""Worlds under another doctrine start from the stated values under that doctrine, which are solved once."""

from __future__ import annotations

import numpy as np

from deterrence.errors import NotConverged
from deterrence.stress import resolve
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.resolve import Change, Resolver
from shipped import crisis

STATED = crisis("standoff").parameters.defaults
PLAN = planned(crisis("standoff"), STATED, draws=3, points=5)
RESTRAINT = Change(doctrines=(("row", "restraint"),))


def under(place, world, change=RESTRAINT):
    """A world's solution under a change, from its own."""
    there = place._standing(world, PLAN.policies[0])
    return there.solved(change.among(dict(place._change(world, PLAN.policies[0], there).values)))[1]


def farthest(one, other):
    """How far two solutions are apart at most: probabilities of moves, and values."""
    play = max(
        float(np.abs(np.exp(z) - np.exp(second[x])).max())
        for first, second in zip(one.strategies, other.strategies, strict=True)
        for x, z in first.items()
    )
    return max(play, *(float(np.abs(a - b).max()) for a, b in zip(one.values, other.values, strict=True)))


def test_a_world_is_as_solved_from_nothing_and_the_same_bits_in_any_order():
    worlds, place, backwards = PLAN.sample.worlds(0, 3), Workplace(PLAN), Workplace(PLAN)
    found = [under(place, world) for world in worlds]
    again = [under(backwards, world) for world in reversed(worlds)][::-1]
    restrained = crisis("standoff").with_doctrine("row", "restraint")
    for world, one, other in zip(worlds, found, again, strict=True):
        assert farthest(one, other) == 0.0
        cold = Resolver(restrained, STATED, place.resolver().grid)._solve(Change.of(world.values), None)[1]
        assert 0.0 < farthest(one, cold) < 1e-6
        assert farthest(one, under(place, world, Change())) > 1e-3


def test_one_solution_from_nothing_serves_all_worlds(monkeypatch):
    cold = []
    solve = resolve.solve_grid
    monkeypatch.setattr(
        resolve, "solve_grid", lambda game, grid, warm=None: cold.append(warm is None) or solve(game, grid, warm)
    )
    place = Workplace(PLAN)
    for world in PLAN.sample.worlds(0, 3):
        under(place, world)
    assert cold.count(True) == 2, "as stated, and as stated under the other doctrine"
    assert cold.count(False) == 6


def test_where_the_stated_values_cannot_be_solved_worlds_are_by_themselves(monkeypatch):
    place, (world,) = Workplace(PLAN), PLAN.sample.worlds(0, 1)
    usual = under(place, world)
    other, solve, cold = Workplace(PLAN), resolve.solve_grid, []

    def second_fails(game, grid, warm=None):
        if warm is None:
            cold.append(game)
            if len(cold) == 2:
                raise NotConverged("not this one")
        return solve(game, grid, warm)

    monkeypatch.setattr(resolve, "solve_grid", second_fails)
    found = under(other, world)
    assert list(other.resolver().others.values()) == [None] and len(cold) == 3
    assert farthest(found, usual) < 1e-6
