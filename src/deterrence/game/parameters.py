"""The parameters of a scenario by name, and how to replace their values."""

from __future__ import annotations

from collections.abc import Mapping

from ..parameters.overriding import overridden
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
    bounds = limits(scenario)
    return overridden(
        number_paths(scenario),
        changes,
        values or {},
        lambda name, value: "" if bounds[name].admits(value) else f"give a number {bounds[name]}",
        lambda all_values: [
            f"{joint.said(all_values)}: {joint.remedy}"
            for joint in joint_limits(scenario)
            if not joint.holds(all_values)
        ],
    )
