"""Shapley effects: a number's variance shared out among inputs that may go together, from any sample.

Where inputs go together, what one accounts for another accounts for too, and shares by first-order indices overlap.
The Shapley effect of input j (Owen 2014; Song, Nelson & Staum 2016, "Shapley effects for global sensitivity analysis:
theory and computation", SIAM/ASA Journal on Uncertainty Quantification 4(1), 1060–1083; Owen & Prieur 2017, "On Shapley
value for measuring importance of dependent inputs", the same journal 5(1), 986–1002) is what j adds when its turn comes
to be known, averaged over all orders:

    v(S) = Var(E[Y | X_S]) / Var Y,    φ_j = Shapley value of j in the game v

Effects are not negative, and add up to v of all inputs together. Here that is what the inputs given account for; what
inputs beyond them do is the rest, to one. (Of an input beyond them that goes together with one of them, that one has a
share.)

E[Var(Y | X_S)] is found from given data: around some worlds, of those nearest in X_S, the variance of Y that is left
when a straight line is taken out, with as many degrees of freedom as it leaves. (With a constant in place of the line
it is the estimator of Broto, Bachoc & Depecker 2020, "Variance reduction for estimation of Shapley effects and
adaptation to unknown input distribution", the same journal 8(2), 693–716; the line is what makes some hundreds of
worlds enough for several inputs.) What bends within so short a way is counted to the rest. All recalled; Owen &
Prieur's abstract was read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..shapley import coalitions, shapley
from .given_data import Index

MOST_INPUTS = 6
"""Inputs that it is worked out for: sets of them are twice as many with each."""
FEWEST = 60
"""Worlds without which nothing is said."""
CENTRES = 24_000
"""Worlds around which variance is estimated, at most, counted for every set of inputs."""
GROUPS = 10
"""Of worlds, each left out once, from which errors are estimated (a jackknife)."""
PER_SLOPE, BESIDE = 3, 4
"""Neighbours: so many for each number of a line, and so many beside."""


@dataclass(frozen=True)
class Shared:
    """A number's variance, shared out.

    Attributes:
        effects: by input, largest first.
        rest: what the inputs together leave unaccounted for.
    """

    effects: Mapping[str, Index]
    rest: Index


def shapley_effects(xs: Mapping[str, np.ndarray], ys: Mapping[str, np.ndarray], seed: int = 0) -> dict[str, Shared]:
    """Of every number by the inputs.

    Args:
        xs: by input, (n,), finite; no more than :data:`MOST_INPUTS`.
        ys: by number, (n,), finite.
        seed: of which worlds are centres and which are left out together.

    Returns:
        By number; those that do not vary are left out, and so are all where there are too few worlds.
    """
    names = list(xs)
    varying = {name: y for name, y in ys.items() if np.ptp(y) > 0.0}
    n = len(next(iter(xs.values())))
    if n < FEWEST or not varying:
        return {}
    rng = np.random.default_rng(seed)
    x, y = (np.array([_standard(column) for column in some.values()]).T for some in (xs, varying))
    order, most = rng.permutation(n), CENTRES >> len(names)
    whole = _shares(x, y, names, order[:most])
    apart = []
    for group in range(GROUPS):
        kept = np.setdiff1d(np.arange(n), order[group::GROUPS])
        centres = np.flatnonzero(np.isin(kept, order[:most]))
        apart.append(_shares(x[kept], y[kept], names, centres))
    left = np.array(apart)
    error = np.sqrt((GROUPS - 1) * left.var(0))
    out = {}
    for k, name in enumerate(varying):
        found = [Index.around(float(v), float(e)) for v, e in zip(whole[k], error[k], strict=True)]
        effects = dict(sorted(zip(names, found[:-1], strict=True), key=lambda row: (-row[1].value, row[0])))
        out[name] = Shared(effects, found[-1])
    return out


def _standard(x: np.ndarray) -> np.ndarray:
    """In standard deviations from the mean."""
    found: np.ndarray = (x - x.mean()) / max(float(x.std()), np.finfo(float).tiny)
    return found


def _shares(x: np.ndarray, y: np.ndarray, names: list[str], centres: np.ndarray) -> np.ndarray:
    """(numbers, inputs + 1): every input's effect, and the rest."""
    variance = y.var(0, ddof=1)
    at = {name: j for j, name in enumerate(names)}
    worth = {}
    for players in coalitions(names):
        left = _left(x[:, [at[name] for name in names if name in players]], y, centres) if players else variance
        worth[players] = np.clip(1.0 - left / variance, 0.0, 1.0)
    rows = []
    for k in range(y.shape[1]):
        effects = shapley({players: float(v[k]) for players, v in worth.items()}, names)
        rows.append([*(effects[name] for name in names), 1.0 - math.fsum(effects.values())])
    return np.array(rows)


def _left(x: np.ndarray, y: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(numbers,), mean variance that is left of each around the centres when the inputs are known."""
    n, d = x.shape
    count = min(PER_SLOPE * (d + 1) + BESIDE, n)
    _, near = cKDTree(x).query(x[centres], k=count)
    design = np.concatenate([np.ones((len(centres), count, 1)), x[near] - x[centres][:, None]], 2)
    basis, _ = np.linalg.qr(design)
    values = y[near]
    off = values - basis @ (basis.transpose(0, 2, 1) @ values)
    left: np.ndarray = (off**2).sum(1).mean(0) / (count - d - 1)
    return left
