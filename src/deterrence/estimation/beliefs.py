"""Signalling met with data: beliefs beforehand, and pseudo-likelihoods built on them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, log_expit

from ..errors import NotConverged
from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.reader import Loaded
from .building import build, problems
from .estimable import Derivative
from .maximise import maximise
from .model import TreeModel
from .reading import crisis_ends
from .record import Specification
from .signalling import PseudoModel, SignallingModel
from .table import Table

Array = np.ndarray
RIDGE = 1.0  # on coefficients of standardised columns: beliefs stay off zero and one
MOST_ROUNDS, SETTLED = 1000, 1e-10  # of nested pseudo-likelihood, and beliefs that move by less


@dataclass(frozen=True, eq=False, kw_only=True)
class CrisisModel(SignallingModel):
    """The crisis with beliefs beforehand.

    Attributes:
        prior_resist, prior_firm: (n,), first-stage estimates of p_R and p_F.
        regressors: (n, C), columns of the logits of the first stage.
        given: of p_R and p_F, whether a column of the table has it, so that it is not estimated.
    """

    prior_resist: Array
    prior_firm: Array
    regressors: Array
    given: tuple[bool, bool]

    def taken(self, rows: Array) -> CrisisModel:
        """The same model at some of its rows."""
        return replace(
            super().taken(rows),
            prior_resist=self.prior_resist[rows],
            prior_firm=self.prior_firm[rows],
            regressors=self.regressors[rows],
        )

    def learned(self) -> CrisisModel:
        """The same model with beliefs estimated from its outcomes; those of a column of the table stay."""
        _, concede, firm, back = (self.counts[k] for k in self.order)
        resist = self.prior_resist if self.given[0] else _logit(self.regressors, firm + back, concede + firm + back)
        stood = self.prior_firm if self.given[1] else _logit(self.regressors, firm, firm + back)
        return replace(self, prior_resist=resist, prior_firm=stood)


def build_crisis(loaded: Loaded[Specification], table: Table) -> SignallingModel:
    """The model of a crisis on a table.

    Raises:
        InputError: as ``building.build``; a belief that is no probability; outcomes that are not all distinguished.
    """
    tree = build(loaded, table)
    assert isinstance(tree, TreeModel)
    quiet, concede, firm, back = crisis_ends(tree.root)
    first, second = tree.root.player, tree.root.forks[1].player
    where = {(p.player, p.place): k for k, p in enumerate(tree.predictors)}
    wanted = [(first, end) for end in (quiet, concede, firm, back)] + [(second, end) for end in (concede, firm, back)]
    if len(tree.classes) != 4 or any(len(ends) > 1 for ends in tree.classes):
        what = "'source: signalling' needs all four outcomes distinguished"
        raise problems(loaded, [Fault(("observed",), what, "give each value, or column, one outcome")])
    order = tuple(tree.classes.index((end.index,)) for end in (quiet, concede, firm, back))
    columns = loaded.record.errors.beliefs
    names = columns.get("resist"), columns.get("stand firm")
    return CrisisModel(
        predictors=tree.predictors,
        coefficients=tree.coefficients,
        blocks=tree.blocks,
        counts=tree.counts,
        labels=tree.labels,
        rows=tree.rows,
        frame=tree.frame,
        error="signalling, probit",
        places=tuple(where.get((player, end.name)) for player, end in wanted),  # type: ignore[arg-type]
        order=order,  # type: ignore[arg-type]
        prior_resist=_given(table, tree.rows, names[0]),
        prior_firm=_given(table, tree.rows, names[1]),
        regressors=np.hstack([p.design.values for p in tree.predictors]),
        given=(names[0] is not None, names[1] is not None),
    ).learned()


def _given(table: Table, rows: Array, column: str | None) -> Array:
    """(n,), a belief as a column has it; one half where there is none yet."""
    if column is None:
        return np.full(len(rows), 0.5)
    values = table.numbers(column, rows)
    if not ((values > 0) & (values < 1)).all():
        k = int(np.argmin((values > 0) & (values < 1)))
        what = f"{shown(column)} is {values[k]:g}, and should be a probability between 0 and 1"
        raise table.refuse(what, "estimate it again, or leave 'beliefs' out", int(rows[k]))
    return values


def _logit(columns: Array, successes: Array, trials: Array) -> Array:
    moving = columns[:, np.ptp(columns, axis=0) > 0]
    x = np.column_stack([np.ones(len(columns)), (moving - moving.mean(0)) / moving.std(0)])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 1e-3

    def derivative(theta: Array) -> Derivative:
        z = x @ theta
        p = expit(z)
        value = successes @ log_expit(z) + (trials - successes) @ log_expit(-z) - 0.5 * ridge @ theta**2
        hessian = -(x.T * (trials * p * (1 - p))) @ x - np.diag(ridge)
        return Derivative(float(value), x.T @ (successes - trials * p) - ridge * theta, hessian)

    return expit(x @ maximise(derivative, np.zeros(x.shape[1]), np.ones(x.shape[1])).theta)


def at_beliefs(model: CrisisModel) -> PseudoModel:
    """The pseudo-likelihood at the beliefs beforehand."""
    plain = {name: getattr(model, name) for name in SignallingModel.__dataclass_fields__}
    return SignallingModel(**plain).with_beliefs(model.prior_resist, model.prior_firm)


def pseudo_estimate(model: CrisisModel) -> Array:
    """(P,), maximum of the pseudo-likelihood: where climbs of the full one begin."""
    return maximise(at_beliefs(model).derivative, np.zeros(model.size), model.scales).theta


def nested(model: CrisisModel) -> PseudoModel:
    """The pseudo-likelihood at beliefs that answer its own maximum (Aguirregabiria and Mira 2007, recalled).

    Raises:
        NotConverged: beliefs go on moving.
    """
    pseudo, theta = at_beliefs(model), np.zeros(model.size)
    for _ in range(MOST_ROUNDS):
        theta = maximise(pseudo.derivative, theta, model.scales).theta
        resist, firm = pseudo.responses(theta)
        moved = max(np.abs(resist - pseudo.resist).max(), np.abs(firm - pseudo.firm).max())
        pseudo = replace(pseudo, resist=resist, firm=firm)
        if moved < SETTLED:
            return replace(pseudo, nested=True)
    raise NotConverged(
        f"after {MOST_ROUNDS} rounds of nested pseudo-likelihood beliefs still move by {moved:.1e}: use --method full"
    )
