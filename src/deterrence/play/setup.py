"""What a session is set up with, and the events that are all that is kept of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from ..errors import DeterrenceError

PERSON, BOT = "person", "bot"
Deal = Literal["prior", "strategic"]
"""How a seat's type is drawn."""
PRIOR: Final = "prior"
STRATEGIC: Final = "strategic"
FACILITATOR = "facilitator"
PAIR = "pair"
"""Purpose of a session whose facilitator plays too, and is shown nothing hidden before the end."""
MACHINE = ""
"""Who is behind an event that nobody commanded."""


class Refused(DeterrenceError):
    """A command that the rules of a session do not allow; says why, and nothing that is hidden."""


@dataclass(frozen=True)
class Seat:
    """A place at the table.

    Attributes:
        actor: id.
        player: a person, or a bot that plays as the solution has it (under a lock, as the lock has it).
        deal: a type drawn from all by the prior; or, which everybody may know, from the strategic ones alone.
        stand_in: the doctrine that a bot follows in a person's place where nobody takes the seat; "" for the solution.
    """

    actor: str
    player: Literal["person", "bot"] = "person"
    deal: Deal = PRIOR
    stand_in: str = ""

    def as_dict(self) -> dict[str, str]:
        """For JSON; what is empty is left out, so that sessions kept before there were stand-ins read the same."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Setup:
    """Of a session, fixed when it is opened.

    Attributes:
        scenario: its name or what the host of sessions finds it by.
        sha256: of the scenario as it was solved.
        seats: one for each actor, in the game's order.
        seed: of everything that chance decides.
        settings: how the crisis is solved: points of the grid, parameters, locks.
        forecasts: are the others asked, before a move is shown, what it will be?
        purpose: ``solo``, ``class``, ``pair``, ``guided``, ``daily`` or ``rehearsal``.
    """

    scenario: str
    sha256: str
    seats: tuple[Seat, ...]
    seed: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    forecasts: bool = True
    purpose: str = "class"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "seats": [seat.as_dict() for seat in self.seats], "settings": dict(self.settings)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Setup:
        """What :meth:`as_dict` gave."""
        return cls(**{**record, "seats": tuple(Seat(**seat) for seat in record["seats"])})


@dataclass(frozen=True)
class Event:
    """One thing that happened in a session.

    Attributes:
        kind: created, joined, filled, answered, started, paused, resumed, chose, forecast, pushed, injected, came,
            lapsed.
        by: the actor whose seat commanded it, ``facilitator``, or "" where nobody did.
        data: what else is needed to fold it; can be written as JSON.
    """

    kind: str
    by: str = MACHINE
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"kind": self.kind, "by": self.by, "data": dict(self.data)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Event:
        """What :meth:`as_dict` gave."""
        return cls(record["kind"], record["by"], record["data"])


def checksum(events: tuple[Event, ...]) -> str:
    """SHA-256 of events as canonical JSON: two sessions went the same way, bit for bit, where it is the same."""
    text = json.dumps([event.as_dict() for event in events], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
