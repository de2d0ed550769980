"""Conduct that is locked and that nobody else knows of: how the actor in fact moves.

It chooses among the moves that are left as it would among all, given that it is one of those; where its type's rule has
none of them, by base weight. What follows is in :mod:`.imposed_push`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..games.crisis_game import CrisisGame
from ..games.locking import reweighted


@dataclass(frozen=True, eq=False)
class Imposed:
    """What unannounced locks make of everybody's moves. M moves.

    Attributes:
        actors: whose conduct is locked; indices.
        weight: (M,), base weights of the moves that are left; zero for closed ones.
        tilt: (M,), how much more than before a move weighs; zero for closed ones.
    """

    actors: tuple[int, ...]
    weight: np.ndarray
    tilt: np.ndarray

    @classmethod
    def of(cls, game: CrisisGame) -> Imposed | None:
        """Of a crisis; None where nothing is locked that others do not know of."""
        if not game.unannounced:
            return None
        closed = sorted(game.unannounced)
        weight = np.array([float(game.evaluate(w)) for w in reweighted(game, closed).base_weight])
        weight[closed] = 0.0
        s = game.structure
        actors = tuple(sorted({s.moves[m].actor for m in closed}))
        return cls(actors, weight, weight / np.asarray(game.game.numbers.base_weight))

    def binding(self, movers: Sequence[int], moves: Sequence[Sequence[int]]) -> tuple[int, ...]:
        """Of the movers at a state, with their moves, those to whom one is closed.

        What all types of an actor do alike distinguishes none of them, so a posterior that falls between two nodes is
        divided between them as for the public, whatever the true type.
        """
        return tuple(i for i, own in zip(movers, moves, strict=True) if (self.tilt[list(own)] == 0).any())

    def applied(self, moves: Sequence[int], strategy: np.ndarray) -> np.ndarray:
        """What every type in fact does, (K, A, L), of what it would do without the lock, at the moves of a mover."""
        tilt, weight = self.tilt[list(moves)], self.weight[list(moves)]
        if (tilt > 0).all():
            return strategy
        tilted = strategy * tilt[:, None]
        whole = tilted.sum(1, keepdims=True)
        left = np.broadcast_to(weight[:, None], strategy.shape)
        return np.divide(tilted, whole, out=left.copy(), where=whole > 0)

    def truths(self, game: CrisisGame) -> Iterator[tuple[float, dict[int, int]]]:
        """Every combination of the locked actors' true types that can be, with its probability."""
        prior = np.asarray(game.game.numbers.prior)
        for kinds in product(*(range(len(game.structure.types[i])) for i in self.actors)):
            chance = float(np.prod([prior[i, k] for i, k in zip(self.actors, kinds, strict=True)]))
            if chance > 0:
                yield chance, dict(zip(self.actors, kinds, strict=True))
