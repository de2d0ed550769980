"""The addresses of Walk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from ...errors import ArgumentError
from ..crises import Crises, Setting
from ..pages import page, services_of, texts_of
from .address import AS_CODED, UNDISPUTED, Address
from .drawing import bar
from .numbers import chance, days, signed, worth
from .walks import ahead_of, beside, history

router = APIRouter()

Name = Annotated[str, Query(max_length=80)]
Some = Annotated[list[str], Query(max_length=40)]
NONE: list[str] = []


@router.get("/walk")
def walk(
    request: Request,
    scenario: Name = "",
    steps: Annotated[str | None, Query(max_length=20_000)] = None,
    set: Some = NONE,
    lock: Some = NONE,
    history: Name = "",
    told: Name = AS_CODED,
    go: bool = False,
) -> Response:
    """A position of a walk: the way there, what is open, what is believed, what is ahead."""
    services = services_of(request)
    crises = services.crises
    address = Address(scenario or services.settings.first, steps or "", tuple(set), tuple(lock), history, told)
    if told not in (AS_CODED, UNDISPUTED):
        raise ArgumentError(f"a coded crisis is told as it is coded, or '{UNDISPUTED}', not '{told}'")
    setting = crises.setting(address.scenario, address.changes(), address.lock)
    crisis = crises.crisis(setting)
    values = {"area": "walk", "address": address, "brief": crisis.brief, "entries": crises.library.entries()}
    if not crises.known(setting) and not go and (size := crises.size(setting)).slow:
        return page(request, "walk/wait.html", {**values, "size": size})
    return _shown(request, crises, setting, address, values, begin_coded=steps is None)


def _shown(
    request: Request, crises: Crises, setting: Setting, address: Address, values: dict[str, object], begin_coded: bool
) -> Response:
    from ...play.coded import coded_walk
    from .view import View

    solved = crises.solved(setting)
    ahead = ahead_of(solved, crises.turn.taken)
    coded = None
    if address.history:
        coded = coded_walk(ahead.walk, history(address.history), disputed=address.told == AS_CODED)
        if begin_coded:
            return RedirectResponse(address.at(ahead.walk.code(coded.position)), 303)
    view = View(ahead.walk, ahead, address, coded, texts_of(request)("walk.drawn"))
    shown = {
        "view": view,
        "histories": beside(solved.crisis),
        "chance": chance,
        "days": days,
        "worth": worth,
        "signed": signed,
        "bar": bar,
        "undisputed": UNDISPUTED,
        "Address": Address,
    }
    return page(request, "walk/walk.html", {**values, **shown})
