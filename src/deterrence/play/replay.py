"""A session as a code: everything that was commanded, and the seed, from which all else follows.

The code holds the checksum of the session's events. It reveals every type, so it is given only once the crisis is over.
Answers to questions are no part of it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import ArgumentError
from .position import Walk
from .rules import Command, decide
from .session import OVER, State, fold
from .setup import Event, Refused, Setup, checksum

PREFIX = "P1."
MOST = 200_000
KINDS = {
    "joined": "join",
    "filled": "fill",
    "started": "start",
    "paused": "pause",
    "resumed": "resume",
    "chose": "choose",
    "forecast": "forecast",
    "pushed": "push",
    "injected": "inject",
}


@dataclass(frozen=True, eq=False)
class Replayed:
    """A session played again.

    Attributes:
        state: at its end.
        events: all.
        same: is it the same, bit for bit, as when it was played?
    """

    state: State
    events: tuple[Event, ...]
    same: bool


def replay_code(walk: Walk, events: Iterable[Event]) -> str:
    """The code of a session that is over.

    Raises:
        Refused: it is not over.
    """
    kept = _without_answers(events)
    state: State | None = None
    commands = []
    for event in kept:
        if event.by:
            data = dict(event.data)
            data |= {"turn": state.turn} if state and event.kind in ("chose", "forecast", "pushed") else {}
            commands.append([KINDS[event.kind], event.by, data])
        state = fold(walk, state, event)
    if state is None or state.phase != OVER:
        raise Refused("a session has a code once it is over")
    record = {"setup": state.setup.as_dict(), "commands": commands, "checksum": checksum(kept)}
    packed = zlib.compress(json.dumps(record, separators=(",", ":"), allow_nan=False).encode(), 9)
    return PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def setup_of(code: str) -> Setup:
    """What a session was set up with. Raises as :func:`replay`."""
    return _read(code)[0]


def replay(walk: Walk, code: str) -> Replayed:
    """The session of a code, played again.

    Raises:
        ArgumentError: the text is no code, or of another crisis than the walk is.
    """
    setup, commands, kept = _read(code)
    sha256 = walk.crisis.sha256 if walk.crisis else ""
    if setup.sha256 != sha256:
        raise ArgumentError("this code is of another crisis, or of another version of its file: open that one")
    events = [Event("created", data={"setup": setup.as_dict()})]
    state = fold(walk, None, events[0])
    try:
        for command in commands:
            new, state = decide(walk, state, command)
            events += new
    except (Refused, KeyError, TypeError, AttributeError) as error:
        raise ArgumentError("this code is not of a session of this crisis: copy it again, whole") from error
    return Replayed(state, tuple(events), checksum(tuple(events)) == kept)


def _without_answers(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(event for event in events if event.kind != "answered")


def _read(code: str) -> tuple[Setup, list[Command], str]:
    text = code.strip()
    try:
        if not text.startswith(PREFIX) or len(text) > MOST:
            raise ValueError
        packed = text[len(PREFIX) :]
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(raw, 20 * MOST)
        if unpacking.unconsumed_tail:
            raise ValueError
        record = json.loads(unpacked)
        commands = [Command(str(kind), str(by), dict(data)) for kind, by, data in record["commands"]]
        return Setup.of(record["setup"]), commands, str(record["checksum"])
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error, binascii.Error, RecursionError) as error:
        raise ArgumentError(f"this is no code of a session; one begins with {PREFIX}: copy it again, whole") from error
