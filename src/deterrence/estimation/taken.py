"""Which of the modes that a search found is taken, and what is said where there is none."""

from __future__ import annotations

from typing import Any

from ..errors import InputError, NotConverged
from ..files.diagnostics import Fault
from ..files.reader import Loaded
from .building import problems
from .estimable import Estimable
from .maximise import Maximum
from .modes import Mode


def highest(loaded: Loaded[Any], model: Estimable, modes: list[Mode], beyond: Maximum | None = None) -> Mode:
    """The highest mode. Raises ``InputError`` where all climbs ran off, ``NotConverged`` where none ended."""
    finite = [mode for mode in modes if not mode.runaway]
    if finite:
        return finite[0]
    if not modes:
        reached = "" if beyond is None else f"; the highest that one reached is {beyond.at.value:.6f}"
        raise NotConverged(f"no climb ended at a maximum: try more --starts, or a --penalty{reached}")
    raise separated(loaded, model, max(modes, key=lambda mode: mode.value))


def separated(loaded: Loaded[Any], model: Estimable, mode: Mode) -> InputError:
    """The error that names a direction along which the likelihood rises without end, at its first term's formula."""
    where = {key: predictor.path for predictor in model.predictors for key in predictor.keys}
    faults = []
    for direction in mode.runaway:
        what = "perfect separation" if direction.rises else "the data say nothing about a direction"
        terms = ", ".join(f"{name} towards {'+' if part > 0 else '−'}∞" for name, part in direction.towards.items())
        what = f"{what}: the likelihood never falls along {terms}, and there is no finite estimate"
        remedy = (
            "leave a term out, hold it under 'fixed', or keep estimates finite with --penalty log-f, cauchy or firth"
        )
        faults.append(Fault(where[next(iter(direction.towards))], what, remedy))
    return problems(loaded, faults)
