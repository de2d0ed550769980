"""Unrolled games: the tree and the belief grid solve the same game."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank import random_game
from deterrence.errors import ArgumentError
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.markov import solve_markov
from deterrence.solvers.tree import solve_tree
from deterrence.trees.unrolling import unroll
from shipped import compiled
from typed_games import in_turn


@pytest.mark.parametrize("moves", [1, 2, 3, 4])
def test_tree_and_grid_agree_at_the_prior(moves):
    game = compiled("ladder").game.with_horizon(moves)
    tree = unroll(game)
    solution = solve_tree(tree, game.numbers.precision)
    errors = []
    for points in (25, 49):
        grid = solve_grid(game, Grid(points=points))
        first = game.structure.initial
        sigma = np.exp(grid.strategy(0, first))[0, :, grid.lattices[0].origin, :]
        here = game.structure.movers[first][0]
        chosen = solution.assessment.strategy(tree.players[here], 1)
        rest = grid.lattices[1 - here].origin
        errors.append(max(abs(sigma[k, rest] - p) for k, p in enumerate(chosen.values())))
    assert errors[0] < 2e-3 and errors[1] < 4e-4


@given(st.integers(0, 2**31), st.sampled_from((0.5, 2.0, 5.0)))
@settings(max_examples=8, deadline=None)
def test_tree_and_grid_agree_on_random_games(seed, precision):
    """Two types a side, two moves each, each seen wrongly once in ten times: the first mover's choice at the prior."""
    game = in_turn((("s", "c"), ("s", "c")), seed, rounds=2, precision=precision, noise=0.1)
    tree = unroll(game)
    chosen = solve_tree(tree, game.numbers.precision).assessment.strategy(tree.players[0], 1)
    for points, tolerance in ((25, 5e-3), (49, 2e-3)):
        grid = solve_grid(game, Grid(points=points))
        one, other = (lattice.origin for lattice in grid.lattices)
        sigma = np.exp(grid.strategy(0, game.structure.initial))[0, :, one, other]
        assert sigma == pytest.approx(list(chosen.values()), abs=tolerance)


def test_a_simultaneous_game_without_types():
    game = random_game(3, horizon=2, precision=1.5)
    solution = solve_tree(unroll(game), 1.5)
    direct = solve_markov(game)
    s = game.structure
    rows = [m for m, row in enumerate(s.moves) if row.state == s.initial and row.actor == 0]
    here = list(solution.assessment.strategy(s.actors[0], 1).values())
    assert here == pytest.approx(np.atleast_2d(direct.probability)[0, rows], abs=1e-9)


def test_who_knows_what():
    tree = unroll(compiled("ladder").game, 2)
    for k, s in enumerate(tree.sets):
        kinds = {str(tree.sets[k].label).split(" | ")[0] for _ in tree.members[k]}
        assert kinds == {"strategic"} and len(tree.members[k]) == 2, s  # two types of the other side


def test_refusals():
    game = compiled("ladder").game
    with pytest.raises(ArgumentError, match="use fewer moves, or the belief grid"):
        unroll(game, 6, most=500)
    with pytest.raises(ArgumentError, match="discount of zero"):
        unroll(random_game(1, discount=0.0), 2)
    with pytest.raises(ArgumentError, match="must not be negative"):
        unroll(game, -1)
    with pytest.raises(ArgumentError, match="say how many moves"):
        unroll(game.with_horizon(None))
