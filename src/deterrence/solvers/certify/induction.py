"""Values of a given assessment, and of the best reply to it, one stage at a time.

Under σ the value of a type is Q averaged over its moves; for everybody who does not move, the mean over the
mover's types by public belief:

    Q_i(x, b, θ_i, a) = u_i(x, a) + δ_i Σ_o Pr(o | a) V_i(x_o, b_o, θ_i),    V_i = Σ_a σ_i(a | θ_i) Q_i(a)
    V_j(x, b, θ_j)    = Σ_a σ̄_i(a) [u_j(x, a) + δ_j Σ_o Pr(o | a) V_j(x_o, b_o, θ_j)],
    σ̄_i(a)            = Σ_θ b_i(θ) σ_i(a | θ)

A best reply puts max_a Q for Σ_a σ Q at i's own turns and changes nothing else: beliefs b_o move by the σ
that everybody expects. Both are carried together, as rows (:mod:`.value_rows`), for they look the same beliefs up.

A value is (R, n), rows by belief nodes, or (R,) where beliefs do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from .beliefs import EVERY, BeliefGrid, Lookup
from .turns import Array, Chance, Turn
from .value_rows import Rows

Values = Mapping[int, Array]


class Step:
    """One turn under given strategies, ready to be stepped back over.

    Args:
        turn: the state.
        grid: the belief nodes.
        sigma: (S, A, n), move probabilities of the mover's strategic types.
        rows: what is carried.
    """

    def __init__(self, turn: Turn, grid: BeliefGrid, sigma: Array, rows: Rows):
        self.turn, self.grid, self.sigma, self.rows = turn, grid, sigma, rows

    def expected(self, by_type: list[Array | float]) -> Array:
        """Mean over the mover's types by public belief, (n,)."""
        total = np.zeros(self.grid.count)
        for belief, part in zip(self.grid.belief[self.turn.mover], by_type, strict=True):
            total += belief * part
        return total

    def _after(self, outcome: int) -> tuple[Lookup, Array, list[Array | float]]:
        """Where an outcome leads, its probability in public expectation, (n,), and by the mover's type."""
        likelihood = self.turn.by_type(self.turn.show[:, outcome], self.sigma)
        return self.grid.after(self.turn.mover, likelihood), self.expected(likelihood), likelihood

    def back(self, following: Values) -> tuple[Array, Array]:
        """Values before the move from discounted values after it.

        Args:
            following: by state, (R, n) or (R,), discounted.

        Returns:
            values (R, n), and Q under σ of the mover's strategic types (S, A, n).
        """
        t, n, rows = self.turn, self.grid.count, self.rows
        worth = t.payoff[:, rows.worth]
        live = []
        for o, x in enumerate(t.following.tolist()):
            if following[x].ndim > 1:
                live.append(o)
            else:
                worth = worth + t.show[:, o, None] * following[x]
        q = {r: np.repeat(worth[:, r, None], n, axis=1) for r in rows.chooses(t.mover)}
        values = np.empty((len(rows), n))
        stays, replaced = rows.stays(t.mover), rows.replaced(t.mover)
        for r in stays:
            values[r] = self.expected(t.by_type(worth[:, r], self.sigma))
        for r in replaced:
            values[r] = t.by_type(worth[:, r], self.sigma)[rows.play[r]]
        for o in live:
            lookup, expected, by_type = self._after(o)
            ahead = following[int(t.following[o])]
            makers = np.flatnonzero(t.show[:, o])
            for r in q:
                after = lookup.of(ahead[r])
                for a in makers:
                    q[r][a] += after if t.show[a, o] == 1.0 else t.show[a, o] * after
            for r in stays:
                values[r] += expected * lookup.of(ahead[r])
            for r in replaced:
                values[r] += by_type[rows.play[r]] * lookup.of(ahead[r])
        open_ = np.isfinite(t.log_weight)
        for s, c in enumerate(t.own):
            values[c] = 0.0
            for chance, worth_of in zip(self.sigma[s], q[c], strict=True):
                values[c] += chance * worth_of
        for r in q:
            if rows.best[r]:
                values[r] = (q[r] if open_.all() else q[r][open_]).max(0)
        if len(t.own) == 1:
            return values, q[t.own[0]][None]
        return values, np.stack([q[c] for c in t.own]) if t.own else np.zeros((0, *self.sigma.shape[1:]))

    def worth(self, following: Values, where: Array | slice) -> Array:
        """Q under σ of the mover's strategic types (S, A, …), as :meth:`back` has it, at some nodes alone."""
        t, playing = self.turn, self.sigma[..., where]
        q = np.repeat(t.payoff[:, t.own].T[:, :, None], playing.shape[-1], axis=2)
        for o, x in enumerate(t.following.tolist()):
            ahead, makers = following[x], np.flatnonzero(t.show[:, o])
            lookup = self.grid.after(t.mover, t.by_type(t.show[:, o], playing), where) if ahead.ndim > 1 else None
            for s, c in enumerate(t.own):
                after = lookup.of(ahead[c], where) if lookup else ahead[c]
                for a in makers:
                    q[s, a] += t.show[a, o] * after
        return q

    def gap(self, q: Array, where: Array | slice = EVERY) -> Array:
        """max |σ − logit(Q)| over the mover's strategic types and moves, at some nodes of all that Q is given at."""
        return self._missed(q[..., where], where)

    def gap_at(self, following: Values, where: Array | slice) -> Array:
        """:meth:`gap` for values after the move, of which no more is worked out than is asked."""
        return self._missed(self.worth(following, where), where)

    def _missed(self, q: Array, where: Array | slice) -> Array:
        logit = self.turn.log_weight[:, None] + self.turn.precision * q
        logit -= logit.max(1, keepdims=True)
        reply = np.exp(logit)
        reply /= reply.sum(1, keepdims=True)
        return np.abs(self.sigma[..., where] - reply).max((0, 1), initial=0.0)


def through_chance(
    values: dict[int, Array], chances: Mapping[int, Chance], states: Iterable[int], rows: Rows, grid: BeliefGrid
) -> None:
    """Fill in the values of chance states, which take no time, from those of the states they lead to.

    Where types are redrawn (b' = (1 − s)b + sπ) a leader goes on with its own moves or with a successor's. What does
    not depend on beliefs, (R,), does not depend on who moves either.
    """
    for x in states:
        if x in chances:
            c = chances[x]
            total = c.payoff[rows.worth]
            parts: list[Array] = []
            for y, chance in zip(c.following.tolist(), c.probability, strict=True):
                if values[y].ndim > 1:
                    parts.append(chance * values[y])
                else:
                    total = total + chance * values[y]
            for actor, share in c.renewal:
                prior, lookup = grid.axes[actor].prior, grid.renewed(actor, share)
                parts = [rows.succeeded(actor, share, prior, np.stack([lookup.of(r) for r in part])) for part in parts]
            values[x] = sum(parts, total[:, None]) if parts else total
