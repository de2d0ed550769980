"""The lobby: where sessions begin, and are joined."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ...play.host import Opened
from ...play.setup import Refused
from ..pages import page
from .seats import address, give, tables_of
from .tables import GUIDED

router = APIRouter()
SEE_OTHER = 303
DAILY_COOKIE = "daily"
DAY_SECONDS = 24 * 3600
PLAYED_TODAY = re.compile(r"(\d{4}-\d\d-\d\d)\.([0-9a-f]{32})\.([a-z][a-z0-9_]*)")

Name = Annotated[str, Form(min_length=1, max_length=80)]
Code = Annotated[str, Form(min_length=1, max_length=16)]


@router.get("/play")
def lobby(
    request: Request, scenario: Annotated[str, Query(max_length=80)] = GUIDED, waiting: bool = False
) -> Response:
    """Where to begin."""
    tables = tables_of(request)
    setting = tables.setting(scenario)
    values = {
        "area": "play",
        "entries": tables.crises.library.entries(),
        "scenario": scenario,
        "actors": tables.actors(scenario),
        "ready": tables.crises.known(setting),
        "waiting": waiting,
        "size": tables.crises.size(setting),
    }
    return page(request, "play/lobby.html", values)


@router.post("/play/prepare")
def prepare(request: Request, scenario: Name) -> Response:
    """Have a crisis solved; the lobby says when it is."""
    tables = tables_of(request)
    setting = tables.setting(scenario)
    tables.crises.later(setting)
    return RedirectResponse(f"/play?scenario={setting.scenario}&waiting=true", SEE_OTHER)


@router.post("/play/guided")
def guided(request: Request) -> Response:
    """The guided first crisis."""
    tables = tables_of(request)
    return _enter(request, tables.alone(GUIDED, next(iter(tables.actors(GUIDED))), "guided"))


@router.post("/play/daily")
def daily(request: Request) -> Response:
    """Today's crisis, once for each browser and day."""
    played = PLAYED_TODAY.fullmatch(request.cookies.get(DAILY_COOKIE, ""))
    if played and played[1] == datetime.now(UTC).date().isoformat():
        return RedirectResponse(address(played[2], played[3]), SEE_OTHER)
    opened, day = tables_of(request).daily()
    answer = _enter(request, opened)
    told = f"{day}.{opened.session}.{next(iter(opened.tokens))}"
    secure = request.url.scheme == "https"
    answer.set_cookie(
        DAILY_COOKIE, told, DAY_SECONDS, path="/play/daily", secure=secure, httponly=True, samesite="strict"
    )
    return answer


@router.post("/play/alone")
def alone(request: Request, scenario: Name, actor: Name) -> Response:
    """One person against the solution."""
    return _enter(request, tables_of(request).alone(scenario, actor, "solo"))


@router.post("/play/class")
def of_class(
    request: Request,
    scenario: Name,
    persons: Annotated[list[str], Form(max_length=8)] = [],  # noqa: B006 (FastAPI copies it)
    forecasts: Annotated[bool, Form()] = False,
) -> Response:
    """A session that somebody facilitates; of seats that no person takes, bots'."""
    purpose = "class" if persons else "rehearsal"
    return _enter(request, tables_of(request).of_class(scenario, persons, forecasts, purpose))


@router.get("/play/join")
def seats(request: Request, code: Annotated[str, Query(max_length=16)] = "") -> Response:
    """The seats of a session that may be taken."""
    tables = tables_of(request)
    session = tables.host.store.find(code)
    if session is None:
        raise Refused("no session has this code")
    state = tables.host.state(session)
    names = tables.known(state.setup).walk.words.actors
    free = {actor: names[actor] for actor in state.persons if not tables.host.store.held(session, actor)}
    return page(request, "play/join.html", {"area": "play", "code": code, "free": free})


@router.post("/play/join")
def join(request: Request, code: Code, actor: Name) -> Response:
    """Take a seat."""
    session, token = tables_of(request).host.join(code, actor)
    return _enter(request, Opened(session, code, {actor: token}))


def _enter(request: Request, opened: Opened) -> Response:
    """To the page of the one role whose token was given out."""
    ((role, token),) = opened.tokens.items()
    answer = RedirectResponse(address(opened.session, role), SEE_OTHER)
    give(request, answer, opened.session, role, token)
    return answer
