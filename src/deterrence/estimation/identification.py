"""What no data could distinguish: reported before anything is estimated.

A parameter is identified locally where the expected information has full rank (Rothenberg 1971, Econometrica 39(3);
recalled, not opened). Where it has not at any of several points drawn, the model itself does not know the direction: a
constant in every payoff of a player, the scale of shocks against the size of payoffs, columns that are sums of one
another.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..files.diagnostics import Fault
from ..files.messages import listed
from ..files.reader import Loaded
from .building import problems
from .estimable import Estimable
from .predictors import SCALE
from .starts import random_starts

Array = np.ndarray
POINTS = 4  # at which the information is looked at
NOTHING = 1e-10  # eigenvalues of the information, each parameter's own being one: no information
SHARE = 0.01  # of the largest part of a direction: smaller ones are not named


def unidentified(model: Estimable, around: Array) -> list[list[str]]:
    """Groups of coefficients of which only a combination can be known, one group for each that is missing.

    Args:
        model: with its data.
        around: (P,), a point that is not absurd.
    """
    lost = [_lost(model, theta) for theta in random_starts(model, around, POINTS, 0)]
    least = min((found for found in lost if found is not None), key=lambda found: found.shape[1], default=None)
    if least is None:
        return []
    parts = _sparse(least)
    return [[model.names[k] for k in np.flatnonzero(np.abs(part) > SHARE * np.abs(part).max())] for part in parts]


def _lost(model: Estimable, theta: Array) -> Array | None:
    """(P, k), directions in which there is no information at a point; None where it overflows."""
    with np.errstate(all="ignore"):
        information = model.information(theta)
    if not np.isfinite(information).all():
        return None
    size = np.sqrt(np.diag(information))
    unit = np.where(size > 0, size, 1.0)
    eigenvalues, axes = np.linalg.eigh(information / np.outer(unit, unit))
    return axes[:, eigenvalues <= NOTHING] * (model.scales / unit)[:, None]


def _sparse(lost: Array) -> list[Array]:
    """A basis of the space that columns span, with as many zeros as row reduction gives."""
    rows = lost.T.copy()
    for first in range(len(rows)):
        k = int(np.abs(rows[first:]).max(0).argmax())
        pivot = first + int(np.abs(rows[first:, k]).argmax())
        rows[[first, pivot]] = rows[[pivot, first]]
        rows[first] /= rows[first, k]
        for other in range(len(rows)):
            if other != first:
                rows[other] -= rows[other, k] * rows[first]
    return list(rows)


def require_identified(loaded: Loaded[Any], model: Estimable, around: Array) -> None:
    """Raise ``InputError``, at the formula of the first coefficient of each group, where some are not identified."""
    where = {key: predictor.path for predictor in model.predictors for key in predictor.keys}
    faults = []
    for names in unidentified(model, around):
        if len(names) == 1:
            what = f"no data can determine {listed(names)}: the probabilities of the outcomes do not depend on it"
        elif any(name.split(":")[1] == SCALE for name in names):
            what = f"the scale of shocks and the size of payoffs cannot be distinguished ({listed(names)})"
        else:
            what = f"only a combination of {listed(names)} can be estimated"
        faults.append(Fault(where[names[0]], what, "leave one out, or hold it at a value under 'fixed'"))
    if faults:
        raise problems(loaded, faults)
