"""Mass pushed through states where several actors of private types move at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.errors import UnsupportedGame
from deterrence.forecasting.automata import Stack
from deterrence.forecasting.on_path_play import reached_play
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.rollout import rollout
from deterrence.forecasting.rollout_check import posterior_gap
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.refine import Resolution
from deterrence.solvers.solving import solve
from deterrence.solvers.tree import solve_tree
from deterrence.trees.unrolling import unroll
from forecasting.masses import at_prior, gap, led, total
from joint_games import at_once

ERRORS = {"errors": (0.1, 0.2), "commitments": ("firm",)}
THREE = {"types": (("soft", "tough"), ("weak", "middling", "firm")), "commitments": ("firm", "middling"), "rounds": 2}


@pytest.mark.parametrize("kinds", [{}, ERRORS, THREE], ids=["public", "errors", "three types"])
def test_belief_is_a_martingale_and_types_add_up(kinds):
    game = at_once(**kinds)
    pusher = Pusher(solve_grid(game, Grid(points=9)))
    for mass in pusher.run():
        assert total(mass) == pytest.approx(1.0, abs=1e-12)
        assert gap(pusher, mass) <= 1e-12
    public = pusher.finish()
    for i, prior in enumerate(game.numbers.prior):
        kinds_of = range(len(game.structure.types[i]))
        parts = [pusher.finish(truth={i: k}) for k in kinds_of]
        for x, mass in public.items():
            mixed = sum(prior[k] * part[x].push for k, part in zip(kinds_of, parts, strict=True))
            assert mixed == pytest.approx(mass.push, abs=1e-12)


def test_public_moves_move_each_belief_by_the_movers_own_act():
    """With κ_i = 1{a_i = y_i} belief about b after b's act does not depend on what a did."""
    assessment = solve_grid(at_once(), Grid(points=9))
    pusher = Pusher(assessment)
    flow = pusher.flow(0, 0, np.ones(pusher.sizes))
    mine, other = (
        np.matmul(kappa.T, play.strategy) for kappa, play in zip(pusher.state(0).kappa, flow.plays, strict=True)
    )
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
    flow = pusher.flow(0, 0, at_prior(pusher))
    for o in range(4):
        after = led(flow, o, flow.public_mass * (flow.show[:, o] @ flow.mixture))
        along = after.sum(1) @ pusher.axes[0].belief / after.sum()
        label = f"weak | round 2 | {o} | move 0"
        tough = exact.belief_at("b", label)  # nodes: a soft and tough, by what a did
        assert along[0] == pytest.approx(sum(tough[: len(tough) // 2]), abs=5e-3)


DRAWS = 100_000
LOOSE = Resolution(points=9, most=9, reply=1, starts=0)


@pytest.mark.parametrize(
    "kinds", [{}, ERRORS, pytest.param(THREE, marks=pytest.mark.slow)], ids=["public", "errors", "three types"]
)
def test_what_is_sampled_is_what_is_pushed(kinds):
    """Joint moves by stage; and the beliefs that sampled plays carry are those of their public histories."""
    game = at_once(**kinds)
    s = game.structure
    fine, coarse = (solve_grid(game, Grid(points=p)) for p in (17, 9))
    plays = rollout(fine, DRAWS, 5)
    assert posterior_gap(plays, fine) <= 1e-10
    made, rough = (Pusher(a).passage(Stack(s, {})).by_stage for a in (fine, coarse))
    for t in range(s.horizon):
        share = np.bincount(s.branch_joint[plays.branch[:, t]], minlength=len(s.joint_state)) / DRAWS
        allowed = 4 * np.sqrt(made[t] * (1 - made[t]) / DRAWS) + np.abs(made[t] - rough[t])
        assert (np.abs(share - made[t]) <= allowed + 1e-12).all()
    for i in range(2):
        true = plays.types[:, i, None] == np.arange(plays.beliefs(i).shape[1])
        surprise = true - plays.beliefs(i)
        assert (np.abs(surprise.mean(0)) <= 4 * surprise.std(0) / np.sqrt(DRAWS)).all()


def test_every_mover_has_a_row_of_the_table():
    game = at_once(**ERRORS)
    s = game.structure
    plays = rollout(solve_grid(game, Grid(points=9)), 500, 2)
    table = plays.to_frame()
    assert len(table) == 2 * plays.moved.sum() == 2 * 500 * s.horizon
    assert list(table.actor[:4]) == ["a", "b", "a", "b"] and (table.event == "move").all()
    labels = np.array([row.label for row in s.moves])
    for i, actor in enumerate("ab"):
        mine = table[table.actor == actor].move.to_numpy(str).reshape(500, -1)
        assert (mine == labels[plays.moves_of(i)]).all()


def test_play_reached_is_shown_for_every_mover():
    solution = solve(at_once(**ERRORS), resolution=LOOSE)
    shown = reached_play(solution)
    first = shown["strategies"]["round 1"]
    assert set(first) == {"a", "b"} and set(first["b"]) == {"weak", "firm"}
    assert all(sum(chances.values()) == pytest.approx(1.0) for kinds in first.values() for chances in kinds.values())
    assert shown["belief"]["round 1"]["a"]["soft"] == pytest.approx(0.6) and shown["reach"]["round 1"] == 1.0
    (node,) = [node for node in shown["nodes"] if node["move"] == 0]
    assert node["strategies"] == {
        actor: {kind: pytest.approx(chances) for kind, chances in kinds.items()} for actor, kinds in first.items()
    }


def test_outcomes_that_hang_on_several_moves_together_are_refused_by_name():
    assessment = replace(solve_grid(at_once(), Grid(points=9)), game=at_once(hidden=True))
    with pytest.raises(UnsupportedGame, match="state 'round 1': what is seen there depends on the moves of a and b"):
        rollout(assessment, 10, 1)
