"""Against nashpy's support enumeration: the limit of the path is one of a table's equilibria, pure and mixed."""

import warnings

import numpy as np
import pytest

from deterrence.solvers.tree import TreeAssessment, certify_tree, solve_tree
from random_trees import strategies
from tree_games import simultaneous

nashpy = pytest.importorskip("nashpy", reason="nashpy is not installed: pip install '.[dev]'")


def equilibria(a, b):
    """By enumeration of supports; of vertices where rounding leaves that without any (nashpy 0.0.43)."""
    game = nashpy.Game(a, b)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of degenerate games
        return list(game.support_enumeration(tol=1e-12)) or list(game.vertex_enumeration())


def table(a, b):
    rows, columns = a.shape
    return simultaneous({(f"r{i}", f"c{j}"): (a[i, j], b[i, j]) for i in range(rows) for j in range(columns)})


def check(a, b):
    """The limit is among them; and each of them is certified as one. Returns how many actions the limit mixes."""
    tree = table(a, b)
    solution = solve_tree(tree)
    assert solution.certificate.concept == "sequential equilibrium"
    found = strategies(solution)
    ours = np.array(list(found["Row", "r"].values())), np.array(list(found["Column", "c"].values()))
    theirs = equilibria(a, b)
    assert min(max(np.abs(ours[0] - r).max(), np.abs(ours[1] - c).max()) for r, c in theirs) <= 1e-6
    for r, c in theirs:
        entered = {
            ("Row", "r"): {f"r{i}": p for i, p in enumerate(r)},
            ("Column", "c"): {f"c{j}": p for j, p in enumerate(c)},
        }
        assert certify_tree(TreeAssessment.of(tree, entered)).concept == "sequential equilibrium"
        i = int(r.argmax())
        shifted = r * 0.9
        shifted[(i + 1) % len(r)] += 0.1
        entered["Row", "r"] = {f"r{i}": p for i, p in enumerate(shifted)}
        assert certify_tree(TreeAssessment.of(tree, entered)).concept == "no equilibrium"
    return int((ours[0] > 0).sum())


@pytest.mark.parametrize("size", [(2, 2), (3, 3), (2, 3)])
def test_random_tables(size):
    mixes = set()
    for seed in range(10):
        rng = np.random.default_rng([seed, *size])
        mixes.add(check(rng.normal(size=size), rng.normal(size=size)))
    assert {1, 2} <= mixes


def test_zero_sum_tables():
    for seed in range(6):
        a = np.random.default_rng(seed).normal(size=(3, 3))
        check(a, -a)


def test_coordination():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        diagonal = np.diag(rng.uniform(1, 3, 3))
        check(diagonal + 0.1 * rng.normal(size=(3, 3)), diagonal + 0.1 * rng.normal(size=(3, 3)))
