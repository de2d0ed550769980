"""Standard errors of several types.

* ``hessian``: the inverse of minus the Hessian of what was maximised; of nested pseudo-likelihood, through the beliefs.
* ``opg``: the inverse of the sum of outer products of gradients, choice by choice.
* ``sandwich``: (−H)⁻¹ B (−H)⁻¹, B those outer products (White 1982, Econometrica 50(1)).
* ``cluster``: the same with gradients summed within clusters first, times G/(G − 1) for G clusters.
* ``bootstrap``: the spread of estimates over samples of rows (of clusters, where there are any) drawn with replacement,
  each fitted from the estimate; those that ran off are left out and counted. What a first step estimates, or beliefs
  that answer the estimate, are estimated again in each.

Where a likelihood rests on a first step, gradients carry its noise (:mod:`.first_step`). With B of those and O of those
that do not carry it, ``sandwich`` is (−H)⁻¹ B (−H)⁻¹, ``opg`` O⁻¹ B O⁻¹, and ``hessian`` (−H)⁻¹ (−H + B − O) (−H)⁻¹.

(Recalled, not opened.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..errors import ArgumentError, NotConverged
from ..files.messages import amount
from .penalties import Penalised

Array = np.ndarray
Kind = Literal["hessian", "opg", "sandwich", "cluster", "bootstrap"]
CARRIED = "the noise of the first step is in them"
KINDS: tuple[Kind, ...] = ("hessian", "opg", "sandwich", "cluster", "bootstrap")


@dataclass(frozen=True, eq=False)
class Covariance:
    """Of the free parameters.

    Attributes:
        kind: how it was found.
        matrix: (P, P).
        note: what a reader should know: clusters, samples, those left out.
    """

    kind: Kind
    matrix: Array
    note: str = ""

    @property
    def errors(self) -> Array:
        """(P,), standard errors."""
        return np.sqrt(np.maximum(np.diag(self.matrix), 0.0))


def covariance(
    objective: Penalised, theta: Array, kind: Kind, clusters: Array | None = None, samples: int = 200, seed: int = 0
) -> Covariance:
    """Covariance of estimates.

    Args:
        objective: what was maximised.
        theta: (P,), where.
        kind: which.
        clusters: (n,), the cluster of every row, as numbers from 0; for ``cluster``, and ``bootstrap`` if given.
        samples: of the bootstrap.
        seed: of the bootstrap.

    Raises:
        ArgumentError: ``cluster`` without clusters, or with one.
        NotConverged: the matrix to be inverted is singular, or too few samples of a bootstrap could be fitted.
    """
    model = objective.model
    if kind == "bootstrap":
        return _bootstrap(objective, theta, clusters, samples, seed)
    carried = model.carried(theta)
    if kind == "opg":
        inverse = _inverse(model.outer_products(theta))
        return Covariance(kind, inverse if carried is None else inverse @ carried.choices @ inverse)
    own = model.information(theta) if objective.penalty == "firth" else -objective.derivative(theta).hessian
    bread = _inverse(own)
    curvature = model.curvature(theta)
    if curvature is not None:
        bread = np.linalg.inv(-curvature)
    if kind == "hessian" and carried is None:
        return Covariance(kind, bread @ own @ bread.T)
    if kind in ("hessian", "sandwich"):
        meat = model.outer_products(theta) if carried is None else carried.choices
        if carried is not None and kind == "hessian":
            meat = _with_noise(own, meat - model.outer_products(theta), meat)
        return Covariance(kind, bread @ meat @ bread.T, "" if carried is None else CARRIED)
    if clusters is None:
        raise ArgumentError("standard errors by cluster need a column that says which: give --cluster COLUMN")
    count = int(clusters.max()) + 1
    if count < 2:
        raise ArgumentError("there is one cluster in all: standard errors by cluster need several")
    sums = np.zeros((count, model.size))
    np.add.at(sums, clusters, model.scores(theta) if carried is None else carried.rows)
    meat = sums.T @ sums * count / (count - 1)
    return Covariance(kind, bread @ meat @ bread.T, f"{count} clusters")


def _with_noise(own: Array, more: Array, instead: Array) -> Array:
    """Minus the Hessian and what the first step adds, so that what is rarely seen stays uncertain; where that is no
    covariance, another matrix instead."""
    found = own + more
    return found if np.linalg.eigvalsh(found)[0] > 0.0 else instead


def _inverse(matrix: Array) -> Array:
    """The inverse of a positive definite matrix."""
    try:
        np.linalg.cholesky(matrix)
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        raise NotConverged(
            "the likelihood is flat at its maximum, and gives no standard errors: a coefficient is hardly identified; "
            "hold one under 'fixed', or give a --penalty"
        ) from None


def _bootstrap(objective: Penalised, theta: Array, clusters: Array | None, samples: int, seed: int) -> Covariance:
    model, penalty = objective.model, objective.penalty
    draws = np.random.default_rng(seed)
    groups = _groups(len(model.rows), clusters)
    found = []
    for _ in range(samples):
        chosen = draws.integers(0, len(groups), len(groups))
        try:
            sample = model.taken(np.concatenate([groups[k] for k in chosen])).learned()
        except NotConverged:  # beliefs that do not settle
            continue
        end = refitted(Penalised(sample, penalty), theta)
        if end is not None:
            found.append(end)
    if len(found) < max(2, samples // 2):
        raise NotConverged(
            f"{len(found)} of {samples} bootstrap samples could be fitted: outcomes are nearly separated"
        )
    left_out = f", {samples - len(found)} diverged, left out" if len(found) < samples else ""
    note = amount(len(found), "sample") + left_out
    return Covariance("bootstrap", np.cov(np.array(found).T).reshape(model.size, model.size), note)


def _groups(n: int, clusters: Array | None) -> list[Array]:
    if clusters is None:
        return list(np.arange(n)[:, None])
    order = np.argsort(clusters, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(clusters[order])) + 1)


def refitted(objective: Penalised, start: Array) -> Array | None:
    """(P,), the maximum that a climb from a point finds, past folds of equilibria; None where it has none there."""
    return objective.search().again(start)
