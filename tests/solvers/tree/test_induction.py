"""Backward induction against the path it replaces, and on ties."""

import numpy as np
import pytest

from deterrence.solvers.tree import derivatives, solve_tree
from deterrence.solvers.tree.induction import Induction
from deterrence.trees.builder import TreeBuilder
from random_trees import gap, seeded_sketch, strategies
from tree_games import beer_quiche, centipede, entry, horse, simultaneous, two_looks

SOLVED = [seed for seed in range(60) if Induction.of(seeded_sketch(seed, nodes=40).tree().layout) is not None]


@pytest.mark.parametrize("precision", [0.7, 4.0, None])
@pytest.mark.parametrize("seed", SOLVED[:20])
def test_it_finds_what_the_path_finds(seed, precision, monkeypatch):
    tree = seeded_sketch(seed, nodes=40).tree()
    direct = solve_tree(tree, precision)
    assert "backward induction" in direct.message
    monkeypatch.setattr(Induction, "of", classmethod(lambda cls, layout: None))
    followed = solve_tree(tree, precision)
    assert "backward induction" not in followed.message
    assert gap(strategies(direct), strategies(followed)) <= (1e-6 if precision is None else 1e-9)
    np.testing.assert_allclose(direct.assessment.belief, followed.assessment.belief, atol=1e-9)


def test_which_trees_it_solves():
    """Not where a belief depends on what somebody else chooses."""
    for tree in (entry(), centipede(5)):
        assert Induction.of(tree.layout) is not None
    pennies = {("h", "h"): (1, 0), ("h", "t"): (0, 1), ("t", "h"): (0, 1), ("t", "t"): (1, 0)}
    for tree in (horse(), beer_quiche(), two_looks(), simultaneous(pennies)):
        assert Induction.of(tree.layout) is None


def test_beliefs_that_chance_alone_makes():
    """Who does not see what chance has drawn decides by its odds; so does an answer that sees only the move."""
    g = TreeBuilder("weather", ("A", "B"))

    def after(kind, dry):
        reply = {m: g.move("B", f"after {m}", {"x": g.end(dry if m == "out" else 0, kind), "y": g.end(0, 0.5)}) for m in
                 ("out", "in")}  # fmt: skip
        return g.move("A", "plan", reply)

    tree = g.tree(g.chance("sky", {"dry": (0.7, after(1.0, 2.0)), "wet": (0.3, after(0.0, -4.0))}))
    assert Induction.of(tree.layout) is not None
    solution = solve_tree(tree)
    assert solution.assessment.belief_at("B", "after out") == pytest.approx((0.7, 0.3))
    assert strategies(solution)["B", "after in"] == {"x": 1.0, "y": 0.0}
    assert strategies(solution)["A", "plan"] == {"out": 1.0, "in": 0.0}  # 0.7 · 2 − 0.3 · 4 > 0
    assert solution.certificate.concept == "sequential equilibrium"
    lam = 3.0
    x = 1 / (1 + np.exp(-lam * 0.2))
    assert strategies(solve_tree(tree, lam))["B", "after out"]["x"] == pytest.approx(x, abs=1e-12)


def test_what_is_equally_good_but_for_rounding_keeps_its_base_weights():
    g = TreeBuilder("sums", ("A",))
    p = g.parameter("p", 0.3)
    third = g.chance("third", {"a": (1 / 3, g.end(0.3)), "b": (1 / 3, g.end(0.3)), "c": (1 / 3, g.end(0.3))})
    worth = {"number": g.end(0.3), "sum": g.end(0.1 + 0.2), "formula": g.end(1 - p - 0.4), "lottery": third}
    played = strategies(solve_tree(g.tree(g.move("A", "a", {**worth, "less": g.end(0.3 - 1e-12)}))))["A", "a"]
    assert played == {"number": 0.25, "sum": 0.25, "formula": 0.25, "lottery": 0.25, "less": 0.0} or played == {
        "number": pytest.approx(1 / 3), "sum": 0.0, "formula": pytest.approx(1 / 3), "lottery": pytest.approx(1 / 3),
        "less": 0.0}  # fmt: skip
    weighed = g.tree(g.move("A", "a", worth, weights=(0.1, 0.2, 0.3, 0.4)))
    solution = solve_tree(weighed)
    assert strategies(solution)["A", "a"]["lottery"] > strategies(solution)["A", "a"]["number"] > 0
    assert solution.certificate.concept == "sequential equilibrium" and solution.certificate.sequential_regret == 0


def test_ties_below_decide_what_is_worth_above():
    g = TreeBuilder("tie", ("A", "B"))
    tie = g.move("B", "b", {"kind": g.end(2, 1), "unkind": g.end(-1, 1)}, weights=(0.25, 0.75))
    tree = g.tree(g.move("A", "a", {"in": tie, "out": g.end(0, 0)}))
    solution = solve_tree(tree)
    assert strategies(solution)["B", "b"] == pytest.approx({"kind": 0.25, "unkind": 0.75})
    assert strategies(solution)["A", "a"] == {"in": 0.0, "out": 1.0}  # 0.25 · 2 − 0.75 < 0


def test_a_player_who_does_not_care_plays_by_base_weights_in_the_limit_too():
    g = TreeBuilder("careless", ("A", "B"))
    answer = g.move("B", "b", {"x": g.end(3, 1), "y": g.end(-1, 0)})
    tree = g.tree(g.move("A", "a", {"in": answer, "out": g.end(0, 0)}), precision=(1.0, 0.0))
    solution = solve_tree(tree, [5.0, 0.0])
    assert strategies(solution)["B", "b"] == pytest.approx({"x": 0.5, "y": 0.5})
    assert strategies(solution)["A", "a"]["in"] == pytest.approx(1 / (1 + np.exp(-5.0)), abs=1e-12)


def test_derivatives_where_no_path_was_followed():
    """σ = 1/(1 + e^{−λ(1 − p)}) at the second move, and what depends on it at the first."""
    g = TreeBuilder("two moves", ("A", "B"))
    p = g.parameter("p", 0.25)
    answer = g.move("B", "b", {"x": g.end(1, 1), "y": g.end(-1, p)})
    tree = g.tree(g.move("A", "a", {"in": answer, "out": g.end(0, 0)}))
    lam, step = 2.0, 1e-5
    found = derivatives(solve_tree(tree, lam), "p")
    q = 1 / (1 + np.exp(-lam * 0.75))
    assert found.probability("B", "b", "x") == pytest.approx(-lam * q * (1 - q), abs=1e-10)
    ahead, behind = (
        strategies(solve_tree(tree, lam, {"p": 0.25 + d}))["A", "a"]["in"] for d in (step, -step)
    )
    assert found.probability("A", "a", "in") == pytest.approx((ahead - behind) / (2 * step), abs=1e-8)
    assert derivatives(solve_tree(tree), "p").probability("B", "b", "x") == pytest.approx(0.0, abs=1e-30)
