"""Which of the modes that a search found is taken, and what is said where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InputError, NotConverged
from ..files.diagnostics import Fault
from ..files.messages import listed, shown
from ..files.reader import Loaded
from .building import problems
from .estimable import Estimable
from .maximise import FAR, Maximum
from .modes import Mode
from .penalties import Penalty

FINITE: tuple[Penalty, ...] = ("log-f", "cauchy", "firth")


def highest(
    loaded: Loaded[Any],
    model: Estimable,
    modes: list[Mode],
    beyond: Maximum | None,
    guess: np.ndarray,
    penalty: Penalty = "none",
) -> Mode:
    """The highest mode.

    Args:
        loaded: the specification.
        model: that was fitted.
        modes: what the search found.
        beyond: the highest point at which a climb ended at no maximum.
        guess: (P,), where the first climb began.
        penalty: that was on the coefficients.

    Raises:
        InputError: all climbs ran off.
        NotConverged: none ended; says why the highest did not.
    """
    finite = [mode for mode in modes if not mode.runaway]
    if finite:
        return finite[0]
    if not modes:
        if beyond is None:
            why = model.obstacle(guess) or "the likelihood is zero where each begins"
        else:
            why = f"the highest that one reached is {beyond.at.value:.6f}, not a maximum: {no_maximum(model, beyond)}"
        raise NotConverged(f"no climb ended at a maximum: try more --starts, or a --penalty; {why}")
    raise separated(loaded, model, max(modes, key=lambda mode: mode.value), penalty)


def no_maximum(model: Estimable, end: Maximum) -> str:
    """Why the end of a climb is no maximum, in words."""
    units = np.abs(end.theta * model.scales)
    far = [model.names[k] for k in np.flatnonzero(units > FAR)]
    if far:
        return f"{listed(far)} went beyond {FAR:g} units of payoff"
    if obstacle := model.obstacle(end.theta):
        return obstacle
    if not np.isfinite(end.at.value):
        return "the likelihood is zero where it begins"
    steepest = int(np.argmax(np.abs(end.at.gradient / model.scales)))
    slope = end.at.gradient[steepest] / model.scales[steepest]
    changes = f"the likelihood still changes by {slope:.3g} a unit of payoff along {shown(model.names[steepest])}"
    return f"after {end.steps} steps {changes}"


def separated(loaded: Loaded[Any], model: Estimable, mode: Mode, penalty: Penalty = "none") -> InputError:
    """The error that names a direction along which the likelihood rises without end, at its first term's formula."""
    others = [name for name in FINITE if name != penalty]
    more = "; log-f leaves constants free" if penalty == "log-f" else ""
    where = {key: predictor.path for predictor in model.predictors for key in predictor.keys}
    faults = []
    for direction in mode.runaway:
        what = "perfect separation" if direction.rises else "the data say nothing about a direction"
        terms = ", ".join(f"{name} towards {'+' if part > 0 else '−'}∞" for name, part in direction.towards.items())
        what = f"{what}: the likelihood never falls along {terms}, and there is no finite estimate"
        remedy = (
            "leave a term out, hold it under 'fixed', or keep estimates finite with --penalty "
            f"{', '.join(others[:-1])} or {others[-1]}{more}"
        )
        faults.append(Fault(where[next(iter(direction.towards))], what, remedy))
    return problems(loaded, faults)
