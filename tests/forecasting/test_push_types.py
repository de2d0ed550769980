"""The push-forward with three types and with three actors, against the exact tree of the same game."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.forecasting.push import Pusher
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.tree import solve_tree
from deterrence.trees.unrolling import unroll
from forecasting.masses import at_prior, gap
from typed_games import in_turn

TWO, THREE = ("s", "c"), ("s1", "s2", "c")
CASES = {
    "two types each": ((TWO, TWO), {"rounds": 2}),
    "three types against two": ((THREE, TWO), {"rounds": 2}),
    "four types against one": ((("s1", "s2", "s3", "c"), ("s",)), {}),
    "three actors": ((TWO, TWO, TWO), {}),
    "three actors, three moves": ((TWO, TWO, ("s",)), {"moves": 3}),
    "noise": ((THREE, TWO), {"noise": 0.1, "rounds": 2}),
}
POINTS = 25


def ends_of_tree(game, solution) -> np.ndarray:
    """Probability of each public state at the end, exactly."""
    tree, out = solution.assessment.tree, np.zeros(len(game.structure.states))
    for node in np.flatnonzero(~tree.has_children):
        chance = tree.chances[tree.chance_set[tree.parent[node]]]
        state = chance.actions[tree.slot[node]].split(" → ")[1]
        out[game.structure.states.index(state)] += solution.assessment.reach[node]
    return out


LONG = {"three actors, three moves"}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in CASES])
def test_where_play_ends(name):
    types, sizes = CASES[name]
    game = in_turn(types, seed=1, **sizes)
    exact = ends_of_tree(game, solve_tree(unroll(game), game.numbers.precision))
    assert exact.sum() == pytest.approx(1.0, abs=1e-12)
    pusher = Pusher(solve_grid(game, Grid(points=POINTS)))
    mass = pusher.finish()
    assert gap(pusher, mass) <= 1e-10
    pushed = np.array([mass[x].push.sum() if x in mass else 0.0 for x in range(len(exact))])
    assert pushed == pytest.approx(exact, abs=3e-3)
    assert pushed.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("name", ["three types against two", "four types against one", "three actors"])
def test_true_types_average_back_to_the_whole(name):
    types, sizes = CASES[name]
    game = in_turn(types, seed=2, **sizes)
    pusher = Pusher(solve_grid(game, Grid(points=13)))
    whole = pusher.finish()
    for actor, kinds in enumerate(types):
        given = [pusher.finish(truth={actor: k}) for k in range(len(kinds))]
        for x in whole:
            mixed = sum(game.numbers.prior[actor, k] * g[x].push.sum() for k, g in enumerate(given) if x in g)
            assert mixed == pytest.approx(whole[x].push.sum(), abs=1e-10)


def test_a_type_that_is_ruled_out_stays_so():
    """A move that only one type makes leaves no belief in the others, on a face of the simplex."""
    game = in_turn((THREE, TWO), seed=3, tremble=0.0, precision=0.5)
    pusher = Pusher(solve_grid(game, Grid(points=13)))
    first = game.structure.initial
    after = pusher.one_move(pusher.flow(0, first, at_prior(pusher)))
    lost = after[game.structure.states.index("0")].push  # the committed type moves 1 for certain
    held = lost.sum(1) @ pusher.axes[0].belief
    assert held[2] < 1e-250 and held[:2].min() > 0.01
