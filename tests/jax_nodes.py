"""The within-node fixed point once more, vectorised in JAX: what the compiled kernel is held against.

The same equation and the same steps as :mod:`deterrence.solvers.kernel`, over padded arrays of a whole state at once.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from deterrence.solvers import runtime  # noqa: F401  (double precision, before any array is made)
from deterrence.solvers.belief_lookup import NEVER
from deterrence.solvers.kernel import CLOSED, LARGEST_STEP, MOST_FEEDBACK, OVERSHOOT, TINY
from deterrence.solvers.lattice import Lattice

Table = Any  # NumPy arrays outside the kernel, JAX arrays inside it


class StateTables(NamedTuple):
    """The numbers of one state. A moves, O outcomes, C strategic types in all, K types of the mover.

    Attributes:
        show: (A, O), Pr(outcome | move), zero for padding.
        payoff: (A, C), flow by column, the mover's own types first.
        log_weight: (A,), log μ; ``CLOSED`` for padding.
        rule: (A, K), move probabilities of the mover's commitments.
        belief: (P, K), belief about the mover at every node of its lattice.
        precision: λ of the mover.
        discount: (C,), δ of each column's actor, in the same order.
    """

    show: Table
    payoff: Table
    log_weight: Table
    rule: Table
    belief: Table
    precision: Table
    discount: Table


class NodeResult(NamedTuple):
    """What the kernel returns.

    Attributes:
        log_strategy: (S, A, R, Q), log σ of the mover's strategic types.
        residual: (R, Q), max |σ − logit(Q)| over types and moves.
        iterations: steps taken.
    """

    log_strategy: Array
    residual: Array
    iterations: Array


def shift(lattice: Lattice, values: Array, drift: Array, node: Array) -> tuple[Array, Array]:
    """Continuation values after Bayes' rule has moved the mover's belief, and their slopes.

    Args:
        values: (…, O, P, Q), values along the mover's lattice (P), by outcome and column.
        drift: (O, R, Q, K) log-likelihood of each outcome under each type, at R nodes a column.
        node: (R, Q, K) or (R, 1, K), coordinates of those nodes on the lattice.

    Returns:
        values (…, O, R, Q) and slopes (…, O, R, Q, K) by each type's log-likelihood.
    """
    k, h = lattice.types, lattice.spacing
    shape = (*values.shape[:-2], *drift.shape[-3:-1])
    if k == 1:
        return jnp.broadcast_to(values, shape), jnp.zeros((*shape, 1))
    if k == 2:
        position = node[..., 0] + (drift[..., 0] - drift[..., 1]) / h + lattice.extent
        last = 2 * lattice.extent
        clipped = jnp.clip(position, 0.0, last)
        first = jnp.minimum(jnp.floor(clipped), last - 1)
        index = jnp.broadcast_to(first.astype(jnp.int32), shape)
        low = jnp.take_along_axis(values, index, axis=-2)
        rise = jnp.take_along_axis(values, index + 1, axis=-2) - low
        slope = jnp.where((position < 0) | (position > last), 0.0, rise / h)
        return low + rise * (clipped - first), jnp.stack([slope, -slope], axis=-1)
    point, held = lattice.hold(node + drift / h, jnp)
    index, weight, order = lattice.locate(point, jnp)
    at = [jnp.take_along_axis(values, jnp.broadcast_to(index[..., v], shape), axis=-2) for v in range(k)]
    value = sum(weight[..., v] * at[v] for v in range(k))
    steps = jnp.stack([at[v + 1] - at[v] for v in range(k - 1)], axis=-1)
    inverse = jnp.broadcast_to(jnp.argsort(order, axis=-1), steps.shape)
    slope = jnp.take_along_axis(steps, inverse, axis=-1)
    slope = jnp.concatenate([slope, -slope.sum(-1, keepdims=True)], axis=-1)
    free = jnp.where(held, 0.0, slope)
    likeliest = jax.nn.one_hot(jnp.argmax(node + drift / h, axis=-1), k)
    return value, (free - likeliest * free.sum(-1, keepdims=True)) / h


def likelihoods(show: Array, log_strategy: Array, rule: Array, strategic: tuple[int, ...]) -> Array:
    """Log-likelihood of every outcome under every type of the mover, (O, R, Q, K)."""
    _, _, r, q = log_strategy.shape
    columns = []
    for k in range(rule.shape[1]):
        if k in strategic:
            likelihood = jnp.einsum("ao,apq->opq", show, jnp.exp(log_strategy[strategic.index(k)]))
        else:
            likelihood = jnp.broadcast_to((show.T @ rule[:, k])[:, None, None], (show.shape[1], r, q))
        columns.append(jnp.log(jnp.maximum(likelihood, NEVER)))
    return jnp.stack(columns, axis=-1)


@partial(jax.jit, static_argnames=("lattice", "strategic", "steps"))
def solve_nodes(
    tables: StateTables,
    following: Array,
    node: Array,
    start: Array,
    *,
    lattice: Lattice,
    strategic: tuple[int, ...],
    steps: int,
    tolerance: float,
) -> NodeResult:
    """Solve the within-node fixed point at R × Q nodes of a state.

    Args:
        tables: the state's numbers.
        following: (S, O, P, Q), continuation values of the mover's own types along its lattice, by outcome.
        node: (R, Q, K) or (R, 1, K), coordinates of the nodes; R = P for a whole state, R = 1 for a list of nodes.
        start: (S, A, R, Q), where the iteration starts.
        lattice: the mover's lattice.
        strategic: types of the mover that are strategic.
        steps: most Newton steps.
        tolerance: on max |σ − logit(Q)|; nodes above it after all steps are finished elsewhere.
    """
    count = len(strategic)
    payoff = tables.payoff[:, :count].T[:, :, None, None]
    delta = tables.discount[:count, None, None, None]
    open_ = (tables.log_weight > CLOSED / 2)[:, None, None]
    squared = tables.show**2

    def evaluate(z: Array) -> tuple[Array, Array, Array]:
        """F, the ascent direction and max |σ − logit(Q)| at normalised log strategies."""
        drift = likelihoods(tables.show, z, tables.rule, strategic)
        value, slope = shift(lattice, following, drift, node)
        q = payoff + delta * jnp.einsum("ao,sopq->sapq", tables.show, value)
        target = jax.nn.log_softmax(tables.log_weight[:, None, None] + tables.precision * q, axis=1)
        sigma = jnp.exp(z)
        gap = jnp.where(open_, z - target, 0.0)
        mine = jnp.stack([slope[s, ..., k] for s, k in enumerate(strategic)])
        likelihood = jnp.stack([jnp.exp(drift[..., k]) for k in strategic])
        feedback = tables.precision * delta * sigma * jnp.einsum("ao,sopq->sapq", squared, mine / likelihood)
        pivot = 1.0 - jnp.minimum(feedback, MOST_FEEDBACK)
        level = (sigma * gap / pivot).sum(1, keepdims=True) / (sigma / pivot).sum(1, keepdims=True)
        direction = jnp.where(open_, (level - gap) / pivot, 0.0)
        return gap, direction, jnp.abs(sigma - jnp.exp(target)).max((0, 1))

    def climb(z: Array, gap: Array, direction: Array) -> Array:
        """Rate at which the potential rises along the direction: −Cov_σ(direction, F)."""
        sigma = jnp.exp(z)
        mean = (sigma * direction).sum(1, keepdims=True)
        return -(sigma * (direction - mean) * gap).sum((0, 1))

    def unsettled(carry: tuple) -> Array:
        error, count = carry[-2:]
        return (count < steps) & (error > tolerance).any()

    def step(carry: tuple) -> tuple:
        z, direction, scale, rate, error, count = carry
        size = jnp.abs(direction).max((0, 1))
        move = direction * jnp.minimum(scale, LARGEST_STEP / jnp.maximum(size, LARGEST_STEP))
        trial = jnp.where(open_, z + move, CLOSED)
        trial = jnp.where(open_, trial - jax.nn.logsumexp(trial, axis=1, keepdims=True), CLOSED)
        gap, new_direction, new_error = evaluate(trial)
        along = climb(trial, gap, direction)
        better = (along >= -OVERSHOOT * rate) | (new_error <= tolerance)
        settled = error <= tolerance
        # Past the top: back to where the rate of climb would be zero if it fell linearly.
        shorter = scale * jnp.clip(rate / jnp.maximum(rate - along, TINY), 0.1, 0.7)
        scale = jnp.where(better, 1.0, shorter)
        take = better & ~settled
        z = jnp.where(take, trial, z)
        direction = jnp.where(take, new_direction, direction)
        rate = jnp.where(take, climb(trial, gap, new_direction), rate)
        return z, direction, scale, rate, jnp.where(take, new_error, error), count + 1

    gap, direction, error = evaluate(start)
    carry = (start, direction, jnp.ones(error.shape), climb(start, gap, direction), error, jnp.zeros((), int))
    z, _, _, _, error, steps_taken = lax.while_loop(unsettled, step, carry)
    return NodeResult(z, error, steps_taken)


@partial(jax.jit, static_argnames=("lattice", "strategic", "plays"))
def state_values(
    tables: StateTables,
    following: Array,
    log_strategy: Array,
    *,
    lattice: Lattice,
    strategic: tuple[int, ...],
    plays: tuple[int, ...],
) -> Array:
    """Values of every column at a state under given strategies, shape (C, P, Q).

    ``plays`` says by column which type of the mover moves, if the column is the mover's own. Everybody else's (-1)
    average over the mover's types by belief.
    """
    drift = likelihoods(tables.show, log_strategy, tables.rule, strategic)
    after, _ = shift(lattice, following, drift, jnp.asarray(lattice.nodes, float)[:, None, :])
    sigma = jnp.exp(log_strategy)
    everyone = jnp.stack(
        [
            sigma[strategic.index(k)]
            if k in strategic
            else jnp.broadcast_to(tables.rule[:, k, None, None], sigma.shape[1:])
            for k in range(tables.rule.shape[1])
        ]
    )
    mean = jnp.einsum("pk,kapq->apq", tables.belief, everyone)
    mean_shown = jnp.einsum("ao,apq->opq", tables.show, mean)
    rows = []
    for c, kind in enumerate(plays):
        if kind >= 0:
            mixed = everyone[kind]
            shown = jnp.einsum("ao,apq->opq", tables.show, mixed)
        else:
            mixed, shown = mean, mean_shown
        flow = jnp.einsum("a,apq->pq", tables.payoff[:, c], mixed)
        rows.append(flow + tables.discount[c] * (shown * after[c]).sum(0))
    return jnp.stack(rows)
