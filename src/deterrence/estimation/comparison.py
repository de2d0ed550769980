"""One fit against another, and against data that it has not seen.

* Vuong's test of two models that do not contain one another: the mean difference of log likelihoods by row over its
  standard error, corrected for the number of parameters as Schwarz's criterion is (Vuong 1989, Econometrica 57(2)).
* Clarke's: in how many rows one is likelier, with the same correction shared out among rows; binomial with one half
  (Clarke 2007, Political Analysis 15(3)).
* Log score out of sample: rows are left out in turn, in folds; each is scored by a fit to the others, which is searched
  for as the fit to all was, from these alone: first step, first guess, random starts, equilibria.

(Recalled, not opened.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr
from scipy.stats import binomtest

from ..errors import ArgumentError, NotConverged
from .estimable import Estimable
from .fitting import Fit
from .methods import by_method
from .penalties import Penalised
from .starts import random_starts

Array = np.ndarray


@dataclass(frozen=True)
class Comparison:
    """Two fits to the same rows.

    Attributes:
        titles: of the two.
        vuong, vuong_p: the statistic, positive where the first is better; two-sided p.
        clarke, rows, clarke_p: rows in which the first is likelier, of how many; two-sided p.
        aic, bic: of the two.
    """

    titles: tuple[str, str]
    vuong: float
    vuong_p: float
    clarke: int
    rows: int
    clarke_p: float
    aic: tuple[float, float]
    bic: tuple[float, float]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(self).items()}

    def __str__(self) -> str:
        first, second = self.titles
        better = first if self.vuong > 0 else second
        return (
            f"{first} against {second}: Vuong {self.vuong:.3f} (p = {self.vuong_p:.3g}, for {better}); Clarke "
            f"{self.clarke} of {self.rows} rows for {first} (p = {self.clarke_p:.3g}); AIC {self.aic[0]:.2f} and "
            f"{self.aic[1]:.2f}, BIC {self.bic[0]:.2f} and {self.bic[1]:.2f}"
        )


def compare(first: Fit, second: Fit) -> Comparison:
    """Vuong's and Clarke's tests.

    Raises:
        ArgumentError: the two are not fitted to the same rows, or say the same of every row.
    """
    if not np.array_equal(first.model.rows, second.model.rows):
        raise ArgumentError(
            f"the two are fitted to other rows ({len(first.model.rows)} and {len(second.model.rows)}): their formulas "
            "leave out other incomplete rows; keep the complete ones alone in the data"
        )
    a, b = first.model.pointwise(first.theta), second.model.pointwise(second.theta)
    n = len(a)
    correction = (first.model.size - second.model.size) * np.log(n) / 2
    spread = float(np.std(a - b))
    if spread == 0:
        raise ArgumentError("the two say the same of every row: there is nothing to compare")
    z = float((a.sum() - b.sum() - correction) / (np.sqrt(n) * spread))
    wins = int(((a - b - correction / n) > 0).sum())
    return Comparison(
        _titles(first, second),
        z,
        2 * float(ndtr(-abs(z))),
        wins,
        n,
        float(binomtest(wins, n).pvalue),
        (first.aic, second.aic),
        (first.bic, second.bic),
    )


def _titles(first: Fit, second: Fit) -> tuple[str, str]:
    """Titles that tell the two apart: with their errors, if need be by their order."""
    if first.title != second.title:
        return first.title, second.title
    if first.model.error != second.model.error:
        return f"{first.title} ({first.model.error})", f"{second.title} ({second.model.error})"
    return f"{first.title} (SPEC)", f"{second.title} (--against)"


def out_of_sample(fit: Fit, folds: int, seed: int = 0) -> float:
    """Mean log score an observation, each scored by a fit to the folds that it is not in.

    Args:
        fit: whose model is fitted again.
        folds: into how many parts rows are dealt.
        seed: of the dealing.

    Raises:
        ArgumentError: fewer than two folds, or more than there are rows.
        NotConverged: the rest of some fold has no finite estimate, or beliefs go on moving.
        InputError: the rest of some fold does not determine a transition.
    """
    model = fit.model
    n = len(model.rows)
    if not 2 <= folds <= n:
        raise ArgumentError(f"{folds} folds of {n} rows: give a number from 2 to {n}")
    dealt = np.random.default_rng(seed).permutation(n) % folds
    total = 0.0
    for fold in range(folds):
        found = without(fit, np.flatnonzero(dealt != fold))
        if found is None:
            raise NotConverged(f"without fold {fold + 1} of {folds} there is no finite estimate: give a --penalty")
        total += float(model.held_out(*found, np.flatnonzero(dealt == fold)).sum())
    return total / model.n


def without(fit: Fit, rows: Array) -> tuple[Estimable, Array] | None:
    """The model at some of the rows of a fit, with a first step from these alone, and its estimates (P,).

    The highest mode of a search from these rows alone, with as many random starts as the fit had. None where it finds
    none that is finite. Raises as the first step does.
    """
    settings, estimator = fit.settings, fit.estimator
    whole = fit.whole.taken(rows).trained()
    trained = by_method(whole, settings.method)
    further = random_starts(trained, estimator.around(whole), settings.starts or 0, settings.seed)
    modes = Penalised(trained, settings.penalty).search().modes([estimator.first_guess(whole), *further])
    best = next((mode.best for mode in modes if not mode.runaway), None)
    return None if best is None else (trained, best.theta)
