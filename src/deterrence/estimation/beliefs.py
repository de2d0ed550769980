"""Signalling met with data: beliefs beforehand, and pseudo-likelihoods built on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.special import expit

from ..errors import NotConverged
from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.reader import Loaded
from .building import build, problems
from .estimable import Carried
from .first_step import Logit, Powers, logit, powers
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
        columns: (n, K), of all formulas, from which the logits of the first stage are made.
        given: of p_R and p_F, whether a column of the table has it, so that it is not estimated.
        powers: of those columns, as the logits have them; None where they are not estimated yet.
        logits: of p_R and p_F, as fitted; None where it is given, or not estimated yet.
    """

    prior_resist: Array
    prior_firm: Array
    columns: Array
    given: tuple[bool, bool]
    powers: Powers | None = None
    logits: tuple[Logit | None, Logit | None] = (None, None)

    def taken(self, rows: Array) -> CrisisModel:
        """The same model at some of its rows."""
        return replace(
            super().taken(rows),
            prior_resist=self.prior_resist[rows],
            prior_firm=self.prior_firm[rows],
            columns=self.columns[rows],
            powers=None,
            logits=(None, None),
        )

    def learned(self) -> CrisisModel:
        """The same model with beliefs estimated from its outcomes; those of a column of the table stay."""
        _, concede, firm, back = (self.counts[k] for k in self.order)
        terms = powers(self.columns)
        x = terms.of(self.columns)
        answers = None if self.given[0] else logit(x, firm + back, concede + firm + back)
        stands = None if self.given[1] else logit(x, firm, firm + back)
        return replace(
            self,
            prior_resist=self.prior_resist if answers is None else answers.chances,
            prior_firm=self.prior_firm if stands is None else stands.chances,
            powers=terms,
            logits=(answers, stands),
        )

    def with_predicted_beliefs(self, trained: CrisisModel) -> CrisisModel:
        """The same model with the beliefs that a first step of other rows says of its rows."""
        assert trained.powers is not None  # as ``learned`` leaves it
        x = trained.powers.of(self.columns)
        priors = (self.prior_resist, self.prior_firm)
        resist, firm = (
            prior if fitted is None else fitted.chances_at(x)
            for prior, fitted in zip(priors, trained.logits, strict=True)
        )
        return replace(self, prior_resist=resist, prior_firm=firm)


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
        columns=np.hstack([p.design.values for p in tree.predictors]),
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

    def once_more(self, theta: Array) -> Self:
        """The same with the responses to its beliefs in their place."""
        resist, firm = self.responses(theta)
        return replace(self, resist=resist, firm=firm)

    def held_out(self, trained: Self, theta: Array, rows: Array) -> Array:
        """(n,), log likelihood of rows left out, at the beliefs that the first step of the others says of them."""
        return at_beliefs(self.whole.taken(rows).with_predicted_beliefs(trained.whole)).pointwise(theta)

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
    """The pseudo-likelihood at beliefs that answer its own maximum.

    Attributes:
        whole: whose first step the beliefs were at the beginning.
    """

    whole: CrisisModel

    def learned(self) -> NestedModel:
        """The same with beliefs that answer the maximum for its outcomes, from a first step of them. Raises as
        :func:`nested`."""
        return nested(self.whole.learned())

    def with_counts(self, counts: Array) -> NestedModel:
        """The same model with other outcomes, beliefs as they are."""
        return replace(self, counts=counts, whole=self.whole.with_counts(counts))

    def taken(self, rows: Array) -> NestedModel:
        """The same model at some of its rows, beliefs as they are."""
        return replace(super().taken(rows), whole=self.whole.taken(rows))

    def held_out(self, trained: Self, theta: Array, rows: Array) -> Array:
        """(n,), log likelihood of rows left out, at beliefs that answer themselves there; they begin at what the first
        step of the others says. Raises as :func:`nested`."""
        there = starting(self.whole.taken(rows).with_predicted_beliefs(trained.whole))
        for _ in range(MOST_ROUNDS):
            answered, moved = there.answered(theta)
            if moved < SETTLED:
                return answered.pointwise(theta)
            there = answered
        raise unsettled(moved)

    def answered(self, theta: Array) -> tuple[NestedModel, float]:
        """The same with the responses to its beliefs in their place, and by how much they differ."""
        resist, firm = self.responses(theta)
        moved = float(max(np.abs(resist - self.resist).max(), np.abs(firm - self.firm).max()))
        return replace(self, resist=resist, firm=firm), moved


def nested(model: CrisisModel) -> NestedModel:
    """The pseudo-likelihood at beliefs that answer its own maximum (Aguirregabiria and Mira 2007, recalled).

    Raises:
        NotConverged: beliefs go on moving.
    """
    pseudo, theta = starting(model), np.zeros(model.size)
    for _ in range(MOST_ROUNDS):
        theta = maximise(pseudo.derivative, theta, pseudo.scales).theta
        pseudo, moved = pseudo.answered(theta)
        if moved < SETTLED:
            return replace(pseudo, nested=True)
    raise unsettled(moved)


def starting(model: CrisisModel) -> NestedModel:
    """The pseudo-likelihood at the beliefs beforehand, to be answered."""
    plain = {name: getattr(model, name) for name in SignallingModel.__dataclass_fields__}
    return NestedModel(**plain, resist=model.prior_resist, firm=model.prior_firm, whole=model)


def unsettled(moved: float) -> NotConverged:
    """The error of beliefs that still move by so much."""
    return NotConverged(
        f"after {MOST_ROUNDS} rounds of nested pseudo-likelihood beliefs still move by {moved:.1e}: use --method full"
    )
