"""Several movers at once with private types: tree, Markov solver, symmetry, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bank import random_game
from deterrence.errors import UnsupportedGame
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import BranchRow, Standing
from deterrence.solvers.certify.grid_certificate import prior_values
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.joint_tables import factors, outcome_tensor
from deterrence.solvers.markov import solve_markov
from deterrence.solvers.tree import solve_tree
from deterrence.trees.unrolling import unroll
from joint_games import at_once

CASES = {
    "public": {},
    "committed": {"commitments": ("tough", "firm")},
    "seen with errors": {"errors": (0.1, 0.2), "commitments": ("firm",)},
}


def origin(assessment):
    return tuple(lattice.origin for lattice in assessment.lattices)


@pytest.mark.parametrize("kinds", CASES.values(), ids=CASES)
def test_tree_and_grid_agree(kinds):
    game = at_once(**kinds)
    tree, s = unroll(game), game.structure
    exact = solve_tree(tree, tree.precision).assessment
    gaps = []
    for points in (17, 33):
        assessment = solve_grid(game, Grid(points=points))
        assert assessment.residual <= 1e-10
        values = assessment.values[0][0][(slice(None), *origin(assessment))]
        gap = []
        for i, z in enumerate(assessment.joint_strategy(0, 0)):
            actor = s.actors[i]
            for row, kind in enumerate(kind.id for kind in s.types[i] if kind.strategic):
                mine = np.exp(z[row])[(0, *origin(assessment))]
                gap.append(abs(mine - exact.strategy(actor, f"{kind} | round 1 |  | ")["move 0"]))
            mean = sum(game.numbers.prior[i, k] * values[c] for c, (j, k) in enumerate(s.columns) if j == i)
            gap.append(abs(mean - exact.value(actor)))
        gaps.append(max(gap))
    assert gaps[1] < 3e-3, gaps
    assert gaps[1] < 0.5 * gaps[0], gaps


def test_without_private_types_it_is_the_markov_solution():
    game = random_game(6, horizon=3, precision=2.0)
    plain, grid = solve_markov(game), solve_grid(game, Grid(points=5))
    s = game.structure
    for t in range(3):
        for x in s.reachable[t]:
            for i, z in zip(s.movers[x], grid.joint_strategy(t, x), strict=True):
                rows = list(s.moves_at[x][i])
                assert np.exp(z[0]).reshape(-1) == pytest.approx(plain.probability[t, rows], abs=1e-8)


def test_relabelling_actors_relabels_the_solution():
    game = at_once(errors=(0.1, 0.2), commitments=("firm",))
    one, other = solve_grid(game, Grid(points=9)), solve_grid(swapped(game), Grid(points=9))
    for t in range(2):
        for mine, theirs in zip(one.joint_strategy(t, t), reversed(other.joint_strategy(t, t)), strict=True):
            assert np.exp(mine) == pytest.approx(np.exp(np.swapaxes(theirs, 2, 3)), abs=1e-8)


def swapped(game: StochasticGame) -> StochasticGame:
    """The same game with the two actors in the other order."""
    s, n = game.structure, game.numbers
    order = [c for i in (1, 0) for c, (j, _) in enumerate(s.columns) if j == i]
    new = sorted(range(len(s.moves)), key=lambda m: (s.moves[m].state, 1 - s.moves[m].actor, m))
    place = np.argsort(new)
    structure = replace(
        s,
        actors=s.actors[::-1],
        types=s.types[::-1],
        moves=tuple(replace(s.moves[m], actor=1 - s.moves[m].actor) for m in new),
        joint_moves=place[s.joint_moves[:, ::-1]],
    )
    numbers = replace(
        n,
        payoff=n.payoff[:, order],
        ending=n.ending[:, order],
        base_weight=n.base_weight[new],
        rule=n.rule[new],
        prior=n.prior[::-1],
        discount=n.discount[::-1],
        precision=n.precision[::-1],
    )
    return StochasticGame(structure, numbers)


@pytest.mark.parametrize("errors", [(0.0, 0.0), (0.1, 0.3)])
def test_the_factors_make_the_likelihood(errors):
    game = at_once(errors=errors, moves=(2, 3))
    kappa, scale = factors(game, 0)
    assert np.einsum("o,ao,bo->abo", scale, *kappa) == pytest.approx(outcome_tensor(game, 0), abs=1e-13)


def test_what_hangs_on_two_hidden_moves_is_refused_by_name():
    game = at_once(hidden=True)
    with pytest.raises(UnsupportedGame, match=r"state 'round 1': .* moves of a and b together.*solve the tree"):
        solve_grid(game, Grid(points=9))
    assert solve_tree(unroll(game), 1.5).assessment.value("a") != 0


def test_the_certificate_agrees_and_its_regret_is_the_trees():
    game = at_once(errors=(0.1, 0.2), commitments=("tough", "firm"), precision=0.8)
    assessment = solve_grid(game, Grid(points=9))
    certificate = assessment.certify()
    assert certificate.residual <= 1e-9 and certificate.consistency <= 1e-12 and certificate.within_bound
    values = assessment.values[0][0][(slice(None), *origin(assessment))]
    assert prior_values(assessment) == pytest.approx(values, abs=1e-12)
    exact = solve_tree(unroll(game), 0.8).certificate.regret
    for i, actor in enumerate(game.structure.actors):
        figures = certificate.by_actor[actor]
        assert game.numbers.prior[i, 0] * figures.regret * figures.stake == pytest.approx(exact[actor], abs=1e-3)
        assert exact[actor] > 0.2


def test_a_wrong_strategy_shows_in_the_residual():
    assessment = solve_grid(at_once(), Grid(points=9))
    worse = assessment.strategies[1][1].copy()
    worse[:, :2] = np.log(0.5)
    wrong = replace(assessment, strategies=(assessment.strategies[0], {1: worse}))
    certificate = wrong.certify(factor=1)
    assert certificate.residual > 0.05 and certificate.consistency <= 1e-12


def test_a_change_of_leaders_and_joint_moves_together():
    """Renewal between two rounds of moves made at once."""
    game = at_once(rounds=2)
    s = game.structure
    middle = len(s.states)
    following = s.outcome_next.copy()
    following[s.outcome_state == 0] = middle
    structure = replace(
        s,
        states=(*s.states, "between"),
        standing=np.append(s.standing, Standing.CHANCE),
        endings=(*s.endings, ""),
        joint_state=np.append(s.joint_state, middle),
        joint_moves=np.vstack([s.joint_moves, [[-1, -1]]]),
        outcome_state=np.append(s.outcome_state, middle),
        outcome_next=np.append(following, 1),
        outcome_signal=(*s.outcome_signal, "on"),
        branches=(*s.branches, BranchRow(len(s.joint_state), len(s.outcome_state))),
    )
    renewal = np.zeros((middle + 1, 2))
    renewal[middle] = 0.4, 0.7
    n = game.numbers
    numbers = replace(
        n,
        branch_probability=np.append(n.branch_probability, 1.0),
        payoff=np.vstack([n.payoff, np.zeros((1, n.payoff.shape[1]))]),
        ending=np.vstack([n.ending, np.zeros((1, n.ending.shape[1]))]),
        renewal=renewal,
    )
    renewed = StochasticGame(structure, numbers)
    assessment = solve_grid(renewed, Grid(points=33))
    certificate = assessment.certify(factor=1)
    assert certificate.residual <= 1e-9 and certificate.consistency <= 1e-12
    tree = unroll(renewed)
    exact = solve_tree(tree, tree.precision).assessment
    values = assessment.values[0][0][(slice(None), *origin(assessment))]
    for i, actor in enumerate(s.actors):
        mean = sum(n.prior[i, k] * values[c] for c, (j, k) in enumerate(s.columns) if j == i)
        assert mean == pytest.approx(exact.value(actor), abs=3e-3)
