"""Ranges and distributions of parameters: what must hold of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..files.diagnostics import Fault
from ..files.messages import listed
from ..files.positions import Path
from .parameter import Distribution, Parameter

_SHAPES = {"balanced": (), "uniform": (), "triangular": (), "beta": ("a", "b"), "lognormal": ("sigma",)}


def ranges(parameters: Iterable[tuple[Path, Parameter]]) -> Iterator[Fault]:
    """A range has width and holds the value and the ideal; a distribution has its range and its shape.

    Args:
        parameters: each with where the file writes it.
    """
    for path, parameter in parameters:
        if parameter.range is not None:
            yield from _range(path, parameter, *parameter.range)
        if parameter.distribution is not None:
            yield from _distribution(path, parameter, parameter.distribution)


def _range(path: Path, parameter: Parameter, low: float, high: float) -> Iterator[Fault]:
    if low >= high:
        what = f"the range [{low:g}, {high:g}] does not go from low to high"
        yield Fault((*path, "range"), what, "put the lower end first, or leave out a range of no width")
        return
    for key in ("value", "ideal"):
        number = getattr(parameter, key)
        if number is not None and not low <= number <= high:
            what = f"{key} {number:g} is outside the range [{low:g}, {high:g}]"
            yield Fault((*path, key), what, "change one or the other")


def _distribution(path: Path, parameter: Parameter, spread: Distribution) -> Iterator[Fault]:
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
