"""A library of doctrines as it is written: rules that name acts, so that they fit any scenario that has them."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from ..files.record import Finite, Identifier, Record, Text
from ..files.references import Declares, Refers
from ..parameters.evidence import Source
from ..scenario.ladder.when import When

SCHEMA = "deterrence-doctrines-1"
UNUSED = "name it where a doctrine is discussed, or remove it"
RUNG = "r"  # how a doctrine made for each rung names the rung

Word = Literal["hold", "warn", "offer", "accept", "concede", "below", "match", "above"]
WORDS: tuple[Word, ...] = get_args(Word)
Fact = Literal["attacked", "crossed", "offered", "warned"]


class PlainRule(Record):
    """If ``when`` holds, do the first of these that is open."""

    when: When = When()
    do: tuple[Word, ...] = Field(min_length=1)


class LibraryDoctrine(Record):
    """A doctrine that fits any actor of any scenario with the moves it needs."""

    id: Annotated[Identifier, Declares("doctrine")]
    name: Text
    text: Text = Field(description="What it does, in two sentences.")
    discussed: tuple[Annotated[Identifier, Refers("source")], ...] = Field(
        (), description="Ids of sources that discuss it."
    )
    needs: tuple[Word, ...] = Field((), description="Moves without which it would be another doctrine.")
    each: Literal["rung"] | None = Field(None, description="Made once for each rung of acts but the lowest, as 'r'.")
    tremble: Finite | None = Field(None, ge=0, le=1, description="Chance of departing from it, in place of the type's.")
    rules: tuple[PlainRule, ...] = Field(min_length=1)


class LibraryLock(Record):
    """Conduct that a lock may name beside doctrines: moves never made where facts hold, all else left to choice."""

    id: Annotated[Identifier, Declares("doctrine")]
    name: Text
    text: Text = Field(description="What it does, in two sentences.")
    when: dict[Fact, bool] = Field(default_factory=dict, description="Facts about the public state; all must hold.")
    never: tuple[Word | Literal["act"], ...] = Field(min_length=1, description="Moves not made; 'act' for any act.")


class Library(Record):
    """Doctrines, and the sources that discuss them."""

    format: Literal["deterrence-doctrines-1"] = Field(alias="schema")
    doctrines: tuple[LibraryDoctrine, ...] = Field(min_length=1)
    locks: tuple[LibraryLock, ...] = ()
    sources: dict[Annotated[Identifier, Declares("source", unused=UNUSED)], Source] = Field(default_factory=dict)
