"""Policy options: what an actor could choose before the crisis, as changes of a scenario's numbers.

An option is written for every actor that could take it. Taking it gives some parameters another value (``sets``) and
multiplies others (``multiplies``). Nothing here knows what kind of scenario the parameters belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from ..files.record import Identifier, Record, Text
from ..files.references import Declares, Refers
from ..parameters.evidence import SourceId
from ..parameters.parameter import Number, ParameterName

SETS, MULTIPLIES = "sets", "multiplies"

TakerId = Annotated[Identifier, Refers("actor")]


class Option(Record):
    """A policy that any of the actors could take, as changes of parameters."""

    id: Annotated[Identifier, Declares("option")]
    name: Text
    text: Text = Field(description="What the policy is, in a sentence or two.")
    source: SourceId = Field(description="Id of an entry of 'sources' ('judgement' needs no more).")
    sets: dict[TakerId, dict[ParameterName, Number]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> the value it then has."
    )
    multiplies: dict[TakerId, dict[ParameterName, Number]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> what its value is multiplied by."
    )

    @property
    def takers(self) -> tuple[str, ...]:
        """Actors it is written for, in the order of the file."""
        return tuple(dict.fromkeys([*self.sets, *self.multiplies]))


def entries(option: Option, taker: str, key: str) -> Iterator[tuple[str, str]]:
    """(parameter that is changed, name of the number that says how) under ``sets`` or ``multiplies``.

    A number written in place is named by its path: ``options.ID.sets.TAKER.PARAMETER``.
    """
    for target, number in getattr(option, key).get(taker, {}).items():
        yield target, number if isinstance(number, str) else ".".join(("options", option.id, key, taker, target))


def changes(options: Iterable[Option], taker: str, values: Mapping[str, float]) -> dict[str, float]:
    """What the actor's taking all of the options changes: parameter -> new value.

    Values are set first and multiplied afterwards, so that the order of the options does not matter as long as no two
    set one parameter.

    Args:
        options: those taken.
        taker: who takes them.
        values: every parameter's value, those of the options' own numbers included.
    """
    taken = tuple(options)
    new: dict[str, float] = {}
    for option in taken:
        new.update({target: float(values[name]) for target, name in entries(option, taker, SETS)})
    for option in taken:
        for target, name in entries(option, taker, MULTIPLIES):
            new[target] = new.get(target, float(values[target])) * float(values[name])
    return new
