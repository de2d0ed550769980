"""Paths that cross other branches say so, and what stands on the others."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import brentq
from scipy.special import expit

from deterrence.cli import main
from deterrence.solvers.tree import find_equilibria, solve_tree
from deterrence.trees.builder import TreeBuilder
from random_trees import strategies
from tree_games import beer_quiche, centipede, entry, horse, simultaneous

BATTLE = {("1", "1"): (3, 2), ("1", "2"): (0, 0), ("2", "1"): (0, 0), ("2", "2"): (2, 3)}
CHICKEN = {("d", "d"): (-5, -5), ("d", "y"): (1, -1), ("y", "d"): (-1, 1), ("y", "y"): (0, 0)}
FILE = 'NFG 1 R "which way" { "A" "B" } { 2 2 }\n3 2 0 0 0 0 2 3\n'


def pure(branch) -> tuple[str, ...]:
    """What is done for certain, set by set."""
    tree, policy = branch.assessment.tree, branch.assessment.policy
    chosen = [int(policy[a:b].argmax()) for a, b in zip(tree.layout.first[:-1], tree.layout.first[1:], strict=True)]
    assert all(p in (0.0, 1.0) for p in policy)
    return tuple(tree.sets[h].actions[k] for h, k in enumerate(chosen))


def pitchfork(game):
    """Where det ∂F/∂x = 1 − λ² p(1−p) q(1−q) D² is zero along the symmetric response of a symmetric 2 × 2 game.

    Column's first action is as likely as Row's first in chicken, as Row's second in the battle of the sexes.
    """
    rows, columns = (list(dict.fromkeys(pair[i] for pair in game)) for i in (0, 1))
    (a, b), (c, d) = ([game[r, k][0] for k in columns] for r in rows)
    alike = game is CHICKEN

    def response(lam):
        def excess(p):
            q = p if alike else 1 - p
            return p - expit(lam * (q * (a - c) + (1 - q) * (b - d)))

        return brentq(excess, 0.0, 1.0, xtol=1e-15)

    def determinant(lam):
        p = response(lam)
        return 1 - (lam * p * (1 - p) * (a - b - c + d)) ** 2

    return brentq(determinant, 0.0, 2.0, xtol=1e-12)


@pytest.mark.parametrize("game", [BATTLE, CHICKEN], ids=["battle of the sexes", "chicken"])
def test_a_pitchfork_is_placed_and_both_its_arms_are_found(game):
    solution = solve_tree(simultaneous(game))
    (crossed,) = solution.crossings
    assert crossed == pytest.approx(pitchfork(game), rel=1e-4)
    found = {pure(branch) for branch in solution.branches}
    best = {(r, k) for r, k in game if all(game[r, k][0] >= game[o, k][0] for o, m in game if m == k)
            and all(game[r, k][1] >= game[r, m][1] for o, m in game if o == r)}  # fmt: skip
    assert found == best and len(best) == 2
    assert {b.certificate.concept for b in solution.branches} == {"sequential equilibrium"}
    assert f"crossed at λ = {crossed:.6g}" in solution.certificate.message
    assert "2 other equilibria found there" in solution.certificate.message


def test_before_the_crossing_there_is_nothing_to_tell():
    crossed = solve_tree(simultaneous(BATTLE)).crossings[0]
    before = solve_tree(simultaneous(BATTLE), 0.9 * crossed)
    assert before.crossings == () and before.branches == () and "crossed" not in before.message
    after = solve_tree(simultaneous(BATTLE), 3.0 * crossed)
    assert after.crossings == pytest.approx((crossed,), rel=1e-4) and len(after.branches) == 2
    for branch in after.branches:
        assert branch.certificate.concept == "agent quantal response equilibrium"
        assert branch.certificate.residual <= 1e-10


@pytest.mark.parametrize("unit", [1e-6, 1e6, 1e12])
def test_crossings_do_not_depend_on_the_unit_of_payoffs(unit):
    one = solve_tree(simultaneous(BATTLE))
    other = solve_tree(simultaneous({k: (unit * a, unit * b) for k, (a, b) in BATTLE.items()}))
    assert other.crossings == pytest.approx([s / unit for s in one.crossings], rel=1e-4)
    assert sorted(map(pure, other.branches)) == sorted(map(pure, one.branches))


def test_branches_that_cross_in_even_number_are_found_by_what_is_left_at_the_end():
    """Three symmetric moves: two directions at once, which leave the sign of the determinant as it was."""
    meet = {(a, b): ((1, 1) if a == b else (0, 0)) for a in "xyz" for b in "xyz"}
    for precision in (None, 8.0):
        solution = solve_tree(simultaneous(meet), precision)
        np.testing.assert_allclose(list(strategies(solution)["Row", "r"].values()), 1 / 3, atol=1e-9)
        assert solution.crossings == () and "crossed other branches on the way" in solution.message
        likeliest = {max(strategies(b)["Row", "r"].items(), key=lambda item: item[1])[0] for b in solution.branches}
        assert likeliest == set("xyz")


def test_two_copies_of_one_game_cross_at_once():
    g = TreeBuilder("two battles", ("A", "B"))

    def battle(k):
        second = {x: g.move("B", f"b{k}", {y: g.end(*BATTLE[x, y]) for y in "12"}) for x in "12"}
        return g.move("A", f"a{k}", second)

    solution = solve_tree(g.tree(g.chance("which", {"l": (0.5, battle(0)), "r": (0.5, battle(1))})))
    assert strategies(solution)["A", "a0"]["1"] == pytest.approx(0.6, abs=1e-7)
    found = {pure(b) for b in solution.branches if set(b.assessment.policy.tolist()) <= {0.0, 1.0}}
    assert len(found) >= 2 and all(one[0] == one[1] and one[2] == one[3] for one in found)


GENERIC = {("1", "1"): (3, 2), ("1", "2"): (0.1, 0), ("2", "1"): (0, 0.3), ("2", "2"): (2, 3)}


@pytest.mark.parametrize(
    "tree", [simultaneous(GENERIC), entry(), horse(), beer_quiche(0.9), beer_quiche(0.25), centipede(6)]
)
def test_where_no_branch_is_crossed_none_is_reported(tree):
    for precision in (5.0, None):
        solution = solve_tree(tree, precision)
        assert solution.crossings == () and solution.branches == ()
        assert solution.as_dict()["crossings"] == [] and solution.as_dict()["branches"] == []


def test_a_search_finds_them_too_and_the_principal_branch_says_what_it_crossed():
    found = find_equilibria(simultaneous(BATTLE), starts=12)
    assert len(found) == 3 and found[0].crossings and "crossed at" in found[0].certificate.message


def test_text_and_json_tell_them(tmp_path):
    path = tmp_path / "battle.nfg"
    path.write_text(FILE)
    shown = json.loads(CliRunner().invoke(main, ["solve", str(path), "--json"]).stdout)
    assert shown["crossings"] == pytest.approx([0.808], abs=1e-3)
    assert sorted(b["strategies"]["A"]["1"] for b in shown["branches"]) == [[0.0, 1.0], [1.0, 0.0]]
    assert sorted(b["payoffs"]["A"] for b in shown["branches"]) == pytest.approx([2.0, 3.0])
    assert all(b["certificate"]["concept"] == "sequential equilibrium" for b in shown["branches"])
    assert "another branch crossed" in shown["certificate"]["branch"]
    text = " ".join(CliRunner().invoke(main, ["solve", str(path)]).stdout.split())
    assert "The path crossed other branches at λ = 0.808" in text
    assert "A expects 3 (1: 1 1, 2 0); B expects 2 (1: 1 1, 2 0)" in text
    assert "A expects 2 (1: 1 0, 2 1); B expects 3 (1: 1 0, 2 1)" in text
