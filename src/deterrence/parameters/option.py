"""Policy options: what an actor could choose before the crisis, as changes of a scenario's numbers.

An option is written for every actor that could take it. Taking it gives some parameters another value (``sets``) and
multiplies others (``multiplies``). Nothing here knows which form of scenario the parameters belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from ..errors import ArgumentError
from ..files.diagnostics import Fault
from ..files.messages import did_you_mean, shown
from ..files.positions import Path
from ..files.record import Identifier, Record, Text
from ..files.references import Declares, Refers
from .evidence import SourceId
from .parameter import Number, ParameterName

SETS, MULTIPLIES = "sets", "multiplies"

TakerId = Annotated[Identifier, Refers("actor")]


class PolicyOption(Record):
    """A policy that actors could take; what it changes is said by ``sets`` and ``multiplies``, by who takes it."""

    id: Annotated[Identifier, Declares("option")]
    name: Text
    text: Text = Field(description="What the policy is, in a sentence or two.")
    source: SourceId = Field(description="Id of an entry of 'sources' ('judgement' needs no more).")

    def table(self, key: str) -> Mapping[str, Mapping[str, object]]:
        """What is under ``sets`` or ``multiplies``: by taker, parameter -> number."""
        found: Mapping[str, Mapping[str, object]] = getattr(self, key)
        return found

    @property
    def takers(self) -> tuple[str, ...]:
        """Actors it is written for, in the order of the file."""
        return tuple(dict.fromkeys([*self.table(SETS), *self.table(MULTIPLIES)]))


class Option(PolicyOption):
    """A policy that either of two sides could take, as changes of parameters."""

    sets: dict[TakerId, dict[ParameterName, Number]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> the value it then has."
    )
    multiplies: dict[TakerId, dict[ParameterName, Number]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> what its value is multiplied by."
    )


def options_of(options: Sequence[PolicyOption], taker: str) -> tuple[str, ...]:
    """Ids of the options that an actor could take, in the order of the file.

    Raises:
        ArgumentError: there is none; with who has some.
    """
    mine = tuple(option.id for option in options if taker in option.takers)
    if not mine:
        takers = list(dict.fromkeys(t for option in options for t in option.takers))
        remedy = did_you_mean(taker, takers) or f"name one of {', '.join(takers)}"
        raise ArgumentError(f"{taker} has no policy options: {remedy}")
    return mine


def entries(option: PolicyOption, taker: str, key: str) -> Iterator[tuple[str, str | float]]:
    """(parameter that is changed, what says how) under ``sets`` or ``multiplies``.

    What says how is a plain number, or the name of a parameter. A parameter written in place is named by its path:
    ``options.ID.sets.TAKER.PARAMETER``.
    """
    for target, number in option.table(key).get(taker, {}).items():
        if isinstance(number, str | float | int):
            yield target, number
        else:
            yield target, ".".join(("options", option.id, key, taker, target))


def changes(
    options: Iterable[PolicyOption],
    taker: str,
    values: Mapping[str, float],
    doses: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """What the actor's taking all of the options changes: parameter -> new value.

    Values are set first and multiplied afterwards, so that the order of the options does not matter as long as no two
    set one parameter. Where an option is taken in part, a value goes that part of the way to what it would be set to,
    or multiplied by.

    Args:
        options: those taken.
        taker: who takes them.
        values: every parameter's value, those of the options' own numbers included.
        doses: by option, from 0 to 1, how much of it is taken; all of it by default.
    """

    def amount(number: str | float) -> float:
        return float(values[number] if isinstance(number, str) else number)

    def part_way(option: PolicyOption, start: float, end: float) -> float:
        dose = 1.0 if doses is None else doses.get(option.id, 1.0)
        return end if dose == 1.0 else start + dose * (end - start)

    taken = tuple(options)
    new: dict[str, float] = {}
    for option in taken:
        for target, number in entries(option, taker, SETS):
            new[target] = part_way(option, float(values[target]), amount(number))
    for option in taken:
        for target, number in entries(option, taker, MULTIPLIES):
            new[target] = new.get(target, float(values[target])) * part_way(option, 1.0, amount(number))
    return new


def set_twice(options: Sequence[PolicyOption], taker: str) -> Iterator[Fault]:
    """No two options set one parameter for one taker, so that their order does not matter."""
    first: dict[str, str] = {}
    for i, option in enumerate(options):
        for target, _ in entries(option, taker, SETS):
            if target in first:
                what = f"{shown(target)} is set by {shown(first[target])} already, where {shown(taker)} takes both"
                yield Fault(("options", i, SETS, taker, target), what, "multiply it in one of them", at="key")
            first.setdefault(target, option.id)


def taken_together(options: Sequence[PolicyOption], taker: str) -> Iterator[tuple[Path, Sequence[PolicyOption], str]]:
    """(place in the file, options taken, in words) for each option of a taker by itself, and for all of them."""
    mine = [(i, option) for i, option in enumerate(options) if taker in option.takers]
    yield from ((("options", i), [option], f"taken by {shown(taker)}") for i, option in mine)
    if len(mine) > 1:
        yield ("options",), [option for _, option in mine], f"with every option taken by {shown(taker)}"
