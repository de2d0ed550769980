"""The limit λ → ∞ of the principal branch, on games whose limit is known in closed form."""

import numpy as np
import pytest

from deterrence.solvers.tree import solve_tree
from deterrence.trees.builder import TreeBuilder
from random_trees import strategies
from tree_games import beer_quiche, centipede, entry, horse, simultaneous

SEQUENTIAL = "sequential equilibrium"
NEAR = 1e-6


def limit(tree):
    """The solution, once it is certified."""
    solution = solve_tree(tree)
    c = solution.certificate
    assert c.concept == SEQUENTIAL and c.sequential_regret <= 1e-8 and c.consistency <= 1e-8
    return solution


@pytest.mark.parametrize("prize", [1.0, 2.0, 7.5, 100.0])
def test_matching_pennies(prize):
    """Row gains ``prize`` for two heads: Column's heads become rare, Row mixes as before."""
    heads = {("h", "h"): (prize, 0), ("h", "t"): (0, 1), ("t", "h"): (0, 1), ("t", "t"): (1, 0)}
    found = strategies(limit(simultaneous(heads)))
    assert found["Row", "r"]["h"] == pytest.approx(0.5, abs=NEAR)
    assert found["Column", "c"]["h"] == pytest.approx(1 / (1 + prize), abs=NEAR)


def test_rock_paper_scissors_with_unequal_stakes():
    """Zero-sum, rock beats scissors for a, scissors paper for b, paper rock for c: each as often as (b, a, c)."""
    a, b, c = 1.0, 2.0, 4.0
    wins = {("R", "S"): a, ("S", "P"): b, ("P", "R"): c}
    worth = {(x, y): wins.get((x, y), 0.0) - wins.get((y, x), 0.0) for x in "RPS" for y in "RPS"}
    found = strategies(limit(simultaneous({k: (v, -v) for k, v in worth.items()})))
    for played in (found["Row", "r"], found["Column", "c"]):
        expected = np.array([b, a, c]) / (a + b + c)
        np.testing.assert_allclose([played[x] for x in "RPS"], expected, atol=NEAR)


def test_entry_deterrence():
    assert strategies(limit(entry())) == {("E", "e"): {"out": 0, "in": 1}, ("I", "i"): {"fight": 0, "yield": 1}}


def test_seltens_horse():
    """(C, C, R). With r = P(L) the third player's log odds are λ(3β − 1), β = P(1 played D); the odds of the nodes are
    e^{−λr} against 1, so that λr → log 2 and β → 1/3 from below, as slowly as log(λ)/λ.
    """
    solution = limit(horse())
    played = strategies(solution)
    assert played["1", "1"]["C"] == played["2", "2"]["C"] == 1.0
    assert played["3", "3"]["R"] == pytest.approx(1.0, abs=NEAR)
    assert solution.assessment.belief_at("3", "3") == pytest.approx((2 / 3, 1 / 3), abs=2e-6)
    assert solution.assessment.value("1") == pytest.approx(1.0, abs=NEAR)


def test_beer_for_both():
    """Nine in ten are strong: both drink beer, and whoever eats quiche is taken for weak enough to fight."""
    solution = limit(beer_quiche(0.9))
    played = strategies(solution)
    assert played["A", "strong"]["beer"] == played["A", "weak"]["beer"] == 1.0
    assert played["B", "seen beer"]["peace"] == 1.0
    assert played["B", "seen quiche"]["duel"] >= 0.5
    assert solution.assessment.belief_at("B", "seen beer") == pytest.approx((0.9, 0.1))
    assert solution.assessment.belief_at("B", "seen quiche")[1] >= 0.5 - NEAR


@pytest.mark.parametrize("strong", [0.1, 0.25, 0.4])
def test_signals_that_pool_in_part(strong):
    """Few are strong: the weak drink beer as often as makes B indifferent, B fights half of the beer drinkers."""
    played = strategies(limit(beer_quiche(strong)))
    assert played["A", "strong"]["beer"] == pytest.approx(1.0, abs=NEAR)
    assert played["A", "weak"]["beer"] == pytest.approx(strong / (1 - strong), abs=NEAR)
    assert played["B", "seen beer"]["duel"] == pytest.approx(0.5, abs=NEAR)
    assert played["B", "seen quiche"]["duel"] == pytest.approx(1.0, abs=NEAR)


def test_chicken_stays_symmetric():
    """The branch goes straight on where two others fork off: both mix."""
    crash = {
        ("dare", "dare"): (-5, -5),
        ("dare", "yield"): (1, -1),
        ("yield", "dare"): (-1, 1),
        ("yield", "yield"): (0, 0),
    }
    found = strategies(limit(simultaneous(crash)))
    for played in (found["Row", "r"], found["Column", "c"]):
        assert played["dare"] == pytest.approx(0.2, abs=NEAR)


@pytest.mark.parametrize("moves", [2, 4, 6, 9])
def test_centipede(moves):
    assert all(p["stop"] == 1.0 for p in strategies(limit(centipede(moves))).values())


def test_ties_keep_their_base_weights():
    g = TreeBuilder("three ways", ("A",))
    ends = {"x": g.end(1), "y": g.end(1), "z": g.end(0)}
    assert strategies(limit(g.tree(g.move("A", "a", ends))))["A", "a"] == pytest.approx({"x": 0.5, "y": 0.5, "z": 0})
    weighed = limit(g.tree(g.move("A", "a", ends, weights=(0.2, 0.3, 0.5))))
    assert strategies(weighed)["A", "a"] == pytest.approx({"x": 0.4, "y": 0.6, "z": 0})


def test_weakly_dominated_threat_in_simultaneous_moves():
    """Entry deterrence as a table: to fight is weakly dominated, and is not played."""
    table = {("out", "fight"): (0, 2), ("out", "yield"): (0, 2), ("in", "fight"): (-1, -1), ("in", "yield"): (1, 0)}
    played = strategies(limit(simultaneous(table)))
    assert played["Row", "r"]["in"] == played["Column", "c"]["yield"] == 1.0


@pytest.mark.parametrize("small", [1e-2, 1e-4])
def test_stakes_of_very_different_size(small):
    """A move that matters little is settled late, and what depends on it is not read before."""
    g = TreeBuilder("a trifle decides", ("A", "B"))
    trifle = g.move("B", "b", {"harm": g.end(-1, 0), "help": g.end(1, small)})
    tree = g.tree(g.move("A", "a", {"safe": g.end(0.5, 0), "trust": trifle}))
    played = strategies(limit(tree))
    assert played["B", "b"]["help"] == 1.0 and played["A", "a"]["trust"] == 1.0
