"""What solving returns: strategies with the certificate they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from ..game.stochastic import StochasticGame
from .certificate import Certificate
from .grid import Assessment
from .markov import MarkovAssessment


@dataclass(frozen=True)
class Seconds:
    """Wall time: compiling kernels, solving, and everything done to certify (other grids, best replies)."""

    compile: float = 0.0
    solve: float = 0.0
    certify: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"compile": self.compile, "solve": self.solve, "certify": self.certify}


@dataclass(frozen=True, eq=False)
class Solution:
    """A solved game.

    Attributes:
        game: the game, with the precision used.
        assessment: strategies and values.
        certificate: how far to trust them.
        seconds: what it took.
        comparisons: ``coarse``, the assessment at twice the spacing, which the error estimate rests on.
    """

    game: StochasticGame
    assessment: Assessment | MarkovAssessment
    certificate: Certificate
    seconds: Seconds = Seconds()
    comparisons: Mapping[str, Assessment] = field(default_factory=dict)

    @property
    def strategies(self) -> xr.DataArray:
        """Move probabilities; nan where a move is not open.

        Without private types: dims (state, actor, move), after ``stage`` where there is a horizon. With private
        types: dims (node, type, move, one belief axis per actor), where ``node`` runs over the (stage, state, mover)
        triples solved and the axes over log-likelihood ratios relative to the prior, in units of nat.
        """
        if isinstance(self.assessment, MarkovAssessment):
            return plain_strategies(self.assessment)
        return grid_strategies(self.assessment)

    def __str__(self) -> str:
        s = self.game.structure
        return f"Solution of {len(s.states)} states, {', '.join(s.actors)}; horizon {s.horizon}\n{self.certificate}"


def plain_strategies(assessment: MarkovAssessment) -> xr.DataArray:
    """Strategies of a game without private types, dims ([stage,] state, actor, move)."""
    s = assessment.game.structure
    labels = list(dict.fromkeys(row.label for row in s.moves))
    probability = np.atleast_2d(assessment.probability)
    table = np.full((len(probability), len(s.states), len(s.actors), len(labels)), np.nan)
    for m, row in enumerate(s.moves):
        table[:, row.state, row.actor, labels.index(row.label)] = probability[:, m]
    coords = {"state": list(s.states), "actor": list(s.actors), "move": labels}
    if assessment.probability.ndim == 1:
        return xr.DataArray(table[0], dims=("state", "actor", "move"), coords=coords, name="strategies")
    return xr.DataArray(table, dims=("stage", "state", "actor", "move"), coords=coords, name="strategies")


def grid_strategies(assessment: Assessment) -> xr.DataArray:
    """Strategies on the belief lattice, dims (node, type, move, belief_1, …, belief_N).

    ``type`` numbers the mover's strategic types; coordinates ``stage``, ``state`` and ``actor`` say what a node is.
    """
    s = assessment.game.structure
    sizes = tuple(len(lattice) for lattice in assessment.lattices)
    nodes = [(t, x, i) for t, states in enumerate(assessment.strategies) for x in sorted(states) for i in s.movers[x]]
    labels = list(dict.fromkeys(row.label for row in s.moves))
    most = max(sum(label.strategic for label in kinds) for kinds in s.types)
    table = np.full((len(nodes), most, len(labels), *sizes), np.nan, dtype=np.float32)
    for k, (t, x, mover) in enumerate(nodes):
        open_ = s.moves_at[x][mover]
        if len(s.movers[x]) > 1:
            spread = np.exp(assessment.joint_strategy(t, x)[s.movers[x].index(mover)])
        else:
            sigma = np.exp(assessment.strategies[t][x][:, : len(open_)])
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
    for axis, lattice in zip(axes, assessment.lattices, strict=True):
        if lattice.types == 2:
            coords[axis] = lattice.nodes[:, 0] * lattice.spacing
    return xr.DataArray(table, dims=("node", "type", "move", *axes), coords=coords, name="strategies")
