"""Maximum likelihood for a specification: from many starts, every mode reported, the highest taken.

>>> from deterrence.estimation.estimating import fit              # doctest: +SKIP
>>> found = fit("crisis.yaml", "crises.csv")                      # doctest: +SKIP
>>> found.log_likelihood, found.estimates["A:war:Intercept"]      # doctest: +SKIP
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..files.messages import shown
from ..files.reader import Loaded
from .covariance import Covariance, Kind, covariance, refitted
from .estimable import Estimable
from .estimators import Estimator, estimator_of
from .given import given_start
from .identification import require_identified
from .maximise import Maximum
from .methods import Method, by_method
from .modes import Mode
from .penalties import Penalised, Penalty
from .reported import Estimate, estimates
from .starts import random_starts
from .table import Table
from .taken import highest, no_maximum

Array = np.ndarray
LEVEL = 0.95
MOST_TOLD = 5  # ends of climbs that are no maximum


@dataclass(frozen=True)
class Settings:
    """How to fit.

    Attributes:
        starts: at random, beside the first guess; as many as the model is given by default where None.
        seed: of the starts and of the bootstrap.
        penalty: on the coefficients.
        errors: kind of standard errors.
        cluster: column of the data that says the cluster of each row.
        samples: of the bootstrap.
        level: of intervals.
        begin: files of estimates at which climbs begin too, as :mod:`.given` reads them.
        method: where choices answer beliefs: full maximum likelihood, pseudo-likelihood, nested pseudo-likelihood, or
            (of dynamic games) full maximum likelihood begun in coefficients and values together.
    """

    starts: int | None = None
    seed: int = 0
    penalty: Penalty = "none"
    errors: Kind = "hessian"
    cluster: str | None = None
    samples: int = 200
    level: float = LEVEL
    method: Method = "full"
    begin: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of a specification, and what they rest on.

    Attributes:
        title: of the specification.
        estimator: that it is a fit of.
        whole: with its data, at full likelihood: what outcomes are drawn from.
        model: the same at the likelihood that was maximised.
        settings: how it was fitted.
        theta: (P,), estimates of the free parameters.
        modes: found, the highest first; after them what diverged.
        covariance: of the estimates.
        rows: of the table, those left out as incomplete among them.
        stopped: ends of climbs that are neither, the highest first.
        beyond: the highest point at which such a climb ended, where it is above all modes.
        clusters: (n,), the cluster of every row used, counted from 0; None where no column is named.
        seconds: that it took.
    """

    title: str
    estimator: Estimator
    whole: Estimable
    model: Estimable
    settings: Settings
    theta: Array
    modes: tuple[Mode, ...]
    covariance: Covariance
    rows: int
    stopped: tuple[Mode, ...]
    beyond: Maximum | None = None
    clusters: Array | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def failed(self) -> int:
        """How many climbs ended at no mode, and diverged nowhere."""
        return sum(mode.starts for mode in self.stopped)

    @cached_property
    def no_modes(self) -> list[tuple[float, str]]:
        """The highest of their ends: the objective there, and why it is no maximum."""
        return [
            (mode.value, "; ".join(map(str, mode.runaway)) or no_maximum(self.model, mode.best))
            for mode in self.stopped[:MOST_TOLD]
        ]

    @property
    def log_likelihood(self) -> float:
        """At the estimates, without penalty."""
        return self.model.log_likelihood(self.theta)

    @property
    def n(self) -> int:
        """Observations."""
        return self.model.n

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2P − 2 log L."""
        return 2 * self.model.size - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion, P log n − 2 log L."""
        return self.model.size * float(np.log(self.n)) - 2 * self.log_likelihood

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Every coefficient by name, player:outcome:term."""
        return estimates(self.model, self.theta, self.covariance.errors, self.settings.level)

    @cached_property
    def next_round(self) -> dict[str, float] | None:
        """By how many standard errors each coefficient moves where beliefs of a first step are replaced by what answers
        them at the estimates, once; None where there is no first step, or no maximum then."""
        again = self.model.once_more(self.theta)
        theta = None if again is None else refitted(Penalised(again, self.settings.penalty), self.theta)
        if theta is None:
            return None
        with np.errstate(all="ignore"):
            moved = (theta - self.theta) / self.covariance.errors
        return dict(zip(self.model.names, np.nan_to_num(moved).tolist(), strict=True))

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before believing the table."""
        found = []
        if self.next_round is not None:
            name, moved = max(self.next_round.items(), key=lambda item: abs(item[1]))
            found.append(
                "a two-step estimate is a start, not an answer: noise of the first step biases it in small samples; "
                f"one more round of best replies moves {shown(name)} by {moved:+.2f} standard errors, the most of all; "
                "--method nested repeats them until they stay, --method full is maximum likelihood"
            )
        best = next(mode for mode in self.modes if not mode.runaway)
        higher = [mode for mode in self.modes if mode.runaway and mode.value > best.value]
        for mode in higher:
            found.append(
                f"this is only a local maximum ({best.value:.6f}): the likelihood rises to {mode.value:.6f} and beyond "
                f"in a direction without an end ({'; '.join(map(str, mode.runaway))}); a penalty keeps estimates finite"
            )
        finite = sum(not mode.runaway for mode in self.modes)
        if finite > 1:
            found.append(f"the likelihood has {finite} maxima at least: the highest found is taken, all are listed")
        if self.beyond is not None:
            found.append(
                f"the maximum is {best.value:.6f}, and a climb that ended at none reached {self.beyond.at.value:.6f} "
                f"({no_maximum(self.model, self.beyond)}): there may be a better one"
            )
        return found

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        model = self.model
        return {
            "title": self.title,
            "loglik": self.log_likelihood,
            "n": self.n,
            "rows": {"used": len(model.rows), "left_out": self.rows - len(model.rows)},
            "parameters": model.size,
            "aic": self.aic,
            "bic": self.bic,
            "errors": model.error,
            "penalty": self.settings.penalty,
            "standard_errors": {"kind": self.covariance.kind, "note": self.covariance.note},
            "level": self.settings.level,
            "estimates": {key: estimate.as_dict() for key, estimate in self.estimates.items()},
            "modes": [self._mode(mode) for mode in self.modes],
            "starts": self._starts(),
            **({} if self.next_round is None else {"next_round": self.next_round}),
            **model.details(self.theta),
            "warnings": self.warnings,
            "seconds": self.seconds,
        }

    def _starts(self) -> dict[str, Any]:
        higher: dict[str, Any] | None = None
        if self.beyond is not None:
            reached = self.beyond
            higher = {"objective": reached.at.value, "not_a_maximum": no_maximum(self.model, reached)}
            higher["estimates"] = dict(self.model.estimates(reached.theta))
        counted = {"guessed": 1, "given": len(self.settings.begin), "random": self.settings.starts}
        stopped = [
            {"objective": value if np.isfinite(value) else None, "not_a_maximum": why} for value, why in self.no_modes
        ]
        return {**counted, "failed": self.failed, "stopped": stopped, "higher_seen": higher}

    def _mode(self, mode: Mode) -> dict[str, Any]:
        theta = mode.best.theta
        shown = {"loglik": self.model.log_likelihood(theta), "starts": mode.starts}
        if self.settings.penalty != "none":
            shown["objective"] = mode.value
        if mode.runaway:
            return {**shown, "runs_off": [direction.as_dict() for direction in mode.runaway]}
        return {**shown, "estimates": dict(self.model.estimates(theta))}


def fit_table(loaded: Loaded[Any], table: Table, settings: Settings) -> Fit:
    """Fit a specification to a table.

    Raises:
        InputError: the two do not fit together, the model is not identified, or outcomes are separated and there is no
            finite estimate; with the place.
        NotConverged: no climb ended at a maximum, or there are no standard errors of the kind asked for.
    """
    began = time.perf_counter()
    if settings.cluster is not None:
        table.require(settings.cluster, "--cluster")
    estimator = estimator_of(loaded.record)
    whole = estimator.build(loaded, table)
    guess = estimator.first_guess(whole)
    require_identified(loaded, whole, guess)
    model = by_method(whole, settings.method)
    settings = replace(settings, starts=estimator.starts if settings.starts is None else settings.starts)
    objective = Penalised(model, settings.penalty)
    search = objective.search()
    given = [given_start(whole, path) for path in settings.begin]
    random = random_starts(model, estimator.around(whole), settings.starts or 0, settings.seed)
    modes = search.modes([guess, *given, *random])
    best = highest(loaded, model, modes, search.highest, guess, settings.penalty)
    theta = best.best.theta
    clusters = cluster_numbers(table, settings.cluster, model)
    found = covariance(objective, theta, settings.errors, clusters, settings.samples, settings.seed)
    return Fit(
        loaded.record.title,
        estimator,
        whole,
        model,
        settings,
        theta,
        tuple(modes),
        found,
        len(table),
        tuple(search.stopped),
        search.highest,
        clusters,
        time.perf_counter() - began,
    )


def cluster_numbers(table: Table, column: str | None, model: Estimable) -> Array | None:
    """(n,), clusters counted from 0; None where no column is named."""
    if column is None:
        return None
    cells = [table.cells[column][row] for row in model.rows]
    number = {cell: k for k, cell in enumerate(dict.fromkeys(cells))}
    return np.array([number[cell] for cell in cells])
