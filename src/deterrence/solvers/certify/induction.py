"""Values of a given assessment, and of the best reply to it, one stage at a time.

Under σ the value of a type is Q averaged over its moves; for everybody who does not move, the mean over the
mover's types by public belief:

    Q_i(x, b, θ_i, a) = u_i(x, a) + δ_i Σ_o Pr(o | a) V_i(x_o, b_o, θ_i),    V_i = Σ_a σ_i(a | θ_i) Q_i(a)
    V_j(x, b, θ_j)    = Σ_a σ̄_i(a) [u_j(x, a) + δ_j Σ_o Pr(o | a) V_j(x_o, b_o, θ_j)],
    σ̄_i(a)            = Σ_θ b_i(θ) σ_i(a | θ)

A best reply puts max_a Q for Σ_a σ Q at i's own turns and changes nothing else: beliefs b_o move by the σ
that everybody expects. Both are carried together, as rows, for they look the same beliefs up.

A value is (R, n), rows by belief nodes, or (R,) where beliefs do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from .beliefs import BeliefGrid, Lookup
from .turns import Array, Chance, Turn

Values = Mapping[int, Array]


class Step:
    """One turn under given strategies, ready to be stepped back over.

    Args:
        turn: the state.
        grid: the belief nodes.
        sigma: (S, A, n), move probabilities of the mover's strategic types.
    """

    def __init__(self, turn: Turn, grid: BeliefGrid, sigma: Array):
        self.turn, self.grid, self.sigma = turn, grid, sigma
        self._seen: dict[int, tuple[Lookup, Array]] = {}

    def _expected(self, by_type: list[Array | float]) -> Array:
        """Mean over the mover's types by public belief, (n,)."""
        total = np.zeros(self.grid.count)
        for belief, part in zip(self.grid.belief[self.turn.mover], by_type, strict=True):
            total += belief * part
        return total

    def _after(self, outcome: int, keep: bool) -> tuple[Lookup, Array]:
        """Where an outcome leads, and its probability in public expectation, (n,)."""
        if outcome in self._seen:
            return self._seen[outcome]
        likelihood = self.turn.by_type(self.turn.show[:, outcome], self.sigma)
        found = self.grid.after(self.turn.mover, likelihood), self._expected(likelihood)
        if keep:
            self._seen[outcome] = found
        return found

    def back(self, following: Values, *, keep: bool = False) -> tuple[Array, Array]:
        """Values before the move from discounted values after it.

        Args:
            following: by state, (R, n) or (R,), discounted; rows are the C columns under σ, and then, if
                R = 2C, the C columns of best replies.
            keep: remember where outcomes lead, for another time.

        Returns:
            values (R, n), and Q under σ of the mover's strategic types (S, A, n).
        """
        t, n = self.turn, self.grid.count
        columns = t.payoff.shape[1]
        rows = len(next(iter(following.values())))
        column = np.arange(rows) % columns
        worth = t.payoff[:, column]
        live = []
        for o, x in enumerate(t.following.tolist()):
            if following[x].ndim > 1:
                live.append(o)
            else:
                worth = worth + t.show[:, o, None] * following[x]
        q = {r: np.repeat(worth[:, r, None], n, axis=1) for r in range(rows) if column[r] in t.own}
        values = np.empty((rows, n))
        for r in set(range(rows)) - q.keys():
            values[r] = self._expected(t.by_type(worth[:, r], self.sigma))
        for o in live:
            lookup, expected = self._after(o, keep)
            ahead = following[int(t.following[o])]
            makers = np.flatnonzero(t.show[:, o])
            for r in range(rows):
                after = lookup.of(ahead[r])
                if r in q:
                    for a in makers:
                        q[r][a] += after if t.show[a, o] == 1.0 else t.show[a, o] * after
                else:
                    values[r] += expected * after
        open_ = np.isfinite(t.log_weight)
        for s, c in enumerate(t.own):
            values[c] = 0.0
            for chance, worth_of in zip(self.sigma[s], q[c], strict=True):
                values[c] += chance * worth_of
            if rows > columns:
                reply = q[columns + c]
                values[columns + c] = (reply if open_.all() else reply[open_]).max(0)
        if len(t.own) == 1:
            return values, q[t.own[0]][None]
        return values, np.stack([q[c] for c in t.own]) if t.own else np.zeros((0, *self.sigma.shape[1:]))

    def gap(self, q: Array, where: Array | slice = slice(None)) -> Array:
        """max |σ − logit(Q)| over the mover's strategic types and moves, at some nodes."""
        logit = self.turn.log_weight[:, None] + self.turn.precision * q[..., where]
        logit -= logit.max(1, keepdims=True)
        reply = np.exp(logit)
        reply /= reply.sum(1, keepdims=True)
        return np.abs(self.sigma[..., where] - reply).max((0, 1), initial=0.0)


def through_chance(values: dict[int, Array], chances: Mapping[int, Chance], states: Iterable[int]) -> None:
    """Fill in the values of chance states, which take no time, from those of the states they lead to."""
    for x in states:
        if x in chances:
            c = chances[x]
            rows = len(values[int(c.following[0])])
            total = np.tile(c.payoff, rows // len(c.payoff))
            parts: list[Array] = []
            for y, chance in zip(c.following.tolist(), c.probability, strict=True):
                if values[y].ndim > 1:
                    parts.append(chance * values[y])
                else:
                    total = total + chance * values[y]
            values[x] = sum(parts, total[:, None]) if parts else total
