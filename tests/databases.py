"""Databases that sessions of play are kept in, for tests: SQLite in a folder, and PostgreSQL where a server is named.

``DETERRENCE_POSTGRES`` names the server, as a URL of SQLAlchemy's of a database in which others may be made, such as
``postgresql+psycopg://postgres@127.0.0.1:5432/postgres``. Every test has a database of its own there, which is dropped
afterwards.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

SERVER = "DETERRENCE_POSTGRES"
SQLITE, POSTGRES = "sqlite", "postgres"
EACH = (SQLITE, POSTGRES)


@contextmanager
def database(kind: str, folder) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == SQLITE:
        yield f"sqlite:///{folder}/sessions.sqlite"
        return
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"no PostgreSQL server is named in {SERVER}")
    name = f"deterrence_test_{secrets.token_hex(8)}"
    said(server, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        said(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def said(server: str, *statements: str) -> None:
    """Statements, each by itself and outside a transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for statement in statements:
            db.execute(text(statement))
    engine.dispose()


def cut(url: str) -> None:
    """Every connection to a database of PostgreSQL is ended by its server, whatever it is about."""
    name = make_url(url).database
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    said(os.environ[SERVER], ended.format(name))
