"""Small games played at random: what the push-forward does holds whatever the strategies are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Assessment
from deterrence.solvers.lattice import lattices_for
from joint_games import at_once
from renewal_games import two_crises
from typed_games import in_turn

TWO, THREE = ("s", "c"), ("s1", "s2", "c")
GAMES = {
    "three types against two": lambda seed: in_turn((THREE, TWO), seed=seed, rounds=2, noise=0.1),
    "three actors": lambda seed: in_turn((TWO, TWO, TWO), seed=seed),
    "several movers": lambda seed: at_once(seed=seed, errors=(0.1, 0.2), commitments=("firm",)),
    "several movers, three types": lambda seed: at_once(
        types=(("soft", "tough"), ("weak", "middling", "firm")), commitments=("firm",), moves=(3, 2), seed=seed
    ),
    "renewal": lambda seed: two_crises((0.3, 0.6), seed=seed),
    "renewal, three types": lambda seed: two_crises(
        (0.4, 1.0), types=(("soft", "tough"), ("weak", "middling", "firm")), commitments=("firm",), seed=seed
    ),
}


def played_at_random(game: StochasticGame, seed: int, points: int = 5, spread: float = 2.0) -> Assessment:
    """Strategies drawn at every stage, state, type and node; commitments by their rules; beliefs drawn too."""
    s, rng = game.structure, np.random.default_rng(seed)
    lattices = lattices_for(tuple(len(kinds) for kinds in s.types), points, 4.0)
    sizes = tuple(len(lattice) for lattice in lattices)
    prior = np.zeros_like(np.asarray(game.numbers.prior))
    for i, kinds in enumerate(s.types):
        prior[i, : len(kinds)] = rng.dirichlet(np.full(len(kinds), 3.0))
    strategies = []
    for _ in range(s.horizon or 1):
        stage = {}
        for x in np.flatnonzero(s.standing == Standing.DECISION):
            parts = []
            most = max(len(s.moves_at[x][i]) for i in s.movers[x])
            for i in s.movers[x]:
                strategic = sum(label.strategic for label in s.types[i])
                shape = (sizes[i], int(np.prod(sizes)) // sizes[i]) if len(s.movers[x]) == 1 else sizes
                z = rng.normal(scale=spread, size=(strategic, len(s.moves_at[x][i]), *shape))
                z -= np.log(np.exp(z).sum(1, keepdims=True))
                gap = np.full((strategic, most - z.shape[1], *shape), -1e9)
                parts.append(np.concatenate([z, gap], axis=1))
            stage[int(x)] = np.concatenate(parts)
        strategies.append(stage)
    numbers = replace(game.numbers, prior=prior)
    return Assessment(replace(game, numbers=numbers), lattices, tuple(strategies), (), 0.0)
