"""Mass and targets through a block of states, and what targets owe to play, chance and belief there.

With m(z) where public mass goes by an outcome (:mod:`.split`) and ρ the part of it that is kept, targets go back as

    W = Σ_a mix(a) Σ_b p_b gain_b + Σ_o ρ(o) Σ_z m(z) W'(z),    ρ(o) p(o) = Σ_{b shows as o} mix(a_b) p_b keep_b,

and mass that still counts goes forward as ρ m. After an outcome that does not say which branch was taken, belief is the
public's whatever was: as in :mod:`deterrence.forecasting.push`, where tags ride along with public mass.

Several actors may move at once: mix, p and m are then products over them (:mod:`deterrence.forecasting.state_flow`).

Shapes: D states, M rows of moves (joint moves) and R of outcomes, n nodes and v vertices (:mod:`.axes`), U next states,
H targets with G rules for when a sum ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from .axes import Axes, sum_over_others
from .block import add_at, apply
from .links import Links
from .marks import Marks
from .owed import Pulled, Sums
from .split import Split, add_entries


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a block, of one mover or of several.

    Attributes:
        move_state: (M,), state of each move. choice: per mover (M,), the row of its own play that a move is.
        outcome_state: (R,), state of each outcome. following: (R,), its next state, 0…U−1.
        states, targets: D and U.
        scale: (R,), factor of the likelihood of an outcome that depends on nobody's move.
    """

    move_state: np.ndarray
    choice: tuple[np.ndarray, ...]
    outcome_state: np.ndarray
    following: np.ndarray
    states: int
    targets: int
    scale: np.ndarray

    @cached_property
    def sum_moves(self) -> sparse.csr_array:
        """(D, M): sums rows of moves by state."""
        return add_at(self.move_state, np.ones(len(self.move_state)), self.states).tocsr()

    @cached_property
    def sum_outcomes(self) -> sparse.csr_array:
        """(D, R): sums rows of outcomes by state."""
        return add_at(self.outcome_state, np.ones(len(self.outcome_state)), self.states).tocsr()


class Push:
    """One block.

    Args:
        axes, rows, marks: as they are laid out.
        movers: who moves.
        plays: per mover (K, A_i, n), moves of every type. likelihoods: per mover (K, R, n).
    """

    def __init__(
        self,
        axes: Axes,
        rows: Rows,
        marks: Marks,
        movers: Sequence[int],
        plays: Sequence[np.ndarray],
        likelihoods: Sequence[np.ndarray],
    ):
        self.axes, self.rows, self.marks, self.movers = axes, rows, marks, tuple(movers)
        self.node_plays = list(plays)
        self.plays = [play[:, :, axes.play] for play in plays]
        self.splits = [
            Split(axes, i, rows.following, rows.targets, likelihood[:, :, axes.play])
            for i, likelihood in zip(movers, likelihoods, strict=True)
        ]

    @cached_property
    def leaving(self) -> np.ndarray:
        """p, (R, v)."""
        out = self.rows.scale[:, None] * self.splits[0].leaving
        for split in self.splits[1:]:
            out = out * split.leaving
        return out

    @cached_property
    def means(self) -> list[np.ndarray]:
        """By mover, its mixture by belief at every vertex, (A_i, v)."""
        pairs = zip(self.splits, self.plays, strict=True)
        return [np.einsum("kv,kav->av", split.belief, play) for split, play in pairs]

    def _others(self, m: int, rows: np.ndarray | slice = slice(None)) -> np.ndarray | float:
        """Probability of what every mover but m contributes to moves, (rows, v)."""
        out: np.ndarray | float = 1.0
        for k, mean in enumerate(self.means):
            if k != m:
                out = out * mean[self.rows.choice[k][rows]]
        return out

    @cached_property
    def mean(self) -> np.ndarray:
        """mix, (M, v)."""
        return self.means[0][self.rows.choice[0]] * self._others(0)

    @cached_property
    def kept(self) -> np.ndarray:
        """ρ, (R, v, G); (R, 1, G) where it is the same everywhere."""
        marks, kept = self.marks, self.marks.kept[:, None]
        if not marks.mixed.any():
            return kept
        out = np.repeat(kept, self.axes.outer, axis=1)
        here = marks.undecided
        taken = (marks.probability[here, None] * self.mean[marks.move[here]])[..., None] * marks.keep[here, None]
        part = np.zeros(out.shape)
        np.add.at(part, marks.outcome[here], taken)
        p = self.leaving[marks.mixed][..., None]
        out[marks.mixed] = np.divide(part[marks.mixed], p, out=np.zeros_like(part[marks.mixed]), where=p > 0)
        return out

    def _map(self, parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
        """The movers' maps together, scaled."""
        if len(parts) == 1:
            return parts[0]
        size = self.axes.outer
        both = parts[0]
        for part in parts[1:]:
            both = _both(both, part, self.rows.following, size)
        data = both.data * np.repeat(np.repeat(self.rows.scale, size), np.diff(both.indptr))
        return sparse.csr_array((data, both.indices, both.indptr), shape=both.shape)

    @cached_property
    def public(self) -> sparse.csr_array:
        """m, (R·v, U·v)."""
        return self._map([split.public for split in self.splits])

    def _with(self, m: int, part: sparse.csr_array) -> sparse.csr_array:
        """The map with mover m's part replaced."""
        return self._map([part if k == m else split.public for k, split in enumerate(self.splits)])

    def _pull_of(self, m: int, product: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """What targets owe to a mover's likelihoods and to beliefs about it; see :meth:`.split.Split.pull`."""
        split, kept = self.splits[m], self.kept[..., self.marks.group]
        if len(self.splits) == 1:
            return split.pull(product, kept)
        by_likelihood, by_belief = [], []
        for k in range(split.types):
            by_likelihood.append(self._added(self._with(m, split.slope(k)), product) * kept)
            bar = self._added(self._with(m, split.share(k)), product) * kept
            by_belief.append(np.einsum("rv,rvh->vh", split.likelihood[k], bar))
        return by_likelihood, by_belief

    def _added(self, carry: sparse.csr_array, product: np.ndarray) -> np.ndarray:
        """Products (Z, H) by entry of a map, each times the entry, added up to (R, v, H)."""
        return add_entries(carry, product).reshape(*self.leaving.shape, -1)

    def before(self, ahead: np.ndarray) -> np.ndarray:
        """Targets (D, v, H) from those of the next states (U, v, H)."""
        found = (self.public @ ahead.reshape(-1, ahead.shape[-1])).reshape(*self.leaving.shape, -1)
        if not self.marks.whole:
            found *= self.kept[..., self.marks.group]
        return apply(self.rows.sum_outcomes, found) + self.gained

    def through(self, mass: np.ndarray) -> np.ndarray:
        """Mass (U, v, G) at the next states that still counts, from that here (D, v, G)."""
        weight = mass[self.rows.outcome_state] * self.kept
        after = self.public.T @ weight.reshape(-1, weight.shape[-1])
        return after.reshape(self.rows.targets, self.axes.outer, -1)

    @cached_property
    def gained(self) -> np.ndarray:
        """Expected gain of a move at every vertex, (D, v, H)."""
        out = np.zeros((self.rows.states, self.axes.outer, len(self.marks.group)))
        if len(self.marks.gaining):
            gained = self.mean[..., None] * self.marks.by_move[:, None, self.marks.gaining]
            out[..., self.marks.gaining] = apply(self.rows.sum_moves, gained)
        return out

    def links(self, states: np.ndarray, targets: np.ndarray) -> Links:
        """Where mass goes, entry by entry of :attr:`public`, as places.

        Args:
            states, targets: (D,) and (U,), the states here and the next ones.
        """
        outer, kept = self.axes.outer, self.kept
        start = states[self.rows.outcome_state][:, None] * outer + np.arange(outer)
        following, vertex = np.divmod(self.public.indices, outer)
        rule = np.broadcast_to(np.arange(kept.shape[0] * kept.shape[1]).reshape(kept.shape[:2]), start.shape)
        return Links(
            start.ravel(),
            self.public.indptr,
            targets[following] * outer + vertex,
            self.public.data,
            kept.reshape(-1, kept.shape[-1]),
            rule.ravel(),
        )

    def nothing(self, width: int) -> Pulled:
        """What so many targets owe where no mass comes."""
        rows, branches = len(self.rows.following), len(self.marks.branches)
        return Pulled(
            [[np.zeros((rows, self.axes.count, width)) for _ in range(split.types)] for split in self.splits],
            [[0.0] * split.types for split in self.splits],
            [np.zeros((*self.axes.lines[i].belief.shape, width)) for i in self.movers],
            np.zeros((branches, width)),
            np.zeros((branches, width)),
            np.zeros((rows, width)),
        )

    def sums(self, ahead: np.ndarray, mass: np.ndarray) -> Sums:
        """The sums of one move.

        Args:
            ahead: (U, v, H), targets of the next states.
            mass: (D, v, G), mass that still counts.
        """
        product = ahead.reshape(-1, ahead.shape[-1])[self.public.indices]
        leaving = mass[self.rows.outcome_state].reshape(-1, mass.shape[-1])
        by_target = leaving if leaving.shape[-1] == 1 else leaving[:, self.marks.group]
        product *= np.repeat(by_target, np.diff(self.public.indptr), axis=0)
        return Sums(product, mass)

    def pull(self, sums: Sums) -> Pulled:
        """Cotangents."""
        rows, marks, width = self.rows, self.marks, sums.product.shape[-1]
        likelihood, belief = [], []
        for m, i in enumerate(self.movers):
            by_likelihood, by_belief = self._pull_of(m, sums.product)
            likelihood.append([self.axes.fold(bar) for bar in by_likelihood])
            belief.append([sum_over_others(i, self.axes.vertices, bar) for bar in by_belief])
        out = Pulled(
            likelihood,
            [[0.0] * split.types for split in self.splits],
            [np.stack(bar, axis=1) for bar in belief],
            np.zeros(marks.gain.shape),
            np.zeros(marks.gain.shape),
            np.zeros((len(rows.following), width)),
        )
        if len(self.movers) > 1:
            carried = (self.kept[..., marks.group] * self._added(self.public, sums.product)).sum(1)
            scale = rows.scale[:, None]
            out.scale += np.divide(carried, scale, out=np.zeros_like(carried), where=scale > 0)
        self._add_gains(out, sums.mass)
        if marks.mixed.any():
            self._add_undecided(out, sums.product)
        return out

    def _add_gains(self, out: Pulled, mass: np.ndarray) -> None:
        """What gains owe: a move's expected gain counts as often as the move is made."""
        marks, group = self.marks, self.marks.group
        here = mass[self.rows.move_state]  # (M, v, G)
        often = np.matmul(self.mean[:, None], here)[:, 0][:, group][marks.move]
        out.gain += marks.probability[:, None] * often
        if not len(marks.gaining):
            return
        out.branch += marks.gain * often
        rows = np.flatnonzero(marks.by_move.any(1))
        gained, here = marks.by_move[rows], here[rows]
        for m, (i, split) in enumerate(zip(self.movers, self.splits, strict=True)):
            others = here * np.expand_dims(self._others(m, rows), -1) if len(self.movers) > 1 else here
            own = self.rows.choice[m][rows]
            for k in range(split.types):
                made = self.axes.fold(split.belief[k][:, None] * others)[..., group] * gained[:, None]
                whole = np.zeros((self.plays[m].shape[1], *made.shape[1:]))
                if len(self.movers) > 1:
                    np.add.at(whole, own, made)
                else:
                    whole[own] = made
                out.play[m][k] = out.play[m][k] + whole
                bar = np.zeros((self.axes.outer, len(group)))
                for g in range(here.shape[-1]):
                    chosen = group == g
                    played = self.plays[m][k][own] * others[..., g]
                    bar[:, chosen] = played.T @ gained[:, chosen]
                out.belief[m][:, k] += sum_over_others(i, self.axes.vertices, bar)

    def _add_undecided(self, out: Pulled, product: np.ndarray) -> None:
        """What is owed to which branch was taken, after outcomes that do not say so and branches that leave different
        parts."""
        marks, rows, group = self.marks, self.rows, self.marks.group
        carried, p = self._added(self.public, product), self.leaving[..., None]
        worth = np.divide(carried, p, out=np.zeros_like(carried), where=p > 0)
        play = [[np.zeros((p.shape[1], self.axes.count, len(group))) for _ in p] for p in self.plays]
        for b in marks.undecided:
            a, r = marks.move[b], marks.outcome[b]
            more = marks.keep[b] - self.kept[r]
            bar = np.broadcast_to(more, (len(worth[r]), more.shape[-1]))[:, group] * worth[r]
            out.branch[b] += self.mean[a] @ bar
            bar *= marks.probability[b]
            for m, (i, split) in enumerate(zip(self.movers, self.splits, strict=True)):
                own, others = rows.choice[m][a], self._others(m, a)
                for k in range(split.types):
                    play[m][k][own] += self.axes.fold(((split.belief[k] * others)[:, None] * bar)[None])[0]
                    played = (self.plays[m][k][own] * others)[:, None] * bar
                    out.belief[m][:, k] += sum_over_others(i, self.axes.vertices, played)
        out.play = [[a + b for a, b in zip(*pair, strict=True)] for pair in zip(out.play, play, strict=True)]


def _both(one: sparse.csr_array, other: sparse.csr_array, following: np.ndarray, size: int) -> sparse.csr_array:
    """From maps that move mass along two axes, each from where it is, the map that moves it along both at once."""
    first, second = np.diff(one.indptr), np.diff(other.indptr)
    count = np.repeat(second, first)  # of each entry of one, the entries of the other in the same row
    each = np.repeat(np.arange(one.nnz), count)
    row = np.repeat(np.arange(one.shape[0]), first)[each]
    entry = other.indptr[row] + np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count)
    stay = np.repeat(following, size) * size + np.tile(np.arange(size), len(following))
    column = one.indices[each] + other.indices[entry] - stay[row]
    pointer = np.concatenate([[0], np.cumsum(first * second)])
    return sparse.csr_array((one.data[each] * other.data[entry], column, pointer), shape=one.shape)
