"""A change of leaders: the belief grid against the tree, and its limiting cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.solvers.certify.grid_certificate import prior_values
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.tree import solve_tree
from deterrence.trees.unrolling import unroll
from renewal_games import two_crises

BOTH = {"types": (("soft", "tough"), ("weak", "red line")), "commitments": ("red line",)}
CASES = {
    "nobody": ((0.0, 0.0), BOTH),
    "some": ((0.3, 0.3), BOTH),
    "one always": ((0.4, 1.0), BOTH),
    "strategic": ((0.3, 0.3), {}),
    "committed": ((0.7, 0.2), {"types": (("soft", "zealot"), ("weak", "firm")), "commitments": ("zealot",)}),
}


def at_start(assessment):
    """Move probabilities of a's strategic types in the first crisis at the prior, (S, A), and everybody's values."""
    a, b = assessment.lattices
    values = assessment.values[0][assessment.game.structure.initial][:, a.origin, b.origin]
    return np.exp(assessment.strategy(0, assessment.game.structure.initial))[:, :, a.origin, b.origin], values


@pytest.mark.parametrize(("shares", "kinds"), CASES.values(), ids=CASES)
def test_tree_and_grid_agree(shares, kinds):
    game = two_crises(shares, **kinds)
    tree = unroll(game)
    exact = solve_tree(tree, tree.precision).assessment
    s, prior = game.structure, game.numbers.prior
    gaps = []
    for points in (17, 33):
        sigma, values = at_start(solve_grid(game, Grid(points=points)))
        strategic = [kind.id for kind in s.types[0] if kind.strategic]
        gap = [
            abs(sigma[k, 0] - exact.strategy("a", f"{kind} | first |  | ")["challenge"])
            for k, kind in enumerate(strategic)
        ]
        for i, actor in enumerate(s.actors):
            mean = sum(prior[i, k] * values[c] for c, (j, k) in enumerate(s.columns) if j == i)
            gap.append(abs(mean - exact.value(actor)))
        gaps.append(max(gap))
    assert gaps[1] < 5e-3, gaps
    assert gaps[1] < 0.7 * gaps[0] or gaps[0] < 1e-4, gaps


def test_a_share_of_zero_changes_nothing():
    none, zero = (solve_grid(two_crises(shares), Grid(points=13)) for shares in (None, (0.0, 0.0)))
    for x, z in none.strategies[0].items():
        assert (z == zero.strategies[0][x]).all()
    assert all((one == two).all() for one, two in zip(none.values, zero.values, strict=True))


def test_with_all_leaders_new_the_next_crisis_is_the_crisis_at_the_prior():
    """Nothing carries over, and the first crisis is played for its own sake."""
    game = two_crises((1.0, 1.0), discount=1.0)  # so that the second crisis weighs the same whenever it comes
    s = game.structure
    assessment = solve_grid(game, Grid(points=13))
    sigma, _ = at_start(assessment)
    a, b = assessment.lattices
    alone = solve_grid(replace_initial(game, "second", 2), Grid(points=13))
    again = np.exp(alone.strategy(0, s.index("second")))[:, :, a.origin, b.origin]
    assert sigma == pytest.approx(again, abs=1e-12)
    # and what is expected of it does not depend on what is believed before
    between = assessment.values[2][s.index("between")]
    assert np.ptp(between, axis=(1, 2)).max() < 1e-12


def replace_initial(game, state, horizon):
    structure = replace(game.structure, initial=game.structure.index(state), horizon=horizon)
    return replace(game, structure=structure)


def test_the_outgoing_leader_counts_its_own_payoffs():
    """b always goes: what the second crisis is worth to it is its own payoffs under the play of a leader redrawn."""
    game = two_crises((0.0, 1.0), again=1.0)
    s, n = game.structure, game.numbers
    assessment = solve_grid(game, Grid(points=25))
    a, b = assessment.lattices
    at = (a.origin, b.origin)
    met = np.exp(assessment.strategy(3, s.index("second met")))  # (S, A, P_b, P_a), as b reads it
    challenge = np.exp(assessment.strategy(2, s.index("second")))[:, 0, a.origin, b.origin] @ n.prior[0]
    # b at the prior again, and a seen to challenge: its posterior lies between two nodes
    by_type = np.exp(assessment.strategy(2, s.index("second")))[:, 0, a.origin, b.origin]
    step = np.log(by_type[0] / by_type[1]) / a.spacing + a.extent
    low = int(np.floor(step))
    resist = n.prior[1] @ ((low + 1 - step) * met[:, 0, b.origin, low] + (step - low) * met[:, 0, b.origin, low + 1])
    joints = [s.joints_at[s.index(x)] for x in ("second", "second met")]
    for c, (i, _) in enumerate(s.columns):
        if i == 1:
            u = n.payoff[:, c]
            fight, give = (u[j] for j in joints[1])
            worth = challenge * (u[joints[0][0]] + 0.9 * (resist * fight + (1 - resist) * give))
            worth += (1 - challenge) * u[joints[0][1]] + u[s.joints_at[s.index("between")][0]]
            found = assessment.values[2][s.index("between")][c][at]
            assert found == pytest.approx(worth, abs=2e-3)


@pytest.mark.slow
def test_a_game_without_a_horizon_settles():
    """Crisis after crisis, each with a chance of new leaders: more of them, and a name is worth less."""
    held = []
    for share in (0.0, 0.5):
        game = endless(share)
        assessment = solve_grid(game, Grid(points=13, cut=6.0))
        held.append(assessment.values[0][game.structure.index("between")])
    spread = [np.ptp(values, axis=2).max() for values in held]
    assert spread[1] < 0.8 * spread[0]


def endless(share: float):
    """One crisis that comes back for ever."""
    game = two_crises((share, share), again=1.0, precision=1.0, discount=0.8)
    s = game.structure
    following = s.outcome_next.copy()
    following[following == s.index("second")] = s.index("first")
    return replace(game, structure=replace(s, outcome_next=following, horizon=None))


def test_the_certificate_agrees_and_finds_the_beliefs_right():
    game = two_crises((0.3, 0.8), types=(("soft", "tough"), ("weak", "middling", "firm")), commitments=("tough",))
    assessment = solve_grid(game, Grid(points=9))
    certificate = assessment.certify()
    assert certificate.residual <= 1e-9 and certificate.consistency <= 1e-12
    assert certificate.within_bound and certificate.regret > 0
    _, values = at_start(assessment)
    assert prior_values(assessment) == pytest.approx(values, abs=1e-12)


def test_a_residual_is_seen_where_a_leader_forgets_that_it_may_go():
    with_it, without = (two_crises(shares, **BOTH) for shares in ((0.6, 0.6), None))
    wrong = replace(solve_grid(without, Grid(points=9)), game=with_it)
    assert wrong.certify(factor=1).residual > 1e-3


def test_regret_is_that_of_the_tree():
    """A leader deviates while it stays; its successors do as they are expected to."""
    kinds = {"types": (("soft", "zealot"), ("weak", "red line")), "commitments": ("zealot", "red line")}
    game = two_crises((0.4, 0.4), **kinds, precision=0.7, seed=0)
    exact = solve_tree(unroll(game), unroll(game).precision).certificate.regret
    certificate = solve_grid(game, Grid(points=33)).certify()
    for i, actor in enumerate(game.structure.actors):
        figures = certificate.by_actor[actor]
        assert game.numbers.prior[i, 0] * figures.regret * figures.stake == pytest.approx(exact[actor], abs=1e-3)
        assert exact[actor] > 0.05
