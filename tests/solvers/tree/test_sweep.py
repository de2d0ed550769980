"""Sweeps: the branch followed, its folds, and where another takes over."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from deterrence.errors import ArgumentError
from deterrence.solvers.tree import solve_tree, sweep
from small_trees import signalling, stag_hunt

LAM = 2.0


def hunting(a):
    return a.strategy("A", "a")["stag"]


def test_points_are_equilibria_of_their_own_game():
    tree = signalling()
    found = sweep(tree, "c", 2.0, 3.0, start=0.1, checks=0)
    assert found.arrived and found.folds == () and found.at[0] == 0.1 and found.at[-1] == 2.0
    assert (np.diff(found.at) > 0).all()
    for c, a in list(zip(found.at, found.assessments, strict=True))[::7]:
        assert a.policy == pytest.approx(solve_tree(tree, 3.0, {"c": float(c)}).assessment.policy, abs=1e-8)


def test_risk_dominance_is_where_the_principal_branch_changes():
    found = sweep(stag_hunt(), "w", 12.0, LAM, start=1.0)
    assert found.folds == () and found.arrived
    assert found.takeovers == pytest.approx((6.0,), abs=2e-3)  # the stag is risk dominant from w = 6


def test_the_stag_branch_folds_where_its_equation_says():
    """Symmetric play: log odds x solve x = λ(w σ(x) − 3), so w(x) = (x/λ + 3)/σ(x): the fold is its least value."""
    found = sweep(stag_hunt(), "w", 1.0, LAM, start=12.0, checks=0)

    def slope(x):
        s = 1 / (1 + np.exp(-x))
        return 1 / LAM - (x / LAM + 3) * (1 - s)

    turns = [brentq(slope, low, high) for low, high in ((-8.0, -1.0), (0.0, 6.0))]
    expected = [(x / LAM + 3) * (1 + np.exp(-x)) for x in turns]
    assert len(found.folds) == 2
    assert sorted(found.folds) == pytest.approx(sorted(expected), abs=1e-6)
    w, p = found.at, found.trace(hunting)
    x = np.log(p / (1 - p))
    assert x == pytest.approx(LAM * (w * p - 3), abs=1e-6)


def test_bad_ranges_are_reported():
    with pytest.raises(ArgumentError, match="two different values"):
        sweep(stag_hunt(), "w", 4.0, LAM)
    with pytest.raises(ArgumentError, match="'v' is no parameter"):
        sweep(stag_hunt(), "v", 4.0, LAM)
    with pytest.raises(ArgumentError, match="outside its range"):
        sweep(signalling(), "q", 1.5, LAM)
