"""Templates filled in: one environment, the texts of the reader's language, the same frame around every page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..report.context import sentence
from ..versions import versions
from .numbers import chance, signed
from .texts import Texts, catalogue, preferred
from .walk.drawing import bar

if TYPE_CHECKING:
    from .services import Services

AREAS = ("explore", "walk", "play")
"""Areas in the navigation, in order: each is at the address of its name, and called by the text ``nav.NAME``."""

LONG = 600
"""Characters from which a summary is set in two columns, where there is room."""


@cache
def environment() -> Environment:
    """The templates; what is not given to one is an error, and every text is escaped."""
    made = Environment(
        loader=PackageLoader("deterrence.app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["quoted"] = lambda text: quote(text, safe="")
    made.filters |= {"chance": chance, "signed": signed, "sentence": sentence}
    made.globals |= {"areas": AREAS, "bar": bar, "long": LONG}
    made.globals["version"] = versions().get("deterrence", "")
    return made


def services_of(request: Request) -> Services:
    """What the server shares among requests."""
    found: Services = request.app.state.services
    return found


def texts_of(request: Request) -> Texts:
    """The texts in the language that the server was started with, or that the browser asks for."""
    known = catalogue()
    asked = services_of(request).settings.language or preferred(request.headers.get("accept-language", ""), known)
    return known[asked]


def is_fragment(request: Request) -> bool:
    """Does htmx ask for a part of a page, and not for a page?"""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A template as an answer.

    Args:
        request: what is answered.
        template: its file, below ``templates``. It gets ``t``, the texts, and ``request``.
        values: what else it needs.
        status, headers: of the answer.
    """
    texts = texts_of(request)
    text = environment().get_template(template).render(t=texts, request=request, **(values or {}))
    return HTMLResponse(text, status, {"content-language": texts.language, "vary": "HX-Request", **(headers or {})})
