"""What tests of the push-forward ask of mass."""

from __future__ import annotations

import numpy as np

from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.push import Mass, Pusher


def at_prior(pusher: Pusher) -> np.ndarray:
    """All mass at the prior, (E_1, …, E_N)."""
    mass = np.zeros(pusher.sizes)
    mass[tuple(axis.origin for axis in pusher.axes)] = 1.0
    return mass


def led(flow: Flow, seen: int, amount: np.ndarray) -> np.ndarray:
    """Where an amount (L,) goes that leaves a flow by an outcome, given by position: (E_1, …, E_N)."""
    after = np.zeros(flow.vertices.count)
    np.add.at(after, flow.place[seen], flow.share[seen] * amount[:, None])
    return after.reshape(flow.vertices.sizes)


def total(mass: Mass) -> float:
    """All of the push's own mass."""
    return sum(float(tagged.push.sum()) for tagged in mass.values())


def along(pusher: Pusher, mass: Mass, actor: int) -> np.ndarray:
    """Mass by belief vertex about one actor."""
    others = tuple(j for j in range(len(pusher.sizes)) if j != actor)
    return sum(tagged.push.sum(others) for tagged in mass.values())


def gap(pusher: Pusher, mass: Mass) -> float:
    """max |E[b] − b_0| over actors and types, less what renewals have moved."""
    prior = np.asarray(pusher.game.numbers.prior)
    found = [
        np.abs(along(pusher, mass, i) @ axis.belief - prior[i, : axis.belief.shape[1]] - pusher.renewals.moved[i]).max()
        for i, axis in enumerate(pusher.axes)
    ]
    return float(max(found))
