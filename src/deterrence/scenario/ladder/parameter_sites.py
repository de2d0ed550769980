"""Every number of a scenario has a name, and stands at one or more places of the file.

A parameter written where it is used is named by its path, sections simplified
(``india.acts.limited-strike.cost``, ``india.committed.prior``, ``lines.no-strike.clarity``,
``ladder.strike.hazard``, ``off_ramp.value.india``, ``mediator.arrival.strike``, ``war_hazard``). A
parameter shared under ``parameters:`` has the name it is given there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ...files.positions import Path
from ...files.record import Record
from ...files.references import marked
from ...parameters.parameter import IsNumber, Number, Parameter
from .record import Scenario

REMAINDER = "remainder"
_NAMED_BY_ID_ALONE = {"actors": (), "types": (), "red_lines": ("lines",)}


class NumberNames:
    """Names the parameter that stands at a place, so that the compiler need not know the rule."""

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
    for _, path, _, number in marked(scenario, IsNumber):
        name: list[str] = []
        field, at = "", cast(Any, scenario)
        for step in path:
            if isinstance(at, Record):
                field, at = str(step), getattr(at, str(step))
                name += _NAMED_BY_ID_ALONE.get(field, (field,))
            else:
                at = at[step]
                name.append(at.id if isinstance(step, int) else step)
        yield Site(".".join(name), field, number, path)


def walk(scenario: Scenario) -> Iterator[tuple[str, Parameter, Path]]:
    """Every parameter once: (name, parameter, where the file writes it)."""
    for site in sites(scenario):
        if isinstance(site.number, Parameter):
            yield site.name, site.number, site.path
    for name, parameter in scenario.parameters.items():
        yield name, parameter, ("parameters", name)
