"""Ultimatum bargaining with private reservation values: one offer, accepted or not.

The proposer offers y of a prize Q; the responder accepts or both keep their reservation values R_i + ε_i, ε_i logistic
with scale s_i, each known to its owner alone. The responder accepts with probability Λ((y − R_2)/s_2); the proposer's
best offer has the distribution

    Pr(offer <= y) = Λ(−[Q − y − R_1 − s_2(1 + e^{(y − R_2)/s_2})]/s_1),

with masses at zero and at Q. R_i and log s_i are formulas in the columns of the data. Nothing is clipped: a density
below the machine's smallest difference from one counts as what it is.

Reference: Ramsay, K. W. and Signorino, C. S., "A statistical model of the ultimatum game" (working paper, as
implemented in the R package ``games``; recalled, not opened).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from pydantic import Field
from scipy.special import expit

from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.reader import FileKind, Loaded
from ..files.record import Finite, Record, Text
from .algebra import Algebra, Quantity
from .building import assembled, problems
from .formulas import PayoffFormula, WrongFormula
from .linear_model import LinearModel
from .predictors import SCALE
from .record import Formula
from .table import Table

Array = np.ndarray
SCHEMA = "deterrence-ultimatum-1"
RESERVATION = "reservation"
HALVINGS = 60  # of an interval in which an offer is drawn


class Sides(Record):
    """One formula for each side."""

    proposer: Formula = 1
    responder: Formula = 1


class Offers(Record):
    """Columns of the data."""

    offer: Text
    accepted: Text | None = Field(
        None, description="1 where the offer was accepted; without it, offers alone are used."
    )


class Ultimatum(Record):
    """An ultimatum game to estimate."""

    format: Literal["deterrence-ultimatum-1"] = Field("deterrence-ultimatum-1", alias="schema")
    title: Text = "ultimatum game"
    text: Text | None = None
    prize: Finite = Field(gt=0, description="What is divided, Q.")
    reservation: Sides
    scale: Sides = Field(Sides(), description="Formulas of the logarithms of s_1 and s_2.")
    observed: Offers
    fixed: dict[str, Finite] = Field(default_factory=dict)
    shared: tuple[tuple[str, ...], ...] = ()


def formulas(record: Ultimatum) -> Iterator[Fault]:
    """Every formula can be read, and safely worked out."""
    for part in (RESERVATION, SCALE):
        for side, text in getattr(record, part):
            try:
                _ = PayoffFormula(str(text)).parsed
            except WrongFormula as error:
                yield Fault((part, side), error.what, error.remedy)


ULTIMATUM = FileKind("ultimatum game", SCHEMA, Ultimatum, last=(formulas,))


@dataclass(frozen=True, eq=False, kw_only=True)
class UltimatumModel(LinearModel):
    """An ultimatum game with data.

    Attributes:
        prize: Q.
        offers: (n,).
        accepted: (n,), 0 or 1; None where offers alone are used.
        places: which predictor is what: R_1, R_2, log s_1, log s_2; None where it is zero.
    """

    prize: float
    offers: Array
    accepted: Array | None
    places: tuple[int | None, int | None, int | None, int | None]

    def row_logs(self, algebra: Algebra, values: Sequence[Quantity]) -> Quantity:
        """log density, or mass at the ends, of every offer, and log Pr of the answer."""
        r1, r2, log_s1, log_s2 = (0.0 if k is None else values[k] for k in self.places)
        s1, s2 = algebra.exp(log_s1), algebra.exp(log_s2)
        y = self.offers
        ahead = (y - r2) / s2
        gain = (self.prize - y - r1 - s2 * (1.0 + algebra.exp(ahead))) / s1
        below, above = algebra.log_cdf("logit", -gain), algebra.log_cdf("logit", gain)
        steep = -algebra.log_cdf("logit", -ahead) - log_s1
        low, high = (y <= 0).astype(float), (y >= self.prize).astype(float)
        total = (1.0 - high) * below + (1.0 - low) * above + (1.0 - low - high) * steep
        if self.accepted is not None:
            yes, no = algebra.log_cdf("logit", ahead), algebra.log_cdf("logit", -ahead)
            total = total + self.accepted * yes + (1.0 - self.accepted) * no
        return total

    @property
    def outcomes(self) -> Array:
        """(1 or 2, n), offers, and answers where they are used."""
        return np.stack([self.offers] if self.accepted is None else [self.offers, self.accepted])

    def with_outcomes(self, outcomes: Array) -> Self:
        """The same model with other offers and answers."""
        return replace(self, offers=outcomes[0], accepted=None if self.accepted is None else outcomes[1])

    def units(self) -> list[float]:
        """A quarter of the prize for reservation values; scales vary by their logarithm."""
        return [self.prize / 4 if predictor.place == RESERVATION else 1.0 for predictor in self.predictors]

    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows."""
        answers = None if self.accepted is None else self.accepted[rows]
        return replace(super().taken(rows), offers=self.offers[rows], accepted=answers)

    def simulated(self, theta: Array, draws: np.random.Generator) -> Self:
        """Offers by the inverse of their distribution, and answers."""
        values = self.values(theta)
        r1, r2, log_s1, log_s2 = (0.0 if k is None else values[k] for k in self.places)
        s1, s2 = np.exp(log_s1), np.exp(log_s2)
        n = len(self.rows)
        chance = draws.random(n)
        low, high = np.zeros(n), np.full(n, self.prize)

        def share(y: Array) -> Array:
            with np.errstate(over="ignore"):
                return expit(-(self.prize - y - r1 - s2 * (1 + np.exp((y - r2) / s2))) / s1)

        least, most = chance <= share(low), chance >= share(high)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            under = share(middle) < chance
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        offers = np.where(least, 0.0, np.where(most, self.prize, 0.5 * (low + high)))
        answers = None
        if self.accepted is not None:
            answers = (draws.random(n) < expit((offers - r2) / s2)).astype(float)
        return replace(self, offers=offers, accepted=answers)


def build_ultimatum(loaded: Loaded[Ultimatum], table: Table) -> UltimatumModel:
    """The model of an ultimatum game on a table. Raises as ``building.build``."""
    record = loaded.record
    formulas = [
        (side, part, (part, side), PayoffFormula(str(text)))
        for part in (RESERVATION, SCALE)
        for side, text in getattr(record, part)
    ]
    kept = [entry for entry in formulas if not entry[3].empty]
    columns = [record.observed.offer, *([record.observed.accepted] if record.observed.accepted else [])]
    found = assembled(loaded, table, kept, columns, record.fixed, record.shared)
    offers = table.numbers(record.observed.offer, found.rows)
    if not ((offers >= 0) & (offers <= record.prize)).all():
        k = int(np.argmax((offers < 0) | (offers > record.prize)))
        what = f"the offer {offers[k]:g} is not between 0 and the prize, {record.prize:g}"
        raise table.refuse(what, f"mend it, or 'prize' in {loaded.file}", int(found.rows[k]))
    accepted = None
    if record.observed.accepted is not None:
        accepted = table.numbers(record.observed.accepted, found.rows)
        if not np.isin(accepted, (0.0, 1.0)).all():
            k = int(np.argmin(np.isin(accepted, (0.0, 1.0))))
            what = f"{shown(record.observed.accepted)} is {accepted[k]:g}"
            raise table.refuse(what, "write 1 where the offer was accepted, 0 where it was not", int(found.rows[k]))
        if np.ptp(accepted) == 0:
            what = f"offers are {'never' if not accepted[0] else 'always'} accepted in the {len(accepted)} rows used"
            raise problems(loaded, [Fault(("observed", "accepted"), what, "leave it out, to use offers alone")])
    where = {entry[:2]: k for k, entry in enumerate(kept)}
    order = (("proposer", RESERVATION), ("responder", RESERVATION), ("proposer", SCALE), ("responder", SCALE))
    return UltimatumModel(
        predictors=found.predictors,
        coefficients=found.coefficients,
        blocks=found.blocks,
        counts=np.ones((1, len(found.rows))),
        labels=("offer",),
        rows=found.rows,
        frame=found.frame,
        error="ultimatum game, private reservation values, logit",
        prize=record.prize,
        offers=offers,
        accepted=accepted,
        places=tuple(where.get(key) for key in order),  # type: ignore[arg-type]
    )


def first_guess(model: UltimatumModel) -> Array:
    """(P,): the responder is content with the mean offer, the proposer keeps half; scales are a tenth of the prize."""
    theta = np.zeros(model.size)
    about = {
        ("proposer", RESERVATION): model.prize / 2,
        ("responder", RESERVATION): float(model.offers.mean()),
        ("proposer", SCALE): float(np.log(model.prize / 10)),
        ("responder", SCALE): float(np.log(model.prize / 10)),
    }
    for predictor, block in zip(model.predictors, model.blocks, strict=True):
        level = about[predictor.player, predictor.place] - float(block.offset.mean())
        constant = [k for k, column in zip(block.index, block.x, strict=True) if (column == 1).all()]
        theta[constant[:1]] = level
    return theta
