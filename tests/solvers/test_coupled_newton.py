"""Values and strategies at once: a step that is exact off the solution, and games whose rounds do not settle."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from deterrence.errors import NotConverged
from deterrence.games.structure import Standing
from deterrence.solvers import coupled_newton, stationary
from deterrence.solvers.backward_induction import Sweeper
from deterrence.solvers.blocks import blocks
from deterrence.solvers.grid import Grid
from deterrence.solvers.lattice import lattices_for
from deterrence.solvers.rounds import Rounds
from shipped import crisis


def accounts():
    """One of the doctrines that western-front compares, in which a belief node's equation has three solutions."""
    return crisis("western-front").with_doctrine("pakistan", "account_pakistan").compile().game


def begun(game, points):
    """Rounds of a game at so many nodes a side, from the base weights, and its one block that play comes back to."""
    kinds = tuple(len(types) for types in game.structure.types)
    rounds = Rounds(Sweeper(game, lattices_for(kinds, points, Grid().cut), 1e-12), None, {})
    states = [x for x in range(len(game.structure.states)) if game.structure.standing[x] != Standing.TERMINAL]
    found = None
    for block in blocks(game.structure, states):
        rounds.begin(block)
        if block.returns:
            found = block
            break
        rounds.go_round(block)
    assert found is not None
    return rounds, found


@pytest.mark.parametrize("moved", ["values", "strategies"])
def test_a_round_is_linearised_exactly_where_nothing_is_solved(moved, monkeypatch):
    """Nodes answering to values, and values to strategies, at strategies that are no logit replies.

    Against differences, one-sided as the method's own are: halving their step halves what they are off by.
    """
    rounds, block = begun(accounts(), 5)
    rounds.values[list(block.returns)] = rounds.go_round(block)
    search, rng = coupled_newton._Search(rounds, block), np.random.default_rng(4)
    strategies = {}
    for x, z in rounds.strategies.items():
        strategies[x] = z + np.where(z > -1e8, 0.3 * rng.normal(size=z.shape), 0.0)
    here = search._look(rounds.values[list(block.returns)].copy(), strategies)
    assert not here.settled and here.size > 0.1
    change = rng.normal(size=here.change.shape) if moved == "values" else np.zeros_like(here.change)
    step = {x: 0.1 * rng.normal(size=gap.shape) for x, gap in here.gaps.items()}
    linear = rounds.linear(block, answered=moved == "values")

    def apart(small):
        monkeypatch.setattr(coupled_newton, "SMALL", 0.1 * small)
        if moved == "values":
            expected = linear.around(change)
            near = linear.onto(here.values, small)
            for x, gap in here.gaps.items():
                after = search._problem(x, near).gap(search._open(x, here.strategies[x]))[0]
                step[x] = search._answer(x, here, (after - gap) / small)
        else:
            expected = linear.through(change, search._worth(here, step))
        there = search._look(here.returns + small * change, search._moved(here, step, small))
        found = (there.change - here.change) / small + change
        return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))

    sizes = [apart(small) for small in (4e-5, 2e-5, 1e-5)]
    assert sizes[-1] < 1e-3
    assert [a / b for a, b in itertools.pairwise(sizes)] == pytest.approx([2.0, 2.0], rel=0.1), sizes


def test_a_block_whose_nodes_jump_is_solved():
    """What it ends with is a fixed point of a held round, its strategies logit replies, whatever rounds do there."""
    rounds, block = begun(accounts(), 9)
    back = list(block.returns)
    rounds.values[back] = rounds.go_round(block)
    assert coupled_newton.settle(rounds, block, 20)
    before = rounds.values[back].copy()
    assert np.abs(rounds.go_round(block, held=True) - before).max() <= rounds.least
    assert rounds.residual(block) <= 1.5 * rounds.tolerance  # values moved once more: half of it at most


def test_where_it_does_not_succeed_nothing_is_changed(monkeypatch):
    rounds, block = begun(accounts(), 5)
    rounds.values[list(block.returns)] = rounds.go_round(block)
    values, strategies = rounds.values.copy(), {x: z.copy() for x, z in rounds.strategies.items()}
    monkeypatch.setattr(coupled_newton, "STEPS", 1)
    assert not coupled_newton.settle(rounds, block, 0)
    assert np.array_equal(rounds.values, values)
    assert all(np.array_equal(z, rounds.strategies[x]) for x, z in strategies.items())


@pytest.mark.slow
def test_a_game_that_rounds_alone_never_solve(monkeypatch):
    """At 25 nodes a side some nodes are at a solution between two others, which is reported."""
    game = accounts()
    found = Grid(points=25).solve(game)
    assert found.certify().residual <= 1e-9
    assert coupled_newton.OUT_OF_REACH in {fold.how for fold in found.folds}
    monkeypatch.setattr(stationary.coupled_newton, "settle", lambda *_: False)
    with pytest.raises(NotConverged):
        Grid(points=25).solve(game)
