"""The within-node fixed point of several movers at once, each with private types, at every belief node of a state.

With z_i = log σ_i of every strategic type of every mover, the equations at a node are

    F(z) = z − log softmax(log μ + λ Q(z)) = 0,
    Q_i(θ, a_i) = E[u_i | a_i] + δ_i Σ_o c(o) κ_i(o | a_i) Π_{j≠i} L̄_j(o) V_i(x_o, b_o, θ),

L̄_j(o) = Σ_θ b_j(θ) Σ_a σ_j(a | θ) κ_j(o | a), b_o the posteriors about all movers. They are solved together by Newton's
method with the whole Jacobian, from where the caller says; nodes that this leaves are started again at the base weights
(the solution at λ = 0) with λ raised in steps, and then followed along the arc (:mod:`.arc`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.special import log_softmax

from . import runtime  # noqa: F401  (double precision, before any array is made)
from .arc import ArcSettings, trace
from .belief_lookup import NEVER
from .joint_tables import JointTables
from .kernel import CLOSED, LARGEST_STEP
from .lattice import Lattice
from .node_fallback import MOST_ARCS, PRECISION_STEPS

NEWTON_STEPS = 60
LENGTHS = (1.0, 0.5, 0.25, 0.1, 0.02)  # of Newton's step that are tried
ON_THE_WAY = 1e-6  # what is enough at a lower precision


@dataclass(frozen=True)
class JointShape:
    """What is static about a state.

    Attributes:
        movers: actors.
        lattices: of all actors.
        strategic: per mover, its strategic types.
        own: per mover, the columns of these.
        plays: per column, (index among the movers, type) if it is a mover's, or (-1, -1).
    """

    movers: tuple[int, ...]
    lattices: tuple[Lattice, ...]
    strategic: tuple[tuple[int, ...], ...]
    own: tuple[tuple[int, ...], ...]
    plays: tuple[tuple[int, int], ...]


def _everyone(shape: JointShape, t: JointTables, z: list[Array]) -> list[Array]:
    """Move probabilities of every type of every mover, (K_i, A_i) each."""
    return [
        jnp.stack(
            [
                jnp.exp(z[m][strategic.index(k)]) if k in strategic else t.rule[m][:, k]
                for k in range(t.rule[m].shape[1])
            ]
        )
        for m, strategic in enumerate(shape.strategic)
    ]


def _after(shape: JointShape, following: Array, node: Array, likelihood: list[Array]) -> Array:
    """Values (C, O) after each outcome at a node, from (C, O, P_1, …, P_N) and each mover's (K_i, O)."""
    outcomes = following.shape[1]
    corners: list[tuple[list[Any], Array]] = [([], jnp.ones(outcomes))]
    for i, lattice in enumerate(shape.lattices):
        if i in shape.movers and lattice.types > 1:
            drift = jnp.log(jnp.maximum(likelihood[shape.movers.index(i)], NEVER)).T / lattice.spacing
            held, _ = lattice.hold(jnp.asarray(lattice.nodes, float)[node[i]] + drift, jnp)
            index, weight, _ = lattice.locate(held, jnp)
            corners = [([*at, index[:, v]], w * weight[:, v]) for at, w in corners for v in range(lattice.types)]
        else:
            corners = [([*at, node[i]], w) for at, w in corners]
    every = jnp.arange(outcomes)
    parts = [w * following[(slice(None), every, *at)] for at, w in corners]
    return sum(parts[1:], parts[0])


def _contract(tensor: Array, weights: list[Array | None]) -> Array:
    """Means over the leading axes of a tensor for which weights are given."""
    for axis in reversed(range(len(weights))):
        weight = weights[axis]
        if weight is not None:
            tensor = jnp.tensordot(weight, tensor, axes=([0], [axis]))
    return tensor


def at_node(shape: JointShape, t: JointTables, following: Array, node: Array, z: list[Array]) -> tuple[Any, Array]:
    """Q of every mover's strategic types, (S_i, A_i) each, and values of all columns (C,), at a node."""
    everyone = _everyone(shape, t, z)
    likelihood = [play @ kappa for play, kappa in zip(everyone, t.kappa, strict=True)]
    belief = [b[node[i]] for b, i in zip(t.belief, shape.movers, strict=True)]
    mean = [b @ play for b, play in zip(belief, everyone, strict=True)]
    shown = [b @ seen for b, seen in zip(belief, likelihood, strict=True)]
    after = _after(shape, following, node, likelihood)
    q = []
    for m, own in enumerate(shape.own):
        others = t.scale * jnp.prod(jnp.stack([s for k, s in enumerate(shown) if k != m] + [jnp.ones_like(t.scale)]), 0)
        flow = _contract(t.payoff, [None if k == m else w for k, w in enumerate(mean)])
        rows = [flow[:, c] + t.discount[c] * (t.kappa[m] @ (others * after[c])) for c in own]
        q.append(jnp.stack(rows) if rows else jnp.zeros((0, len(t.log_weight[m]))))
    values = []
    for c, (mover, kind) in enumerate(shape.plays):
        made = [everyone[m][kind] if m == mover else w for m, w in enumerate(mean)]
        seen = jnp.prod(jnp.stack([likelihood[m][kind] if m == mover else s for m, s in enumerate(shown)]), 0)
        values.append(_contract(t.payoff[..., c], made) + t.discount[c] * (t.scale * seen * after[c]).sum())
    return q, jnp.stack(values)


def by_mover(shape: JointShape, t: JointTables, flat: Array) -> list[Array]:
    """Log strategies (m,) as (S_i, A_i) by mover."""
    parts, at = [], 0
    for strategic, weight in zip(shape.strategic, t.log_weight, strict=True):
        size = len(strategic) * len(weight)
        parts.append(flat[at : at + size].reshape(len(strategic), len(weight)))
        at += size
    return parts


def node_gap(shape: JointShape, t: JointTables, following: Array, node: Array, flat: Array, scale: Any) -> Array:
    """F at a node, flat, with precisions scaled."""
    z = by_mover(shape, t, flat)
    q, _ = at_node(shape, t, following, node, z)
    rows = []
    for m, weight in enumerate(t.log_weight):
        reply = jax.nn.log_softmax(weight + scale * t.precision[m] * q[m], axis=1)
        rows.append(jnp.where(weight > CLOSED / 2, z[m] - reply, z[m] - CLOSED).reshape(-1))
    return jnp.concatenate(rows)


@partial(jax.jit, static_argnames="shape")
def gaps(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array, scale: Array) -> Array:
    """F at every node, (n, m)."""
    return jax.vmap(lambda at, flat: node_gap(shape, t, following, at, flat, scale))(node, z)


@partial(jax.jit, static_argnames="shape")
def jacobians(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array, scale: Array) -> Array:
    """dF/dz at every node, (n, m, m)."""
    return jax.vmap(lambda at, flat: jax.jacfwd(lambda v: node_gap(shape, t, following, at, v, scale))(flat))(node, z)


class _Nodes:
    """The equations of a state at every node, as functions of log strategies (n, m)."""

    def __init__(self, shape: JointShape, t: JointTables, following: np.ndarray):
        self._fixed = shape, t, jnp.asarray(following)
        self.node = np.stack([axis.reshape(-1) for axis in np.indices(tuple(map(len, shape.lattices)))], axis=1)

    def gap(self, z: np.ndarray, scale: float, at: slice = slice(None)) -> np.ndarray:
        """F, (n, m), with precisions scaled."""
        return np.asarray(gaps(*self._fixed, self.node[at], z, np.float64(scale)))

    def jacobian(self, z: np.ndarray, scale: float, at: slice = slice(None)) -> np.ndarray:
        """dF/dz, (n, m, m)."""
        return np.asarray(jacobians(*self._fixed, self.node[at], z, np.float64(scale)))

    def _normal(self, z: np.ndarray) -> np.ndarray:
        """Log strategies whose probabilities sum to one, type by type."""
        shape, t, _ = self._fixed
        widths = [len(w) for kinds, w in zip(shape.strategic, t.log_weight, strict=True) for _ in kinds]
        parts = np.split(z, np.cumsum(widths)[:-1], axis=1)
        return np.concatenate([log_softmax(part, axis=1) for part in parts], axis=1) if widths else z

    def newton(self, z: np.ndarray, scale: float, tolerance: float, at: slice = slice(None)) -> tuple[Any, Any]:
        """Newton's method from z: log strategies (n, m) and max |σ − logit(Q)| (n,)."""
        z = self._normal(z)
        gap = self.gap(z, scale, at)
        for _ in range(NEWTON_STEPS):
            error = _error(z, gap)
            active = ~(error <= tolerance)
            if not active.any():
                break
            step = np.zeros(z.shape)
            step[active] = _solved(self.jacobian(z, scale, at)[active], -gap[active])
            step *= np.minimum(1.0, LARGEST_STEP / np.maximum(np.abs(step).max(1), LARGEST_STEP))[:, None]
            best, best_gap, size = z, gap, (gap**2).sum(1)
            waiting = active
            for length in LENGTHS:  # the longest that makes the gap smaller; where none does, the shortest
                trial = self._normal(z + length * step)
                new = self.gap(trial, scale, at)
                shorter = (new**2).sum(1) < size
                taken = waiting & (shorter | (length == LENGTHS[-1]))
                best, best_gap = np.where(taken[:, None], trial, best), np.where(taken[:, None], new, best_gap)
                waiting = waiting & ~taken
                if not waiting.any():
                    break
            z, gap = best, best_gap
        return z, _error(z, gap)

    def along_the_arc(self, k: int, start: np.ndarray) -> tuple[np.ndarray | None, int]:
        """Node k's solution from λ = 0 through folds, and how many; None where the curve is lost."""
        here = slice(k, k + 1)
        result = trace(
            lambda v, s: self.gap(v[None], s, here)[0],
            lambda v, s: self.jacobian(v[None], s, here)[0],
            start,
            0.0,
            1.0,
            ArcSettings(),
        )
        return (result.z if result.converged else None), len(result.folds)


def _error(z: np.ndarray, gap: np.ndarray) -> np.ndarray:
    return np.abs(np.exp(z) - np.exp(z - gap)).max(1, initial=0.0)


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(matrix, right[..., None])[..., 0]
    except np.linalg.LinAlgError:
        return (np.linalg.pinv(matrix) @ right[..., None])[..., 0]


@partial(jax.jit, static_argnames="shape")
def node_values(shape: JointShape, t: JointTables, following: Array, node: Array, z: Array) -> Array:
    """Values of every column at every node, (n, C)."""
    return jax.vmap(lambda at, flat: at_node(shape, t, following, at, by_mover(shape, t, flat))[1])(node, z)


def base(t: JointTables, shape: JointShape) -> np.ndarray:
    """The base weights as a flat start, (m,)."""
    pairs = zip(shape.strategic, t.log_weight, strict=True)
    return np.concatenate([np.tile(np.asarray(weight), len(strategic)) for strategic, weight in pairs])


def solve_joint(
    shape: JointShape, t: JointTables, following: np.ndarray, start: np.ndarray | None, tolerance: float
) -> tuple[np.ndarray, np.ndarray, list[tuple[int, str]]]:
    """Solve a state at every node of the belief grid, nodes flat, the last actor's fastest.

    Args:
        following: (C, O, P_1, …, P_N), values after each outcome.
        start: (n, m), log strategies to start from; None to raise λ from nearly zero.

    Returns:
        log strategies (n, m); max |σ − logit(Q)| by node; nodes that folded, and how.
    """
    nodes = _Nodes(shape, t, following)
    count = len(nodes.node)
    bottom = np.tile(base(t, shape), (count, 1))
    z, error = bottom, np.full(count, np.inf)
    if start is not None:
        z, error = nodes.newton(start, 1.0, tolerance)
    left = ~(error <= tolerance)
    if left.any():
        raised = bottom
        for scale in PRECISION_STEPS:
            raised, reached = nodes.newton(raised, scale, tolerance if scale == 1.0 else ON_THE_WAY)
        z, error = np.where(left[:, None], raised, z), np.where(left, reached, error)
    folds = []
    for k in np.flatnonzero(~(error <= tolerance))[:MOST_ARCS].tolist():
        found, met = nodes.along_the_arc(k, bottom[k])
        if found is not None:
            polished, reached = nodes.newton(found[None], 1.0, tolerance, slice(k, k + 1))
            if reached[0] < error[k]:
                z[k], error[k] = polished[0], reached[0]
                folds += [(k, f"followed the arc through {met} fold(s)")] if met else []
    return z, error, folds


def as_array(shape: JointShape, t: JointTables, z: np.ndarray) -> np.ndarray:
    """Log strategies (n, m) as an assessment keeps them: (types, A, P_1, …, P_N), the movers' strategic types in order,
    moves beyond a mover's own ``CLOSED``."""
    sizes = tuple(len(lattice) for lattice in shape.lattices)
    most = max(len(weight) for weight in t.log_weight)
    out = np.full((sum(map(len, shape.strategic)), most, len(z)), CLOSED)
    row = at = 0
    for strategic, weight in zip(shape.strategic, t.log_weight, strict=True):
        for _ in strategic:
            out[row, : len(weight)] = z[:, at : at + len(weight)].T
            row, at = row + 1, at + len(weight)
    return out.reshape(*out.shape[:2], *sizes)


def as_flat(shape: JointShape, t: JointTables, array: np.ndarray) -> np.ndarray:
    """The inverse of :func:`as_array`."""
    rows = iter(array.reshape(*array.shape[:2], -1))
    return np.concatenate(
        [next(rows)[: len(w)] for kinds, w in zip(shape.strategic, t.log_weight, strict=True) for _ in kinds]
    ).T
