"""Every number is possible: by itself, at the ends of its range, and together with others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ...files.diagnostics import Fault
from ...files.messages import listed, shown
from ...files.positions import Path
from ...parameters.parameter import Distribution
from ..limits import joint_limits, limits
from ..scenario import Scenario
from ..sites import REMAINDER, walk
from .references import unique_ids


class Ranged(Protocol):
    """A parameter of either form of scenario, as far as its range is concerned."""

    @property
    def value(self) -> float:
        """The value used unless it is set otherwise."""

    @property
    def range(self) -> tuple[float, float] | None:
        """Plausible range."""


_SHAPES = {"uniform": (), "triangular": (), "beta": ("a", "b"), "lognormal": ("sigma",)}


def distinct_names(scenario: Scenario) -> Iterator[Fault]:
    """No two parameters have one name, and none takes a word of the format."""
    seen: set[str] = set()
    repeated_ids = any(unique_ids(scenario))
    for name, _, path in walk(scenario):
        if name in seen and not repeated_ids:
            yield Fault(path, f"two numbers are named {shown(name)}", "rename what gives one its name", at="key")
        if name == REMAINDER:
            yield Fault(path, f"a parameter cannot be named {name!r}", "rename it", at="key")
        seen.add(name)


def ranges(scenario: Scenario) -> Iterator[Fault]:
    """A range has width and holds the value and the ideal; a distribution has its range and its shape."""
    for _, parameter, path in walk(scenario):
        if parameter.range is not None:
            yield from range_faults(path, parameter, *parameter.range)
        if parameter.distribution is not None:
            yield from distribution_faults(path, parameter, parameter.distribution)


def range_faults(path: Path, parameter: Ranged, low: float, high: float) -> Iterator[Fault]:
    """A range has width and holds the value and the ideal."""
    if low >= high:
        what = f"the range [{low:g}, {high:g}] does not go from low to high"
        yield Fault((*path, "range"), what, "put the lower end first, or leave out a range of no width")
        return
    for key in ("value", "ideal"):
        number = getattr(parameter, key)
        if number is not None and not low <= number <= high:
            what = f"{key} {number:g} is outside the range [{low:g}, {high:g}]"
            yield Fault((*path, key), what, "change one or the other")


def distribution_faults(path: Path, parameter: Ranged, spread: Distribution) -> Iterator[Fault]:
    """A distribution has a range to run over and the shape of its kind."""
    path = (*path, "distribution")
    if parameter.range is None:
        yield Fault(path, "the distribution has no range to run over", "add 'range: [low, high]' to the parameter")
    elif spread.kind == "lognormal" and not (parameter.value > 0 and parameter.range[0] >= 0):
        what = "a lognormal distribution is of numbers above 0"
        yield Fault(path, what, "make the value positive and the range 0 or more, or choose another kind")
    wanted = _SHAPES[spread.kind]
    missing = [key for key in wanted if getattr(spread, key) is None]
    if missing:
        yield Fault(path, f"a {spread.kind} distribution needs {listed(missing)}", "add what is missing")
    for key in ("a", "b", "sigma"):
        if key not in wanted and getattr(spread, key) is not None:
            yield Fault((*path, key), f"a {spread.kind} distribution has no {key!r}", "remove it", at="key")


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
