"""Whose browser it is: tokens of seats in cookies that no script reads and no other site sends."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from ...play.rules import Command
from ...play.session import State
from ...play.setup import FACILITATOR, Refused
from ...play.store import Holder
from ..pages import services_of
from .tables import Known, Tables

COOKIE = "seat"
OWN = "own."
"""Before an actor's id: the cookie with the token of a seat that a browser took, sent to the facilitator's pages of the
session alone, so that they know whether whoever facilitates holds a seat."""
DAYS = 60
SECONDS = DAYS * 24 * 3600
MOST_KEY = 64


@dataclass(frozen=True)
class Place:
    """A session as the holder of a role comes to it."""

    tables: Tables
    holder: Holder

    @property
    def address(self) -> str:
        """Of the role's page."""
        return address(self.holder.session, self.holder.role)

    def state(self) -> State:
        """Where the session stands."""
        return self.tables.host.state(self.holder.session)

    def known(self, state: State) -> Known:
        """The crisis."""
        return self.tables.known(state.setup)

    def do(self, kind: str, data: dict[str, object], key: str = "") -> State:
        """A command. Raises ``Refused``."""
        if len(key) > MOST_KEY or not key.isprintable():
            raise Refused("that is no key of a command")
        return self.tables.host.command(self.holder, Command(kind, self.holder.role, data), key or None)


def address(session: str, role: str) -> str:
    """Of the page of a role."""
    return f"/play/{session}/{role}"


def tables_of(request: Request) -> Tables:
    """What the pages of play share."""
    return services_of(request).play


def place_of(request: Request, session: str, role: str) -> Place:
    """The session for the holder of a role of it by this request's cookie.

    Raises:
        Refused: nobody does, or of another session, or in another role.
    """
    tables = tables_of(request)
    holder = tables.host.store.holder(request.cookies.get(COOKIE, ""))
    if holder is None or holder != Holder(session, role):
        raise Refused("this seat is not held by this browser: join by the code of the session")
    return Place(tables, holder)


def own_seats(request: Request, session: str) -> list[str]:
    """The actors whose seats of a session the browser holds that asks for a page of its facilitator's."""
    found = [(name.removeprefix(OWN), token) for name, token in request.cookies.items() if name.startswith(OWN)]
    store = tables_of(request).host.store
    return [actor for actor, token in found if store.holder(token) == Holder(session, actor)]


def give(request: Request, response: Response, session: str, role: str, token: str) -> None:
    """Have the browser keep the token of a role, for the pages of that role alone."""
    keep(request, response, COOKIE, token, SECONDS, address(session, role))
    if role != FACILITATOR:
        keep(request, response, OWN + role, token, SECONDS, address(session, FACILITATOR))


def keep(request: Request, response: Response, name: str, value: str, seconds: int, path: str) -> None:
    """Have the browser keep a cookie that it sends to a path of this site alone, and that no script reads."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, seconds, path=path, secure=secure, httponly=True, samesite="strict")
