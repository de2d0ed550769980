"""Derivatives carried back through one stage at states of one mover: reverse mode, written out.

Strategies are differentiated through the equilibrium. With z* the solution of F(z, V', p) = 0 at a node,

    z(V', p) = z* − J⁻¹ F(z*, V', p),    J = ∂F/∂z at z*, held constant,

has z*'s value and, by the implicit function theorem, its exact first derivative; so a cotangent z̄ of the strategies
becomes λ = −J⁻ᵀ z̄ on F. Shapes as in :mod:`.stage`; cotangents have the axis of targets H last.

References: Christianson (1994), "Reverse accumulation and attractive fixed points", Optimization Methods and Software
3, 311–326, which iterates for λ where this solves a linear system (abstract and title page read).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ...games.stochastic import Numbers
from .axes import sum_over_others
from .block import apply
from .cotangent import add_belief, nothing, per_weight
from .owed import Pulled
from .stage import Stage


class Pull:
    """Derivatives of targets at one stage and block; arguments as for :meth:`.part.Met.resolve`.

    Attributes:
        after: by column of values, cotangents of discounted values after outcomes, (R, n, H).
    """

    def __init__(self, stage: Stage, into: Numbers, values: np.ndarray, owed: Pulled):
        self.stage, self.block, self.numbers = stage, stage.block, into
        into.branch_probability[self.block.branches] += owed.branch
        self._likelihood = owed.likelihood[0]
        here = values[:, self.block.move_state]
        on_q = {c: stage.mix(c)[..., None] * bar for c, bar in enumerate(here)}
        self.after = self._through_q(on_q)
        play = self._add_mixture(owed, here)
        logit = self._through_strategies(play)
        more = {c: stage.precision * logit[s] for s, c in enumerate(self.block.own)}
        for c, bar in self._through_q(more).items():
            self.after[c] += bar
        for c, bar in more.items():
            on_q[c] += bar
        self._add_rules(play)
        self._add_branches(on_q)
        self._add_payoffs(on_q, logit)

    @property
    def ahead(self) -> np.ndarray:
        """Cotangents of the next states' values, (C, U, n, H)."""
        targets, n = len(self.block.targets), self.stage.axes.count
        back = self.stage.cells.matrix(targets)
        rows = (self.stage.discount[c] * (back @ bar.reshape(back.shape[1], -1)) for c, bar in self.after.items())
        return np.stack([row.reshape(targets, n, -1) for row in rows])

    def _through_q(self, on_q: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """Cotangents of discounted values after outcomes, (R, n, H) by column, from those of Q; what likelihoods owe is
        noted."""
        stage = self.stage
        on_after = {c: apply(self.block.shown_by, bar) for c, bar in on_q.items()}
        if stage.types == 1 or not on_after:
            return on_after
        last = 0.0
        for k, slope in enumerate(stage.after[1][:-1]):
            by_log = sum((stage.discount[c] * slope[c])[..., None] * bar for c, bar in on_after.items())
            self._likelihood[k] += by_log / stage.floored[k][..., None]
            last = last + by_log  # slopes by log-likelihood sum to zero over types
        last /= stage.floored[-1][..., None]
        self._likelihood[-1] -= last
        return on_after

    def _add_mixture(self, owed: Pulled, here: np.ndarray) -> list[np.ndarray]:
        """Cotangents of play by type, (M, n, H), apart from what likelihoods carry; and what beliefs owe."""
        stage, block = self.stage, self.block
        others = [c for c, kind in enumerate(block.played) if kind < 0]
        play = [np.zeros(here.shape[1:]) if isinstance(bar, float) else bar for bar in owed.play[0]]
        for c, kind in enumerate(block.played):
            if kind >= 0:
                play[kind] += stage.q[c][..., None] * here[c]
        prior = stage.numbers.prior
        add_belief(self.numbers, prior, block.mover, stage.axes.lines[block.mover].belief, owed.belief[0])
        if others:
            worth = sum(stage.q[c][..., None] * here[c] for c in others)
            bar = np.stack([np.einsum("mn,mnh->nh", p, worth) for p in stage.play], 1)
            bar = sum_over_others(block.mover, stage.axes.nodes, bar)
            add_belief(self.numbers, prior, block.mover, stage.axes.belief(block.mover), bar)
            for k, bar in enumerate(play):
                bar += stage.belief[k][None, :, None] * worth
        return play

    def _through_strategies(self, play: list[np.ndarray]) -> np.ndarray:
        """Cotangents of log μ + λQ, (S, M, n, H)."""
        stage, block = self.stage, self.block
        z = np.stack(
            [
                stage.sigma[s][..., None] * (play[k] + apply(block.show, self._likelihood[k]))
                for s, k in enumerate(block.strategic)
            ]
        )
        out = stage.solve_transposed(z)
        for s, sigma in enumerate(stage.sigma):
            out[s] -= sigma[..., None] * apply(block.sum_moves, out[s])[block.move_state]
        return out

    def _add_rules(self, play: list[np.ndarray]) -> None:
        block = self.block
        for k in set(range(self.stage.types)) - set(block.strategic):
            self.numbers.rule[block.moves, k] += play[k].sum(1) + block.show @ self._likelihood[k].sum(1)

    def _add_branches(self, on_q: dict[int, np.ndarray]) -> None:
        stage, block = self.stage, self.block
        on_pair = np.zeros((len(block.pair_move), self._likelihood[0].shape[-1]))
        for c, bar in on_q.items():
            on_pair += stage.discount[c] * _paired(stage.after[0][c], bar, block.pair_outcome, block.pair_move)
        for k, bar in enumerate(self._likelihood):
            on_pair += _paired(stage.play[k], bar, block.pair_move, block.pair_outcome)
        self.numbers.branch_probability[block.branches] += on_pair[block.pair]

    def _add_payoffs(self, on_q: dict[int, np.ndarray], logit: np.ndarray) -> None:
        stage, block, out = self.stage, self.block, self.numbers
        for c, bar in on_q.items():
            out.payoff[block.joints, block.worth[c]] += bar.sum(1)
            out.discount[block.payers[c]] += np.einsum("mn,mnh->h", stage.promise[c], bar)
        for s, c in enumerate(block.own):
            out.precision[block.mover] += np.einsum("mn,mnh->h", stage.q[c], logit[s])
        out.base_weight[block.moves] += per_weight(logit.sum((0, 2)), stage.numbers.base_weight[block.moves])


def value_slopes(stage: Stage, unowed: Pulled) -> sparse.csr_array:
    """∂V/∂V', (D·C·n, U·C·n), the equilibrium moving with V': a value at a node depends on those after outcomes there,
    so that one pull of a cotangent of one for each column, at all states and nodes at once, separates them all.

    Args:
        stage: the block. unowed: what C targets owe where no mass comes.
    """
    block, n, count = stage.block, stage.axes.count, len(stage.block.columns)
    seeds = np.zeros((count, len(block.states), n, count))
    seeds[range(count), :, :, range(count)] = 1.0
    after = Pull(stage, nothing(stage.numbers, count), seeds, unowed).after
    here = (block.outcome_state[:, None, None] * count + np.arange(count)) * n + np.arange(n)[:, None]  # (R, n, C)
    rows, columns, data = [], [], []
    for c, bar in after.items():
        some = np.nonzero(bar)
        for corner, weight in zip(stage.cells.corners, stage.cells.weights, strict=True):
            state, node = np.divmod(corner[some[:2]], n)
            rows.append(here[some])
            columns.append((state * count + c) * n + node)
            data.append(stage.discount[c] * weight[some[:2]] * bar[some])
    place = np.concatenate(rows), np.concatenate(columns)
    size = len(block.states) * count * n, len(block.targets) * count * n
    return sparse.csr_array((np.concatenate(data), place), shape=size)


def _paired(weight: np.ndarray, bar: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Σ_n weight[first, n]·bar[second, n, h] for every pair, (pairs, H)."""
    return np.matmul(weight[first][:, None], bar[second])[:, 0]
