"""Precision of choice of movers that weigh costs, at decisions whose values and chances were solved at another.

Where σ_a is the chance of move a at the precision λ₀ that was solved, and Q_a its value, its chance at λ is in
proportion to σ_a exp((λ − λ₀) Q_a). The log likelihood is concave in λ.

λ = 0, choice by base weights alone, is an end of its range, and tested as such (:mod:`.precision`). Theory says that
every λ₀ times one factor s is right with s = 1, which lies inside the range of s; where all rows have one λ₀ that is
the test of λ = λ₀.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2

from .play_rows import Choice
from .precision import EVEN, THEORY, Precision, at_an_end, inside

Array = np.ndarray
LARGEST = 1e4
"""λ times the range of values beyond which it counts as infinite."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """Choices of types that weigh costs, each among two moves or more.

    Attributes:
        logs: (n, A), log σ at the precision that was solved; minus infinity beyond a choice's moves.
        values: (n, A), Q.
        taken: (n,), indices of the moves that were chosen.
        solved: (n,), λ₀.
    """

    logs: Array
    values: Array
    taken: Array
    solved: Array

    @classmethod
    def of(cls, choices: Sequence[Choice]) -> Weighed:
        """Those of the choices that have values."""
        sets = [(c, c.values) for c in choices if c.values is not None]
        shape = len(sets), max(len(c.log_chances) for c, _ in sets)
        logs, values = np.full(shape, -np.inf), np.zeros(shape)
        for row, (each, own) in enumerate(sets):
            logs[row, : len(each.log_chances)] = each.log_chances
            values[row, : len(each.log_chances)] = own
        return cls(logs, values, np.array([c.chosen for c, _ in sets]), np.array([c.precision for c, _ in sets]))

    @property
    def top(self) -> float:
        """λ that counts as infinite."""
        return LARGEST / (float(np.ptp(self.values, axis=1).max()) or 1.0)

    def log_chances(self, at: float | Array) -> Array:
        """(n, A), log p at λ, one for all or one a choice."""
        tilted = self.logs + (at - self.solved)[:, None] * self.values
        top = tilted.max(1, keepdims=True)
        return np.asarray(tilted - top - np.log(np.exp(tilted - top).sum(1, keepdims=True)))

    def log_likelihood(self, at: float | Array) -> float:
        """Σ log p of what was chosen."""
        return float(self._chosen(self.log_chances(at)).sum())

    def slopes(self, at: float) -> tuple[float, float]:
        """First and second derivative of the log likelihood in λ."""
        p = np.exp(self.log_chances(at))
        mean = (p * self.values).sum(1)
        bend = (p * (self.values - mean[:, None]) ** 2).sum()
        return float((self._chosen(self.values) - mean).sum()), -float(bend)

    def simulated(self, at: float, draws: np.random.Generator) -> Weighed:
        """Other choices at the same decisions, drawn at λ."""
        above = np.exp(self.log_chances(at)).cumsum(1)
        drawn = (draws.random(len(above))[:, None] * above[:, -1:] >= above).sum(1)
        return replace(self, taken=drawn)

    def estimate(self, level: float) -> Precision:
        """λ with its interval by profile likelihood."""
        value, best, top = *self._likeliest(), self.top
        drop = float(chi2.ppf(level, 1)) / 2

        def short(at: float) -> float:
            return self.log_likelihood(at) - best + drop

        low = float(brentq(short, 0.0, min(value, top))) if value > 0 and short(0.0) < 0 else 0.0
        high = float(brentq(short, value, top)) if value < top and short(top) < 0 else np.inf
        error = float((-self.slopes(value)[1]) ** -0.5) if 0 < value < np.inf else None
        scaled = replace(self, values=self.values * self.solved[:, None], solved=np.ones_like(self.solved))
        theory = inside(scaled._likeliest()[1], self.log_likelihood(self.solved))
        against = {EVEN: at_an_end(best, self.log_likelihood(0.0)), THEORY: theory}
        return Precision(value, error, low, high, best, len(self.taken), against, float(self.solved.mean()))

    def _likeliest(self) -> tuple[float, float]:
        """λ of the largest log likelihood, infinite where it rises without end, and that log likelihood."""
        best_values = np.where(np.isfinite(self.logs), self.values, -np.inf).max(1)
        if self.slopes(0.0)[0] <= 0:
            value = 0.0
        elif (self._chosen(self.values) >= best_values).all() or self.slopes(self.top)[0] > 0:
            value = np.inf
        else:
            value = float(brentq(lambda at: self.slopes(at)[0], 0.0, self.top, xtol=1e-10))
        return value, self.log_likelihood(min(value, self.top))

    def _chosen(self, of: Array) -> Array:
        """(n,), what an array (n, A) has of the moves chosen."""
        return np.asarray(of[np.arange(len(self.taken)), self.taken])


def precision_of(choices: Sequence[Choice], level: float = 0.95) -> Precision:
    """λ of choices of types that weigh costs, each among two moves or more."""
    return Weighed.of(choices).estimate(level)
