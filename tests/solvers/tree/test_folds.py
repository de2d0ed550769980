"""Paths that fold: the folds are reported, and stand at the λ where an independent count of solutions changes."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, logit

from deterrence.solvers.tree import solve_tree
from random_trees import strategies
from tree_games import simultaneous


def stag_hunt(row, column, hare=(3.0, 3.0)):
    """Both hunt the stag (4 each) or each a hare; base weights of the stag."""
    table = {("s", "s"): (4, 4), ("s", "h"): (0, hare[1]), ("h", "s"): (hare[0], 0), ("h", "h"): hare}
    return simultaneous(table, ((row, 1 - row), (column, 1 - column)))


@pytest.mark.parametrize("weight", [0.70, 0.74, 0.745])
def test_symmetric_stag_hunt(weight):
    """p = expit(logit(μ) + λ(4p − 3)): on the branch λ(p) = (logit p − logit μ)/(4p − 3), with folds where λ' = 0."""

    def slope(p):
        return (4 * p - 3) / (p * (1 - p)) - 4 * (logit(p) - logit(weight))

    ps = np.linspace(weight, 1e-9, 20_001)
    signs = np.sign(slope(ps))
    roots = [brentq(slope, ps[k], ps[k + 1], xtol=1e-14) for k in np.flatnonzero(signs[1:] * signs[:-1] < 0)]
    expected = [(logit(p) - logit(weight)) / (4 * p - 3) for p in roots]
    far = 4.0
    solution = solve_tree(stag_hunt(weight, weight), far)
    assert len(expected) in (0, 2)
    np.testing.assert_allclose(solution.folds, expected, rtol=1e-5)
    at_end = brentq(lambda p: logit(p) - logit(weight) - far * (4 * p - 3), 1e-12, min([*roots, weight]))
    assert strategies(solution)["Row", "r"]["s"] == pytest.approx(at_end, abs=1e-9)
    assert ("no folds" in solution.message) == (not expected)
    assert all(f"{s:.6g}" in solution.certificate.message for s in solution.folds)


def count(tree_like, lam):
    """Solutions of the two logit equations at λ, by bisection in Column's probability."""
    (row, column), hare = tree_like

    def excess(q):
        p = expit(logit(row) + lam * (4 * q - hare[0]))
        return q - expit(logit(column) + lam * (4 * p - hare[1]))

    grid = expit(np.linspace(-40, 40, 400_001))
    signs = np.sign(excess(grid))
    return int((signs[1:] * signs[:-1] < 0).sum())


@pytest.mark.parametrize(
    ("weights", "hare"),
    [
        ((0.745, 0.742), (3.0, 3.0)),
        ((0.74, 0.735), (3.01, 2.99)),
        ((0.9, 0.6), (3.0, 3.0)),
        ((0.8, 0.6), (3.2, 2.5)),
        ((0.5, 0.9), (2.9, 3.1)),
    ],
)
def test_asymmetric_stag_hunt(weights, hare):
    """The number of solutions changes by two at every fold, and at no other place between the folds reported."""
    game = (weights, hare)
    solution = solve_tree(stag_hunt(*weights, hare), 20.0)
    for s in solution.folds:
        assert abs(count(game, s * (1 - 1e-4)) - count(game, s * (1 + 1e-4))) == 2
    assert len(solution.folds) % 2 == 0
    assert solution.certificate.concept == "agent quantal response equilibrium"
    limit = solve_tree(stag_hunt(*weights, hare))
    assert limit.certificate.concept == "sequential equilibrium"
    np.testing.assert_allclose(limit.folds[: len(solution.folds)], solution.folds, rtol=1e-4)


def test_some_of_them_fold():
    assert solve_tree(stag_hunt(0.745, 0.742), 20.0).folds
    assert not solve_tree(stag_hunt(0.9, 0.9), 20.0).folds


def test_between_folds_the_branch_is_the_first_met():
    """Asked for a λ that the path passes three times, the solver stops at the first."""
    full = solve_tree(stag_hunt(0.74, 0.74), 4.0)
    down, up = max(full.folds), min(full.folds)
    middle = solve_tree(stag_hunt(0.74, 0.74), (down + up) / 2)
    assert middle.folds == () and middle.certificate.residual <= 1e-10
    p = strategies(middle)["Row", "r"]["s"]
    assert p == pytest.approx(
        max(
            brentq(lambda p: logit(p) - logit(0.74) - middle.point.s * (4 * p - 3), a, b)
            for a, b in _brackets(middle.point.s)
        ),
        abs=1e-9,
    )


def _brackets(s):
    ps = np.linspace(1e-9, 0.7499, 40_001)
    signs = np.sign(logit(ps) - logit(0.74) - s * (4 * ps - 3))
    return [(ps[k], ps[k + 1]) for k in np.flatnonzero(signs[1:] * signs[:-1] < 0)]
