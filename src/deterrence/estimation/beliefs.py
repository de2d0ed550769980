"""Signalling met with data: beliefs beforehand, and pseudo-likelihoods built on them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from ..errors import NotConverged
from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.reader import Loaded
from .building import build, problems
from .estimable import Carried
from .first_step import Logit, logit, powers
from .maximise import maximise
from .model import TreeModel
from .reading import crisis_ends
from .record import Specification
from .signalling import PseudoModel, SignallingModel
from .table import Table

Array = np.ndarray
STEP = 1e-5  # of a difference, in log odds
MOST_ROUNDS, SETTLED = 1000, 1e-10  # of nested pseudo-likelihood, and beliefs that move by less


@dataclass(frozen=True, eq=False, kw_only=True)
class CrisisModel(SignallingModel):
    """The crisis with beliefs beforehand.

    Attributes:
        prior_resist, prior_firm: (n,), first-stage estimates of p_R and p_F.
        regressors: (n, C), columns of the logits of the first stage.
        given: of p_R and p_F, whether a column of the table has it, so that it is not estimated.
        logits: of p_R and p_F, as fitted; None where it is given, or not estimated yet.
    """

    prior_resist: Array
    prior_firm: Array
    regressors: Array
    given: tuple[bool, bool]
    logits: tuple[Logit | None, Logit | None] = (None, None)

    def taken(self, rows: Array) -> CrisisModel:
        """The same model at some of its rows."""
        return replace(
            super().taken(rows),
            prior_resist=self.prior_resist[rows],
            prior_firm=self.prior_firm[rows],
            regressors=self.regressors[rows],
            logits=(None, None),
        )

    def learned(self) -> CrisisModel:
        """The same model with beliefs estimated from its outcomes; those of a column of the table stay."""
        _, concede, firm, back = (self.counts[k] for k in self.order)
        answers = None if self.given[0] else logit(self.regressors, firm + back, concede + firm + back)
        stands = None if self.given[1] else logit(self.regressors, firm, firm + back)
        return replace(
            self,
            prior_resist=self.prior_resist if answers is None else answers.chances,
            prior_firm=self.prior_firm if stands is None else stands.chances,
            logits=(answers, stands),
        )


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
        regressors=powers(np.hstack([p.design.values for p in tree.predictors])),
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


@dataclass(frozen=True, eq=False, kw_only=True)
class TwoStepModel(PseudoModel):
    """The pseudo-likelihood at the beliefs of a first step.

    Attributes:
        whole: whose first step it is.
    """

    whole: CrisisModel

    @property
    def held(self) -> str:
        """What standard errors make of the beliefs, in words."""
        known = all(fitted is None for fitted in self.whole.logits)
        return super().held if known else "the noise of whose estimates is in the standard errors"

    def learned(self) -> TwoStepModel:
        """The same with beliefs estimated from its outcomes."""
        return at_beliefs(self.whole.learned())

    def with_counts(self, counts: Array) -> TwoStepModel:
        """The same model with other outcomes, beliefs as they are."""
        return replace(self, counts=counts, whole=self.whole.with_counts(counts))

    def taken(self, rows: Array) -> TwoStepModel:
        """The same model at some of its rows, beliefs as they are."""
        return replace(super().taken(rows), whole=self.whole.taken(rows))

    def carried(self, theta: Array) -> Carried | None:
        """Gradients that carry the noise of the logits (:mod:`.first_step`); None where all beliefs are given."""
        if all(fitted is None for fitted in self.whole.logits):
            return None
        by_class = []
        for log in self.class_jets(theta):
            found = np.zeros((self.size, len(self.rows)))
            for block, slope in zip(self.blocks, log.slope, strict=True):
                np.add.at(found, block.index, block.x * slope)
            by_class.append(found)
        _, concede, firm, back = self.order
        for which, made, against in ((0, (firm, back), concede), (1, (firm,), back)):
            fitted = self.whole.logits[which]
            if fitted is None:
                continue
            moved = self._moved(theta, which, fitted) @ fitted.inverse @ fitted.columns.T
            for k in made:
                by_class[k] += moved * (1.0 - fitted.chances)
            by_class[against] -= moved * fitted.chances
        choices = sum((seen * found) @ found.T for seen, found in zip(self.counts, by_class, strict=True))
        rows = sum(seen * found for seen, found in zip(self.counts, by_class, strict=True))
        return Carried(np.asarray(choices), np.asarray(rows).T)

    def _moved(self, theta: Array, which: int, fitted: Logit) -> Array:
        """(P, C), derivative of the gradient in the coefficients of a logit, by central differences of rows."""
        name = ("resist", "firm")[which]
        up, down = (
            replace(self, **{name: expit(fitted.log_odds + step)}).sum_of_jets(theta).slope for step in (STEP, -STEP)
        )
        found = np.zeros((self.size, fitted.columns.shape[1]))
        for block, bend in zip(self.blocks, (up - down) / (2 * STEP), strict=True):
            np.add.at(found, block.index, (block.x * bend) @ fitted.columns)
        return found


def at_beliefs(model: CrisisModel) -> TwoStepModel:
    """The pseudo-likelihood at the beliefs beforehand."""
    plain = {name: getattr(model, name) for name in SignallingModel.__dataclass_fields__}
    return TwoStepModel(**plain, resist=model.prior_resist, firm=model.prior_firm, whole=model)


def pseudo_estimate(model: CrisisModel) -> Array:
    """(P,), maximum of the pseudo-likelihood: where climbs of the full one begin."""
    return maximise(at_beliefs(model).derivative, np.zeros(model.size), model.scales).theta


@dataclass(frozen=True, eq=False, kw_only=True)
class NestedModel(PseudoModel):
    """The pseudo-likelihood at beliefs that answer its own maximum."""

    def learned(self) -> NestedModel:
        """The same with beliefs that answer the maximum for its outcomes, from those that it has. Raises as
        :func:`nested`."""
        return settled(self)


def nested(model: CrisisModel) -> NestedModel:
    """The pseudo-likelihood at beliefs that answer its own maximum (Aguirregabiria and Mira 2007, recalled).

    Raises:
        NotConverged: beliefs go on moving.
    """
    plain = {name: getattr(model, name) for name in SignallingModel.__dataclass_fields__}
    return settled(NestedModel(**plain, resist=model.prior_resist, firm=model.prior_firm))


def settled(pseudo: NestedModel) -> NestedModel:
    """Beliefs replaced by what answers them at their maximum, until they stay. Raises as :func:`nested`."""
    theta = np.zeros(pseudo.size)
    for _ in range(MOST_ROUNDS):
        theta = maximise(pseudo.derivative, theta, pseudo.scales).theta
        resist, firm = pseudo.responses(theta)
        moved = max(np.abs(resist - pseudo.resist).max(), np.abs(firm - pseudo.firm).max())
        pseudo = replace(pseudo, resist=resist, firm=firm)
        if moved < SETTLED:
            return replace(pseudo, nested=True)
    raise NotConverged(
        f"after {MOST_ROUNDS} rounds of nested pseudo-likelihood beliefs still move by {moved:.1e}: use --method full"
    )
