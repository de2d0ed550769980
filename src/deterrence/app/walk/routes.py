"""The addresses of Walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from ..crises import Crises
from ..numbers import chance, days, odds, signed, worth
from ..pages import page, services_of, texts_of
from ..setting import Setting
from ..texts import Texts
from .address import AS_CODED, UNDISPUTED, Address
from .walks import beside, history, kept_of

router = APIRouter()


@router.get("/walk")
def walk(request: Request, go: bool = False) -> Response:
    """A position of a walk: the way there, what is open, what is believed, what is ahead.

    Query:
        go: solve a crisis that takes a while without asking first.
        The rest is read by :meth:`.address.Address.read`.
    """
    services = services_of(request)
    crises = services.crises
    address = Address.read(request.query_params.multi_items())
    crisis = crises.library.crisis(address.chosen.scenario or services.settings.first)
    address = replace(address, chosen=address.chosen.settled(crisis, services.settings.first))
    setting = address.chosen.setting(crisis)
    values = {"area": "walk", "address": address, "brief": crisis.brief, "entries": crises.library.entries()}
    if not crises.known(setting) and not go and (size := crises.size(setting)).slow:
        return page(request, "walk/wait.html", {**values, "size": size})
    return _shown(request, crises, setting, address, values)


def _shown(
    request: Request, crises: Crises, setting: Setting, address: Address, values: dict[str, object]
) -> Response:
    from .view import View

    solved = crises.solved(setting)
    kept = kept_of(solved, crises.turn.taken)
    coded = kept.coded(address.history, address.account == AS_CODED) if address.history else None
    if coded is not None and address.steps is None:
        return RedirectResponse(address.at(kept.ahead.walk.code(coded.position)), 303)
    texts = texts_of(request)
    view = View(kept.ahead, address, coded, partial(_drawn, texts), partial(_along, texts))
    shown = {
        "view": view,
        "histories": beside(solved.crisis),
        "names": history(address.history).names if coded else {},
        "undisputed": UNDISPUTED,
        "chance": chance,
        "days": days,
        "odds": odds,
        "worth": worth,
        "signed": signed,
    }
    return page(request, "walk/walk.html", {**values, **shown})


def _drawn(texts: Texts, actor: str) -> str:
    """The text equivalent of the drawing of what an actor's types do."""
    return texts("walk.drawn", actor=actor)


def _along(texts: Texts, actor: str, types: Sequence[tuple[str, Sequence[float]]]) -> str:
    """That of the drawing of how belief went: by type, where it began and stands, and how far it went."""
    each = (
        texts(
            "walk.beliefs.along_type",
            name=name,
            first=chance(beliefs[0]),
            now=chance(beliefs[-1]),
            least=chance(min(beliefs)),
            most=chance(max(beliefs)),
        )
        for name, beliefs in types
    )
    return texts("walk.beliefs.along", actor=actor, types="; ".join(each))
