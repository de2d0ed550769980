"""The server: areas put together behind what guards them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from ..errors import ArgumentError, DeterrenceError, InputError
from ..play.store import Unreachable
from .crises import Crises
from .explore import routes as explore
from .jobs import Jobs
from .pages import is_fragment, page, texts_of
from .play import routes as play
from .security import App, Message, Receive, Send, guarded
from .services import Services
from .settings import Settings
from .walk import routes as walk

ROUTERS = (explore.router, walk.router, play.router)
"""One for each area. An area adds its own here, and its name to ``AREAS`` of the navigation (``pages``)."""

WRONG, FAILED, LOST, BROKEN, LATER = 422, 409, 404, 500, 503
LOOK = ("deterrence.report", "look")
"""Colours and drawings, which the page shares with the report."""
TABLE = "table"
BESIDE_TABLE = {"hx-retarget": "#fault", "hx-reswap": "innerHTML"}
"""An error of a session stands beside its table, which stays."""
log = logging.getLogger("deterrence.app")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The page as an application for any ASGI server.

    Args:
        settings: what it is started with; the defaults if None.
    """
    settings = settings or Settings()
    services = Services(settings, Crises(settings), Jobs(settings))

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        services.crises.begin()
        yield
        services.close()

    app = FastAPI(title="deterrence", lifespan=running, docs_url=None, redoc_url=None)
    app.state.services = services
    assets = str(resources.files(__package__) / "assets")
    app.mount("/assets", StaticFiles(directory=assets, packages=[LOOK]), name="assets")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(InputError, _wrong_input)
    app.add_exception_handler(ArgumentError, _wrong_argument)
    app.add_exception_handler(DeterrenceError, _failed)
    app.add_exception_handler(Unreachable, _later)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Caught)
    app.add_middleware(guarded, settings=settings)
    return app


async def _wrong_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    return fault(request, WRONG, problems=[p.as_dict() for p in error.problems])


async def _wrong_argument(request: Request, error: Exception) -> Response:
    return fault(request, WRONG, lines=str(error).splitlines())


async def _failed(request: Request, error: Exception) -> Response:
    return fault(request, FAILED, lines=texts_of(request).refusal(str(error)).splitlines())


async def _later(request: Request, error: Exception) -> Response:
    log.error("%s %s: %s", request.method, request.url.path, error.__cause__)
    return fault(request, LATER, lines=[texts_of(request).refusal(str(error))])


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return fault(request, WRONG, lines=[f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()])


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return fault(request, error.status_code, kind="lost" if error.status_code == LOST else "")


class Caught:
    """What nobody foresaw: said in the terminal, with nothing of it in the answer. Within what guards the app, so that
    this answer too carries the policy."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("%s %s", scope["method"], scope["path"], exc_info=error)
            if not begun:
                await fault(Request(scope), BROKEN, kind="broken")(scope, receive, send)


def fault(
    request: Request,
    status: int,
    *,
    kind: str = "",
    lines: list[str] | None = None,
    problems: list[dict[str, str | int]] | None = None,
) -> Response:
    """An error as a page, or as the part of one that was asked for.

    Args:
        request: what went wrong.
        status: of the answer.
        kind: which text stands for it, where there are no lines or problems.
        lines: what happened and what to do about it.
        problems: of a file, each with its line.
    """
    part = is_fragment(request)
    values = {"kind": kind, "lines": lines or [], "problems": problems or [], "area": "", "part": part}
    template = "fault_part.html" if part else "fault.html"
    beside = request.headers.get("hx-target") == TABLE
    return page(request, template, values, status=status, headers=BESIDE_TABLE if beside else None)
