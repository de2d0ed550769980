"""Which numbers of a scenario make up each actor's capability, credibility and communication, and where they end.

A number belongs to a condition by its tag in the file, and to an actor by whose it is (the parameter's owner). A number
that is several actors' belongs to none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import ArgumentError
from ..parameters.table import NamedParameter, ParameterTable
from ..scenario.crisis import Crisis

CONDITIONS = ("capability", "credibility", "communication")
DECLARED, SOLVED = "declared", "solved at both ends"

Likelihood = Callable[[str, float], float]
Owned = dict[str, dict[str, NamedParameter]]
"""By actor, its numbers that carry a condition, by name."""


@dataclass(frozen=True)
class Setting:
    """A number that belongs to a condition, with its two ends.

    Attributes:
        parameter, label: its name, and in words.
        condition: capability, credibility or communication.
        value: where it stands.
        ideal: the end taken as favourable to deterrence.
        nil: the other end; where the file declares one, the value at which the condition is absent.
        ends: how it is known which is which: ``declared`` in the file, or ``solved at both ends`` (the end at which
            others are less likely to challenge first is the favourable one).
    """

    parameter: str
    label: str
    condition: str
    value: float
    ideal: float
    nil: float
    ends: str


def belonging(parameters: ParameterTable) -> tuple[Owned, list[str]]:
    """By actor, its numbers that carry a condition; and those that carry one and are nobody's in particular.

    Numbers whose role is ``fixed``, or for which the file gives neither a range nor both ends, are left out.
    """
    mine: Owned = {}
    shared = []
    for name, parameter in parameters.items():
        movable = parameter.range is not None or None not in (parameter.ideal, parameter.nil)
        if parameter.condition != "none" and parameter.role != "fixed" and movable:
            if parameter.owner is None:
                shared.append(name)
            else:
                mine.setdefault(parameter.owner, {})[name] = parameter
    return mine, shared


def require_conditions(crisis: Crisis) -> None:
    """Refuse a crisis of which no number carries a condition.

    Raises:
        ArgumentError: there is none.
    """
    mine, shared = belonging(crisis.parameters)
    if not mine and not shared:
        raise ArgumentError(
            f"no number of {crisis.brief.name} carries a condition of deterrence: say 'condition: capability', "
            "'credibility' or 'communication' where one does"
        )


def settings(
    mine: Mapping[str, NamedParameter], values: Mapping[str, float], likelihood: Likelihood
) -> list[Setting]:
    """The ends of an actor's numbers.

    Args:
        mine: its numbers that carry a condition.
        values: where every number stands.
        likelihood: Pr(another challenges first) with one number changed; asked only where the file declares neither
            end.
    """
    return [_setting(parameter, values[name], likelihood) for name, parameter in mine.items()]


def undeclared(mine: Mapping[str, NamedParameter]) -> list[tuple[str, float]]:
    """(number, end of its range) for all of which :func:`settings` asks the likelihood: no end is declared."""
    return [
        (name, end)
        for name, parameter in mine.items()
        if parameter.ideal is None and parameter.nil is None
        for end in parameter.range or ()
    ]


def _setting(parameter: NamedParameter, value: float, likelihood: Likelihood) -> Setting:
    name = parameter.name
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
    return Setting(name, parameter.label, parameter.condition, value, best, worst, ends)


def _further(low: float, high: float, end: float | None) -> float:
    """The end of the range that lies further from the end declared."""
    assert end is not None
    return low if abs(low - end) > abs(high - end) else high
