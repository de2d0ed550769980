"""Mass pushed through states where several actors of private types move at once."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.errors import UnsupportedGame
from deterrence.forecast.push import Pusher, consistency
from deterrence.forecast.rollout import rollout
from deterrence.game.unrolling import unroll
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.tree import solve_tree
from joint_games import at_once

ERRORS = {"errors": (0.1, 0.2), "commitments": ("firm",)}
THREE = {"types": (("soft", "tough"), ("weak", "middling", "firm")), "commitments": ("firm", "middling"), "rounds": 2}


@pytest.mark.parametrize("kinds", [{}, ERRORS, THREE], ids=["public", "errors", "three types"])
def test_belief_is_a_martingale_and_types_add_up(kinds):
    game = at_once(**kinds)
    pusher = Pusher(solve_grid(game, Grid(points=9)))
    for mass in pusher.run():
        assert sum(float(m.sum()) for m in mass.values()) == pytest.approx(1.0, abs=1e-12)
        assert consistency(pusher, mass) <= 1e-12
    public = pusher.finish()
    for i, prior in enumerate(game.numbers.prior):
        kinds_of = range(len(game.structure.types[i]))
        parts = [pusher.finish(truth={i: k}) for k in kinds_of]
        for x, mass in public.items():
            mixed = sum(prior[k] * part[x] for k, part in zip(kinds_of, parts, strict=True))
            assert mixed == pytest.approx(mass, abs=1e-12)


def test_public_moves_move_each_belief_by_the_movers_own_act():
    """With κ_i = 1{a_i = y_i} belief about b after b's act does not hang on what a did."""
    assessment = solve_grid(at_once(), Grid(points=9))
    push = Pusher(assessment).joint[0]
    mine, other = push.likelihoods(0)
    for o, (act_a, act_b) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        for o2, (act_a2, act_b2) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
            if act_a == act_a2:
                assert (mine[:, o] == mine[:, o2]).all()
            if act_b == act_b2:
                assert (other[:, o] == other[:, o2]).all()


def test_mean_beliefs_given_what_is_seen_are_those_of_the_tree():
    game = at_once(**ERRORS)
    tree = unroll(game)
    exact = solve_tree(tree, tree.precision).assessment
    assessment = solve_grid(game, Grid(points=33))
    pusher = Pusher(assessment)
    chance = pusher.joint[0]
    start = pusher.start()[0]
    for o in range(4):
        leaving = np.zeros(4)
        leaving[o] = 1.0
        chance.scale, kept = chance.scale * leaving, chance.scale
        after = chance.step(0, start, {})[1]
        chance.scale = kept
        along = after[0].sum(1) @ pusher.axes[0].belief / after.sum()
        label = f"weak | round 2 | {o} | move 0"
        tough = exact.belief_at("b", label)  # nodes: a soft and tough, by what a did
        assert along[0] == pytest.approx(sum(tough[: len(tough) // 2]), abs=5e-3)


def test_what_is_not_covered_says_so():
    assessment = solve_grid(at_once(), Grid(points=9))
    with pytest.raises(UnsupportedGame, match="state 'round 1': several actors move at once, and what is told by move"):
        Pusher(assessment).finish(lambda flow: None)
    with pytest.raises(UnsupportedGame, match="2 actors move at once, which sampling does not cover"):
        rollout(assessment, 10, 1)
