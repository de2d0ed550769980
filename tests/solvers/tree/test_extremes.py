"""Trees at the edge: a single node, no choice, nobody to move, zero, very deep, very broad, very large numbers."""

import tracemalloc

import numpy as np
import pytest

from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.solvers.tree import TreeAssessment, certify_tree, solve_tree
from deterrence.trees.builder import TreeBuilder
from random_trees import gap, paid, seeded_sketch, strategies
from tree_games import chain, entry

SEQUENTIAL, QUANTAL = "sequential equilibrium", "agent quantal response equilibrium"


def both(tree):
    """At λ = 2 and in the limit."""
    for precision, concept in ((2.0, QUANTAL), (None, SEQUENTIAL)):
        solution = solve_tree(tree, precision)
        assert solution.certificate.concept == concept
        assert solution.certificate.worst_regret <= solution.certificate.logit_bound + 1e-12
        yield solution


def test_a_single_node():
    g = TreeBuilder("nothing happens", ("A", "B"))
    for solution in both(g.tree(g.end(3, 4))):
        assert solution.assessment.value("B") == 4 and solution.certificate.logit_bound == 0
        assert str(solution) and solution.as_dict()


def test_only_chance():
    g = TreeBuilder("a lottery", ("A",))
    for solution in both(g.tree(g.chance("c", {"x": (0.25, g.end(4)), "y": (0.75, g.end(0))}))):
        assert solution.assessment.value("A") == 1


def test_sets_with_one_action_and_players_without_a_move():
    g = TreeBuilder("no choice", ("A", "B", "C"))
    for solution in both(g.tree(g.move("A", "a", {"on": g.move("B", "b", {"on": g.end(1, 2, 3)})}))):
        assert solution.assessment.strategy("A", "a") == {"on": 1.0}
        assert solution.assessment.value("C") == 3


def test_a_lottery_outcome_of_probability_zero():
    """What follows is off the path; beliefs there are those of a lottery that trembles."""
    g = TreeBuilder("never", ("A", "B"))

    def seen(left, right):
        return g.move("B", "b", {"l": g.end(0, left), "r": g.end(0, right)})

    unseen = g.move("A", "a", {"x": seen(1, 0), "y": seen(0, 2)})
    tree = g.tree(g.chance("c", {"never": (0.0, unseen), "ever": (1.0, g.end(5, 5))}))
    for solution in both(tree):
        a = solution.assessment
        assert a.strategy("A", "a") == {"x": 0.5, "y": 0.5}
        assert a.belief_at("B", "b") == pytest.approx((0.5, 0.5))
        assert a.value("B") == 5
    assert a.strategy("B", "b") == {"l": 0.0, "r": 1.0}
    mixed = g.tree(g.chance("c", {"never": (0.0, seen(9, 0)), "ever": (1.0, seen(0, 1))}))
    for solution in both(mixed):
        assert solution.assessment.belief_at("B", "b") == pytest.approx((0.0, 1.0), abs=1e-200)


@pytest.mark.parametrize("size", [1e6, 1e-6, 1e12])
@pytest.mark.parametrize("seed", range(5))
def test_payoffs_in_other_units(seed, size):
    sketch = seeded_sketch(seed, nodes=30)
    large = paid(sketch, lambda pay: tuple(size * p for p in pay))
    one, other = solve_tree(sketch.tree(), 3.0), solve_tree(large.tree(), 3.0 / size)
    assert gap(strategies(one), strategies(other)) <= 1e-9
    one, other = solve_tree(sketch.tree()), solve_tree(large.tree())
    assert gap(strategies(one), strategies(other)) <= 1e-6
    assert other.certificate.concept == one.certificate.concept


@pytest.mark.parametrize("precision", [2.0, None])
def test_payoffs_whose_squares_are_no_numbers(precision):
    g = TreeBuilder("one has far too much", ("A", "B"))
    answer = g.move("B", "b", {"x": g.end(0, 1e200), "y": g.end(1, 0)})
    solution = solve_tree(g.tree(g.move("A", "a", {"in": answer, "out": g.end(0.5, 0)})), precision)
    assert solution.assessment.strategy("B", "b") == {"x": 1.0, "y": 0.0}
    out = 1.0 if precision is None else 1 / (1 + np.exp(-0.5 * precision))
    assert solution.assessment.strategy("A", "a")["out"] == pytest.approx(out, abs=1e-12)


def test_payoffs_that_are_too_large_are_reported():
    g = TreeBuilder("beyond all numbers", ("A",))
    for size, said in ((1e308, r"1e\+308 times λ = 1 are"), (1e304, r"1e\+304 times λ = 1e\+06 are")):
        tree = g.tree(g.move("A", "a", {"x": g.end(size), "y": g.end(-size)}))
        with pytest.raises(UnsupportedGame, match=said + " too large .* Divide the payoffs"):
            solve_tree(tree, 1e6)


@pytest.mark.parametrize("seed", range(5))
def test_high_precision_at_once(seed):
    """λ times the range of payoffs is 4e6: probabilities far below the smallest number."""
    tree = seeded_sketch(seed, nodes=30).tree()
    solution = solve_tree(tree, 1e6)
    assert solution.certificate.concept == QUANTAL and solution.certificate.worst_regret <= 1e-4


def test_nobody_can_tell():
    g = TreeBuilder("one choice", ("A",))
    tree = g.tree(g.move("A", "a", {"x": g.end(1), "y": g.end(0)}))
    solution = solve_tree(tree, 0.0)
    assert solution.assessment.strategy("A", "a") == {"x": 0.5, "y": 0.5}
    assert solution.certificate.concept == QUANTAL and solution.certificate.logit_bound == np.inf
    assert solution.certificate.as_dict()["logit_bound"] is None
    with pytest.raises(ArgumentError, match="positive"):
        solve_tree(tree.with_precision(0.0))
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(ArgumentError):
            solve_tree(tree, wrong)


def test_a_chain_of_three_hundred_moves():
    solution = solve_tree(chain(300), 2.0)
    assert solution.certificate.residual <= 1e-10 and solution.certificate.concept == QUANTAL
    last = solution.assessment.strategy("2", "t299")["on"]
    assert last == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-10)
    value = 1.0
    for t in reversed(range(300)):  # closed form from the end
        p = 1 / (1 + np.exp(-2.0 * value))
        assert solution.assessment.strategy(str(1 + t % 2), f"t{t}")["on"] == pytest.approx(p, abs=1e-9)
        value *= p


@pytest.mark.slow
def test_a_chain_of_a_thousand_moves():
    solution = solve_tree(chain(1000), 2.0)
    assert solution.certificate.residual <= 1e-10 and solution.certificate.concept == QUANTAL


@pytest.mark.slow
def test_ten_thousand_moves_are_certified_and_solved():
    """Nothing recurses; certificate and backward induction take memory linear in the tree."""
    tree = chain(10_000)
    sets = len(tree.sets)
    a = TreeAssessment(tree, {}, tree.numbers(), np.tile([1.0, 0.0], sets), np.ones(sets))
    tracemalloc.start()
    c = certify_tree(a)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert c.sequential_regret == 0 and peak < 200e6
    assert solve_tree(tree).assessment.strategy("1", "t0") == {"on": 1.0, "stop": 0.0}
    assert solve_tree(tree, 1.0).certificate.concept == QUANTAL
    with pytest.raises(UnsupportedGame, match=r"20,001 nodes and depth 10,000 has 100,010,001 pairs"):
        _ = tree.layout.lines


def test_a_broad_tree():
    """5,000 types of one player, a set for each, and an answer that sees nothing."""
    g = TreeBuilder("many types", ("A", "B"))
    n = 5_000

    def answer(k, act):
        return g.move("B", "b", {"x": g.end(act, k / n), "y": g.end(0, 0.5)})

    kinds = {f"{k}": (1 / n, g.move("A", f"t{k}", {"up": answer(k, 1.0), "down": answer(k, 0.2)})) for k in range(n)}
    tree = g.tree(g.chance("types", kinds))
    assert len(tree) == 1 + 7 * n
    policy = np.full(tree.layout.actions, 0.5)
    belief = np.ones(len(tree.layout.decisions))
    belief[tree.layout.set_members.owner == tree.find("B", "b")] = 0.5 / n
    c = certify_tree(TreeAssessment(tree, {}, tree.numbers(), policy, belief))
    assert c.regret["A"] == pytest.approx(0.2) and c.consistency <= 1e-12


def test_entry_at_a_glance():
    solution = solve_tree(entry(), [3.0, 0.5])
    fight = 1 / (1 + np.exp(0.5))
    assert solution.assessment.strategy("I", "i")["fight"] == pytest.approx(fight, abs=1e-12)
    enter = 1 / (1 + np.exp(-3.0 * (1 - 2 * fight)))
    assert solution.assessment.strategy("E", "e")["in"] == pytest.approx(enter, abs=1e-12)
