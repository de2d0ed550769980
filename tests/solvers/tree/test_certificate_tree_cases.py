"""The tree's certificate gives every assessment its right name: known games, threats, beliefs off the path."""

from dataclasses import replace

import numpy as np
import pytest

from deterrence.solvers.certify.tree_beliefs import sequential
from deterrence.solvers.certify.tree_certificate import _Seen
from deterrence.solvers.tree import TreeAssessment, certify_tree, solve_tree
from random_trees import seeded_sketch
from tree_games import beer_quiche, entry, horse, simultaneous, two_looks, two_watchers
from tree_oracle import Oracle, beliefs_of

SEQUENTIAL, WEAK = "sequential equilibrium", "weak perfect Bayesian equilibrium"
NASH, NONE, QUANTAL = "Nash equilibrium", "no equilibrium", "agent quantal response equilibrium"
of = TreeAssessment.of


@pytest.mark.parametrize("size", [1.0, 1e6, 1e-6, 1e9, 1e-9, 1e-12])
def test_names_do_not_depend_on_the_unit_of_payoffs(size):
    def named(e, i):
        return certify_tree(of(entry(size), {("E", "e"): {e: 1}, ("I", "i"): {i: 1}})).concept

    assert named("in", "yield") == SEQUENTIAL
    assert named("out", "fight") == NASH  # an incredible threat
    assert named("out", "yield") == NONE
    assert named("in", "fight") == NONE
    assert solve_tree(entry(size)).certificate.concept == SEQUENTIAL


def test_seltens_horse():
    imperfect = {("1", "1"): {"D": 1}, ("2", "2"): {"C": 1}, ("3", "3"): {"L": 1}}
    for belief in ((0.0, 1.0), (1.0, 0.0)):
        c = certify_tree(of(horse(), imperfect, {("3", "3"): belief}))
        assert c.worst_regret == 0 and c.concept in (NASH, NONE)
    assert certify_tree(of(horse(), imperfect)).concept == NASH
    assert certify_tree(of(horse(), imperfect)).worst_set == "information set 1 '2' of 2"
    perfect = {("1", "1"): {"C": 1}, ("2", "2"): {"C": 1}, ("3", "3"): {"R": 1}}
    for after_1, name in ((0.0, WEAK), (0.33, WEAK), (0.34, NASH), (1.0, NASH)):
        assert certify_tree(of(horse(), perfect, {("3", "3"): (1 - after_1, after_1)})).concept == name
    wrong = {("1", "1"): {"C": 1}, ("2", "2"): {"C": 1}, ("3", "3"): {"L": 1}}
    c = certify_tree(of(horse(), wrong))
    assert c.concept == NONE and c.regret == {"1": 2.0, "2": 3.0, "3": 0.0}


def test_pooling_on_quiche_is_sequential_and_separating_is_not():
    pooling = {("A", "strong"): {"quiche": 1}, ("A", "weak"): {"quiche": 1}}
    answers = {("B", "seen quiche"): {"peace": 1}, ("B", "seen beer"): {"duel": 1}}
    assert certify_tree(of(beer_quiche(), pooling | answers, {("B", "seen beer"): (0.4, 0.6)})).concept == WEAK
    assert certify_tree(of(beer_quiche(), pooling | answers, {("B", "seen beer"): (0.9, 0.1)})).concept == NASH
    separating = {("A", "strong"): {"beer": 1}, ("A", "weak"): {"quiche": 1}}
    answers = {("B", "seen quiche"): {"duel": 1}, ("B", "seen beer"): {"peace": 1}}
    c = certify_tree(of(beer_quiche(), separating | answers))
    assert c.concept == NONE and c.regret["A"] == pytest.approx(0.1) and c.worst_set == "information set 2 'weak' of A"


def test_beliefs_that_contradict_each_other_off_the_path():
    """Q, sure of a, goes in, but is then sure of b: on the way in it foresees what it knows now."""
    tree = two_looks()
    play = {("P", "p"): {"stop": 1}, ("Q", "enter"): {"in": 1}, ("Q", "guess"): {"b": 1}}
    c = certify_tree(of(tree, play, {("Q", "enter"): (1, 0), ("Q", "guess"): (0, 1)}))
    assert c.concept == NASH
    assert c.worst_gain == pytest.approx(10.0) and c.sequential_regret > 0.1
    assert c.worst_set == "information set 1 'enter' of Q"
    assert certify_tree(of(tree, play, {("Q", "enter"): (0, 1), ("Q", "guess"): (0, 1)})).concept == WEAK
    assert certify_tree(of(tree, play)).concept == SEQUENTIAL


def gained(a):
    """(H,), what the certificate finds that can be gained from every set on."""
    seen, layout = _Seen(a), a.tree.layout
    reply = seen.reply(seen.belief)
    found = seen.judge(sequential(layout.recursion, reply, seen.belief, seen.paid, seen.policy), seen.belief).gain
    return found[np.argsort(layout.forest.sets)]


@pytest.mark.parametrize("seed", range(30))
def test_any_beliefs_against_enumeration(seed):
    """Beliefs drawn at random, that follow from nothing: what could be gained at each set, given the belief there."""
    tree = seeded_sketch(seed, 1 + seed % 3, nodes=24).tree()
    rng = np.random.default_rng(seed)
    raw = np.exp(rng.normal(size=tree.layout.actions))
    policy = raw / tree.layout.set_actions.sum(raw)[tree.layout.action_set]
    raw = rng.random(len(tree.layout.decisions)) * rng.integers(0, 2, len(tree.layout.decisions)) + 1e-3
    runs = tree.layout.set_members
    belief = raw / runs.sum(raw)[runs.owner]
    a = TreeAssessment(tree, {}, tree.numbers(), policy, belief)
    oracle = Oracle.of(a)
    if any(oracle.count(i) > 300 for i in range(len(tree.players))):
        pytest.skip("too many pure strategies to enumerate")
    c = certify_tree(a)
    gains = [oracle.sequential(h, b) for h, b in enumerate(beliefs_of(a))]
    np.testing.assert_allclose(gained(a), gains, atol=1e-10)
    assert (c.sequential_regret > 1e-9) == (max(gains, default=0.0) > 1e-9)
    for i, name in enumerate(tree.players):
        assert c.regret[name] == pytest.approx(oracle.regret(i), abs=1e-11)


def test_two_who_saw_the_same_must_believe_the_same():
    """Kreps and Wilson's consistency: beliefs off the path that no trembles give are not called sequential."""
    tree = two_watchers()
    play = {("P", "p"): {"stop": 1}, ("Q", "q"): {"a": 1}, ("R", "r"): {"b": 1}}
    apart = of(tree, play, {("Q", "q"): (1, 0), ("R", "r"): (0, 0, 1, 0)})
    assert certify_tree(apart).concept == WEAK
    solved = solve_tree(tree)
    assert solved.certificate.concept == SEQUENTIAL and solved.certificate.tremble <= 1e-2
    forced = replace(solved.assessment, policy=apart.policy, belief=apart.belief)
    assert certify_tree(forced).concept == WEAK


def test_beliefs_at_sets_of_tiny_reach_count_in_a_quantal_response():
    """Play comes there with probability e^-40, and nothing depends on the belief."""
    tree = two_watchers()
    a = solve_tree(tree, 40.0).assessment
    low = tree.layout.member_first[1]
    belief = a.belief.copy()
    belief[low : low + 2] = 0.5001, 0.4999
    wrong = certify_tree(replace(a, belief=belief, policy=a.policy))
    assert a.reach[tree.members[1][0]] < 1e-16
    assert wrong.consistency == pytest.approx(1e-4, rel=1e-3) and wrong.concept == NONE


def test_wrong_precision():
    a = solve_tree(entry(), 2.0).assessment
    assert certify_tree(a).concept == QUANTAL
    assert certify_tree(replace(a, precision=np.array([2.0, 2.1]))).concept == NONE
    assert certify_tree(replace(a, precision=None)).concept == NONE
    entered = of(entry(), {("E", "e"): {"in": 1}, ("I", "i"): {"yield": 1}}, precision=2.0)
    assert certify_tree(entered).concept == NONE


def test_mixed_equilibrium_by_hand():
    tree = simultaneous({("h", "h"): (1, 0), ("h", "t"): (0, 1), ("t", "h"): (0, 1), ("t", "t"): (1, 0)})
    half = {"h": 0.5, "t": 0.5}
    assert certify_tree(of(tree, {("Row", "r"): half, ("Column", "c"): half})).concept == SEQUENTIAL
    off = {"h": 0.51, "t": 0.49}
    c = certify_tree(of(tree, {("Row", "r"): off, ("Column", "c"): half}))
    assert c.concept == NONE and c.regret["Column"] == pytest.approx(0.01)
