"""Every number of a scenario has a name, and stands at one or more places of the file.

A parameter written where it is used is named by its path, sections simplified
(``india.acts.limited-strike.cost``, ``india.committed.prior``, ``lines.no-strike.clarity``,
``ladder.strike.hazard``, ``off_ramp.value.india``, ``mediator.arrival.strike``, ``war_hazard``). A
parameter shared under ``parameters:`` has the name it is given there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from ..files.positions import Path
from ..files.record import Record
from ..parameters.parameter import Number, Parameter
from .scenario import Scenario

REMAINDER = "remainder"
_NAMED_BY_ID_ALONE = {"actors": (), "types": (), "red_lines": ("lines",)}


class NumberNames:
    """Names the parameter that stands at a place, so that whoever compiles need not know the rule."""

    def name(self, number: Number, path: tuple[str, ...]) -> str:
        """The shared name if ``number`` refers to one; else the path, joined by dots."""
        return number if isinstance(number, str) else ".".join(path)


@dataclass(frozen=True)
class Site:
    """A place in the file where a number stands.

    Attributes:
        name: the dotted path, which is the parameter's name if it is written here.
        field: the key it stands under (``cost``, ``arrival``, …), whatever rung or actor follows.
        number: the parameter, or the name of a shared one.
        path: where it stands in the file.
    """

    name: str
    field: str
    number: Number
    path: Path

    @property
    def parameter(self) -> str:
        """Name of the parameter that gives the number its value."""
        return self.number if isinstance(self.number, str) else self.name


def sites(scenario: Scenario) -> Iterator[Site]:
    """Every place where a number stands, in the order of the model's fields."""
    return _within(scenario, (), ())


def _within(record: Record, name: tuple[str, ...], path: Path) -> Iterator[Site]:
    for key in type(record).model_fields:
        value = getattr(record, key)
        if isinstance(record, Scenario) and key == "parameters":
            continue
        if not _holds_numbers(type(record), key):
            prefix = name + _NAMED_BY_ID_ALONE.get(key, (key,))
            for step, label, item in _records(key, value):
                yield from _within(item, prefix + label, path + step)
            continue
        table: dict[tuple[str, ...], Any] = {(key,): value}
        if isinstance(value, dict):
            table = dict(_entries((key,), value))
        for step, number in table.items():
            rest = key == "prior" and number == REMAINDER
            if number is not None and not rest:
                yield Site(".".join(name + step), key, number, path + step)


def _records(key: str, value: object) -> Iterator[tuple[Path, tuple[str, ...], Record]]:
    """The records a field holds: (path from here, what they add to the name, record)."""
    if isinstance(value, Record):
        yield (key,), (), value
    elif isinstance(value, tuple):
        items = [(i, item) for i, item in enumerate(value) if isinstance(item, Record)]
        yield from (((key, i), (str(getattr(item, "id", i)),), item) for i, item in items)
    elif isinstance(value, dict):
        yield from (((key, k), (k,), item) for k, item in value.items() if isinstance(item, Record))


def _entries(path: tuple[str, ...], table: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The numbers of a table, which may be a table of tables."""
    for tail, value in table.items():
        if isinstance(value, dict):
            yield from _entries((*path, tail), value)
        else:
            yield (*path, tail), value


@cache
def _holds_numbers(record: type[Record], key: str) -> bool:
    """Is the field a number, or a table of numbers?"""

    def mentions(annotation: Any) -> bool:
        return annotation is Parameter or any(mentions(a) for a in get_args(annotation))

    return mentions(record.model_fields[key].annotation)


def walk(scenario: Scenario) -> Iterator[tuple[str, Parameter, Path]]:
    """Every parameter once: (name, parameter, where the file writes it)."""
    for site in sites(scenario):
        if isinstance(site.number, Parameter):
            yield site.name, site.number, site.path
    for name, parameter in scenario.parameters.items():
        yield name, parameter, ("parameters", name)
