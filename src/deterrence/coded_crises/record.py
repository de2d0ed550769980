"""The history file: a past crisis, move by move, as a person codes it.

A history is data, as a scenario is, and is read by the same reader. Every actor's moves are coded on one shared ladder
(:mod:`.ladder`) with the same words; where the sides describe a move differently, each side's account stands under
its own name and none is preferred. The format has no place for targets, places below a front's name, forces, weapons or
plans, and gives losses only as published totals, by who states them.

Reading, with the rules that need more than one section, is in :mod:`.reading`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..files.record import Identifier, Record, Text
from ..files.references import Declares, Refers
from ..parameters import evidence

CHANCE = "chance"  # the actor of an event that nobody chose

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Date = Annotated[str, StringConstraints(min_length=1, max_length=10)]

UNUSED = "use it, or remove it"
FrontId = Annotated[Identifier, Refers("front")]
MoveId = Annotated[Identifier, Refers("move")]
MoverId = Annotated[Identifier, Refers("actor", also=(CHANCE,))]
RungId = Annotated[Identifier, Refers("rung")]
SourceId = Annotated[Identifier, Refers("source")]

Role = Literal["party", "armed group", "mediator", "third party", "international body", "unknown"]
Cause = Literal["chosen", "matched", "misperceived", "accident"]
Attribution = Literal["claimed", "denied", "contested", "unattributed"]
SourceKind = Literal["official", "academic", "encyclopaedia", "wire", "press", "aggregator", "recollection"]
Extent = Literal["whole", "part", "opening", "not opened"]


class Source(Record):
    """Where something is stated, and how much of it was read.

    What nobody opened is ``read: not opened``; what was remembered is a ``recollection``.
    """

    citation: Text = Field(description="Who states it, under what title, when.")
    kind: SourceKind
    address: Text | None = Field(None, description="Where a reader can open it.")
    read: Extent = Field(description="How much of it was read.")
    opened: Date | None = Field(None, description="When it was read: 2026-11-22 or 2026-11.")
    note: Text | None = None


class Side(Record):
    """Someone who moves in the crisis or gives an account of it. Names are data: no name has any effect."""

    id: Annotated[Identifier, Declares("actor", unused=UNUSED)]
    name: Text
    role: Role


class Front(Record):
    """A place where the actors meet, by name only."""

    id: Annotated[Identifier, Declares("front", unused=UNUSED)]
    name: Text


class Account(evidence.Account):
    """One of the actors' account of it."""

    by: Annotated[Text, Refers("actor")]


class Confidence(Record):
    """How sure the coding of a move is, and why."""

    level: Literal["high", "medium", "low"]
    reason: Sentence


class CodedMove(Record):
    """One move of one actor, or one event that nobody chose."""

    id: Annotated[Identifier, Declares("move")]
    date: Date = Field(description="A day, a month or a year: 1999-05-26, 1999-05 or '1999'.")
    until: Date | None = Field(None, description="Last day, month or year of what went on longer.")
    actor: MoverId = Field(description="Who moved: the id of an actor, or 'chance'.")
    front: FrontId
    rung: RungId = Field(description="The rung of the shared ladder on which the move came out.")
    intended: RungId | None = Field(None, description="The rung that was meant, where it was another.")
    cause: Cause = Field("chosen", description="chosen, matched, misperceived or accident.")
    what: Sentence = Field(description="What is common ground, in one sentence.")
    attribution: Attribution = Field("claimed", description="claimed, denied, contested or unattributed.")
    accounts: tuple[Account, ...] = Field((), description="Each side's account, where they differ.")
    in_response_to: tuple[MoveId, ...] = Field((), description="Earlier moves that it answers.")
    sources: tuple[SourceId, ...] = Field(min_length=1)
    confidence: Confidence

    @property
    def precision(self) -> Literal["day", "month", "year", "range"]:
        """How exact the date is."""
        if self.until is not None:
            return "range"
        return {4: "year", 7: "month"}.get(len(self.date), "day")  # type: ignore[return-value]


class Losses(Record):
    """A published total, as each side states it. Totals are never added up or netted."""

    of: Sentence = Field(description="Whose losses, and when.")
    accounts: tuple[Account, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Span(Record):
    """First and last day, month or year that the coding covers."""

    first: Date
    last: Date


class History(Record):
    """A past crisis, coded move by move."""

    format: Literal["deterrence-history-1"] = Field(alias="schema")
    name: Identifier
    title: Text
    span: Span
    summary: Text
    gaps: tuple[Sentence, ...] = Field(min_length=1, description="What is not covered, or not known.")
    icb: tuple[int, ...] = Field((), description="Numbers of the crises of the ICB data that it covers.")
    actors: tuple[Side, ...] = Field(min_length=2)
    fronts: tuple[Front, ...] = Field(min_length=1)
    moves: tuple[CodedMove, ...] = Field(min_length=2)
    losses: tuple[Losses, ...] = ()
    sources: dict[Annotated[Identifier, Declares("source", unused=UNUSED)], Source] = Field(min_length=1)

    @property
    def names(self) -> dict[str, str]:
        """Names of the actors by id, with chance."""
        return {CHANCE: "chance", **{a.id: a.name for a in self.actors}}
