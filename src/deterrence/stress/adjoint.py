"""Derivatives carried back through one stage: reverse mode, written out.

Strategies are differentiated through the equilibrium. With z* the solution of F(z, V', p) = 0 at a node,

    z(V', p) = z* − J⁻¹ F(z*, V', p),    J = ∂F/∂z at z*, held constant,

has z*'s value and, by the implicit function theorem, its exact first derivative; so a cotangent z̄ of the strategies
becomes λ = −J⁻ᵀ z̄ on F. Shapes as in :mod:`.stage`; cotangents have the headline axis H last.

References: Christianson (1994), "Reverse accumulation and attractive fixed points", Optimization Methods and Software
3, 311–326, which iterates for λ where this solves a linear system (abstract and title page read).
"""

from __future__ import annotations

import numpy as np

from ..game.stochastic import NUMBER_FIELDS, Numbers
from .axes import sum_over_other
from .block import add_at, apply
from .spread import Spread
from .stage import Stage


def nothing(numbers: Numbers, count: int) -> Numbers:
    """Cotangents of all numbers for ``count`` headlines, nought: arrays (…, H)."""
    return Numbers(**{f: np.zeros((*np.shape(getattr(numbers, f)), count)) for f in NUMBER_FIELDS})


def add(into: Numbers, more: Numbers) -> None:
    """Add cotangents up, in place."""
    for name in NUMBER_FIELDS:
        total = getattr(into, name)
        total += getattr(more, name)


class Adjoint:
    """Derivatives of headlines at one stage and block.

    Args:
        stage: the stage.
        values: (C, D, n, H), cotangents of the block's values.
        w_ahead: (U, v, H), headline probabilities of the next states.
        mass: (D, v), probability of being there, which is the cotangent of the block's own headline probabilities.
        free: (D, H), nought where a headline is settled already, else one.

    Attributes:
        ahead: (C, U, n, H), cotangents of the next states' values.
        mass_ahead: (U, v), where the mass goes.
        numbers: cotangents of the game's numbers.
    """

    def __init__(self, stage: Stage, values: np.ndarray, w_ahead: np.ndarray, mass: np.ndarray, free: np.ndarray):
        self.stage, self.block = stage, stage.block
        self.numbers = nothing(stage.numbers, values.shape[-1])
        spread = Spread(stage)
        self.mass_ahead = spread.after(mass)
        likelihood, line = spread.pull(w_ahead, mass, free)
        if spread.two:
            self._add_belief(line[1:-1])
        here = values[:, self.block.move_state]
        logit = self._through_strategies(likelihood, here)
        on_q = [stage.mix(c)[..., None] * bar for c, bar in enumerate(here)]
        for s, c in enumerate(self.block.own):
            on_q[c] += stage.precision * logit[s]
        on_after = [stage.discount[c] * apply(self.block.show.T, bar) for c, bar in enumerate(on_q)]
        for k, bar in enumerate(likelihood):
            for c, after in enumerate(on_after):
                bar += stage.steepness(c, k)[..., None] * after
        self.ahead = self._interpolated(on_after)
        self._add_branches(on_q, likelihood)
        self._add_payoffs(on_q, logit)
        self._add_mixture(here, likelihood)

    def _through_strategies(self, likelihood: list[np.ndarray], here: np.ndarray) -> np.ndarray:
        """Cotangents of log μ + λQ, (S, M, n, H)."""
        stage, block = self.stage, self.block
        z = np.stack(
            [
                stage.sigma[s][..., None] * apply(block.show, likelihood[k])
                + np.einsum("cmn,cmnh->mnh", stage.value_slope(s), here)
                for s, k in enumerate(block.strategic)
            ]
        )
        out = stage.solve_transposed(z)
        for s, sigma in enumerate(stage.sigma):
            out[s] -= sigma[..., None] * apply(block.sum_moves, out[s])[block.move_state]
        return out

    def _interpolated(self, on_after: list[np.ndarray]) -> np.ndarray:
        low, weight, _ = self.stage.cells
        targets, n = len(self.block.targets), low.shape[1]
        down = add_at(low, 1 - weight, targets * n)
        up = add_at(low + self.stage.step, weight, targets * n)
        flat = [bar.reshape(low.size, -1) for bar in on_after]
        return np.stack([(down @ bar + up @ bar).reshape(targets, n, -1) for bar in flat])

    def _add_branches(self, on_q: list[np.ndarray], likelihood: list[np.ndarray]) -> None:
        stage, block = self.stage, self.block
        on_pair = np.zeros((len(block.pair_move), likelihood[0].shape[-1]))
        for c, bar in enumerate(on_q):
            on_pair += stage.discount[c] * _paired(stage.after[0][c], bar, block.pair_outcome, block.pair_move)
        for k, bar in enumerate(likelihood):
            on_pair += _paired(stage.play[k], bar, block.pair_move, block.pair_outcome)
        self.numbers.branch_probability[block.branches] += on_pair[block.pair]

    def _add_payoffs(self, on_q: list[np.ndarray], logit: np.ndarray) -> None:
        stage, block, out = self.stage, self.block, self.numbers
        for c, bar in enumerate(on_q):
            out.payoff[block.joints, c] += bar.sum(1)
            ahead = (stage.q[c] - stage.payoff[c][:, None]) / stage.discount[c]
            out.discount[block.payers[c]] += np.einsum("mn,mnh->h", ahead, bar)
        for s, c in enumerate(block.own):
            out.precision[block.mover] += np.einsum("mn,mnh->h", stage.q[c], logit[s])
        out.base_weight[block.moves] += logit.sum((0, 2)) / stage.numbers.base_weight[block.moves][:, None]

    def _add_mixture(self, here: np.ndarray, likelihood: list[np.ndarray]) -> None:
        """Commitments' rules, and beliefs as the other side's values weigh by them."""
        stage, block = self.stage, self.block
        worth = np.einsum("cmn,cmnh->mnh", stage.q[list(block.others)], here[list(block.others)])
        on_belief = np.stack([np.einsum("mn,mnh->nh", play, worth) for play in stage.play], 1)
        self._add_belief(sum_over_other(block.mover, stage.axes.nodes, on_belief))
        for k in set(range(stage.types)) - set(block.strategic):
            shown = block.show @ likelihood[k].sum(1)
            self.numbers.rule[block.moves, k] += shown + np.einsum("n,mnh->mh", stage.belief[k], worth)

    def _add_belief(self, bar: np.ndarray) -> None:
        """Cotangents (P, K, H) of the beliefs b = softmax(log π + hν) about the mover, carried to its prior."""
        i, kinds = self.block.mover, slice(self.stage.types)
        belief = self.stage.axes.belief(i)[..., None]
        by_log = belief * (bar - (belief * bar).sum(1, keepdims=True))
        self.numbers.prior[i, kinds] += by_log.sum(0) / self.stage.numbers.prior[i, kinds][:, None]


def _paired(weight: np.ndarray, bar: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Σ_n weight[first, n]·bar[second, n, h] for every pair, (pairs, H)."""
    return np.matmul(weight[first][:, None], bar[second])[:, 0]
