"""The tree's certificate against enumeration of all pure strategies."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.solvers.tree import TreeAssessment, certify_tree, solve_tree
from deterrence.solvers.tree.play import play
from random_trees import seeded_sketch, sketches
from tree_oracle import Oracle, beliefs_of

MOST = 300  # pure strategies of one player
LARGE = (6, 7, 10, 12, 13)  # seeds of trees whose enumeration takes longest
SEEDS = [pytest.param(k, marks=pytest.mark.slow) if k in LARGE else k for k in range(16)]


def assessed(tree, policy, belief=None):
    """An assessment from σ (A,) of full support, beliefs by Bayes' rule unless given."""
    found = play(tree.layout, tree.numbers(), np.log(policy))
    belief = found.belief if belief is None else belief
    return TreeAssessment(tree, tree.values(), tree.numbers(), policy, belief, None, found.log_policy)


def drawn_policy(tree, rng, spread=1.0):
    raw = np.exp(rng.normal(scale=spread, size=tree.layout.actions))
    return raw / tree.layout.set_actions.sum(raw)[tree.layout.action_set]


def stake_of(oracle, i, beliefs):
    """Twice the mean distance of payoffs from their mean, or what one own move is ahead if the others let it come."""
    pays = [sum(oracle.payoff[n, i] for n in oracle.paths[e]) for e in oracle.ends]
    value = oracle.value(i)
    stake = 2 * sum(oracle.reach(e) * abs(p - value) for e, p in zip(oracle.ends, pays, strict=True))
    own = list(oracle.policy)
    for h in oracle.own(i):
        own[h] = np.ones(len(own[h]))
    for h in oracle.own(i):
        stake = max(stake, sum(oracle.reach(m, own) for m in oracle.tree.members[h]) * oracle.lead(h, beliefs[h]))
    return stake if stake > 1e-12 * abs(value) else 1.0


def check(assessment):
    """Every figure against brute force."""
    tree = assessment.tree
    oracle, beliefs = Oracle.of(assessment), beliefs_of(assessment)
    if any(oracle.count(i) > MOST for i in range(len(tree.players))):
        return
    c = certify_tree(assessment)
    for i, name in enumerate(tree.players):
        assert c.regret[name] == pytest.approx(oracle.regret(i), abs=1e-11)
        assert c.stake[name] == pytest.approx(stake_of(oracle, i, beliefs), abs=1e-11)
    lead = [oracle.lead(h, b) for h, b in enumerate(beliefs)]
    unit = [max(k, oracle.open(h, beliefs)) for h, k in enumerate(lead)]
    once = [oracle.one_shot(h, b) for h, b in enumerate(beliefs)]
    ever = [oracle.sequential(h, b) for h, b in enumerate(beliefs)]
    slip = [oracle.slip(h, b) for h, b in enumerate(beliefs)]
    reached = [sum(oracle.reach(m) for m in members) >= 1e-100 for members in tree.members]
    bayes = [oracle.bayes(h) if reached[h] else None for h in range(len(tree.sets))]
    assert c.sequential_regret == pytest.approx(largest(slip, unit), abs=1e-9)
    assert c.one_shot_regret == pytest.approx(largest(once, unit, reached), abs=1e-9)
    assert c.nash_regret == pytest.approx(largest(slip, unit, reached), abs=1e-9)
    assert c.consistency == pytest.approx(
        max((np.abs(b - e).max() for b, e in zip(beliefs, bayes, strict=True) if e is not None), default=0.0), abs=1e-10
    )
    # the one-shot deviation principle, in all its forms
    assert (max(once, default=0.0) <= 1e-9) == (max(ever, default=0.0) <= 1e-9) == (max(slip, default=0.0) <= 1e-9)
    assert (max(c.regret.values()) > 1e-9) <= (c.nash_regret > 0)


def largest(losses, units, chosen=None):
    """The largest loss in its unit."""
    ratios = [0.0 if x <= 1e-13 else 1.0 if u <= 0 else x / u for x, u in zip(losses, units, strict=True)]
    return max((r for k, r in enumerate(ratios) if chosen is None or chosen[k]), default=0.0)


@given(sketches(nodes=20), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_drawn(sketch, seed):
    tree = sketch.tree()
    check(assessed(tree, drawn_policy(tree, np.random.default_rng(seed))))


@pytest.mark.parametrize("seed", SEEDS)
def test_seeded(seed):
    tree = seeded_sketch(seed, 1 + seed % 3, nodes=24).tree()
    rng = np.random.default_rng(seed)
    check(assessed(tree, drawn_policy(tree, rng)))
    check(assessed(tree, drawn_policy(tree, rng, 4.0)))
    pure = (drawn_policy(tree, rng, 100.0) > 0.5).astype(float)
    check(assessed(tree, np.maximum(pure, 1e-120)))


@pytest.mark.parametrize("seed", range(16))
def test_solutions(seed):
    """At a limit nothing can be gained, whatever is enumerated."""
    tree = seeded_sketch(seed, nodes=24).tree()
    solution = solve_tree(tree)
    check(solution.assessment)
    assert solution.certificate.concept == "sequential equilibrium"
    oracle, beliefs = Oracle.of(solution.assessment), beliefs_of(solution.assessment)
    if all(oracle.count(i) <= MOST for i in range(len(tree.players))):
        for h, s in enumerate(tree.sets):
            assert oracle.sequential(h, beliefs[h]) <= 1e-7
            assert oracle.regret(s.player) <= 1e-7


@pytest.mark.parametrize("seed", range(24))
def test_perturbed_quantal_responses_are_flagged(seed):
    """A probability, a belief or a precision that is wrong is no quantal response."""
    tree = seeded_sketch(seed, nodes=30).tree()
    a = solve_tree(tree, 2.0).assessment
    rng = np.random.default_rng(seed)
    open_sets = [h for h, s in enumerate(tree.sets) if len(s.actions) > 1]
    if not open_sets:
        return
    h = int(rng.choice(open_sets))
    first = tree.layout.first[h]
    policy = a.policy.copy()
    policy[first : first + 2] += np.array([1, -1]) * 1e-4 * min(policy[first : first + 2])
    assert certify_tree(replace(a, policy=policy)).concept == "no equilibrium"
    assert certify_tree(replace(a, precision=a.precision * 1.01)).concept == "no equilibrium" or _indifferent(a)
    hidden = [h for h, m in enumerate(tree.members) if len(m) > 1]
    if hidden:
        low = tree.layout.member_first[rng.choice(hidden)]
        belief = a.belief.copy()
        belief[low : low + 2] += np.array([1, -1]) * 1e-4 * min(belief[low : low + 2])
        wrong = certify_tree(replace(a, belief=belief))
        assert wrong.concept == "no equilibrium" and wrong.consistency > 0


def _indifferent(a):
    q, runs = a.play.action_value, a.tree.layout.set_actions
    return bool((runs.max(q) + runs.max(-q)).max(initial=0.0) < 1e-6)


@pytest.mark.parametrize("seed", range(24))
def test_perturbed_limits_are_flagged(seed):
    """Where an action that is worse is given weight, at any set, reached or not."""
    tree = seeded_sketch(seed, nodes=30).tree()
    a = solve_tree(tree).assessment
    q, runs = a.play.action_value, tree.layout.set_actions
    worse = np.flatnonzero(runs.max(q)[runs.owner] - q > 1e-3)
    rng = np.random.default_rng(seed)
    for action in rng.choice(worse, min(3, len(worse)), replace=False):
        h = tree.layout.action_set[action]
        policy = a.policy.copy()
        own = slice(*tree.layout.first[h : h + 2])
        policy[own] *= 0.99
        policy[action] += 0.01
        wrong = certify_tree(replace(a, policy=policy))
        assert wrong.concept not in ("sequential equilibrium", "weak perfect Bayesian equilibrium")
        assert wrong.sequential_regret > 1e-6
