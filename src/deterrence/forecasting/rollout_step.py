"""One move of many independent plays at once, in JAX.

The mover's type plays log σ interpolated at the public belief as it is, not at a node of the lattice:

    log σ(a | x, b, θ) = Σ_v w_v(b) log σ(a | x, v, θ) − log Σ_a exp(the same sum),

v the corners of the Freudenthal simplex around b (for two types its ends on the axis of log-odds), w their
weights, multiplied over actors; beyond the cut b is held there for play. Belief itself is never held or clipped:
the log-likelihood ℓ_i(θ) of the public history under each type is carried, and every public outcome o adds
log Σ_a σ(a | x, b, θ) Pr(o | x, a), with those same strategies, for every type. Where types are redrawn
with a share s, belief goes to b' = (1 − s)b + sπ, so that ℓ becomes log((1 − s) b/π + s).

On a clock a stage is the next event in place of a move: after an exponential wait of mean 1/R(x) days one of those that
race there, in proportion to their rates; nothing, if the wait outlasts the window.

Arrays have the n plays on their last axis, so that what is done for each of a few moves is one long loop.
"""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from ..games.stochastic import Array
from ..solvers import runtime  # noqa: F401  (double precision, before any array is made)
from ..solvers.lattice import Lattice
from .rollout_draws import inverse_cdf, move_draws, opening_draws, renewal_draws, running_sum
from .rollout_tables import PlayTables


class Play(NamedTuple):
    """Plays under way: number (n,), state (n,); per actor its leader's type (n,) and ℓ (K_i, n); of a game on a clock
    the day that it is, (n,)."""

    number: Array
    state: Array
    types: tuple[Array, ...]
    log_likelihood: tuple[Array, ...]
    day: Array | None


class Made(NamedTuple):
    """What happened: indices of the branch of the joint move (or of a clock's event), and of chance's; -1 where there
    was none. All (n,)."""

    branch: Array
    chance: Array


@partial(jax.jit, static_argnames="lattices")
def open_plays(
    tables: PlayTables, lattices: tuple[Lattice, ...], seed: Array, number: Array
) -> tuple[Play, Made, tuple[Array, ...]]:
    """Draw everybody's type, and whatever chance does before the first move.

    Args:
        seed: (2,), words. number: (n,), 32-bit numbers of the plays.

    Returns:
        plays before the first move, what chance did, and the types there were before it.
    """
    actors = len(lattices)
    u = opening_draws(seed, actors, number)
    types = tuple(inverse_cdf(tables.type_cdf[i, : lattices[i].types, None], u[i]) for i in range(actors))
    nobody = jnp.full(number.shape, -1)
    nothing = tuple(jnp.zeros((lattice.types, *number.shape)) for lattice in lattices)
    day = None if tables.pace is None else jnp.zeros(number.shape)
    first = Play(number, jnp.broadcast_to(tables.initial, number.shape), types, nothing, day)
    play, chance = _pass_chance(tables, seed, 0, first, u[actors])
    return play, Made(nobody, chance), types


@partial(jax.jit, static_argnames="lattices")
def move_once(
    tables: PlayTables, lattices: tuple[Lattice, ...], seed: Array, stage: Array, play: Play
) -> tuple[Play, Made]:
    """One move of every play that stands at a decision state, or the next event at a clock; others stay as they are.

    Args:
        seed: (2,), words. stage: scalar.
    """
    x = play.state
    alive, slots = tables.decides[x], tables.mover.shape[1]
    u = move_draws(seed, len(lattices), slots, stage, play.number)
    corners = _corners(lattices, play.log_likelihood)
    column, plans = jnp.zeros(x.shape, int), []
    for slot in range(slots):
        mover = tables.mover[x, slot]
        logs = strategies(tables, lattices, stage, x, slot, corners)
        kind = sum(jnp.where(mover == i, kind, 0) for i, kind in enumerate(play.types))
        own = _pick(_in_fact(tables, x, slot, logs), kind)
        chosen = inverse_cdf(running_sum(jnp.exp(own)), u[0] if slot == 0 else u[2 + slot])
        column = column + tables.stride[x, slot] * chosen
        plans.append((mover, logs))
    day, goes = _wait(tables, play, alive, u[0])
    branch = _draw_branch(tables, tables.joint[x, column], u[1])
    outcome = tables.outcome[branch]
    learnt = play.log_likelihood
    for slot, (mover, logs) in enumerate(plans):
        shown = _columns(tables.log_show[:, slot], outcome)
        seen = jnp.stack([log_sum(log + shown) for log in logs])
        learnt = tuple(ell + jnp.where(alive & (mover == i), seen[: len(ell)], 0.0) for i, ell in enumerate(learnt))
    after = play._replace(state=jnp.where(goes, tables.following[outcome], x), log_likelihood=learnt, day=day)
    after, chance = _pass_chance(tables, seed, stage + 1, after, u[2])
    return after, Made(jnp.where(goes, branch, -1), chance)


def _wait(tables: PlayTables, play: Play, decides: Array, u: Array) -> tuple[Array | None, Array]:
    """The day after a wait at a clock, the window's last if it outlasts the window; and which plays go on."""
    if tables.pace is None or tables.window is None or play.day is None:
        return None, decides
    pace = tables.pace[play.state]
    then = play.day + jnp.where(pace > 0, -jnp.log1p(-u) / jnp.where(pace > 0, pace, 1.0), 0.0)
    return jnp.minimum(then, tables.window), decides | ((pace > 0) & (then <= tables.window))


def strategies(
    tables: PlayTables,
    lattices: tuple[Lattice, ...],
    stage: Array,
    x: Array,
    slot: int,
    corners: list[tuple[Array, Array]],
) -> list[Array]:
    """log σ of each type of a state's mover at the belief as it is: K arrays (A, n).

    Args:
        slot: which of the movers.
        corners: of the beliefs.
        tables, lattices, stage, x: what is played, when and where.
    """
    mover = tables.mover[x, slot]
    first = tables.first[jnp.minimum(stage, len(tables.first) - 1), x, slot]
    nodes = math.prod(len(lattice) for lattice in lattices)
    logs = [_columns(tables.log_rule[:, slot, k], x) for k in range(tables.log_rule.shape[2])]
    for s, kinds in enumerate(tables.strategic):
        rows = first + s * nodes
        z = sum(weight * _columns(tables.log_sigma, rows + node) for node, weight in corners)
        z = z - log_sum(z)
        logs = [jnp.where(kinds[mover] == k, z, log) for k, log in enumerate(logs)]
    return logs


def _in_fact(tables: PlayTables, x: Array, slot: int, logs: list[Array]) -> list[Array]:
    """log σ of each type as it in fact plays: as it is believed to, unless its conduct is locked and not announced."""
    if tables.tilt is None or tables.own_rule is None:
        return logs
    mover, tilt = tables.mover[x, slot], _columns(tables.tilt[:, slot], x)
    found = []
    for k, log in enumerate(logs):
        strategic = sum(jnp.where(kinds[mover] == k, 1, 0) for kinds in tables.strategic) > 0
        tilted = log + tilt
        found.append(jnp.where(strategic, tilted - log_sum(tilted), _columns(tables.own_rule[:, slot, k], x)))
    return found


def _corners(lattices: tuple[Lattice, ...], log_likelihood: tuple[Array, ...]) -> list[tuple[Array, Array]]:
    """Flat belief node and weight of every corner around each play's belief, all (n,)."""
    n = log_likelihood[0].shape[1]
    corners = [(jnp.zeros(n, int), jnp.ones(n))]
    for lattice, ell in zip(lattices, log_likelihood, strict=True):
        if lattice.types == 1:
            continue
        held, _ = lattice.hold(ell.T / lattice.spacing, jnp)
        index, weight, _ = lattice.locate(held, jnp)
        corners = [
            (node * len(lattice) + index[:, v], share * weight[:, v])
            for node, share in corners
            for v in range(lattice.types)
        ]
    return corners


def _pass_chance(tables: PlayTables, seed: Array, time: Array | int, play: Play, u: Array) -> tuple[Play, Array]:
    """Pass through chance states at once: the plays after it, and the branch taken (-1 where there was none)."""
    x = play.state
    here = tables.chance[x]
    branch = _draw_branch(tables, tables.joint[x, 0], u)
    after = play._replace(state=jnp.where(here, tables.following[tables.outcome[branch]], x))
    if tables.renewal is not None:
        after = _renewed(tables, tables.renewal[x].T, after, renewal_draws(seed, len(play.types), time, play.number))
    return after, jnp.where(here, branch, -1)


def _renewed(tables: PlayTables, share: Array, play: Play, u: Array) -> Play:
    """Types redrawn with shares (N, n), and beliefs that know it."""
    types, learnt = [], []
    for i, (kind, ell) in enumerate(zip(play.types, play.log_likelihood, strict=True)):
        s, prior = share[i], tables.prior[i, : len(ell), None]
        stays = (1 - s) * (jnp.arange(len(ell))[:, None] == kind)
        types.append(jnp.where(s > 0, inverse_cdf(running_sum(stays + s * prior), u[i]), kind))
        ratio = jnp.exp(ell - log_sum(jnp.log(prior) + ell))
        learnt.append(jnp.where(s > 0, jnp.log((1 - s) * ratio + s), ell))
    return play._replace(types=tuple(types), log_likelihood=tuple(learnt))


def _draw_branch(tables: PlayTables, joint: Array, u: Array) -> Array:
    return tables.branch[joint, inverse_cdf(_columns(tables.branch_cdf, joint), u)]


def _columns(table: Array, index: Array) -> Array:
    """Rows of a table (R, A) by play, turned: (A, n). An index outside reads the nearest row."""
    return table.at[index].get(mode="clip").T


def _pick(rows: list[Array], index: Array) -> Array:
    """rows[index[n]][:, n], by selection: there are few rows, and a gather would be slower."""
    chosen = rows[0]
    for r, row in enumerate(rows[1:], start=1):
        chosen = jnp.where(index == r, row, chosen)
    return chosen


def log_sum(logs: Array) -> Array:
    """log Σ exp over the first axis; −∞ where all are."""
    top = logs.max(0)
    top = jnp.where(jnp.isfinite(top), top, 0.0)
    return jnp.log(jnp.exp(logs - top).sum(0)) + top
