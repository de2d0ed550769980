"""Which numbers of a scenario make up each actor's capability, credibility and communication, and where they end.

A number belongs to a condition by its tag in the file, and to an actor by where it stands: in the actor's own section,
in a red line that it owns, or under its name in a table. A number that serves both sides belongs to neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..files.positions import Path
from ..game.parameters import number_paths
from ..game.scenario import Scenario
from ..game.sites import sites
from ..parameters.parameter import Parameter

CONDITIONS = ("capability", "credibility", "communication")
DECLARED, SOLVED = "declared", "solved at both ends"

Likelihood = Callable[[str, float], float]


@dataclass(frozen=True)
class Setting:
    """A number that belongs to a condition, with its two ends.

    Attributes:
        parameter, label: its name, and in words.
        condition: capability, credibility or communication.
        value: where it stands.
        ideal: the end taken as favourable to deterrence.
        nil: the other end; where the file declares one, the value at which the condition is absent.
        ends: how it was told which is which: ``declared`` in the file, or ``solved at both ends`` (the end at which
            the other side is less likely to challenge first is the favourable one).
    """

    parameter: str
    label: str
    condition: str
    value: float
    ideal: float
    nil: float
    ends: str


def belonging(scenario: Scenario) -> tuple[dict[str, dict[str, Parameter]], list[str]]:
    """By actor, its numbers that carry a condition; and those that carry one and serve both sides or neither.

    Numbers whose role is ``fixed``, or for which the file gives neither a range nor both ends, are left out.
    """
    owners: dict[str, set[str | None]] = {}
    for site in sites(scenario):
        owners.setdefault(site.parameter, set()).add(_owner(scenario, site.path))
    mine: dict[str, dict[str, Parameter]] = {actor.id: {} for actor in scenario.actors}
    shared = []
    for name, parameter in number_paths(scenario).items():
        movable = parameter.range is not None or None not in (parameter.ideal, parameter.nil)
        if parameter.condition != "none" and parameter.role != "fixed" and movable:
            found = owners.get(name, set())
            actor = next(iter(found)) if len(found) == 1 else None
            if actor is None:
                shared.append(name)
            else:
                mine[actor][name] = parameter
    return mine, shared


def _owner(scenario: Scenario, path: Path) -> str | None:
    """The actor that a place in the file belongs to, None where it is both sides' or nobody's."""
    section, place, *_ = (*path, None)
    if section == "actors" and isinstance(place, int):
        return scenario.actors[place].id
    if section == "red_lines" and isinstance(place, int):
        return scenario.red_lines[place].owner
    return next((actor.id for actor in scenario.actors if path[-1] == actor.id), None)


def settings(mine: Mapping[str, Parameter], values: Mapping[str, float], likelihood: Likelihood) -> list[Setting]:
    """The ends of an actor's numbers.

    Args:
        mine: its numbers that carry a condition.
        values: where every number stands.
        likelihood: Pr(the other side challenges first) with one number changed; asked only where the file declares
            neither end.
    """
    return [_setting(name, parameter, values[name], likelihood) for name, parameter in mine.items()]


def _setting(name: str, parameter: Parameter, value: float, likelihood: Likelihood) -> Setting:
    low, high = parameter.range or (value, value)
    ideal, nil, ends = parameter.ideal, parameter.nil, DECLARED
    if ideal is None and nil is None:
        ends = SOLVED
        ideal, nil = (low, high) if likelihood(name, low) < likelihood(name, high) else (high, low)
    best = ideal if ideal is not None else _further(low, high, nil)
    worst = nil if nil is not None else _further(low, high, ideal)
    if best >= worst:
        best, worst = max(best, value), min(worst, value)
    else:
        best, worst = min(best, value), max(worst, value)
    return Setting(name, parameter.label or name, parameter.condition, value, best, worst, ends)


def _further(low: float, high: float, end: float | None) -> float:
    """The end of the range that lies further from the end declared."""
    assert end is not None
    return low if abs(low - end) > abs(high - end) else high
