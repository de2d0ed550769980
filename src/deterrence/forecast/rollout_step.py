"""One move of many independent plays at once, in JAX.

The mover's type plays log σ interpolated at the public belief as it is, not at a node of the lattice:

    log σ(a | x, b, θ) = Σ_v w_v(b) log σ(a | x, v, θ) − log Σ_a exp(…),

v the corners of the Freudenthal simplex around b (for two types its ends on the axis of log-odds), w their
weights, multiplied over actors; beyond the cut b is held there for play. Belief itself is never held or clipped:
the log-likelihood ℓ_i(θ) of the public history under each type is carried, and every public outcome o adds
log Σ_a σ(a | x, b, θ) Pr(o | x, a), with those same strategies, for every type.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from ..solve import runtime  # noqa: F401  (double precision, before any array is made)

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from ..solve.lattice import Lattice
from .rollout_tables import PlayTables

BLOCK = 16_384  # plays drawn from one key; part of what a seed means, so that play k never depends on n
TYPE_DRAWS, START_DRAWS, MOVE_DRAWS = 0, 1, 2  # keys folded in, the last plus the stage


class Play(NamedTuple):
    """Plays under way.

    Attributes:
        state: (n,).
        types: per actor (n,), the type it is.
        log_likelihood: per actor (n, K_i), ℓ.
    """

    state: Array
    types: tuple[Array, ...]
    log_likelihood: tuple[Array, ...]


class Made(NamedTuple):
    """What happened in one move: -1 where there was none. All (n,)."""

    move: Array
    branch: Array
    chance: Array
    state: Array


@partial(jax.jit, static_argnames=("lattices", "dtypes"))
def play_block(
    tables: PlayTables, lattices: tuple[Lattice, ...], dtypes: tuple[Any, Any, Any], seed: Array, block: Array
) -> tuple[Play, Array, Made]:
    """Play ``BLOCK`` games from the prior.

    Args:
        tables: the solved game.
        lattices: one per actor.
        dtypes: integer types of moves, branches and states in the answer.
        seed, block: scalars; the same two give the same plays.

    Returns:
        plays at the end; chance branch passed before the first move (n,), first state (n,); and what happened, each
        (T, n).
    """
    key = jax.random.fold_in(jax.random.key(seed), block)
    draws = jax.random.uniform(jax.random.fold_in(key, TYPE_DRAWS), (len(lattices), BLOCK))
    types = tuple(inverse_cdf(tables.type_cdf[i, : lat.types], draws[i]) for i, lat in enumerate(lattices))
    u = jax.random.uniform(jax.random.fold_in(key, START_DRAWS), (BLOCK,))
    chance, state = pass_chance(tables, jnp.broadcast_to(tables.initial, (BLOCK,)), u)
    start = Play(state, types, tuple(jnp.zeros((BLOCK, lat.types)) for lat in lattices))
    opening = Made(jnp.full(BLOCK, -1), jnp.full(BLOCK, -1), chance, state)

    def step(play: Play, now: tuple[Array, Array]) -> tuple[Play, Made]:
        stage, first = now
        u = jax.random.uniform(jax.random.fold_in(key, MOVE_DRAWS + stage), (3, BLOCK))
        play, made = move_once(tables, lattices, first, play, u)
        return play, compact(made, dtypes)

    stages = len(tables.first)
    end, made = lax.scan(step, start, (jnp.arange(stages), tables.first))
    return end, compact(opening, dtypes), made


def compact(made: Made, dtypes: tuple[Any, Any, Any]) -> Made:
    """The same in integer types no wider than need be."""
    move, branch, state = dtypes
    return Made(
        made.move.astype(move), made.branch.astype(branch), made.chance.astype(branch), made.state.astype(state)
    )


def move_once(
    tables: PlayTables, lattices: tuple[Lattice, ...], first: Array, play: Play, u: Array
) -> tuple[Play, Made]:
    """One move of every play.

    Args:
        first: (X,), where each state's strategies begin at this stage.
        u: (3, n), uniform draws for the move, how it turns out, and the chance after it.
    """
    x = play.state
    alive, mover = tables.decides[x], tables.mover[x]
    logs = strategies(tables, lattices, first, x, play.log_likelihood)
    own = pick(jnp.stack(logs), sum_where(mover, play.types))
    column = draw(jnp.exp(own), u[0])
    move = tables.moves[x, column]
    branch = draw_branch(tables, tables.joint[x, column], u[1])
    outcome = tables.outcome[branch]
    shown = tables.log_show[outcome]
    seen = jnp.stack([log_sum(rows + shown) for rows in logs], axis=-1)
    learnt = tuple(
        ell + jnp.where((alive & (mover == i))[:, None], seen[:, : ell.shape[1]], 0.0)
        for i, ell in enumerate(play.log_likelihood)
    )
    arrived = jnp.where(alive, tables.following[outcome], x)
    chance, state = pass_chance(tables, arrived, u[2])
    made = Made(jnp.where(alive, move, -1), jnp.where(alive, branch, -1), chance, state)
    return Play(state, play.types, learnt), made


def strategies(
    tables: PlayTables, lattices: tuple[Lattice, ...], first: Array, x: Array, log_likelihood: tuple[Array, ...]
) -> list[Array]:
    """log σ of every type of the mover at the belief as it is: per type (n, A)."""
    mover = tables.mover[x]
    nodes = int(np.prod([len(lattice) for lattice in lattices]))
    corners = _corners(lattices, log_likelihood)
    slots = []
    for s in range(int(max(_most_strategic(tables), 1))):
        base = first[x] + s * nodes
        z = sum(weight[:, None] * _rows(tables.log_sigma, base + node) for node, weight in corners)
        slots.append(z - log_sum(z)[:, None])
    logs = []
    for k in range(tables.slot.shape[1]):
        slot = tables.slot[mover, k]
        logs.append(jnp.where((slot >= 0)[:, None], pick(jnp.stack(slots), slot), tables.log_rule[x, k]))
    return logs


def _most_strategic(tables: PlayTables) -> int:
    return tables.slot.shape[1]


def _rows(table: Array, index: Array) -> Array:
    return table.at[index].get(mode="clip")


def _corners(lattices: tuple[Lattice, ...], log_likelihood: tuple[Array, ...]) -> list[tuple[Array, Array]]:
    """Flat belief node and weight of every corner around each play's belief."""
    n = log_likelihood[0].shape[0]
    corners = [(jnp.zeros(n, int), jnp.ones(n))]
    for lattice, ell in zip(lattices, log_likelihood, strict=True):
        if lattice.types == 1:
            continue
        held, _ = lattice.hold(ell / lattice.spacing, jnp)
        index, weight, _ = lattice.locate(held, jnp)
        corners = [
            (node * len(lattice) + index[:, v], share * weight[:, v])
            for node, share in corners
            for v in range(lattice.types)
        ]
    return corners


def pass_chance(tables: PlayTables, x: Array, u: Array) -> tuple[Array, Array]:
    """Pass through chance states at once: branch taken (-1 where there was none) and the state after it."""
    here = tables.chance[x]
    branch = draw_branch(tables, tables.joint[x, 0], u)
    return jnp.where(here, branch, -1), jnp.where(here, tables.following[tables.outcome[branch]], x)


def draw_branch(tables: PlayTables, joint: Array, u: Array) -> Array:
    """How a joint move turns out: index of a branch, (n,)."""
    return tables.branch[joint, inverse_cdf(tables.branch_cdf[joint], u)]


def draw(probability: Array, u: Array) -> Array:
    """Index drawn from each row of ``probability`` (n, A), which need not sum to exactly one."""
    return inverse_cdf(jnp.cumsum(probability, axis=-1), u)


def inverse_cdf(cdf: Array, u: Array) -> Array:
    """First index at which ``cdf`` (…, A) exceeds u times its total; never one of probability nought.

    u is at most 1 − 2^-53·2, so u times the total stays below the total.
    """
    return (u[:, None] * cdf[..., -1:] >= cdf).sum(-1)


def pick(rows: Array, index: Array) -> Array:
    """rows[index[n], n] of (R, n, A), by selection: R is small, and a gather would be slower."""
    chosen = rows[0]
    for r in range(1, rows.shape[0]):
        chosen = jnp.where((index == r)[:, None], rows[r], chosen)
    return chosen


def sum_where(mover: Array, types: tuple[Array, ...]) -> Array:
    """The mover's own type, (n,)."""
    return sum(jnp.where(mover == i, own, 0) for i, own in enumerate(types))


def log_sum(logs: Array) -> Array:
    """log Σ exp over the last axis; −∞ where all are."""
    top = logs.max(-1, keepdims=True)
    top = jnp.where(jnp.isfinite(top), top, 0.0)
    return jnp.log(jnp.exp(logs - top).sum(-1)) + top[..., 0]
