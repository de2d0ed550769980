"""Every number is possible: by itself, at the ends of its range, and together with others."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import shown
from ....files.positions import Path
from ....files.references import Names, repeated
from ....parameters.ranges import ranges as ranges_of
from ..limits import joint_limits, limits
from ..parameter_sites import REMAINDER, walk
from ..record import Scenario


def distinct_names(scenario: Scenario) -> Iterator[Fault]:
    """No two parameters have one name, and none takes a word of the format."""
    seen: set[str] = set()
    repeated_ids = any(repeated(Names(scenario)))
    for name, _, path in walk(scenario):
        if name in seen and not repeated_ids:
            yield Fault(path, f"two numbers are named {shown(name)}", "rename what gives one its name", at="key")
        if name == REMAINDER:
            yield Fault(path, f"a parameter cannot be named {name!r}", "rename it", at="key")
        seen.add(name)


def ranges(scenario: Scenario) -> Iterator[Fault]:
    """Ranges and distributions of the scenario's numbers; see :func:`deterrence.parameters.ranges.ranges`."""
    return ranges_of((path, parameter) for _, parameter, path in walk(scenario))


def admissible(scenario: Scenario) -> Iterator[Fault]:
    """Value, range, nil and ideal are numbers that their places admit."""
    bounds = limits(scenario)
    for name, parameter, path in walk(scenario):
        stated: list[tuple[Path, float | None]] = [
            ((*path, key), getattr(parameter, key)) for key in ("value", "nil", "ideal")
        ]
        stated += [((*path, "range", k), end) for k, end in enumerate(parameter.range or ())]
        for spot, number in stated:
            if number is not None and not bounds[name].admits(number):
                yield Fault(spot, f"{name} cannot be {number:g}", f"write a number {bounds[name]}")


def together(scenario: Scenario) -> Iterator[Fault]:
    """Priors sum to one; probabilities of one act, and hazards under the posture, stay at most one.

    They do so at the stated values, and at either end of their ranges.
    """
    parameters = {name: parameter for name, parameter, _ in walk(scenario)}
    cases = (
        ("", {name: p.value for name, p in parameters.items()}),
        (
            " at the high ends of their ranges",
            {name: (p.range or [p.value])[-1] for name, p in parameters.items()},
        ),
        (
            " at the low ends of their ranges",
            {name: (p.range or [p.value])[0] for name, p in parameters.items()},
        ),
    )
    for joint in joint_limits(scenario):
        if any(name not in parameters for name in joint.names):
            continue
        broken = next(((where, values) for where, values in cases if not joint.holds(values)), None)
        if broken is not None:
            where, values = broken
            yield Fault(joint.path, f"{joint.said(values)}{where}", joint.remedy)
