"""Values where types may be redrawn: a leader goes, a successor plays on, and payoffs are still the leader's.

At a chance state with renewal shares s belief goes from b to b' with b'_i = (1 − s_i) b_i + s_i π_i. A leader counts
what its own type is paid, even when others play later. So beside V_i(x, b, θ), θ's payoffs under θ's play, a value
W_i(x, b, θ, φ) is carried of θ's payoffs while a leader of type φ plays; V is W on the diagonal. At chance

    W_i(x, b, θ, φ) = Σ_y p(y) [ (1 − s_i) W_i(y, b', θ, φ) + s_i Σ_φ' π_i(φ') W_i(y, b', θ, φ') ],

elsewhere W is stepped back as V is, with φ's moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..games.stochastic import StochasticGame
from .lattice import Lattice


class Column(NamedTuple):
    """A column of values: whose, the payoff column that is counted, and the type that plays."""

    actor: int
    worth: int
    play: int


def value_columns(game: StochasticGame) -> tuple[Column, ...]:
    """The columns that are carried: every strategic type under its own play, then, for actors whose types may be
    redrawn, every strategic type's payoffs under every other type's play."""
    s = game.structure
    own = [Column(i, c, k) for c, (i, k) in enumerate(s.columns)]
    renewed = () if game.renewal is None else np.flatnonzero(game.renewal.any(0)).tolist()
    return (
        *own,
        *(
            Column(i, c, other)
            for c, (i, k) in enumerate(s.columns)
            for other in range(len(s.types[i]))
            if i in renewed and other != k
        ),
    )


class Renewal:
    """Steps values back over the change of types at one chance state.

    Args:
        share: (N,), s.
        lattices: one per actor.
        prior: (N, K), π.
        columns: as from :func:`value_columns`.
    """

    def __init__(self, share: np.ndarray, lattices: Sequence[Lattice], prior: np.ndarray, columns: Sequence[Column]):
        self._moves = [(i, share[i], prior[i, : lattices[i].types]) for i in np.flatnonzero(share).tolist()]
        self._places = {i: renewed_place(lattices[i], s, pi) for i, s, pi in self._moves}
        self._groups = {
            i: [
                [columns.index(Column(i, c, k)) for k in range(lattices[i].types)]
                for c in sorted({column.worth for column in columns if column.actor == i})
            ]
            for i, _, _ in self._moves
        }

    def before(self, after: np.ndarray) -> np.ndarray:
        """Values (C, P_1, …, P_N) before types change, from those after."""
        for i, share, prior in self._moves:
            index, weight = self._places[i]
            tail = (1,) * (after.ndim - 2 - i)
            after = sum(after.take(index[:, v], 1 + i) * weight[:, v].reshape(-1, *tail) for v in range(len(prior)))
            for group in self._groups[i]:
                successor = np.tensordot(prior, after[group], axes=1)
                after[group] = (1 - share) * after[group] + share * successor
        return after


def renewed_place(lattice: Lattice, share: float, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where renewal takes every belief node: corners (P, K) of the simplex around b', and their weights."""
    # b'/π as a mean of b/π and 1, so that with a share of one it is the prior, exactly
    point = np.log((1 - share) * lattice.beliefs(prior) / prior + share) / lattice.spacing
    held, _ = lattice.hold(point)
    index, weight, _ = lattice.locate(held)
    return index, weight
