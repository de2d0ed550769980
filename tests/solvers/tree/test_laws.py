"""What every solved tree must satisfy: quantal response, Bayes' rule, values, bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.solvers.tree import solve_tree
from random_trees import paid, seeded_sketch, sketches
from tree_oracle import Oracle, beliefs_of

PRECISIONS = st.sampled_from((0.5, 2.0, 5.0))


def check(tree, precision):
    """Against brute force, at one precision."""
    solution = solve_tree(tree, precision)
    a, c = solution.assessment, solution.certificate
    oracle = Oracle.of(a)
    assert c.residual <= 1e-10
    assert c.consistency <= 1e-10
    assert c.worst_regret <= c.logit_bound + 1e-12
    assert c.concept == "agent quantal response equilibrium"
    for policy in oracle.policy:
        assert policy.sum() == pytest.approx(1.0, abs=1e-12) and (policy > 0).all()
    for i, name in enumerate(tree.players):
        assert a.value(name) == pytest.approx(oracle.value(i), abs=1e-11)
    np.testing.assert_allclose(a.reach, [oracle.reach(n) for n in range(len(tree))], atol=1e-13)
    lam = np.broadcast_to(precision, len(tree.players))
    for h, (s, belief) in enumerate(zip(tree.sets, beliefs_of(a), strict=True)):
        bayes = oracle.bayes(h)
        if bayes is None:  # behind a lottery's outcome of probability zero
            continue
        np.testing.assert_allclose(belief, bayes, atol=1e-10)
        worth = []
        for k in range(len(s.actions)):
            policy = list(oracle.policy)
            policy[h] = np.eye(len(s.actions))[k]
            worth.append(oracle.believed(h, bayes, policy))
        odds = (s.weights or np.ones(len(s.actions))) * np.exp(
            s.sharpness * lam[s.player] * (np.array(worth) - max(worth))
        )
        np.testing.assert_allclose(oracle.policy[h], odds / odds.sum(), atol=1e-10)


@given(sketches(nodes=30), PRECISIONS)
@settings(max_examples=60, deadline=None)
def test_drawn(sketch, precision):
    check(sketch.tree(), precision)


@pytest.mark.parametrize("precision", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("players", [1, 2, 3, 4])
def test_seeded(players, precision):
    for seed in range(8):
        check(seeded_sketch(100 * players + seed, players=players).tree(), precision)


@pytest.mark.parametrize("seed", range(8))
def test_unequal_precisions(seed):
    tree = seeded_sketch(seed, players=3).tree()
    check(tree, [0.4, 3.0, 1.5])
    check(tree, [0.0, 2.0, 1.0])


@pytest.mark.parametrize("seed", range(6))
def test_nobody_cares(seed):
    """At λ = 0 play is by base weights."""
    tree = seeded_sketch(seed).tree()
    a = solve_tree(tree, 0.0).assessment
    for s in tree.sets:
        played = list(a.strategy(tree.players[s.player], s.number).values())
        np.testing.assert_allclose(played, s.weights or np.full(len(s.actions), 1 / len(s.actions)), atol=1e-12)


def test_payoffs_that_are_all_equal():
    for seed in range(6):
        sketch = seeded_sketch(seed)
        flat = paid(sketch, lambda pay: tuple(0.0 for _ in pay)).tree()
        for precision in (3.0, None):
            solution = solve_tree(flat, precision)
            for s in flat.sets:
                played = solution.assessment.strategy(flat.players[s.player], s.number)
                np.testing.assert_allclose(
                    list(played.values()), s.weights or np.full(len(s.actions), 1 / len(s.actions)), atol=1e-9
                )
            assert solution.certificate.worst_regret <= 1e-12
