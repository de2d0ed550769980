"""The tables that sessions are kept in, and the database that has them, by its URL.

Statements are SQLAlchemy's, so that any database that it knows will do; what is said to SQLite alone is in
:func:`engine_of`.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError as WrongURL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

BUSY_SECONDS = 15.0
TRIES = 5
WRITES = "deterrence_writes"
"""Option of a transaction that reads before it writes: SQLite refuses at once, whatever its timeout, to let it write
once it has read while another one writes, and waits where it says from the start that it will."""
ISOLATION = "READ COMMITTED"
"""Whatever a server is set to: a stricter one refuses commands that do not conflict here."""

TABLES = MetaData()
SECRETS = Table("secrets", TABLES, Column("name", String(32), primary_key=True), Column("value", String(64)))
SESSIONS = Table(
    "sessions",
    TABLES,
    Column("id", String(32), primary_key=True),
    Column("code", String(16), unique=True, nullable=False),
    Column("opened", String(32), nullable=False),
    Column("over", Integer, nullable=False, default=0),
    Column("purpose", String(16), nullable=False),
)
EVENTS = Table(
    "events",
    TABLES,
    Column("session", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(64)),
    Column("record", Text, nullable=False),
    Column("at", String(32), nullable=False),
    UniqueConstraint("session", "key"),
)
SEATS = Table(
    "seats",
    TABLES,
    Column("session", String(32), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("token", String(64), unique=True, nullable=False),
)
CLASSES = Table(
    "classes",
    TABLES,
    Column("session", String(32), primary_key=True),
    Column("class", String(64), nullable=False, index=True),
)


def engine_of(url: str) -> Engine:
    """A database by its URL. Raises SQLAlchemy's errors, and ``ImportError`` where its driver is not installed."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, isolation_level=ISOLATION)
    alone = make_url(url).database in (None, "", ":memory:")
    settings = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(url, connect_args=settings, **({"poolclass": StaticPool} if alone else {}))

    @event.listens_for(engine, "connect")
    def _opened(connection, _record) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        if not alone:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def _begun(connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

    return engine


def made_there(engine: Engine) -> None:
    """The tables are there. Another process may make the same ones meanwhile, which some databases refuse the later of
    the two: it looks again. In SQLite it waits for the other. Raises SQLAlchemy's ``DBAPIError`` where they cannot be
    made."""
    for attempt in range(TRIES):
        try:
            with engine.execution_options(**{WRITES: True}).begin() as db:
                TABLES.create_all(db)
            return
        except DBAPIError:
            if attempt == TRIES - 1:
                raise


def shown(url: str) -> str:
    """A URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except WrongURL:
        return "that"
