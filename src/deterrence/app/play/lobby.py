"""The lobby: where sessions begin, and are joined."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ...play.host import Opened
from ...play.setup import PAIR, PRIOR, STRATEGIC, Deal, Refused
from ..explore.chosen import Chosen
from ..explore.controls import lock_choices
from ..pages import page
from ..setting import Setting
from .seats import SECONDS, address, give, keep, tables_of
from .tables import GUIDED

router = APIRouter()
SEE_OTHER = 303
DAILY_COOKIE, CLASS_COOKIE = "daily", "class"
CLASS_BYTES = 32
CLASS_TOKEN = re.compile(rf"[0-9a-f]{{{2 * CLASS_BYTES}}}")
DAY_SECONDS = 24 * 3600
PLAYED_TODAY = re.compile(r"(\d{4}-\d\d-\d\d)\.([0-9a-f]{32})\.([a-z][a-z0-9_]*)")

Name = Annotated[str, Form(min_length=1, max_length=80)]
ClassName = Annotated[str, Form(max_length=80)]
Code = Annotated[str, Form(min_length=1, max_length=16)]
MOST_FIELDS = 200
STAND_IN = "stand."


async def posted(request: Request) -> Chosen:
    """The crisis, and what bots do in it, as the fields of a form say."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return Chosen.read((name, value) for name, value in form.multi_items() if isinstance(value, str))


async def stands_in(request: Request) -> dict[str, str]:
    """By actor, what a bot does where nobody takes its seat, as the fields of a form say."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {n.removeprefix(STAND_IN): v for n, v in form.items() if n.startswith(STAND_IN) and isinstance(v, str)}


Posted = Annotated[Chosen, Depends(posted)]
StandIns = Annotated[dict[str, str], Depends(stands_in)]


@router.get("/play")
def lobby(request: Request, waiting: bool = False) -> Response:
    """Where to begin: the address says which crisis, and what bots do in it, as Explore's does."""
    tables = tables_of(request)
    chosen, setting = tables.chosen(Chosen.read(request.query_params.multi_items()))
    values = {
        "area": "play",
        "entries": tables.crises.library.entries(),
        "chosen": chosen,
        "locks": lock_choices(tables.crises.library.crisis(chosen.scenario), chosen),
        "conduct": tables.conduct(setting),
        "actors": tables.actors(setting),
        "ready": tables.ready(setting),
        "waiting": waiting,
        "size": tables.crises.size(setting),
    }
    return page(request, "play/lobby.html", values)


@router.post("/play/prepare")
def prepare(request: Request, asked: Posted) -> Response:
    """Have a crisis solved; the lobby says when it is."""
    tables = tables_of(request)
    chosen, setting = tables.chosen(asked)
    tables.crises.later(setting)
    return RedirectResponse(f"/play?{chosen.own}&waiting=true", SEE_OTHER)


@router.post("/play/guided")
def guided(request: Request) -> Response:
    """The guided first crisis."""
    tables = tables_of(request)
    setting = Setting(GUIDED)
    return _enter(request, tables.alone(setting, next(iter(tables.actors(setting))), "guided"))


@router.post("/play/daily")
def daily(request: Request) -> Response:
    """Today's crisis, once for each browser and day. Nobody knows who sits at another browser: the pages say that the
    first time counts, and data of play have the first session of a day alone."""
    tables = tables_of(request)
    played = PLAYED_TODAY.fullmatch(request.cookies.get(DAILY_COOKIE, ""))
    if played and played[1] == datetime.now(UTC).date().isoformat() and tables.host.number(played[2]):
        return RedirectResponse(address(played[2], played[3]), SEE_OTHER)
    opened, day = tables.daily()
    answer = _enter(request, opened)
    value = f"{day}.{opened.session}.{next(iter(opened.tokens))}"
    keep(request, answer, DAILY_COOKIE, value, DAY_SECONDS, "/play/daily")
    return answer


@router.post("/play/alone")
def alone(request: Request, asked: Posted, actor: Name) -> Response:
    """One person against bots."""
    tables = tables_of(request)
    return _enter(request, tables.alone(tables.chosen(asked)[1], actor, "solo"))


@router.post("/play/class")
def of_class(
    request: Request,
    asked: Posted,
    stand: StandIns,
    persons: Annotated[list[str], Form(max_length=8)] = [],  # noqa: B006 (FastAPI copies it)
    forecasts: Annotated[bool, Form()] = False,
    plays: Annotated[bool, Form()] = False,
    weigh: Annotated[bool, Form()] = False,
    name: ClassName = "",
) -> Response:
    """A session that somebody facilitates; of seats that no person takes, bots'. Those to which a browser gives the
    same name are one class. Whoever facilitates and plays too is shown nothing hidden before the end. Persons' types
    are drawn by the prior, or such as weigh costs."""
    purpose, tables = ((PAIR if plays else "class") if persons else "rehearsal"), tables_of(request)
    deal: Deal = STRATEGIC if weigh else PRIOR
    opened = tables.of_class(tables.chosen(asked)[1], persons, forecasts, purpose, stand, deal)
    answer = _enter(request, opened)
    if name := " ".join(name.lower().split()):
        token = request.cookies.get(CLASS_COOKIE, "")
        token = token if CLASS_TOKEN.fullmatch(token) else secrets.token_hex(CLASS_BYTES)
        tables.host.store.enrol(opened.session, token, name)
        keep(request, answer, CLASS_COOKIE, token, SECONDS, "/play/class")
    return answer


@router.get("/play/join")
def seats(request: Request, code: Annotated[str, Query(max_length=16)] = "") -> Response:
    """The seats of a session that may be taken."""
    tables = tables_of(request)
    session = tables.host.store.find(code)
    if session is None:
        raise Refused("no session has this code: look at it again")
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
