"""Records of a campaign file: the window, and what is reported of it: events, sequences, precedents, mechanisms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...files.record import Finite, Record, SystemName, Text
from ...files.references import Declares, Refers
from .vocabulary import ActorId, EventId, LeverId, MoveId, Name, Named, Payments, ShownId, StartId, TurnId, When


class Closing(Record):
    """How the window closes at some public states, other than unresolved."""

    when: When = Field(description="Where public variables have these values.")
    to: Annotated[Name, Refers("ending")] = Field(description="The ending that it then is, with what that pays.")


class CampaignWindow(Record):
    """The reporting window."""

    moves: int | None = Field(None, ge=1, le=60, description="T, moves until the window closes.")
    days: Finite | None = Field(
        None, gt=0, le=3650, description="D, days that are reported on; play on a clock goes on until an ending."
    )
    first: StartId = Field(description="The turn, lottery or clock that it opens with.")
    recurrent: bool = Field(
        False, description="Do crises come one after another in it? A report then speaks of periods, not of crises."
    )
    closing: Payments = Field(default_factory=dict, description="To actors, if the window closes before an ending.")
    closes: tuple[Closing, ...] = Field((), description="Where it then counts as an ending; the first that holds.")


class Event(Named):
    """Something that may happen, whose probability is reported: a choice, or a public state being reached.

    A choice: one of ``moves`` (ids) or a move with one of ``tags``, at one of ``turns``, where ``when`` holds.
    A public state: ``seen`` holds on arriving there.
    """

    id: Annotated[Name, Declares("event", among="event")]
    turns: tuple[TurnId, ...] = ()
    moves: tuple[MoveId, ...] = ()
    tags: tuple[Annotated[Name, Refers("tag")], ...] = ()
    when: When = Field(default_factory=dict)
    seen: When = Field(default_factory=dict)
    headline: bool = Field(False, description="Swept over levers and compared in the report.")


class Sequence(Named):
    """One event after another: Pr(event at its next opportunity | after has just happened), and ever afterwards."""

    id: Annotated[Name, Declares("sequence", among="event")]
    after: EventId
    event: EventId


class Precedent(Named):
    """The next crisis after an event, against the same crisis begun at the prior: challenge, and thresholds crossed."""

    id: Annotated[Name, Declares("precedent", among="event")]
    after: EventId
    challenge: EventId = Field(description="A choice; a crisis begins where it can be made.")
    challenger: ActorId | None = Field(None, description="Only next crises in which this actor can challenge.")


class Mechanism(Record):
    """How one of the systems of the design enters the campaign."""

    system: SystemName
    text: Text = Field(description="The mechanism and its assumptions, in words.")
    levers: tuple[LeverId, ...] = Field(min_length=1, description="Parameters that move it.")
    shows: tuple[ShownId, ...] = Field(min_length=1, description="Events and endings that it moves.")
