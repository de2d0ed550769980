"""What every likelihood here shares: linear predictors, and derivatives in them carried on to the coefficients."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from .algebra import Algebra, Jets, Plain, Quantity
from .estimable import Derivative, Estimable
from .jets import Jet, pairs, variable
from .predictors import Block, blocks

Array = np.ndarray
PLAIN, JETS = Plain(), Jets()


@dataclass(frozen=True, eq=False, kw_only=True)
class LinearModel(Estimable):
    """A likelihood that is a function, row by row, of linear predictors."""

    @abstractmethod
    def row_logs(self, algebra: Algebra, values: Sequence[Quantity]) -> Quantity:
        """(n,), the log likelihood of every row, from the values of the predictors."""

    @property
    def outcomes(self) -> Array:
        """(·, n), what was seen in each row, as numbers."""
        return self.counts

    def with_outcomes(self, outcomes: Array) -> Self:
        """The same model with other outcomes, as :attr:`outcomes` has them; they may be traced by JAX."""
        return self.with_counts(outcomes)

    def values(self, theta: Array) -> list[Array]:
        """The predictors, (n,) each."""
        return [block.at(theta) for block in self.blocks]

    def jets(self, theta: Array) -> list[Jet]:
        """The predictors as variables."""
        m = len(self.blocks)
        return [variable(block.at(theta), k, m) for k, block in enumerate(self.blocks)]

    def pointwise(self, theta: Array) -> Array:
        """(n,), the log likelihood of each row."""
        return np.asarray(self.row_logs(PLAIN, self.values(theta)))

    def sum_of_jets(self, theta: Array) -> Jet:
        """The log likelihood of each row, in the predictors."""
        found: Jet = self.row_logs(JETS, self.jets(theta))
        return found

    def derivative(self, theta: Array) -> Derivative:
        """The log likelihood, its gradient and its Hessian."""
        total = self.sum_of_jets(theta)
        return Derivative(float(total.value.sum()), *self.gathered(total))

    def gathered(self, total: Jet) -> tuple[Array, Array]:
        """Gradient and Hessian in the free parameters of a jet in the predictors, summed over rows."""
        gradient, hessian = np.zeros(self.size), np.zeros((self.size, self.size))
        for k, block in enumerate(self.blocks):
            np.add.at(gradient, block.index, block.x @ total.slope[k])
        for bend, i, j in zip(total.bend, *pairs(len(self.blocks)), strict=True):
            a, b = self.blocks[i], self.blocks[j]
            part = (a.x * bend) @ b.x.T
            np.add.at(hessian, (a.index[:, None], b.index[None, :]), part)
            if i != j:
                np.add.at(hessian, (b.index[:, None], a.index[None, :]), part.T)
        return gradient, hessian

    def scores(self, theta: Array) -> Array:
        """(n, P), gradient of each row's log likelihood."""
        total = self.sum_of_jets(theta)
        found = np.zeros((self.size, len(total.value)))
        for k, block in enumerate(self.blocks):
            np.add.at(found, block.index, block.x * total.slope[k])
        return found.T

    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows (indices, repeated ones as often as they stand there)."""
        parts = tuple(Block(block.x[:, rows], block.index, block.offset[rows]) for block in self.blocks)
        return replace(self, blocks=parts, counts=self.counts[:, rows], rows=self.rows[rows])

    def at_rows(self, designs: Sequence[Array]) -> tuple[Block, ...]:
        """The predictors in the free parameters, from their columns at other rows."""
        return tuple(blocks(self.predictors, self.coefficients, designs))


@dataclass(frozen=True, eq=False, kw_only=True)
class DiscreteModel(LinearModel):
    """A model of which of several things is seen."""

    @abstractmethod
    def log_classes(self, algebra: Algebra, values: Sequence[Quantity]) -> list[Quantity]:
        """log probability of every class, (n,) each, from the values of the predictors."""

    def row_logs(self, algebra: Algebra, values: Sequence[Quantity]) -> Quantity:
        """Σ count × log Pr."""
        total = 0.0 * values[0]
        for seen, log in zip(self.counts, self.log_classes(algebra, values), strict=True):
            total = total + seen * log
        return total

    def probabilities(self, theta: Array) -> Array:
        """(n, C), probability of every class."""
        return self.chances(self.values(theta))

    def chances(self, values: Sequence[Array]) -> Array:
        """(n', C), probability of every class at values of the predictors, (n',) each."""
        logs = self.log_classes(PLAIN, values)
        return np.exp(np.stack([np.broadcast_to(log, len(values[0])) for log in logs], -1))

    def class_jets(self, theta: Array) -> list[Jet]:
        """log Pr of every class by row, in the predictors."""
        jets = self.jets(theta)
        nothing = 0.0 * jets[0]
        return [nothing + log for log in self.log_classes(JETS, jets)]

    def information(self, theta: Array) -> Array:
        """(P, P), expected information: Σ Pr × gradient × gradient' over what may be seen in each row."""
        i, j = pairs(len(self.blocks))
        trials = self.counts.sum(0)
        logs = self.class_jets(theta)
        bend = sum(trials * np.exp(log.value) * log.slope[i] * log.slope[j] for log in logs)
        return self.gathered(replace(logs[0], bend=bend))[1]

    def outer_products(self, theta: Array) -> Array:
        """(P, P), Σ gradient × gradient' over what was seen, choice by choice."""
        i, j = pairs(len(self.blocks))
        logs = self.class_jets(theta)
        bend = sum(seen * log.slope[i] * log.slope[j] for seen, log in zip(self.counts, logs, strict=True))
        return self.gathered(replace(logs[0], bend=bend))[1]

    def simulated(self, theta: Array, draws: np.random.Generator) -> Self:
        """As many choices in each row as were seen there, drawn from the probabilities."""
        chances = self.probabilities(theta)
        chances /= chances.sum(1, keepdims=True)
        return self.with_counts(draws.multinomial(self.counts.sum(0).astype(int), chances).T.astype(float))
