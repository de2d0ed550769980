"""What estimates say about outcomes: probabilities, first differences, marginal effects, each with an interval.

* probability: Pr(outcome), mean over the rows as they are, or at rows in which columns are set to values.
* first difference of a column: the mean over rows of Pr(outcome) with the column at its third quartile, less that at
  its first (at each other level of a column of words, less the first level).
* marginal effect of a column of numbers: the mean over rows of dPr/dx, by central differences of a thousandth of its
  standard deviation through the formulas.

Intervals are of 500 draws of the coefficients from their normal approximation (King, Tomz and Wittenberg 2000, American
Journal of Political Science 44(2); recalled, not opened), so that no probability leaves [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ArgumentError
from ..files.messages import did_you_mean, listed, shown
from .fitting import Fit
from .linear_model import DiscreteModel

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray
DRAWS = 500
SMALL = 1e-3  # of a standard deviation


@dataclass(frozen=True)
class Effect:
    """Something about the probability of an outcome.

    Attributes:
        what: "probability", "first difference" or "marginal effect".
        of: the column, from where to where.
        outcome: of whose probability.
        value, low, high: in probability, with the interval.
    """

    what: str
    of: str
    outcome: str
    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return dict(vars(self))

    def __str__(self) -> str:
        about = f"{self.what} of {self.of}" if self.of else self.what
        return f"{about}: Pr({self.outcome}) {self.value:+.4f} [{self.low:+.4f}, {self.high:+.4f}]"


@dataclass(frozen=True, eq=False)
class Effects:
    """Effects at the estimates of a fit.

    Attributes:
        fit: the fit.
        seed: of the draws.
    """

    fit: Fit
    seed: int = 0

    @property
    def frame(self) -> pd.DataFrame:
        """The columns of the formulas at the rows used."""
        found: pd.DataFrame = self._model.frame
        return found

    @property
    def _model(self) -> DiscreteModel:
        if not isinstance(self.fit.model, DiscreteModel):
            what = "effects are about the probabilities of outcomes, which ultimatum and dynamic games have not"
            raise ArgumentError(f"{what}: leave --effect and --at out")
        return self.fit.model

    def _thetas(self) -> Array:
        """(1 + draws, P), the estimate first."""
        draws = np.random.default_rng(self.seed)
        matrix = self.fit.covariance.matrix
        values, axes = np.linalg.eigh((matrix + matrix.T) / 2)
        root = axes * np.sqrt(np.maximum(values, 0.0))
        return np.vstack(
            [self.fit.theta, self.fit.theta + draws.standard_normal((DRAWS, len(self.fit.theta))) @ root.T]
        )

    def _mean(self, frame: pd.DataFrame, thetas: Array) -> Array:
        """(draws, C), mean probability of every class over rows."""
        model = self._model
        with np.errstate(all="ignore"):
            rows = [predictor.design.at(frame) for predictor in model.predictors]
        if not all(np.isfinite(columns).all() for columns in rows):
            raise ArgumentError("a formula has no number at these values: its logarithms and roots must admit them")
        blocks = model.at_rows(rows)
        return np.stack([model.chances([block.at(theta) for block in blocks]).mean(0) for theta in thetas])

    def _effects(self, what: str, of: str, found: Array) -> list[Effect]:
        half = 50 * (1 - self.fit.settings.level)
        low, high = np.percentile(found[1:], [half, 100 - half], axis=0)
        return [
            Effect(what, of, label, float(found[0, k]), float(low[k]), float(high[k]))
            for k, label in enumerate(self._model.labels)
        ]

    def probabilities(self, at: Mapping[str, float | str] | None = None) -> list[Effect]:
        """Mean probability of every outcome, with columns set to values.

        Raises:
            ArgumentError: an unknown column, a value that it cannot have, or one at which a formula has no number.
        """
        frame = self.frame.copy()
        for column, value in (at or {}).items():
            self._require(column)
            self._require_value(column, value)
            frame[column] = value
        of = ", ".join(f"{column} = {value}" for column, value in (at or {}).items())
        return self._effects("probability", of, self._mean(frame, self._thetas()))

    def first_differences(self, column: str) -> list[Effect]:
        """Of a column. Raises ``ArgumentError`` where no formula names it."""
        self._require(column)
        thetas, found = self._thetas(), []
        values = self.frame[column]
        if self._numeric(column):
            quartiles = [float(q) for q in np.quantile(values, [0.25, 0.75])]
            if quartiles[0] == quartiles[1]:
                quartiles = [float(values.min()), float(values.max())]
            steps = [(quartiles[0], quartiles[1])]
        else:
            levels = sorted(set(values))
            steps = [(levels[0], level) for level in levels[1:]]
        for before, after in steps:
            ends = [self._mean(self.frame.assign(**{column: value}), thetas) for value in (after, before)]
            labels = [f"{v:.6g}" if isinstance(v, float) else str(v) for v in (before, after)]
            found += self._effects("first difference", f"{column} from {labels[0]} to {labels[1]}", ends[0] - ends[1])
        return found

    def marginal_effects(self, column: str) -> list[Effect]:
        """Of a column of numbers, mean over rows. Raises ``ArgumentError`` where it is none."""
        self._require(column)
        if not self._numeric(column):
            raise ArgumentError(f"{shown(column)} holds words, and has first differences, not a marginal effect")
        step = SMALL * float(self.frame[column].std())
        thetas = self._thetas()
        ahead, behind = (
            self._mean(self.frame.assign(**{column: self.frame[column] + sign * step}), thetas) for sign in (1, -1)
        )
        return self._effects("marginal effect", column, (ahead - behind) / (2 * step))

    def all_of(self, columns: Sequence[str]) -> list[Effect]:
        """Probabilities; then of each column first differences and, where it holds numbers, the marginal effect."""
        found = self.probabilities()
        for column in columns:
            found += self.first_differences(column)
            if self._numeric(column):
                found += self.marginal_effects(column)
        return found

    def _numeric(self, column: str) -> bool:
        from pandas.api.types import is_numeric_dtype

        return bool(is_numeric_dtype(self.frame[column]))

    def _require(self, column: str) -> None:
        if column not in self.frame:
            remedy = did_you_mean(column, self.frame.columns) or f"there are {listed(list(self.frame.columns))}"
            raise ArgumentError(f"no formula names the column {shown(column)}: {remedy}")

    def _require_value(self, column: str, value: float | str) -> None:
        if not self._numeric(column):
            levels = sorted(map(str, set(self.frame[column])))
            if value not in levels:
                remedy = did_you_mean(str(value), levels) or f"there are {listed(levels)}"
                raise ArgumentError(f"{shown(column)} is never {shown(value)}: {remedy}")
        elif isinstance(value, str) or not math.isfinite(value):
            raise ArgumentError(f"{shown(column)} holds numbers, and {shown(value)} is no finite one: give a number")
