"""What a search, standard errors, penalties and recovery ask of a likelihood, whatever it is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from .predictors import Block, Coefficients, Predictor

Array = np.ndarray


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
class Carried:
    """Gradients of a two-step estimate that carry what the noise of its first step does to it.

    Attributes:
        choices: (P, P), Σ gradient × gradient' over observations.
        rows: (n, P), summed within each row.
    """

    choices: Array
    rows: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class Estimable(ABC):
    """A likelihood of coefficients of linear predictors.

    Attributes:
        predictors: what there is.
        coefficients: free, fixed and shared.
        blocks: the predictors in the free parameters.
        counts: (C, n), how often each of C things was seen in each row.
        labels: of those.
        rows: (n,), rows of the table that are used.
        frame: columns of the formulas at those rows, as a data frame; of the whole model, not of a part taken from it.
        error: what shakes choice, in words.
    """

    predictors: tuple[Predictor, ...]
    coefficients: Coefficients
    blocks: tuple[Block, ...]
    counts: Array
    labels: tuple[str, ...]
    rows: Array
    frame: Any
    error: str

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
        """(P,), root mean square of the column that each parameter multiplies: what one is worth in units of payoff."""
        largest = np.zeros(self.size)
        for block in self.blocks:
            np.maximum.at(largest, block.index, np.sqrt((block.x**2).mean(1)))
        return np.where(largest > 0, largest, 1.0)

    def units(self) -> list[float]:
        """What each predictor varies by, in random starts."""
        return [1.0] * len(self.predictors)

    def log_likelihood(self, theta: Array) -> float:
        """Σ log Pr(seen)."""
        return float(self.pointwise(theta).sum())

    @abstractmethod
    def pointwise(self, theta: Array) -> Array:
        """(n,), the log likelihood of each row."""

    @abstractmethod
    def derivative(self, theta: Array) -> Derivative:
        """The log likelihood, its gradient and its Hessian."""

    @abstractmethod
    def scores(self, theta: Array) -> Array:
        """(n, P), gradient of each row's log likelihood."""

    def outer_products(self, theta: Array) -> Array:
        """(P, P), Σ gradient × gradient' over observations."""
        scores = self.scores(theta)
        return scores.T @ scores

    def information(self, theta: Array) -> Array:
        """(P, P), the information in outcomes drawn from the model: of full rank where parameters are identified."""
        return self.simulated(theta, np.random.default_rng(0)).outer_products(theta)

    def curvature(self, theta: Array) -> Array | None:
        """(P, P), derivative of the gradient that vanishes at estimates, where it is not that of a likelihood."""
        return None

    def carried(self, theta: Array) -> Carried | None:
        """Gradients that carry the noise of a first step, where the likelihood rests on one; else None."""
        return None

    def approached(self, theta: Array) -> Array:
        """(P,), where a climb from coefficients begins in earnest, if something is to be done there first."""
        return theta

    def reconsidered(self, theta: Array) -> Array | None:
        """(P,), where a look around at the end of a climb has found a higher likelihood, to go on from; None if not."""
        return None

    def turned(self, theta: Array, prior: Callable[[Array], Derivative]) -> Array | None:
        """(P,), where a climb goes on that ended at a point where the likelihood is not smooth; None if nowhere.

        Args:
            theta: (P,), where it ended.
            prior: what is added to the log likelihood.
        """
        return None

    def obstacle(self, theta: Array) -> str:
        """Why a climb can end at coefficients at no maximum, in words; empty where nothing is known."""
        return ""

    def learned(self) -> Self:
        """The same model with what a first step estimates, such as beliefs, estimated again from its outcomes."""
        return self

    def once_more(self, theta: Array) -> Self | None:
        """The same model with beliefs of a first step replaced by what answers them at estimates; None without one."""
        return None

    def trained(self) -> Self:
        """The same model with everything that a first step estimates, estimated again from its rows."""
        return self.learned()

    def held_out(self, trained: Self, theta: Array, rows: Array) -> Array:
        """(n,), log likelihood of rows left out, at what was estimated from others.

        Args:
            trained: the model at the others, with their first step.
            theta: (P,), estimated from them.
            rows: that were left out.
        """
        return self.taken(rows).pointwise(theta)

    def with_counts(self, counts: Array) -> Self:
        """The same model with other outcomes."""
        return replace(self, counts=counts)

    @abstractmethod
    def taken(self, rows: Array) -> Self:
        """The same model at some of its rows (indices, repeated ones as often as they stand there)."""

    def estimates(self, theta: Array) -> Mapping[str, float]:
        """Every coefficient by name."""
        return dict(zip(self.coefficients.keys, self.coefficients.spread(theta).tolist(), strict=True))

    def details(self, theta: Array) -> dict[str, Any]:
        """What else is to be reported of estimates."""
        return {}

    @abstractmethod
    def simulated(self, theta: Array, draws: np.random.Generator) -> Self:
        """The same model with outcomes drawn from it at parameters."""
