"""Fits of files: a specification of any kind, or a game of Gambit's, to a table."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from ..catalogue import GAMBIT
from ..errors import ArgumentError
from ..files import library
from ..files.reader import FileKind, Loaded, read_one_of
from .estimators import ESTIMATORS
from .experiments import EXPERIMENT, Experiment, PrecisionFit, fit_experiment, fit_gambit
from .fitting import Fit, Settings, fit_table
from .plays import PLAYS, PlayFit, Plays, fit_plays
from .table import read_table

KINDS: tuple[FileKind[Any], ...] = (*dict.fromkeys(estimator.kind for estimator in ESTIMATORS), EXPERIMENT, PLAYS)


def folder() -> Path:
    """Where the specifications that ship are."""
    return Path(str(resources.files("deterrence") / "estimation" / "examples"))


def read_specification(what: str | Path) -> Loaded[Any]:
    """A specification of any kind, by its path or the name under which it ships.

    Raises:
        ArgumentError: there is none of that name.
        InputError: it is not well formed; holds every problem found.
    """
    return read_one_of(KINDS, library.locate(str(what), folder(), "specification"))


def is_experiment(specification: str | Path) -> bool:
    """Is it one of choices in a game or of play, which has no coefficients? Raises as :func:`read_specification`."""
    if Path(specification).suffix.lower() in GAMBIT:
        return True
    return isinstance(read_specification(specification).record, Experiment | Plays)


def estimate(specification: str | Path, data: str | Path, settings: Settings) -> Fit | PrecisionFit | PlayFit:
    """Estimates of whatever a file specifies.

    Args:
        specification: a file of one of :data:`KINDS` or the name of one that ships, or a file of Gambit's (then the
        precision of its players is estimated). data: a CSV file. settings: how to fit.

    Raises:
        InputError: a file is not well formed, or the two do not fit together.
        NotConverged: nothing was found.
    """
    if Path(specification).suffix.lower() in GAMBIT:
        return fit_gambit(specification, data, settings.level)
    loaded = read_specification(specification)
    if isinstance(loaded.record, Experiment):
        return fit_experiment(loaded, data, settings.level)
    if isinstance(loaded.record, Plays):
        return fit_plays(loaded.record, read_table(data), settings.level)
    return fit_table(loaded, read_table(data), settings)


def fit(specification: str | Path, data: str | Path, settings: Settings | None = None) -> Fit:
    """Fit a specification to a table. Raises as :func:`estimate`; ``ArgumentError`` for an experiment, or play."""
    found = estimate(specification, data, settings or Settings())
    if not isinstance(found, Fit):
        raise ArgumentError("this is an experiment or play, whose precision 'estimate' finds")
    return found
