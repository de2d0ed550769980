"""The models that can be estimated: how each is read, met with data, and first guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..files.reader import FileKind, Loaded
from ..files.record import Record
from .beliefs import build_crisis, pseudo_estimate
from .building import build
from .dynamic.building import build_dynamic
from .dynamic.pseudo import pseudo_estimate as pseudo_estimate_of_games
from .dynamic.reading import DYNAMIC
from .dynamic.record import DynamicSpecification
from .estimable import Estimable
from .reading import SPECIFICATION
from .record import Specification
from .starts import backward_induction
from .table import Table
from .ultimatum import ULTIMATUM, Ultimatum, build_ultimatum, first_guess

STARTS, FEW_STARTS = 24, 2  # drawn at random; few where a climb takes long


@dataclass(frozen=True)
class Estimator:
    """A kind of model.

    Attributes:
        kind: of file that says it.
        suits: whether it is the one for a record of that kind.
        build: the model on a table; raises ``InputError``.
        first_guess: (P,), where the first climb begins.
        around: (P,), around which further starts are drawn.
        starts: how many, where nobody says.
    """

    kind: FileKind[Any]
    suits: Callable[[Any], bool]
    build: Callable[[Loaded[Any], Table], Estimable]
    first_guess: Callable[[Any], np.ndarray]
    around: Callable[[Any], np.ndarray]
    starts: int


ESTIMATORS = (
    Estimator(
        SPECIFICATION,
        lambda record: isinstance(record, Specification) and record.errors.source != "signalling",
        build,
        backward_induction,
        lambda model: np.zeros(model.size),  # so that no mode is favoured
        STARTS,
    ),
    Estimator(
        ULTIMATUM, lambda record: isinstance(record, Ultimatum), build_ultimatum, first_guess, first_guess, STARTS
    ),
    Estimator(
        SPECIFICATION,
        lambda record: isinstance(record, Specification) and record.errors.source == "signalling",
        build_crisis,
        pseudo_estimate,
        pseudo_estimate,
        FEW_STARTS,
    ),
    Estimator(
        DYNAMIC,
        lambda record: isinstance(record, DynamicSpecification),
        build_dynamic,
        pseudo_estimate_of_games,
        pseudo_estimate_of_games,
        FEW_STARTS,
    ),
)


def estimator_of(record: Record) -> Estimator:
    """The estimator for a specification."""
    return next(estimator for estimator in ESTIMATORS if estimator.suits(record))
