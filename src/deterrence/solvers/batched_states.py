"""Several states of one mover solved in one call: on small grids a call costs more than what it computes.

States of a mover share shapes, so the kernel maps over them. A few steps on every node of every state; then the nodes
that have not settled, wherever they are, with as many steps as they need. What is left goes to the patient means of
:mod:`.node_fallback`, state by state. What each node goes through is what it would by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from .kernel import StateTables, solve_nodes, state_values
from .lattice import Lattice

STATES = 8  # a call; fewer are made up to so many by repetition, so that there is one compiled shape
NODES = 64  # that have not settled, a call
FIRST_STEPS, LATER_STEPS = 4, 40


class Mover(NamedTuple):
    """What is the same at every state of a mover: lattice, strategic types, which type moves by column."""

    lattice: Lattice
    strategic: tuple[int, ...]
    plays: tuple[int, ...]


_MAPPED = StateTables(show=0, payoff=0, log_weight=0, rule=0, belief=None, precision=None, discount=None)


@partial(jax.jit, static_argnames=("mover", "steps"))
def _states(
    tables: StateTables, following: Array, node: Array, start: Array, *, mover: Mover, steps: int, tolerance: float
) -> tuple[Array, Array, Array]:
    """Log strategies (B, S, A, P, Q), residuals (B, P, Q) and values (B, C, P, Q) of stacked states."""

    def one(tables: StateTables, following: Array, start: Array) -> tuple[Array, Array, Array]:
        own = following[: len(mover.strategic)]
        found = solve_nodes(
            tables,
            own,
            node,
            start,
            lattice=mover.lattice,
            strategic=mover.strategic,
            steps=steps,
            tolerance=tolerance,
        )
        return found.log_strategy, found.residual, _value(tables, following, found.log_strategy, mover)

    return jax.vmap(one, in_axes=(_MAPPED, 0, 0))(tables, following, start)


@partial(jax.jit, static_argnames=("mover", "steps"))
def _nodes(
    tables: StateTables, own: Array, node: Array, start: Array, *, mover: Mover, steps: int, tolerance: float
) -> tuple[Array, Array]:
    """Log strategies (B, S, A, 1, 1) and residuals (B, 1, 1) at single nodes, each with its state's tables."""

    def one(tables: StateTables, own: Array, node: Array, start: Array) -> tuple[Array, Array]:
        found = solve_nodes(
            tables,
            own,
            node,
            start,
            lattice=mover.lattice,
            strategic=mover.strategic,
            steps=steps,
            tolerance=tolerance,
        )
        return found.log_strategy, found.residual

    return jax.vmap(one, in_axes=(_MAPPED, 0, 0, 0))(tables, own, node, start)


@partial(jax.jit, static_argnames=("mover",))
def _values(tables: StateTables, following: Array, log_strategy: Array, *, mover: Mover) -> Array:
    return jax.vmap(partial(_value, mover=mover), in_axes=(_MAPPED, 0, 0))(tables, following, log_strategy)


def _value(tables: StateTables, following: Array, log_strategy: Array, mover: Mover) -> Array:
    return state_values(
        tables, following, log_strategy, lattice=mover.lattice, strategic=mover.strategic, plays=mover.plays
    )


class Batch:
    """States of one mover at one stage.

    Args:
        mover: what they share.
        tables: of each state.
        ahead: (n, C, O, P, Q), continuation values, the mover's own columns first.
        tolerance: on max |σ − logit(Q)|.
    """

    def __init__(self, mover: Mover, tables: list[StateTables], ahead: np.ndarray, tolerance: float):
        self.mover, self.ahead, self.tolerance = mover, ahead, tolerance
        first = tables[0]
        self.tables = first._replace(
            **{name: np.stack([getattr(t, name) for t in tables]) for name in ("show", "payoff", "log_weight", "rule")}
        )

    def solve(self, start: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log strategies (n, S, A, P, Q), residuals (n, P, Q) and values (n, C, P, Q), from starts (n, S, A, P, Q)."""
        coordinates = np.asarray(self.mover.lattice.nodes, float)
        shared = {"mover": self.mover, "tolerance": self.tolerance}
        parts = []
        for rows in _chunks(len(self.ahead), STATES):
            tables, ahead = self._at(rows), self.ahead[rows]
            found = _states(tables, ahead, coordinates[:, None], start[rows], steps=FIRST_STEPS, **shared)
            parts.append([np.array(x) for x in found])
        z, residual, value = (np.concatenate(p)[: len(self.ahead)] for p in zip(*parts, strict=True))
        left = np.argwhere(~(residual <= self.tolerance))
        own = self.ahead[:, : len(self.mover.strategic)]
        for rows in _chunks(len(left), NODES):
            k, p, q = left[rows].T
            node, begun = coordinates[p][:, None, None], z[k, :, :, p, q][..., None, None]
            ahead = own[k, :, :, :, q][..., None]
            found = _nodes(self._at(k), ahead, node, begun, steps=LATER_STEPS, **shared)
            z[k, :, :, p, q] = np.asarray(found[0])[..., 0, 0]
            residual[k, p, q] = np.asarray(found[1])[..., 0, 0]
        touched = np.unique(left[:, 0])
        for rows in _chunks(len(touched), STATES):
            value[touched[rows]] = self.value(touched[rows], z[touched[rows]])
        return z, residual, value

    def value(self, rows: np.ndarray, log_strategy: np.ndarray) -> np.ndarray:
        """Values (B, C, P, Q) of some states under strategies, ``STATES`` at a time."""
        return np.asarray(_values(self._at(rows), self.ahead[rows], log_strategy, mover=self.mover))

    def _at(self, rows: np.ndarray) -> StateTables:
        t = self.tables
        return t._replace(show=t.show[rows], payoff=t.payoff[rows], log_weight=t.log_weight[rows], rule=t.rule[rows])


def _chunks(count: int, size: int) -> Iterator[np.ndarray]:
    """Indices 0..count−1 in runs of one size, the last made up by repetition."""
    for begin in range(0, count, size):
        yield np.resize(np.arange(begin, min(begin + size, count)), size)
