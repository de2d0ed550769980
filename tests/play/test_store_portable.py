"""What the store asks of a database is no dialect of SQLite's: every statement is Postgres's too, and every value fits.

No server of Postgres is asked: statements are compiled for it, with the driver that SQLAlchemy takes by default.
"""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from deterrence.play.database import TABLES
from deterrence.play.host import Host
from deterrence.play.rules import Command
from deterrence.play.setup import FACILITATOR, Seat
from deterrence.play.store import Holder, Store
from play_table import last, setup, walk

DIALECT = postgresql.dialect()
DRIVERS_OWN = {"BEGIN"}
"""What SQLite alone is told, in :func:`deterrence.play.database.engine_of`."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Every statement of a session from its opening to its end, with its values; and all that came to the driver."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/play.db")
    statements, told = [], []
    event.listen(store.engine, "before_execute", lambda c, s, many, one, o: statements.append((s, many or [one])))
    event.listen(store.engine, "before_cursor_execute", lambda c, cursor, s, *rest: told.append(s))
    host = Host(store, lambda _: walk())
    opened = host.open_class(setup((Seat("row"), Seat("column", stand_in="restraint"))))
    desk = Holder(opened.session, FACILITATOR)
    _, token = host.join(opened.code, "row")
    host.join(opened.code, "column")
    assert store.holder(token) == Holder(opened.session, "row") and store.held(opened.session, "row")
    store.enrol(opened.session, "token", "class")
    assert store.classmates(opened.session) == (opened.session,) and store.secret
    host.release(desk, "column")
    host.command(desk, Command("start", FACILITATOR), "1-1")
    host.command(desk, Command("fill", FACILITATOR, {"actor": "column"}), "1-2")
    while (state := host.state(opened.session)).phase != "over":
        data = {"turn": state.turn, "move": last(state, "row")}
        host.command(Holder(opened.session, "row"), Command("choose", "row", data), f"2-{state.turn}")
    assert store.used(opened.session, "1-1") and store.count(opened.session) and store.code(opened.session)
    assert store.sessions(over=True) == (opened.session,) and store.under_way(1.0) == 0
    yield statements, told
    store.close()


def test_every_statement_is_postgres_s(asked):
    statements, told = asked
    assert {type(s).__name__ for s, _ in statements} == {"Select", "Insert", "Update", "Delete"}
    for statement, _ in statements:
        assert str(statement.compile(dialect=DIALECT))
    assert set(told) - {str(s.compile(dialect=_sqlite())) for s, _ in statements} <= DRIVERS_OWN


def _sqlite():
    from sqlalchemy.dialects import sqlite

    return sqlite.dialect()


def test_tables_are_made_there():
    for table in TABLES.sorted_tables:
        text = str(CreateTable(table).compile(dialect=DIALECT))
        assert "CREATE TABLE" in text and "SERIAL" not in text
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=DIALECT))


def test_every_value_fits_its_column(asked):
    """SQLite does not look at lengths; Postgres refuses what is longer."""
    checked = 0
    for statement, rows in asked[0]:
        if type(statement).__name__ != "Insert":
            continue
        for row in rows:
            values = {**statement.compile().params, **row}
            for column in statement.table.columns:
                longest, value = getattr(column.type, "length", None), values.get(column.name)
                if longest is not None and value is not None:
                    assert len(value) <= longest, (statement.table.name, column.name, value)
                    assert "\x00" not in value
                    checked += 1
    assert checked > 50


def test_letters_that_a_database_may_not_have_are_no_code(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/play.db")
    assert store.find("\x00ABC") is None
    store.close()
