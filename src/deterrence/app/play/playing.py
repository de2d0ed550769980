"""The pages of a session: a seat's and the facilitator's, their commands, and the stream that says when to look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, StreamingResponse

from ...play.session import OVER
from ...play.setup import FACILITATOR, Refused
from ..pages import is_fragment, page
from .lobby import SEE_OTHER
from .seats import Place, place_of
from .views import facilitator_view, seat_view, situation

router = APIRouter()
LOOK_SECONDS = 0.5
"""Between two looks at whether a session went on."""
STORE_LOOKS = 8
"""Looks at what this process knows, of which one is into the store."""
ALIVE_LOOKS = 30
"""Looks after which an idle stream says that it is alive."""
NOTHING_NEW = 204
MOST_STREAM = 3600 / LOOK_SECONDS


@router.get("/play/{session}/{role}")
def seat(request: Request, session: str, role: str) -> Response:
    """The page of a role."""
    return _shown(request, place_of(request, session, role))


@router.get("/play/{session}/{role}/part")
def part(request: Request, session: str, role: str, number: Annotated[int, Query(ge=0)] = 0) -> Response:
    """What changes on the page, where there are more events than a number; else nothing."""
    place = place_of(request, session, role)
    if place.tables.host.number(session) == number:
        return Response(status_code=NOTHING_NEW)
    return _shown(request, place)


@router.get("/play/{session}/{role}/events")
async def events(request: Request, session: str, role: str) -> Response:
    """Server-sent events: the number of events of the session, whenever it grows."""
    place = await run_in_threadpool(place_of, request, session, role)
    return StreamingResponse(_numbers(request, place), media_type="text/event-stream")


@router.post("/play/{session}/{role}/{command}")
async def command(request: Request, session: str, role: str, command: str) -> Response:
    """What a role commands."""
    form = await request.form(max_files=0, max_fields=100)
    given = {name: value for name, value in form.items() if isinstance(value, str)}

    def done() -> Response:
        place = place_of(request, session, role)
        there = place.address
        if command == "release":
            place.tables.host.release(place.holder, given.get("actor", ""))
        else:
            state = place.do(command, read(command, given), given.get("key", ""))
            there += "/debrief" if command == "answer" and state.phase == OVER else ""
        return _shown(request, place) if is_fragment(request) else RedirectResponse(there, SEE_OTHER)

    return await run_in_threadpool(done)


def read(command: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The data of a command from a form's fields. Raises ``Refused`` where one is missing or no number."""
    if command in ("choose", "forecast", "push"):
        data: dict[str, Any] = {"turn": _number(given, "turn")}
        if command == "choose":
            data["move"] = given.get("move", "")
        elif command == "forecast" and "pass" not in given:
            data["chances"] = _chances(given)
        return data
    if command == "answer":
        asked = [] if "pass" in given else [n.removeprefix("q.") for n in given if n.startswith("q.")]
        return {"when": given.get("when", ""), "answers": {name: _number(given, f"q.{name}") for name in asked}}
    return {name: given.get(name, "") for name in ("actor", "seen", "doctrine")}


def _chances(given: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Fields ``p.MOVER.MOVE``."""
    found: dict[str, dict[str, float]] = {}
    for name in given:
        parts = name.split(".")
        if parts[0] == "p" and len(parts) == 3:
            found.setdefault(parts[1], {})[parts[2]] = _number(given, name)
    return found


def _number(given: Mapping[str, str], name: str) -> float:
    try:
        return float(given[name])
    except (KeyError, ValueError, OverflowError):
        raise Refused("a number is missing: fill in every field") from None


def _shown(request: Request, place: Place) -> Response:
    number, state = place.tables.host.now(place.holder.session)
    known, role = place.known(state), place.holder.role
    seen = situation(known, state, place.tables.host.store.code(place.holder.session), number, role)
    values: dict[str, Any] = {"area": "play", "here": place.address, "s": seen, "names": known.walk.words.actors}
    kind = "facilitator" if role == FACILITATOR else "seat"
    if role == FACILITATOR:
        values["v"] = facilitator_view(known, state)
    else:
        values["v"] = seat_view(known, state, role)
    return page(request, f"play/{kind}_part.html" if is_fragment(request) else f"play/{kind}.html", values)


async def _numbers(request: Request, place: Place) -> AsyncIterator[str]:
    last, idle = -1, 0
    for look in range(int(MOST_STREAM)):
        if await request.is_disconnected():
            return
        number = place.tables.host.remembered(place.holder.session)
        if look % STORE_LOOKS == 0:  # another process may have the session go on
            number = await run_in_threadpool(place.tables.host.number, place.holder.session)
        idle += 1
        if number > last:
            last, idle = number, 0
            yield f"data: {number}\n\n"
        elif idle >= ALIVE_LOOKS:
            idle = 0
            yield ": alive\n\n"
        await asyncio.sleep(LOOK_SECONDS)
