"""The analytic Jacobian of agent quantal response against central differences, dense and sparse."""

import numpy as np
import pytest
from hypothesis import given, settings

from deterrence.solvers.tree import linear_solve as factors
from deterrence.solvers.tree.equations import Equations
from deterrence.solvers.tree.linear_solve import Pattern, factored
from random_trees import seeded_sketch, sketches

STEP = 1e-5


def equations_at(tree, seed: int = 0):
    """The equations, and log odds drawn at random."""
    equations = Equations(tree, tree.numbers())
    return equations, equations.offset + np.random.default_rng(seed).normal(size=equations.size)


def differences(equations, x, s):
    """(U, U + 1), by central differences."""
    columns = [equations.residual(x + e, s) - equations.residual(x - e, s) for e in STEP * np.eye(len(x))]
    columns.append(equations.residual(x, s + STEP) - equations.residual(x, s - STEP))
    return np.array(columns).T / (2 * STEP)


@given(sketches(nodes=30))
@settings(max_examples=60, deadline=None)
def test_drawn(sketch):
    equations, x = equations_at(sketch.tree())
    if equations.size:
        np.testing.assert_allclose(equations.jacobian(x, 1.3).data, differences(equations, x, 1.3), atol=1e-8)


@pytest.mark.parametrize("seed", range(25))
def test_with_weights_precisions_and_payoffs_on_the_way(seed):
    equations, x = equations_at(seeded_sketch(seed, players=1 + seed % 4).tree(), seed)
    if equations.size:
        np.testing.assert_allclose(equations.jacobian(x, 0.7).data, differences(equations, x, 0.7), atol=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_sparse_factors_are_the_dense_ones(seed, monkeypatch):
    equations, x = equations_at(seeded_sketch(seed).tree(), seed)
    if not equations.size:
        pytest.skip("a game without choices")
    rng = np.random.default_rng(seed)
    row, right = rng.normal(size=(2, equations.size + 1))
    dense = equations.jacobian(x, 1.7)
    matrix = np.vstack([dense.data, row])
    monkeypatch.setattr(factors, "DENSE", 0)
    monkeypatch.setattr(factors, "FULL", 2.0)
    sparse = Pattern.of(equations.pairs)
    assert sparse.places is not None
    equations.__dict__["pattern"] = sparse
    expected = np.linalg.solve(matrix, right)
    last = rng.normal(size=equations.size)
    for border in (dense, equations.jacobian(x, 1.7)):
        found = factored(border, row)
        np.testing.assert_allclose(found.solve(right), expected, rtol=1e-8, atol=1e-10)
        assert found.sign() == np.linalg.slogdet(matrix)[0]
        other = np.vstack([np.column_stack([dense.data[:, :-1], last]), row])
        np.testing.assert_allclose(
            factored(border.with_column(last), row).solve(right), np.linalg.solve(other, right), rtol=1e-7, atol=1e-9
        )
