"""Turns where several actors move at once: what the certificate reads of them, and how values are stepped back.

Public beliefs stay independent where Pr(o | a) = c(o) Π_i κ_i(o | a_i). The factors are taken from sums over the
others' moves: with S_i(a_i) = Σ_{a_-i} Pr(o | a) and S = Σ_a Pr(o | a) a product has κ_i = S_i / S and c = S.

A mover's Q averages over the other movers' types and moves by public belief; everybody else's value over all movers'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import UnsupportedGame
from ...games.stochastic import StochasticGame
from .beliefs import BeliefGrid, Lookup
from .induction import Values
from .turns import Array, Turn, one_side
from .value_rows import Rows

PRODUCT = 1e-10  # how far from a product over movers a likelihood may be


@dataclass(frozen=True, eq=False)
class JointTurn:
    """A decision state with several movers.

    Attributes:
        state: its index.
        parts: per mover, its own side as a turn: Pr(outcome | move) there is κ_i, and payoffs are left out.
        scale: (O,), c.
        payoff: (A_1, …, A_r, C).
        following: (O,), the state each outcome leads to.
    """

    state: int
    parts: tuple[Turn, ...]
    scale: Array
    payoff: Array
    following: Array

    def split(self, sigma: Array) -> list[Array]:
        """Strategies (types, A, n) as an assessment keeps them, by mover, (S_i, A_i, n)."""
        ends = np.cumsum([len(part.strategic) for part in self.parts])[:-1]
        pairs = zip(self.parts, np.split(sigma, ends), strict=True)
        return [mine[:, : len(part.log_weight)] for part, mine in pairs]


def joint_turns_of(game: StochasticGame) -> dict[int, JointTurn]:
    """Every turn where several actors move, by state. Raises as :func:`joint_turn` does."""
    return {x: joint_turn(game, x) for x, movers in enumerate(game.structure.movers) if len(movers) > 1}


def joint_turn(game: StochasticGame, x: int) -> JointTurn:
    """The turn at a state of several movers.

    Raises:
        UnsupportedGame: what is seen there depends on several moves together.
    """
    s, n = game.structure, game.numbers
    movers, outcomes = s.movers[x], list(s.outcomes_at[x])
    sizes = [len(s.moves_at[x][i]) for i in movers]
    shown = np.zeros((*sizes, len(outcomes)))
    payoff = np.zeros((*sizes, len(s.columns)))
    at = {}
    for j in s.joints_at[x]:
        at[j] = tuple(s.moves_at[x][i].index(int(s.joint_moves[j, i])) for i in movers)
        payoff[at[j]] = np.asarray(n.payoff, float)[j]
    for b in s.branches_at[x]:
        where = (*at[int(s.branch_joint[b])], outcomes.index(int(s.branch_outcome[b])))
        shown[where] += float(n.branch_probability[b])
    scale = shown.sum(tuple(range(len(movers))))
    safe = np.where(scale > 0, scale, 1.0)
    kappa, product = [], np.broadcast_to(scale, shown.shape)
    for m in range(len(movers)):
        kappa.append(shown.sum(tuple(k for k in range(len(movers)) if k != m)) / safe)
        product = product * kappa[m].reshape(*(-1 if k == m else 1 for k in range(len(movers))), len(outcomes))
    if np.abs(product - shown).max() > PRODUCT:
        raise UnsupportedGame(f"state '{s.states[x]}': what is seen there depends on several moves together")
    parts = [
        one_side(game, x, i, np.array(s.moves_at[x][i]), table, np.zeros((len(table), len(s.columns))))
        for i, table in zip(movers, kappa, strict=True)
    ]
    return JointTurn(x, tuple(parts), scale, payoff, s.outcome_next[outcomes])


class JointStep:
    """One joint turn under given strategies, ready to be stepped back over; as :class:`.induction.Step`."""

    def __init__(self, turn: JointTurn, grid: BeliefGrid, sigma: Array, rows: Rows):
        self.turn, self.grid, self.rows = turn, grid, rows
        self.sigma = turn.split(sigma)
        self.everyone = [
            [self._moves(part, mine, k) for k in range(part.rule.shape[1])]
            for part, mine in zip(turn.parts, self.sigma, strict=True)
        ]
        self.mean = [
            sum(b * play for b, play in zip(grid.belief[part.mover], plays, strict=True))
            for part, plays in zip(turn.parts, self.everyone, strict=True)
        ]

    def _moves(self, part: Turn, mine: Array, kind: int) -> Array:
        """Move probabilities of one type of a mover, (A, n)."""
        if kind in part.strategic:
            return mine[part.strategic.index(kind)]
        return np.repeat(part.rule[:, kind, None], self.grid.count, axis=1)

    def _after(self, outcome: int) -> Lookup:
        """Where an outcome takes every node: posteriors about all movers at once."""
        corners = [(np.arange(self.grid.count), np.ones(self.grid.count))]
        for part, plays in zip(self.turn.parts, self.everyone, strict=True):
            found = self.grid.after(part.mover, [part.show[:, outcome] @ play for play in plays])
            if found.first is None:
                continue
            rest = 1.0 - sum(weight for _, weight in found.others)
            each = [(found.first, rest), *found.others]
            here = np.arange(self.grid.count)
            corners = [(at + to - here, share * weight) for at, share in corners for to, weight in each]
        return Lookup(corners[0][0], tuple(corners[1:]))

    def back(self, following: Values) -> tuple[Array, list[Array]]:
        """As :meth:`.induction.Step.back`, with Q (S_i, A_i, n) by mover."""
        t, n, rows = self.turn, self.grid.count, self.rows
        movers = [part.mover for part in t.parts]
        owner = [movers.index(i) if i in movers else -1 for i in rows.actor.tolist()]
        chosen = {r for i in movers for r in rows.chooses(i)}
        made = []  # by row, what each mover does, None where Q is wanted
        for r in range(len(rows)):
            plays: list[Array | None] = list(self.mean)
            if owner[r] >= 0:
                plays[owner[r]] = None if r in chosen else self.everyone[owner[r]][rows.play[r]]
            made.append(plays)
        out = [_mean(t.payoff[..., rows.worth[r]], made[r], n) for r in range(len(rows))]
        for o, x in enumerate(t.following.tolist()):
            lookup = self._after(o) if following[x].ndim > 1 else None
            for r in range(len(rows)):
                seen: Array = np.full(n, t.scale[o])
                for part, play in zip(t.parts, made[r], strict=True):
                    if play is not None:
                        seen = seen * (part.show[:, o] @ play)
                ahead = seen * (following[x][r] if lookup is None else lookup.of(following[x][r]))
                out[r] = out[r] + (t.parts[owner[r]].show[:, o, None] * ahead if r in chosen else ahead)
        values, q = np.empty((len(rows), n)), []
        for m, part in enumerate(t.parts):
            q.append(np.stack([out[c] for c in part.own]) if part.own else np.zeros((0, len(part.log_weight), n)))
            for s, c in enumerate(part.own):
                values[c] = (self.sigma[m][s] * out[c]).sum(0)
        for r in range(len(rows)):
            if r not in chosen:
                values[r] = out[r]
            elif rows.best[r]:
                values[r] = out[r][np.isfinite(t.parts[owner[r]].log_weight)].max(0)
        return values, q

    def gap_at(self, following: Values, where: Array | slice) -> Array:
        """:meth:`gap` for values after the move."""
        return self.gap(self.back(following)[1], where)

    def gap(self, q: Sequence[Array], where: Array | slice = slice(None)) -> Array:
        """max |σ − logit(Q)| over all movers' strategic types and moves, at some nodes."""
        worst = np.zeros(len(np.arange(self.grid.count)[where]))
        for part, mine, worth in zip(self.turn.parts, self.sigma, q, strict=True):
            logit = part.log_weight[:, None] + part.precision * worth[..., where]
            logit -= logit.max(1, keepdims=True, initial=-np.inf)
            reply = np.exp(logit)
            reply /= reply.sum(1, keepdims=True)
            worst = np.maximum(worst, np.abs(mine[..., where] - reply).max((0, 1), initial=0.0))
        return worst


def _mean(tensor: Array, plays: list[Array | None], n: int) -> Array:
    """The mean of payoffs (A_1, …, A_r) over what movers do, (n,), or (A_i, n) where one of them is left open."""
    out = np.repeat(tensor[..., None], n, axis=-1)
    for m in reversed(range(len(plays))):
        play = plays[m]
        if play is not None:
            after = out.ndim - 2 - m
            out = (out * play.reshape(len(play), *(1,) * after, n)).sum(m)
    return out
