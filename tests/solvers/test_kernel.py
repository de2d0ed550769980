"""The compiled kernel against the same equations in JAX, and against itself with the work cut up otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.solvers import backward_induction
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.kernel import CLOSED
from deterrence.solvers.lattice import lattices_for
from jax_nodes import StateTables, solve_nodes, state_values
from typed_games import in_turn

TYPES = {
    "one type": (("s",), ("s",)),
    "a commitment": (("s", "c"), ("s1", "s2")),
    "two strategic types": (("s1", "s2"), ("s",)),
    "three types": (("s1", "c", "s2"), ("s", "c")),
    "three actors": (("s", "c"), ("s",), ("s1", "s2")),
}
TOLERANCE = 1e-11
SAME = 1e-9
STEPS = 60


def solved(types, noise, points=9, **settings):
    game = in_turn(types, seed=3, moves=3, noise=noise, precision=4.0)
    grid = Grid(points=points, cut=5.0, tolerance=TOLERANCE, **settings)
    return game, solve_grid(game, grid), lattices_for(tuple(map(len, types)), points, 5.0)


def values_ahead(values, states, mover):
    """(C, O, P, Q) with the mover's axis first and the others' flattened."""
    ahead = np.moveaxis(values[states], 1, 0)
    moved = np.moveaxis(ahead, 2 + mover, 2)
    return moved.reshape(*moved.shape[:3], -1)


@pytest.mark.parametrize(
    "kinds, noise",
    [
        ("a commitment", 0.0),
        ("three types", 0.2),
        *(pytest.param(kinds, 0.2, marks=pytest.mark.slow) for kinds in TYPES if kinds != "three types"),
    ],
)
def test_every_state_is_solved_as_the_oracle_solves_it(kinds, noise):
    types = TYPES[kinds]
    game, found, lattices = solved(types, noise)
    s, n = game.structure, game.numbers
    sweeper = backward_induction.Sweeper(game, lattices, TOLERANCE)
    checked = 0
    for owner in sweeper.movers:
        for x, m in owner.place.items():
            stage = max(t for t in range(s.horizon) if x in s.reachable[t])
            table, i = owner.tables[m], s.movers[x][0]
            own = [c for c, (j, _) in enumerate(s.columns) if j == i]
            order = own + [c for c in range(len(s.columns)) if c not in own]
            plays = tuple(s.columns[c][1] if c in own else -1 for c in order)
            belief = lattices[i].beliefs(np.asarray(n.prior)[i, : len(types[i])])
            discount = np.asarray(n.discount)[[s.columns[c][0] for c in order]]
            tables = StateTables(
                table.show, table.payoff[:, order], np.log(table.weight), table.rule, belief, 4.0, discount
            )
            ahead = values_ahead(found.values[stage + 1], table.following, i)[order]
            start = owner.start(x)[:, : len(table.moves)]
            node = np.asarray(lattices[i].nodes, float)[:, None]
            static = {"lattice": lattices[i], "strategic": owner.strategic}
            result = solve_nodes(
                tables, ahead[: len(own)], node, start, steps=STEPS, tolerance=TOLERANCE, **static
            )
            assert np.asarray(result.residual).max() <= TOLERANCE
            mine = found.strategies[stage][x][:, : len(table.moves)]
            assert np.abs(np.exp(mine) - np.exp(np.asarray(result.log_strategy))).max() <= SAME
            worth = np.asarray(state_values(tables, ahead, result.log_strategy, plays=plays, **static))
            assert np.abs(values_ahead(found.values[stage], [x], i)[order, 0] - worth).max() <= SAME
            checked += 1
    assert checked == sum(len(movers) > 0 for movers in s.movers)


@pytest.mark.parametrize("types", TYPES.values(), ids=TYPES)
def test_the_number_of_threads_changes_no_bit(types, monkeypatch):
    _, one, _ = solved(types, 0.2, threads=1)
    monkeypatch.setattr(backward_induction, "NODES_A_JOB", 1)
    _, two, _ = solved(types, 0.2, threads=2)
    for a, b in zip(two.values, one.values, strict=True):
        assert np.array_equal(a, b)
    for before, after in zip(two.strategies, one.strategies, strict=True):
        assert all(np.array_equal(before[x], after[x]) for x in before)


def test_a_move_that_is_not_open_is_never_played():
    game, found, _ = solved(TYPES["a commitment"], 0.0, pure_move=2)
    assert found.residual <= TOLERANCE
    for stage in found.strategies:
        for x, z in stage.items():
            assert np.all(z[:, len(game.structure.moves_at[x][game.structure.movers[x][0]]) :] == CLOSED)
