"""The addresses of Explore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from ..pages import page, services_of

router = APIRouter()


@router.get("/", include_in_schema=False)
def home(request: Request) -> Response:
    """The page that is opened first."""
    return RedirectResponse("/explore", 303)


@router.get("/explore")
def explore(request: Request, scenario: Annotated[str, Query(max_length=80)] = "") -> Response:
    """A crisis as its file states it."""
    services = services_of(request)
    crises = services.crises
    setting = crises.setting(scenario or services.settings.first, {})
    values = {"area": "explore", "entries": crises.library.entries(), "crisis": crises.crisis(setting)}
    return page(request, "explore/explore.html", values)
