"""Quantal response as a JAX function of parameters: differentiable, batchable, for estimation.

The same functions on the array namespace serve here with jax.numpy. Solving itself (following a path) stays in NumPy
and is called back; the derivative comes from the equations by the implicit function theorem, so that gradients and
batches are exact and cost one linear solve.

    >>> from deterrence.trees.builder import TreeBuilder
    >>> import jax
    >>> g = TreeBuilder("One choice", players=("A",))
    >>> p = g.parameter("p", 0.0)
    >>> tree = g.tree(g.move("A", "act?", {"wait": g.end(0), "act": g.end(p)}))
    >>> response = response_function(tree, precision=2.0)
    >>> round(float(jax.grad(lambda v: response({"p": v})[1])(0.0)), 9)
    0.5
    >>> jax.vmap(lambda v: response({"p": v}))(jax.numpy.array([0.0, 1.0])).shape
    (2, 2)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ...trees.tree import GameTree
from .. import runtime  # noqa: F401  (64-bit numbers)
from .continuation import carry_on
from .equations import unknowns_of
from .play import play
from .task import Task

Array = Any


def residual_function(
    tree: GameTree, precision: float | Sequence[float]
) -> Callable[[Array, Mapping[str, Any]], Array]:
    """F(x, parameters) of :mod:`.equations` at a precision, as a pure JAX function.

    Args:
        tree: the game.
        precision: λ, one number or one a player.
    """
    layout, unknowns = tree.layout, unknowns_of(tree.layout)
    offset = tree.log_weights[unknowns.free] - tree.log_weights[unknowns.base]
    at = layout.action_set[unknowns.free]
    lam = np.broadcast_to(np.asarray(precision, float), (len(tree.players),))[layout.set_player[at]]
    lam = lam * tree.sharpness[at]

    def residual(x: Array, values: Mapping[str, Any]) -> Array:
        q = play(layout, tree.numbers(values, jnp), _log_policy(tree, x), jnp).action_value
        return x - offset - lam * (q[unknowns.free] - q[unknowns.base])

    return residual


def response_function(tree: GameTree, precision: float | Sequence[float]) -> Callable[[Mapping[str, Any]], Array]:
    """Parameter values -> σ (A,), the principal branch at a precision; works under jit, grad and vmap.

    Args:
        tree: the game.
        precision: λ, one number or one a player.

    Raises:
        NotConverged: (when run) the path did not arrive at some parameter values.
    """
    residual = residual_function(tree, precision)
    jacobian = jax.jit(jax.jacfwd(residual))
    push = jax.jit(lambda x, values, directions: jax.jvp(lambda v: residual(x, v), (values,), (directions,))[1])
    size = len(unknowns_of(tree.layout).free)

    def solved(values: Mapping[str, Any]) -> np.ndarray:
        task = Task.of(tree, precision, {name: float(v) for name, v in values.items()})
        return carry_on(task, task.equations.offset, 0.0)[0].x

    @jax.custom_jvp
    def odds(values: Mapping[str, Any]) -> Array:
        shape = jax.ShapeDtypeStruct((size,), jnp.float64)
        return jax.pure_callback(solved, shape, values, vmap_method="sequential")

    @odds.defjvp
    def _rule(primals: tuple[Any], tangents: tuple[Any]) -> tuple[Array, Array]:
        (values,), (directions,) = primals, tangents
        x = odds(values)
        return x, -jnp.linalg.solve(jacobian(x, values), push(x, values, directions))

    def response(values: Mapping[str, Any]) -> Array:
        held = {name: jnp.asarray(v, jnp.float64) for name, v in values.items()}
        return jnp.exp(_log_policy(tree, odds(held)))

    return response


def _log_policy(tree: GameTree, x: Array) -> Array:
    layout = tree.layout
    full = jnp.zeros(layout.actions).at[unknowns_of(layout).free].set(x)
    runs = layout.set_actions
    return full - runs.log_sum_exp(full, jnp)[runs.owner]
