"""Penalties that keep estimates finite where outcomes are separated, and nearer to zero where data say little.

With b a coefficient times the root mean square of its column:

* log-F(m, m): m b/2 − m log(1 + e^b) for every coefficient but constants (Greenland and Mansournia 2015, Statistics in
  Medicine 34(23)); m = 1.
* Cauchy: −log(1 + (b/s)²), s = 2.5, for constants 10 (Gelman and others 2008, Annals of Applied Statistics 2(4)).
* Firth: ½ log |I(θ)|, I the expected information (Firth 1993, Biometrika 80(1)); it removes the bias of order 1/n.

(All recalled, not opened.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit

from ..errors import ArgumentError
from .estimable import Derivative, Estimable
from .formulas import INTERCEPT
from .jets import pairs
from .linear_model import DiscreteModel
from .modes import Search

Array = np.ndarray
Penalty = Literal["none", "log-f", "cauchy", "firth"]
LOG_F = 1.0
CAUCHY, CAUCHY_CONSTANT = 2.5, 10.0


@dataclass(frozen=True, eq=False)
class Penalised:
    """A likelihood with a penalty.

    Attributes:
        model: the likelihood.
        penalty: which.

    Raises:
        ArgumentError: Firth's, of a model whose outcomes are not finitely many.
    """

    model: Estimable
    penalty: Penalty

    def __post_init__(self) -> None:
        if self.penalty == "firth" and not isinstance(self.model, DiscreteModel):
            raise ArgumentError("Firth's penalty is for models of finitely many outcomes: use log-f or cauchy")

    def derivative(self, theta: Array) -> Derivative:
        """The objective; for Firth's penalty with the likelihood's own Hessian, which serves to climb by."""
        at = self.model.derivative(theta)
        if self.penalty == "none":
            return at
        if self.penalty == "firth":
            value, gradient = self._firth(theta)
            return Derivative(at.value + value, at.gradient + gradient, at.hessian)
        more = self.added(theta)
        return Derivative(at.value + more.value, at.gradient + more.gradient, at.hessian + more.hessian)

    def search(self) -> Search:
        """Climbs of it."""
        model = self.model
        found = Search(self.derivative, self.value, model.scales, model.names, model.n)
        found.approached, found.reconsidered, found.turned = model.approached, model.reconsidered, self.turned
        return found

    def turned(self, theta: Array) -> Array | None:
        """(P,), where a climb goes on that ended where the likelihood is not smooth; None if nowhere."""
        return self.model.turned(theta, self.added)

    def added(self, theta: Array) -> Derivative:
        """What the penalty adds."""
        if self.penalty == "none":
            return Derivative(0.0, np.zeros(self.model.size), np.zeros((self.model.size, self.model.size)))
        value, first, second = self._prior(theta)
        units = self.model.scales
        return Derivative(value, first * units, np.diag(second * units**2))

    def value(self, theta: Array) -> float:
        """The objective alone."""
        at = self.model.log_likelihood(theta)
        if self.penalty == "none":
            return at
        if self.penalty == "firth":
            sign, logarithm = np.linalg.slogdet(self.model.information(theta))
            return at + 0.5 * logarithm if sign > 0 else -np.inf
        return at + self._prior(theta)[0]

    def _prior(self, theta: Array) -> tuple[float, Array, Array]:
        """Σ of a penalty of one coefficient, with its first and second derivatives in each."""
        b = theta * self.model.scales
        constant = np.array([name.endswith(f":{INTERCEPT}") for name in self.model.names])
        if self.penalty == "log-f":
            p = expit(b)
            parts = LOG_F * (b / 2 - np.logaddexp(0.0, b))
            first, second = LOG_F * (0.5 - p), -LOG_F * p * (1 - p)
            return float(parts[~constant].sum()), np.where(constant, 0.0, first), np.where(constant, 0.0, second)
        s = np.where(constant, CAUCHY_CONSTANT, CAUCHY)
        total = s**2 + b**2
        return float(-np.log1p((b / s) ** 2).sum()), -2 * b / total, (2 * b**2 - 2 * s**2) / total**2

    def _firth(self, theta: Array) -> tuple[float, Array]:
        """½ log |I|, and its gradient: ½ tr(I⁻¹ dI), with dI from second derivatives of log probabilities."""
        model = self.model
        assert isinstance(model, DiscreteModel)  # as checked at the start
        m = len(model.blocks)
        i, j = pairs(m)
        place = np.zeros((m, m), int)
        place[i, j] = place[j, i] = np.arange(len(i))
        trials = model.counts.sum(0)
        logs = model.class_jets(theta)
        information = model.information(theta)
        sign, logarithm = np.linalg.slogdet(information)
        if sign <= 0:
            return -np.inf, np.zeros(model.size)
        inverse = np.linalg.inv(information)
        weights = np.zeros((m, m, len(trials)))
        for a, left in enumerate(model.blocks):
            for b, right in enumerate(model.blocks):
                weights[a, b] = ((inverse[np.ix_(left.index, right.index)] @ right.x) * left.x).sum(0)
        slope = np.zeros((m, len(trials)))
        for log in logs:
            chance = trials * np.exp(log.value)
            along = np.einsum("abn,bn->an", weights, log.slope)  # weights are symmetric in a and b
            square = (along * log.slope).sum(0)
            for k in range(m):
                slope[k] += 0.5 * chance * (log.slope[k] * square + 2 * (along * log.bend[place[:, k]]).sum(0))
        gradient = np.zeros(model.size)
        for k, block in enumerate(model.blocks):
            np.add.at(gradient, block.index, block.x @ slope[k])
        return 0.5 * float(logarithm), gradient
