"""A specification met with its data: predictors, what was seen, and the likelihood with its exact derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .algebra import Algebra, Jets, Plain, Quantity
from .extensive import ALL, Fork
from .jets import Jet, pairs, variable
from .likelihood import Recursion, Shocks
from .predictors import SCALE, Block, Coefficients, Predictor, blocks

Array = np.ndarray
PLAIN, JETS = Plain(), Jets()


@dataclass(frozen=True, eq=False)
class Derivative:
    """A log likelihood with its derivatives in the free parameters.

    Attributes:
        value: the log likelihood.
        gradient: (P,).
        hessian: (P, P).
    """

    value: float
    gradient: Array
    hessian: Array


@dataclass(frozen=True, eq=False)
class TreeModel:
    """A tree with data.

    Attributes:
        root: of the tree.
        shocks: what shakes choice.
        predictors: payoffs of ends and logarithms of scales.
        coefficients: free, fixed and shared.
        blocks: the predictors in the free parameters.
        classes: what can be seen, each with the indices of the ends that look so.
        labels: of the classes.
        counts: (C, n), how often each was seen in each row.
        rows: (n,), rows of the table that are used.
    """

    root: Fork
    shocks: Shocks
    predictors: tuple[Predictor, ...]
    coefficients: Coefficients
    blocks: tuple[Block, ...]
    classes: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]
    counts: Array
    rows: Array

    @property
    def n(self) -> int:
        """Number of observations: choices seen."""
        return round(float(self.counts.sum()))

    @property
    def size(self) -> int:
        """Number of free parameters."""
        return self.coefficients.size

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the free parameters."""
        return self.coefficients.names

    @cached_property
    def scales(self) -> Array:
        """(P,), the spread of what each parameter multiplies: what one is worth in units of payoff."""
        largest = np.zeros(self.size)
        for block in self.blocks:
            size = np.sqrt((block.x**2).mean(1))
            np.maximum.at(largest, block.index, size)
        return np.where(largest > 0, largest, 1.0)

    def recursion(self, algebra: Algebra, values: Sequence[Quantity]) -> Recursion:
        """Backward induction from values of the predictors, in their order."""
        number = {end.name: end.index for end in self.root.ends}
        payoffs: dict[tuple[str, int], Quantity] = {}
        scales: dict[str, Quantity] = {}
        for predictor, value in zip(self.predictors, values, strict=True):
            if predictor.place == SCALE:
                movers = {fork.player for fork in self.root.forks if fork.player is not None}
                for player in movers if predictor.player == ALL else (predictor.player,):
                    scales[player] = algebra.exp(value)
            else:
                payoffs[predictor.player, number[predictor.place]] = value
        return Recursion(algebra, self.shocks, payoffs, scales)

    def log_classes(self, algebra: Algebra, values: Sequence[Quantity]) -> list[Quantity]:
        """log probability of every class, (n,) each."""
        ends = self.recursion(algebra, values).log_ends(self.root)
        return [ends[c[0]] if len(c) == 1 else algebra.log_sum([ends[k] for k in c]) for c in self.classes]

    def jets(self, theta: Array) -> list[Jet]:
        """The predictors as variables."""
        m = len(self.blocks)
        return [variable(block.at(theta), k, m) for k, block in enumerate(self.blocks)]

    def log_likelihood(self, theta: Array) -> float:
        """Σ log Pr(seen)."""
        logs = self.log_classes(PLAIN, [block.at(theta) for block in self.blocks])
        return float(sum((seen * log).sum() for seen, log in zip(self.counts, logs, strict=True)))

    def pointwise(self, theta: Array) -> Array:
        """(n,), the log likelihood of each row."""
        logs = self.log_classes(PLAIN, [block.at(theta) for block in self.blocks])
        return sum(seen * log for seen, log in zip(self.counts, logs, strict=True))  # type: ignore[return-value]

    def probabilities(self, theta: Array, values: Sequence[Array] | None = None) -> Array:
        """(n, C), probability of every class; at other values of the predictors where they are given."""
        at = [block.at(theta) for block in self.blocks] if values is None else values
        logs = self.log_classes(PLAIN, at)
        size = len(at[0]) if at else len(self.rows)
        return np.exp(np.stack([np.broadcast_to(log, size) for log in logs], -1))

    def sum_of_jets(self, theta: Array) -> Jet:
        """Σ_c count × log Pr(c) by row, in the predictors."""
        jets = self.jets(theta)
        total = 0.0 * jets[0]
        for seen, log in zip(self.counts, self.log_classes(JETS, jets), strict=True):
            total = total + seen * log
        return total

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
        """(P, P), Σ gradient × gradient' over what was seen."""
        i, j = pairs(len(self.blocks))
        logs = self.class_jets(theta)
        bend = sum(seen * log.slope[i] * log.slope[j] for seen, log in zip(self.counts, logs, strict=True))
        return self.gathered(replace(logs[0], bend=bend))[1]

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
        return self.rowwise(self.sum_of_jets(theta))

    def rowwise(self, total: Jet) -> Array:
        """(n, P), gradient of a jet in the predictors, by row."""
        found = np.zeros((self.size, len(total.value)))
        for k, block in enumerate(self.blocks):
            np.add.at(found, block.index, block.x * total.slope[k])
        return found.T

    def with_counts(self, counts: Array) -> TreeModel:
        """The same model with other outcomes."""
        return replace(self, counts=counts)

    def taken(self, rows: Array) -> TreeModel:
        """The same model at some of its rows (indices, repeated ones as often as they stand there)."""
        parts = tuple(Block(block.x[:, rows], block.index, block.offset[rows]) for block in self.blocks)
        return replace(self, blocks=parts, counts=self.counts[:, rows], rows=self.rows[rows])

    def at_rows(self, designs: Sequence[Array]) -> tuple[Block, ...]:
        """The predictors in the free parameters, from their columns at other rows."""
        return tuple(blocks(self.predictors, self.coefficients, designs))

    def estimates(self, theta: Array) -> Mapping[str, float]:
        """Every coefficient by name."""
        return dict(zip(self.coefficients.keys, self.coefficients.spread(theta).tolist(), strict=True))

