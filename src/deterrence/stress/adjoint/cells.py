"""Values ahead of a move, as the posteriors after it find them between belief nodes.

Bayes' rule moves the coordinates of belief about the mover by log L_k(o)/h, and values are interpolated on the simplex
that this leads to, as the solver does (:mod:`deterrence.solvers.lattice`): linearly in log-likelihood, with types held
at the cut. So the slope of a value by log L_k is the difference of the two corners between which coordinate k is
stepped, over h; none for a type that is held, and against it for the likeliest type, to which others are held.

At a wall between cells the slope is that of the upper cell.

Shapes: R outcomes (:mod:`.block`), n nodes (:mod:`.axes`), U next states, C columns, K types of the mover.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse

from ...solvers.belief_lookup import NEVER
from .axes import Axes, place, stride
from .block import add_at


class Cells:
    """The cell that every posterior falls in.

    Args:
        axes: belief nodes.
        mover: whose.
        following: (R,), next state by outcome, 0…U−1.
        likelihood: (K, R, n), Pr(outcome | type).

    Attributes:
        corners: K of (R, n), flat places in (U, n). weights: K of (R, n).
    """

    def __init__(self, axes: Axes, mover: int, following: np.ndarray, likelihood: np.ndarray):
        lattice = axes.lattices[mover]
        self.types, self.spacing = lattice.types, lattice.spacing
        own, step = place(mover, axes.nodes), stride(mover, axes.nodes)
        first = following[:, None] * axes.count + np.arange(axes.count)
        if self.types == 1:
            self.corners, self.weights = [first], [np.ones(first.shape)]
            return
        drift = np.log(np.maximum(likelihood, NEVER)) / self.spacing
        if self.types == 2:
            position = own + (drift[0] - drift[1])
            last = 2 * lattice.extent
            clipped = np.clip(position, 0.0, last)
            low = np.minimum(np.floor(clipped), last - 1).astype(int)
            below = first + (low - own) * step
            self.corners = [below, below + step]
            self.weights = [1.0 - (clipped - low), clipped - low]
            self._free = (position >= 0) & (position <= last)
            return
        point = np.moveaxis(drift, 0, -1) + lattice.nodes[own]
        held_at, held = lattice.hold(point)
        index, weight, order = lattice.locate(held_at)
        self.corners = [first + (index[..., v] - own) * step for v in range(self.types)]
        self.weights = [weight[..., v] for v in range(self.types)]
        self._order, self._held, self._likeliest = order, held, point.argmax(-1)

    def after(self, ahead: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """Values (C, R, n) after each outcome, from those of the next states (U, C, n); and, by type, their slopes by
        the log-likelihood of the outcome under that type, (C, R, n) each."""
        values = np.swapaxes(ahead, 0, 1).reshape(ahead.shape[1], -1)
        at = [values[:, corner] for corner in self.corners]
        if self.types == 1:
            return at[0], [np.zeros(at[0].shape)]
        steps = [above - below for below, above in pairwise(at)]
        if self.types == 2:
            slope = np.where(self._free, steps[0] / self.spacing, 0.0)
            return at[0] + self.weights[1] * steps[0], [slope, -slope]
        value = sum(weight * part for weight, part in zip(self.weights, at, strict=True))
        return value, self._by_type(steps)

    def _by_type(self, steps: list[np.ndarray]) -> list[np.ndarray]:
        """Slopes by type from the steps between corners, three types and more."""
        coordinates = range(self.types - 1)
        plain = [sum(np.where(self._order[..., r] == k, steps[r], 0.0) for r in coordinates) for k in coordinates]
        plain.append(-sum(plain))
        free = [np.where(self._held[..., k], 0.0, slope) / self.spacing for k, slope in enumerate(plain)]
        over = sum(free)
        return [slope - np.where(self._likeliest == k, over, 0.0) for k, slope in enumerate(free)]

    def matrix(self, states: int) -> sparse.csc_array:
        """(U·n, R·n) sparse: carries cotangents of values after outcomes back onto the next states' nodes."""
        count = self.corners[0].shape[1] * states
        parts = [add_at(c, w, count) for c, w in zip(self.corners, self.weights, strict=True)]
        return sum(parts[1:], parts[0])
