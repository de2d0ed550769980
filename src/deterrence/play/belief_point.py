"""Public belief off the grid, exact, and what the solution says there by interpolation.

Belief is carried as log-likelihoods ℓ of the public history under each type, as in sampled histories
(:mod:`..forecasting.rollout_step`), and strategies and values are read at it in the same way: log σ, and V, at the
corners of the Freudenthal simplex around ℓ (held at the cut), weighed and added up, log σ then normalised.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..solvers.lattice import Lattice

Likelihoods = Sequence[np.ndarray]
"""Per actor ℓ, (n, K_i), of n beliefs at once."""


def corners(lattices: Sequence[Lattice], ell: Likelihoods) -> tuple[np.ndarray, np.ndarray]:
    """Flat belief nodes, the last actor's running fastest, and weights, around n beliefs: (n, corners) each."""
    n = len(ell[0])
    node, share = np.zeros((n, 1), int), np.ones((n, 1))
    for lattice, own in zip(lattices, ell, strict=True):
        if lattice.types > 1:
            held, _ = lattice.hold(own / lattice.spacing)
            index, weight, _ = lattice.locate(held)
            node = (node[:, :, None] * len(lattice) + index[:, None, :]).reshape(n, -1)
            share = (share[:, :, None] * weight[:, None, :]).reshape(n, -1)
    return node, share


def interpolated(table: np.ndarray, node: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Rows (R, P) at beliefs, (R, n)."""
    found: np.ndarray = (table[:, node] * share).sum(-1)
    return found


def normalised(logs: np.ndarray) -> np.ndarray:
    """exp of logs (S, A), summing to one over the last axis."""
    weight = np.exp(logs - logs.max(-1, keepdims=True))
    return np.asarray(weight / weight.sum(-1, keepdims=True))


def belief(prior: np.ndarray, ell: np.ndarray) -> np.ndarray:
    """b (K,) from a prior and ℓ."""
    weight = np.log(prior) + ell
    weight = np.exp(weight - weight.max())
    return np.asarray(weight / weight.sum())


def renewed(prior: np.ndarray, ell: np.ndarray, share: float) -> np.ndarray:
    """ℓ after types are redrawn with a share, b' = (1 − s)b + sπ; as log b'/π."""
    return ell if share == 0 else np.log((1 - share) * belief(prior, ell) / prior + share)
