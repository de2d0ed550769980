"""Where sessions are kept: events that are only ever added, codes to join by, and tokens of seats, hashed.

SQLite with a write-ahead log by default; any database that SQLAlchemy knows, by its URL. The events of a command are
added in one transaction: a process that is killed half way leaves all of them or none. Two that add to one session at
once are distinguished by the number of the first event (primary key): the later of them is refused, and looks again.
A command that comes twice with one key is added once (unique key).

In SQLite's log ``synchronous`` is ``NORMAL``: nothing is lost where the process dies, and where the machine loses power
the last commands may be, the game before them not.

A connection that is lost ends its transaction, and whoever asked reads that they may try again: a command with its key
is done once, whether its first attempt was written or not.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import ArgumentError as WrongURL
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from ..errors import ArgumentError, DeterrenceError
from .database import CLASSES, EVENTS, SEATS, SECRETS, SESSIONS, engine_of, made_there, shown
from .draws import new_seed
from .setup import Event, Refused, Setup

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE = 7
TOKEN_BYTES = 32

class Conflict(DeterrenceError):
    """Somebody else added to the session first: look again."""


GONE = "the database of the sessions does not answer: what was done before is kept; try again in a moment"


class Unreachable(DeterrenceError):
    """The database does not answer, or answered half: whatever was asked may be asked again."""


class Repeated(DeterrenceError):
    """A command with this key was added already: nothing is to be done."""


@dataclass(frozen=True)
class Holder:
    """Whose a token is.

    Attributes:
        session: id.
        role: the actor of a seat, or ``facilitator``.
    """

    session: str
    role: str


class Store:
    """Sessions in a database.

    Args:
        url: SQLAlchemy's; ``sqlite://`` alone keeps them in memory.

    Raises:
        ArgumentError: no database can be opened there.
    """

    def __init__(self, url: str):
        try:
            self.engine = engine_of(url)
            made_there(self.engine)
        except (WrongURL, DBAPIError, ImportError) as error:
            raise ArgumentError(
                f"sessions cannot be kept at '{shown(url)}' ({type(error).__name__}): "
                "name a database, as sqlite:///play.db"
            ) from error

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """One transaction, written whole or not at all. Raises ``Unreachable`` where the connection is lost."""
        try:
            with self.engine.begin() as db:
                yield db
        except (OperationalError, InterfaceError, NoConnection) as error:
            raise Unreachable(GONE) from error

    @property
    def secret(self) -> str:
        """What this store's daily seeds are derived from; made once."""
        with self._transaction() as db:
            found = db.scalar(select(SECRETS.c.value).where(SECRETS.c.name == "daily"))
        if found is not None:
            return str(found)
        try:
            with self._transaction() as db:
                db.execute(insert(SECRETS).values(name="daily", value=new_seed()))
        except IntegrityError:
            pass
        return self.secret

    def create(self, setup: Setup) -> tuple[str, str]:
        """A new session.

        Returns:
            its id, and the code to join it by.
        """
        session = secrets.token_hex(16)
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE))
        with self._transaction() as db:
            db.execute(
                insert(SESSIONS).values(id=session, code=code, opened=_now(), over=0, purpose=setup.purpose)
            )
            self._add(db, session, 0, [Event("created", data={"setup": setup.as_dict()})], None)
        return session, code

    def append(self, session: str, number: int, events: Sequence[Event], key: str | None, over: bool = False) -> None:
        """Add events.

        Args:
            session: id.
            number: events that the session has, as far as the one who adds these knows.
            events: what is added.
            key: of the command that made them; the same a second time adds nothing.
            over: do they end the crisis?

        Raises:
            Conflict: the session has more events than that.
            Repeated: the key was used already.
        """
        try:
            with self._transaction() as db:
                self._add(db, session, number, events, key)
                if over:
                    db.execute(update(SESSIONS).where(SESSIONS.c.id == session).values(over=1))
        except IntegrityError:
            if key is not None and self.used(session, key):
                raise Repeated("this was done already") from None
            raise Conflict("the session went on meanwhile; look again") from None

    def _add(self, db: Connection, session: str, number: int, events: Sequence[Event], key: str | None) -> None:
        now = _now()
        db.execute(
            insert(EVENTS),
            [
                {
                    "session": session,
                    "number": number + k,
                    "key": key if k == 0 else None,
                    "record": json.dumps(each.as_dict(), allow_nan=False),
                    "at": now,
                }
                for k, each in enumerate(events)
            ],
        )

    def used(self, session: str, key: str) -> bool:
        """Was a command with this key added?"""
        with self._transaction() as db:
            found = select(EVENTS.c.number).where(EVENTS.c.session == session, EVENTS.c.key == key)
            return db.scalar(found) is not None

    def count(self, session: str) -> int:
        """Events of a session; zero where there is none of that id."""
        with self._transaction() as db:
            top = db.scalar(select(func.max(EVENTS.c.number)).where(EVENTS.c.session == session))
        return 0 if top is None else int(top) + 1

    def events(self, session: str, start: int = 0) -> tuple[Event, ...]:
        """Events of a session, from a number on."""
        wanted = select(EVENTS.c.record).where(EVENTS.c.session == session, EVENTS.c.number >= start)
        with self._transaction() as db:
            rows = db.execute(wanted.order_by(EVENTS.c.number)).scalars().all()
        return tuple(Event.of(json.loads(row)) for row in rows)

    def find(self, code: str) -> str | None:
        """The session of a code; None where there is none."""
        if not code.isprintable():  # not every database has a letter for it
            return None
        with self._transaction() as db:
            return db.scalar(select(SESSIONS.c.id).where(SESSIONS.c.code == code.strip().upper()))

    def code(self, session: str) -> str:
        """The code of a session."""
        with self._transaction() as db:
            return str(db.scalar(select(SESSIONS.c.code).where(SESSIONS.c.id == session)))

    def sessions(self, over: bool | None = None, opened_since: str = "") -> tuple[str, ...]:
        """Ids in the order of opening: all, or those that are over, or that are not."""
        wanted = select(SESSIONS.c.id).where(SESSIONS.c.opened >= opened_since)
        if over is not None:
            wanted = wanted.where(SESSIONS.c.over == int(over))
        with self._transaction() as db:
            return tuple(db.execute(wanted.order_by(SESSIONS.c.opened, SESSIONS.c.id)).scalars().all())

    def under_way(self, days: float) -> int:
        """How many sessions of the last days are not over: older ones were left, and take nobody's place."""
        since = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
        wanted = select(func.count()).select_from(SESSIONS).where(SESSIONS.c.over == 0, SESSIONS.c.opened >= since)
        with self._transaction() as db:
            return int(db.scalar(wanted) or 0)

    def give(self, session: str, role: str) -> str:
        """A token of a role that nobody holds.

        Raises:
            Refused: somebody does.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        try:
            with self._transaction() as db:
                db.execute(insert(SEATS).values(session=session, role=role, token=_hashed(token)))
        except IntegrityError:
            raise Refused("this seat is taken") from None
        return token

    def held(self, session: str, role: str) -> bool:
        """Does anybody hold a role?"""
        with self._transaction() as db:
            found = select(SEATS.c.token).where(SEATS.c.session == session, SEATS.c.role == role)
            return db.scalar(found) is not None

    def release(self, session: str, role: str) -> None:
        """The holder of a role holds it no longer."""
        with self._transaction() as db:
            db.execute(delete(SEATS).where(SEATS.c.session == session, SEATS.c.role == role))

    def enrol(self, session: str, token: str, name: str) -> None:
        """A session is one of a class: of all to which the holder of the token has given the same name."""
        with self._transaction() as db:
            db.execute(insert(CLASSES).values({"session": session, "class": _hashed(f"{token} {name}")}))

    def classmates(self, session: str) -> tuple[str, ...]:
        """Sessions of the same class, itself among them; none where it is of no class."""
        mine = select(CLASSES.c["class"]).where(CLASSES.c.session == session).scalar_subquery()
        wanted = select(CLASSES.c.session).where(CLASSES.c["class"] == mine)
        with self._transaction() as db:
            return tuple(db.execute(wanted.order_by(CLASSES.c.session)).scalars().all())

    def holder(self, token: str) -> Holder | None:
        """Whose a token is; None where nobody's."""
        with self._transaction() as db:
            row = db.execute(select(SEATS.c.session, SEATS.c.role).where(SEATS.c.token == _hashed(token))).first()
        return None if row is None else Holder(row.session, row.role)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
