"""The ways of evaluating strategies agree: over paths, level by level, along spines, and in JAX."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deterrence.solvers import runtime  # noqa: F401  (64-bit numbers)
from deterrence.solvers.tree import TreeAssessment
from deterrence.solvers.tree import play as module
from deterrence.solvers.tree.play import play
from random_trees import seeded_sketch
from tree_games import chain
from tree_oracle import Oracle, beliefs_of

FIELDS = ("log_reach", "value", "belief", "log_set", "action_value")


def drawn(tree, seed, spread=1.0):
    """log σ at random."""
    raw = np.random.default_rng(seed).normal(scale=spread, size=tree.layout.actions)
    runs = tree.layout.set_actions
    return raw - runs.log_sum_exp(raw)[runs.owner]


def agree(one, other, tolerance=1e-12):
    for name in FIELDS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("spread", [1.0, 30.0])
@pytest.mark.parametrize("seed", range(12))
def test_ways_of_summing(seed, spread, monkeypatch):
    tree = seeded_sketch(seed).tree()
    numbers, log_policy = tree.numbers(), drawn(tree, seed, spread)
    monkeypatch.setattr(module, "SMALL", -1)
    monkeypatch.setattr(module, "DEEP", np.inf)
    levels = play(tree.layout, numbers, log_policy)
    monkeypatch.setattr(module, "DEEP", -1)
    spines = play(tree.layout, numbers, log_policy)
    monkeypatch.setattr(module, "SMALL", np.inf)
    monkeypatch.setattr(module, "LONG", np.inf)
    paths = play(tree.layout, numbers, log_policy)
    agree(levels, spines, 1e-14)
    agree(levels, paths, 1e-12 * spread)


@pytest.mark.parametrize("length", [1, 2, 3, 8, 100])
def test_spines_of_a_chain(length):
    """One spine, doubled as often as its length asks: worth p + p² + ... by the formula of the geometric series."""
    tree = chain(length)
    stop_or_go = np.log(np.tile([0.9, 0.1], length))
    spines, payoff = tree.layout.spines, tree.numbers().payoff[tree.layout.preorder].T
    edge = np.exp(np.append(stop_or_go, 0.0))[tree.layout.edge]
    assert spines.values(edge, payoff)[0, 0] == pytest.approx(0.9**length, rel=1e-13)
    assert spines.values(edge, np.ones_like(payoff))[0, 0] == pytest.approx(1 + (1 - 0.9**length) / 0.1, rel=1e-13)


@pytest.mark.parametrize("seed", [3, pytest.param(4, marks=pytest.mark.slow), pytest.param(9, marks=pytest.mark.slow)])
def test_jax_does_the_same(seed):
    tree = seeded_sketch(seed, nodes=20).tree()
    log_policy = drawn(tree, seed)
    evaluated = jax.jit(lambda p: tuple(getattr(play(tree.layout, tree.numbers(None, jnp), p, jnp), f) for f in FIELDS))
    ours = play(tree.layout, tree.numbers(), log_policy)
    for name, theirs in zip(FIELDS, evaluated(log_policy), strict=True):
        assert theirs.dtype == jnp.float64
        np.testing.assert_allclose(getattr(ours, name), theirs, rtol=1e-12, atol=1e-12)
    slope = jax.jit(jax.grad(lambda p: evaluated(p)[1][0, 0]))(log_policy)
    for a, step in enumerate(1e-6 * np.eye(len(log_policy))):
        ahead, behind = (play(tree.layout, tree.numbers(), log_policy + d).value[0, 0] for d in (step, -step))
        assert slope[a] == pytest.approx((ahead - behind) / 2e-6, abs=1e-7)


@pytest.mark.parametrize("seed", range(12))
def test_against_enumeration(seed):
    tree = seeded_sketch(seed, nodes=40).tree()
    found = play(tree.layout, tree.numbers(), drawn(tree, seed))
    policy = np.exp(found.log_policy)
    entered = TreeAssessment(tree, {}, tree.numbers(), policy, found.belief)
    oracle = Oracle.of(entered)
    for h, belief in enumerate(beliefs_of(entered)):
        np.testing.assert_allclose(belief, oracle.bayes(h), atol=1e-12)
        for k, q in enumerate(found.action_value[slice(*tree.layout.first[h : h + 2])]):
            forced = list(oracle.policy)
            forced[h] = np.eye(len(forced[h]))[k]
            # action values leave out what the nodes of the set pay
            paid = sum(b * oracle.payoff[m, tree.sets[h].player] for b, m in zip(belief, tree.members[h], strict=True))
            assert q == pytest.approx(oracle.believed(h, belief, forced) - paid, abs=1e-12)
    for i in range(len(tree.players)):
        expected = [oracle.value(i, n) for n in range(len(tree))]
        np.testing.assert_allclose(found.value[i, tree.layout.place], expected, atol=1e-12)
