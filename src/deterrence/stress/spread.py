"""How mass at a block of states spreads over belief vertices, and headline probabilities go back along it.

Posteriors are split between neighbouring vertices in proportion to probability, as :mod:`deterrence.forecast.push`
does. With j_k = b_k L_k the mass that leaves a vertex by an outcome as type k, of p = Σ_k j_k, the part that goes to
the vertex above is (j_0 − p b₋) / (b₊ − b₋): linear in j while the cell is held.

Shapes: R outcomes (:mod:`.block`), v vertices (:mod:`.axes`), U next states, H headlines.
"""

from __future__ import annotations

import numpy as np

from .axes import place, stride, sum_over_other
from .block import add_at, apply
from .stage import Stage


class Spread:
    """The spread of a stage.

    Attributes:
        line: (E, K), belief about the mover at the vertices of its own axis. at: (v,), places on that axis.
        likelihood: (K, R, v).
        low: (R, v), place on the line of the vertex below the posterior. gap: distance to the one above.
        leaving, up: (R, v), mass that leaves per mass there, and the part of it that goes above.
        below, above: (R, v), flat places in (U, v) that it goes to.
    """

    def __init__(self, stage: Stage):
        self.block, self.axes = stage.block, stage.axes
        mover, outer = self.block.mover, self.axes.vertices
        self.line, self.at = self.axes.line(mover), place(mover, outer)
        self.likelihood = stage.likelihood[:, :, self.axes.play]
        self.two = stage.types == 2
        joint = self.likelihood * self.line[self.at].T[:, None]
        self.leaving = joint.sum(0)
        here = np.arange(len(self.at))
        self.below = self.block.following[:, None] * len(here) + here
        if not self.two:
            self.low, self.up, self.gap = np.zeros_like(self.below), np.zeros_like(self.leaving), np.ones(1)
            self.above = self.below
            return
        posterior = np.divide(joint[0], self.leaving, out=np.zeros_like(self.leaving), where=self.leaving > 0)
        belief = self.line[:, 0]
        self.low = np.clip(np.searchsorted(belief, posterior, side="right") - 1, 0, len(belief) - 2)
        self.gap = belief[self.low + 1] - belief[self.low]
        self.up = (joint[0] - self.leaving * belief[self.low]) / self.gap
        self.below = self.below + (self.low - self.at) * stride(mover, outer)
        self.above = self.below + stride(mover, outer)

    def before(self, ahead: np.ndarray) -> np.ndarray:
        """Headline probabilities (D, v, H) at the block from those of the next states (U, v, H)."""
        low, high = self._ends(ahead)
        low *= (self.leaving - self.up)[..., None]
        high *= self.up[..., None]
        low += high
        return apply(self.block.sum_outcomes, low)

    def _ends(self, ahead: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        flat = ahead.reshape(-1, ahead.shape[-1])
        return flat[self.below], flat[self.above]

    def after(self, mass: np.ndarray) -> np.ndarray:
        """Mass (U, v) after the move from mass (D, v) before it."""
        here = mass[self.block.outcome_state]
        size = len(self.block.targets) * len(self.at)
        out = np.bincount(self.below.ravel(), (here * (self.leaving - self.up)).ravel(), size)
        out += np.bincount(self.above.ravel(), (here * self.up).ravel(), size)
        return out.reshape(-1, len(self.at))

    def pull(self, ahead: np.ndarray, mass: np.ndarray, free: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """What headlines at the block owe to likelihoods and beliefs, next states' headlines held.

        Args:
            ahead: (U, v, H). mass: (D, v). free: (D, H), nought where a headline is settled already, else one.

        Returns:
            Cotangents of the likelihoods at the nodes, (R, n, H) by type, and of the line, (E, K, H).
        """
        low, rise = self._ends(ahead)
        weight = mass[self.block.outcome_state]
        settled = free[self.block.outcome_state] == 0
        for h in np.flatnonzero(settled.any(0)):
            low[settled[:, h], :, h] = 0.0
            rise[settled[:, h], :, h] = 0.0
        rise -= low
        low *= weight[..., None]
        on_line = np.zeros((*self.line.shape, low.shape[-1]))
        if not self.two:
            return [self.axes.fold(low)], on_line
        rise *= (weight / self.gap)[..., None]
        flat = rise.reshape(-1, rise.shape[-1])
        on_line[:, 0] -= add_at(self.low, self.leaving - self.up, len(self.line)) @ flat
        on_line[:, 0] -= add_at(self.low + 1, self.up, len(self.line)) @ flat
        # The cell's straight line, drawn out to certainty of the second type (low) and of the first (rise).
        low -= self.line[self.low, :1] * rise
        rise += low
        by_kind = []
        for k, extended in enumerate((rise, low)):
            by_vertex = np.einsum("rv,rvh->vh", self.likelihood[k], extended)
            on_line[:, k] += sum_over_other(self.block.mover, self.axes.vertices, by_vertex)
            extended *= self.line[self.at, k][:, None]
            by_kind.append(self.axes.fold(extended))
        return by_kind, on_line
