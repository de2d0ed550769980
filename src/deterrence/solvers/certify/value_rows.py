"""The rows of values that a certificate carries: whose payoffs are counted, and whose moves are made.

Under σ a type is worth what its own moves bring it. Where types may be redrawn (:attr:`StochasticGame.renewal`) a
leader that has gone still counts its own payoffs while a successor of any type moves, so that its payoffs under every
other type's moves are needed as well. Last come best replies, where they are asked for: it is the leader that deviates,
as long as it stays; its successors do as they are expected to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...games.stochastic import StochasticGame
from .turns import Array


@dataclass(frozen=True, eq=False)
class Rows:
    """R rows: C strategic types under their own moves, types under other types' moves, and C best replies or none.

    Attributes:
        columns: C.
        worth: (R,), payoff column that is counted.
        actor: (R,), whose it is.
        play: (R,), the type that moves for that actor.
        best: (R,), whether it is a best reply.
    """

    columns: int
    worth: Array
    actor: Array
    play: Array
    best: Array

    @classmethod
    def of(cls, game: StochasticGame, best: bool) -> Rows:
        """The rows that a game needs."""
        s = game.structure
        own = [(c, i, k, False) for c, (i, k) in enumerate(s.columns)]
        rows = list(own)
        if game.renewal is not None:
            for c, i, k, _ in own:
                if game.renewal[:, i].any():
                    rows += [(c, i, other, False) for other in range(len(s.types[i])) if other != k]
        if best:
            rows += [(c, i, k, True) for c, i, k, _ in own]
        worth, actor, play, replies = (np.array(part) for part in zip(*rows, strict=True))
        return cls(len(own), worth.astype(int), actor.astype(int), play.astype(int), replies.astype(bool))

    def __len__(self) -> int:
        return len(self.worth)

    def stays(self, mover: int) -> list[int]:
        """Rows that average over the mover's types by public belief: everybody else's."""
        return np.flatnonzero(self.actor != mover).tolist()

    def chooses(self, mover: int) -> list[int]:
        """Rows of which Q is wanted: the mover's types under their own moves, and their best replies."""
        own = np.arange(len(self)) < self.columns
        return np.flatnonzero((self.actor == mover) & (own | self.best)).tolist()

    def replaced(self, mover: int) -> list[int]:
        """Rows where another type moves for the mover."""
        own = np.arange(len(self)) < self.columns
        return np.flatnonzero((self.actor == mover) & ~own & ~self.best).tolist()

    def succeeded(self, actor: int, share: float, prior: Array, values: Array) -> Array:
        """Values (R, …) before an actor's type is redrawn with a share, from those after."""
        out = values.copy()
        here = self.actor == actor
        for c in set(self.worth[here].tolist()):
            among = here & (self.worth == c)
            plays = np.flatnonzero(among & ~self.best)
            successor = sum(prior[self.play[r]] * values[r] for r in plays)
            out[among] = (1 - share) * values[among] + share * successor
        return out
