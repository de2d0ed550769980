"""Strategies as labelled arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from ..games.structure import Structure
from .lattice import Lattice


def by_state(s: Structure, strategy: np.ndarray) -> xr.DataArray:
    """Strategies of a game without private types, dims ([stage,] state, actor, move).

    Args:
        s: the game's.
        strategy: σ of every move, (M,); by stage, (T, M), with a horizon.
    """
    labels = list(dict.fromkeys(row.label for row in s.moves))
    probability = np.atleast_2d(strategy)
    table = np.full((len(probability), len(s.states), len(s.actors), len(labels)), np.nan)
    for m, row in enumerate(s.moves):
        table[:, row.state, row.actor, labels.index(row.label)] = probability[:, m]
    coords = {"state": list(s.states), "actor": list(s.actors), "move": labels}
    if strategy.ndim == 1:
        return xr.DataArray(table[0], dims=("state", "actor", "move"), coords=coords, name="strategies")
    return xr.DataArray(table, dims=("stage", "state", "actor", "move"), coords=coords, name="strategies")


def on_lattice(
    s: Structure,
    lattices: Sequence[Lattice],
    strategies: Sequence[Mapping[int, np.ndarray]],
    joint: Callable[[int, int], Sequence[np.ndarray]],
) -> xr.DataArray:
    """Strategies on the belief lattice, dims (node, type, move, belief_1, …, belief_N).

    ``type`` numbers the mover's strategic types; coordinates ``stage``, ``state`` and ``actor`` say what a node is.

    Args:
        s: the game's.
        lattices, strategies: as in :class:`~.grid.Assessment`.
        joint: log strategies of every mover at a stage and a state where several move.
    """
    sizes = tuple(len(lattice) for lattice in lattices)
    nodes = [(t, x, i) for t, states in enumerate(strategies) for x in sorted(states) for i in s.movers[x]]
    labels = list(dict.fromkeys(row.label for row in s.moves))
    most = max(sum(label.strategic for label in kinds) for kinds in s.types)
    table = np.full((len(nodes), most, len(labels), *sizes), np.nan, dtype=np.float32)
    for k, (t, x, mover) in enumerate(nodes):
        open_ = s.moves_at[x][mover]
        if len(s.movers[x]) > 1:
            spread = np.exp(joint(t, x)[s.movers[x].index(mover)])
        else:
            sigma = np.exp(strategies[t][x][:, : len(open_)])
            rest = [size for i, size in enumerate(sizes) if i != mover]
            spread = np.moveaxis(sigma.reshape(*sigma.shape[:3], *rest), 2, 2 + mover)
        table[k, : len(spread), [labels.index(s.moves[m].label) for m in open_]] = np.moveaxis(spread, 1, 0)
    axes = [f"belief_{actor}" for actor in s.actors]
    coords: dict[str, Any] = {
        "move": labels,
        "stage": ("node", [t for t, _, _ in nodes]),
        "state": ("node", [s.states[x] for _, x, _ in nodes]),
        "actor": ("node", [s.actors[i] for _, _, i in nodes]),
    }
    for axis, lattice in zip(axes, lattices, strict=True):
        if lattice.types == 2:
            coords[axis] = lattice.nodes[:, 0] * lattice.spacing
    return xr.DataArray(table, dims=("node", "type", "move", *axes), coords=coords, name="strategies")
