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

from .axes import sum_over_others
from .block import apply
from .cotangent import add_belief, nothing
from .push import Pulled, Push
from .stage import Stage


class Pull:
    """Derivatives of targets at one stage and block.

    Args:
        stage: the stage.
        push: the same block's targets and mass.
        values: (C, D, n, H), cotangents of the block's values.
        ahead: (U, v, H), targets of the next states.
        mass: (D, v, G), mass that still counts, which is the cotangent of the block's own targets.

    Attributes:
        ahead: (C, U, n, H), cotangents of the next states' values.
        mass: (U, v, G), where the mass goes.
        numbers: cotangents of the game's numbers. gain: (B, H), of the gains at the block's branches.
    """

    def __init__(self, stage: Stage, push: Push, values: np.ndarray, ahead: np.ndarray, mass: np.ndarray):
        self.stage, self.block = stage, stage.block
        self.numbers = nothing(stage.numbers, values.shape[-1])
        owed = push.pull(ahead, mass)
        self.mass, self.gain = owed.mass, owed.gain
        self.numbers.branch_probability[self.block.branches] += owed.branch
        self._likelihood = owed.likelihood[0]
        here = values[:, self.block.move_state]
        on_q = [stage.mix(c)[..., None] * bar for c, bar in enumerate(here)]
        on_after = self._through_q(on_q)
        play = self._add_mixture(owed, here)
        logit = self._through_strategies(play)
        more = {c: stage.precision * logit[s] for s, c in enumerate(self.block.own)}
        for c, bar in self._through_q_of(more).items():
            on_after[c] += bar
        for c, bar in more.items():
            on_q[c] += bar
        self.ahead = self._interpolated(on_after)
        self._add_rules(play)
        self._add_branches(on_q)
        self._add_payoffs(on_q, logit)

    def _through_q(self, on_q: list[np.ndarray]) -> list[np.ndarray]:
        return list(self._through_q_of(dict(enumerate(on_q))).values())

    def _through_q_of(self, on_q: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """Cotangents of values after outcomes, (R, n, H) by column, from those of Q; what likelihoods owe is noted."""
        stage = self.stage
        on_after = {c: stage.discount[c] * apply(self.block.show.T, bar) for c, bar in on_q.items()}
        for bar, slope in zip(self._likelihood, stage.after[1], strict=True):
            for c, after in on_after.items():
                bar += slope[c][..., None] * after
        return on_after

    def _add_mixture(self, owed: Pulled, here: np.ndarray) -> list[np.ndarray]:
        """Cotangents of play by type, (M, n, H), apart from what likelihoods carry; and what beliefs owe."""
        stage, block = self.stage, self.block
        play = owed.play[0]
        others = [c for c, kind in enumerate(block.played) if kind < 0]
        for c, kind in enumerate(block.played):
            if kind >= 0:
                play[kind] += stage.q[c][..., None] * here[c]
        add_belief(self.numbers, stage.numbers.prior, block.mover, stage.axes.lines[block.mover].belief, owed.belief[0])
        if others and stage.types > 1:
            worth = np.einsum("cmn,cmnh->mnh", stage.q[others], here[others])
            bar = np.stack([np.einsum("mn,mnh->nh", p, worth) for p in stage.play], 1)
            bar = sum_over_others(block.mover, stage.axes.nodes, bar)
            add_belief(self.numbers, stage.numbers.prior, block.mover, stage.axes.belief(block.mover), bar)
            for k, bar in enumerate(play):
                bar += stage.belief[k][None, :, None] * worth
        elif others:
            play[0] += np.einsum("cmn,cmnh->mnh", stage.q[others], here[others])
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

    def _interpolated(self, on_after: list[np.ndarray]) -> np.ndarray:
        targets, n = len(self.block.targets), self.stage.axes.count
        back = self.stage.cells.matrix(targets)
        return np.stack([(back @ bar.reshape(back.shape[1], -1)).reshape(targets, n, -1) for bar in on_after])

    def _add_rules(self, play: list[np.ndarray]) -> None:
        block = self.block
        for k in set(range(self.stage.types)) - set(block.strategic):
            self.numbers.rule[block.moves, k] += (play[k] + apply(block.show, self._likelihood[k])).sum(1)

    def _add_branches(self, on_q: list[np.ndarray]) -> None:
        stage, block = self.stage, self.block
        on_pair = np.zeros((len(block.pair_move), self._likelihood[0].shape[-1]))
        for c, bar in enumerate(on_q):
            on_pair += stage.discount[c] * _paired(stage.after[0][c], bar, block.pair_outcome, block.pair_move)
        for k, bar in enumerate(self._likelihood):
            on_pair += _paired(stage.play[k], bar, block.pair_move, block.pair_outcome)
        self.numbers.branch_probability[block.branches] += on_pair[block.pair]

    def _add_payoffs(self, on_q: list[np.ndarray], logit: np.ndarray) -> None:
        stage, block, out = self.stage, self.block, self.numbers
        for c, bar in enumerate(on_q):
            out.payoff[block.joints, block.worth[c]] += bar.sum(1)
            out.discount[block.payers[c]] += np.einsum("mn,mnh->h", stage.promise[c], bar)
        for s, c in enumerate(block.own):
            out.precision[block.mover] += np.einsum("mn,mnh->h", stage.q[c], logit[s])
        out.base_weight[block.moves] += logit.sum((0, 2)) / stage.numbers.base_weight[block.moves][:, None]


def _paired(weight: np.ndarray, bar: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Σ_n weight[first, n]·bar[second, n, h] for every pair, (pairs, H)."""
    return np.matmul(weight[first][:, None], bar[second])[:, 0]
