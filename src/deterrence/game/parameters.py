"""The parameters of a scenario by name, and how to replace their values."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..errors import ArgumentError
from ..files.messages import did_you_mean, shown
from ..parameters.parameter import Parameter
from .limits import joint_limits, limits
from .scenario import Scenario
from .sites import NumberNames, walk

__all__ = ["NumberNames", "number_paths", "override", "walk"]


def number_paths(scenario: Scenario) -> dict[str, Parameter]:
    """Every parameter of the scenario by its name."""
    return {name: parameter for name, parameter, _ in walk(scenario)}


def override(
    scenario: Scenario, changes: Mapping[str, float], values: Mapping[str, float] | None = None
) -> tuple[dict[str, float], list[str]]:
    """The scenario's values with some replaced.

    Args:
        scenario: a scenario that has passed its checks.
        changes: new values by parameter name.
        values: what the changes are made to; the file's own values by default.

    Returns:
        All values by name, and a warning for each new value outside its plausible range.

    Raises:
        ArgumentError: an unknown name, a value that is no finite number, a value that its place does
            not admit (a probability above one), or probabilities that no longer fit together.
    """
    known = number_paths(scenario)
    bounds = limits(scenario)
    faults, warnings = [], []
    for name, value in changes.items():
        if name not in known:
            remedy = did_you_mean(name, known) or f"the parameters are {', '.join(known)}"
            faults.append(f"there is no parameter {shown(name)}: {remedy}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            faults.append(f"{name} = {shown(value)} is not a finite number: give a number")
        elif not bounds[name].admits(value):
            faults.append(f"{name} = {value:g} is not possible: give a number {bounds[name]}")
        else:
            warnings += _implausible(name, value, known[name])
    result = {**{name: p.value for name, p in known.items()}, **(values or {}), **changes}
    if not faults:
        faults = [
            f"{joint.said(result)}: {joint.remedy}" for joint in joint_limits(scenario) if not joint.holds(result)
        ]
    if faults:
        raise ArgumentError("\n".join(faults))
    return {name: float(value) for name, value in result.items()}, warnings


def _implausible(name: str, value: float, parameter: Parameter) -> list[str]:
    if parameter.range is None or parameter.range[0] <= value <= parameter.range[1]:
        return []
    low, high = parameter.range
    return [f"{name} = {value:g} is outside its plausible range [{low:g}, {high:g}]"]
