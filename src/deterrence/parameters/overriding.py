"""Other values in place of a scenario's own: refused where impossible, remarked on where implausible."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ..errors import ArgumentError
from ..files.messages import did_you_mean, shown
from .parameter import Parameter


def overridden(
    known: Mapping[str, Parameter],
    changes: Mapping[str, float],
    values: Mapping[str, float],
    impossible: Callable[[str, float], str],
    misfits: Callable[[Mapping[str, float]], list[str]],
) -> tuple[dict[str, float], list[str]]:
    """Values with some replaced, and a warning for each new value outside its plausible range.

    Args:
        known: every parameter by name.
        changes: new values by parameter name.
        values: what takes the place of the parameters' own values, before the changes.
        impossible: what to give instead of a value that its place does not admit; empty where it does.
        misfits: what does not fit together about all values.

    Raises:
        ArgumentError: an unknown name, a value that is no finite number, or one that is not possible.
    """
    faults, warnings = [], []
    for name, value in changes.items():
        if name not in known:
            remedy = did_you_mean(name, known) or f"the parameters are {', '.join(known)}"
            faults.append(f"there is no parameter {shown(name)}: {remedy}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            faults.append(f"{name} = {shown(value)} is not a finite number: give a number")
        elif instead := impossible(name, value):
            faults.append(f"{name} = {value:g} is not possible: {instead}")
        else:
            low, high = known[name].range or (value, value)
            if not low <= value <= high:
                warnings.append(f"{name} = {value:g} is outside its plausible range [{low:g}, {high:g}]")
    result = {**{name: p.value for name, p in known.items()}, **values, **changes}
    if faults := faults or misfits(result):
        raise ArgumentError("\n".join(faults))
    return {name: float(value) for name, value in result.items()}, warnings
