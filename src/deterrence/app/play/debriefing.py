"""The debrief of a session, its exports, and sessions played again from their codes."""

from __future__ import annotations

from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from ...play.debrief import Debrief, debrief
from ...play.replay import replay, replay_code, setup_of
from ...play.session import State
from ...play.setup import FACILITATOR, Refused
from ..pages import page
from .conduct import stood_in
from .seats import Place, address, own_seats, place_of, tables_of
from .tables import Known
from .views import SeatView, cards, new_key, seat_view

router = APIRouter()
MOST_CODE = 200_000
FIRST = "first answer what you were asked before the crisis, or let it pass: the debrief has the answers"
STYLES = ("page.css", "play.css")
COLOURS = {"light.css": "", "dark.css": "screen and (prefers-color-scheme: dark)"}
"""Of the report's look, by the screens that they are for."""


@router.get("/play/replay")
def again(request: Request) -> Response:
    """Where a code is entered."""
    return page(request, "play/replay.html", {"area": "play"})


@router.post("/play/replay")
def replayed(request: Request, code: Annotated[str, Form(min_length=1, max_length=MOST_CODE)]) -> Response:
    """The session of a code, played again, with its debrief."""
    known = tables_of(request).known(setup_of(code))
    found = replay(known.walk, code)
    values = _values(known, found.state, debrief(known.ahead, found.state), code)
    return page(request, "play/debrief.html", {**values, "same": found.same, "here": ""})


@router.get("/play/{session}/{role}/debrief")
def debriefed(request: Request, session: str, role: str) -> Response:
    """The debrief of a session that is over, as a role comes to it. It has the answers to what is asked before and
    after: who answered before is asked again first, or lets the questions pass."""
    values = _of(request, session, role)
    return page(request, "play/after.html" if values["v"] else "play/debrief.html", values)


@router.get("/play/{session}/{role}/debrief.html")
def as_page(request: Request, session: str, role: str) -> Response:
    """The same as one file, without anything outside it."""
    values = _of(request, session, role)
    if values["v"]:
        raise Refused(FIRST)
    values |= {"styles": _styles(), "here": ""}
    return page(request, "play/debrief_file.html", values, headers=_attached("html"))


@router.get("/play/{session}/{role}/debrief.csv")
def as_table(request: Request, session: str, role: str) -> Response:
    """Its decisions as a table."""
    place = place_of(request, session, role)
    state = place.state()
    known = place.known(state)
    found = debrief(known.ahead, state)
    if _asked(request, place, known, state):
        raise Refused(FIRST)
    return Response(found.csv(), media_type="text/csv", headers=_attached("csv"))


def _asked(request: Request, place: Place, known: Known, state: State) -> SeatView | None:
    """The seat of this browser that is asked what the debrief has the answers to, if one is: whoever facilitates may
    hold one too."""
    role, session = place.holder.role, place.holder.session
    seats = own_seats(request, session) if role == FACILITATOR else [role]
    views = (seat_view(known, state, actor) for actor in seats)
    return next((view for view in views if view.questions), None)


def _styles() -> str:
    """Everything that the file needs to look like the page."""
    look, folder = resources.files("deterrence.report") / "look", resources.files("deterrence.app") / "assets"
    colours = {name: (look / name).read_text(encoding="utf-8") for name in COLOURS}
    parts = [f"@media {COLOURS[name]} {{ {text} }}" if COLOURS[name] else text for name, text in colours.items()]
    return "\n".join([*parts, *((folder / name).read_text(encoding="utf-8") for name in STYLES)])


def _attached(kind: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="debrief.{kind}"'}


def _of(request: Request, session: str, role: str) -> dict[str, Any]:
    place = place_of(request, session, role)
    state = place.state()
    known = place.known(state)
    found = debrief(known.ahead, state, known.questions)
    code = replay_code(known.walk, place.tables.host.events(session))
    view = _asked(request, place, known, state)
    here = address(session, view.actor) if view else place.address
    values = {**_values(known, state, found, code), "same": None, "here": here, "key": new_key(), "v": view}
    if role != FACILITATOR:
        return values
    pooled, sessions = place.tables.learned(session)
    return {**values, "pooled": pooled, "sessions": sessions}


def _values(known: Known, state: State, found: Debrief, code: str) -> dict[str, Any]:
    words = known.walk.words
    assert known.walk.crisis is not None
    return {
        "area": "play",
        "title": known.walk.crisis.brief.title,
        "conduct": (*known.conduct, *stood_in(known.walk.crisis.brief, state.doctrines)),
        "pooled": None,
        "sessions": 0,
        "s": state,
        "d": found,
        "code": code,
        "cards": cards(known, state),
        "actors": words.actors,
        "types": words.types,
        "signed": signed,
        "endings": {name: words.ending(name) for name in found.expected},
    }


def signed(x: float) -> str:
    """With two decimals and its sign; zero has none."""
    text = f"{x:+.2f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")
