"""The JAX face of trees: same play, same residual, gradients as by the implicit function theorem, batches."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deterrence.solvers.tree import derivatives, solve_tree
from deterrence.solvers.tree.batch import residual_function, response_function
from deterrence.solvers.tree.equations import Equations
from small_trees import signalling

LAM = (2.0, 3.0)


def test_residual_is_that_of_the_equations():
    tree = signalling()
    solution = solve_tree(tree, LAM)
    numbers = tree.with_precision(LAM).numbers()
    x = np.random.default_rng(0).normal(size=solution.point.x.shape)
    by_numpy = Equations(tree, numbers).residual(x, 1.0)
    assert residual_function(tree, LAM)(x, {}) == pytest.approx(by_numpy, abs=1e-12)


def test_gradients_and_batches():
    tree = signalling()
    solution, response = solve_tree(tree, LAM), response_function(tree, LAM)
    rates = jax.jacfwd(lambda v: response({"c": v, "q": 0.4}))(0.6)
    assert rates == pytest.approx(derivatives(solution, "c").policy, abs=1e-9)
    at = jnp.array([0.2, 0.6, 1.0])
    batch = jax.jit(jax.vmap(lambda v: response({"c": v, "q": 0.4})))(at)
    for c, row in zip(at, batch, strict=True):
        assert row == pytest.approx(solve_tree(tree, LAM, {"c": float(c)}).assessment.policy, abs=1e-10)
    pull = jax.grad(lambda v: response(v)[0])({"c": 0.6, "q": 0.4})
    assert {name: float(g) for name, g in pull.items()} == pytest.approx(
        {name: derivatives(solution, name).policy[0] for name in ("c", "q")}, abs=1e-9
    )
