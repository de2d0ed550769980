"""Several processes on one database, players at once, and connections that are lost: nothing is lost or done twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from databases import EACH, POSTGRES, cut, database
from deterrence.play.host import Host
from deterrence.play.replay import replay, replay_code
from deterrence.play.rules import Command
from deterrence.play.session import OVER
from deterrence.play.setup import FACILITATOR, Event, Refused
from deterrence.play.store import Store, Unreachable
from play_table import TWO, last, setup, walk

PLAYERS = 20
OPENING = """
import sys
from deterrence.play.store import Store
sys.stdin.readline()
print(Store(sys.argv[1]).secret)
"""
ADDING = """
import sys
from deterrence.play.setup import Event
from deterrence.play.store import Conflict, Store
store, session, name = Store(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.stdin.readline()
for k in range(40):
    while True:
        try:
            store.append(session, store.count(session), [Event("paused", name, {"of": k})] * 2, f"{name}-{k}")
            break
        except Conflict:
            pass
"""


@pytest.fixture(params=EACH)
def url(request, tmp_path):
    with database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def lost(tmp_path):
    """A database whose server ends connections; and its store."""
    with database(POSTGRES, tmp_path) as url:
        store = Store(url)
        yield url, store
        store.close()


def at_once(program, *each):
    """The outputs of processes of one program that begin together, one for each list of arguments."""
    command = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "env": os.environ, "text": True}
    processes = [subprocess.Popen([*command, *arguments], **pipes) for arguments in each]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    found = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(each)
    return found


def test_a_new_database_in_which_another_process_writes_is_waited_for(tmp_path):
    """SQLite refuses at once to let a transaction write that has read, where another one writes. Opening is no such."""
    path, held, let_go = tmp_path / "sessions.sqlite", threading.Event(), threading.Event()

    def writes():
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        held.set()
        let_go.wait(10)
        other.execute("COMMIT")
        other.close()

    thread = threading.Thread(target=writes)
    thread.start()
    held.wait(10)
    threading.Timer(0.5, let_go.set).start()
    try:
        store = Store(f"sqlite:///{path}")
        assert let_go.is_set() and len(store.secret) == 32
        store.close()
    finally:
        let_go.set()
        thread.join()


@pytest.mark.slow
def test_processes_that_open_one_new_database_at_once_share_it(url):
    assert len(set(at_once(OPENING, *[[url]] * 4))) == 1


@pytest.mark.slow
def test_what_two_processes_add_to_one_session_is_all_there_and_in_whole_commands(url):
    store = Store(url)
    session, _ = store.create(setup())
    at_once(ADDING, [url, session, "row"], [url, session, "column"])
    events = store.events(session)[1:]
    assert len(events) == 2 * 2 * 40
    for k in range(0, len(events), 2):
        assert events[k] == events[k + 1]
    for actor in ("row", "column"):
        assert [e.data["of"] for e in events if e.by == actor][::2] == list(range(40))
    store.close()


def test_twenty_players_at_once_by_two_hosts_lose_nothing(url):
    """Ten tables of two, the players of each at different hosts, everybody as fast as can be."""
    hosts = [Host(Store(url), lambda setup: walk()) for _ in range(2)]
    opened = [hosts[0].open_class(setup(TWO, seed=f"{k:032x}")) for k in range(PLAYERS // 2)]
    wrong: list[BaseException] = []

    def plays(host, table, actor):
        try:
            holder = host.store.holder(host.join(table.code, actor)[1])
            while (state := host.state(holder.session)).phase != OVER:
                if actor in state.waits:
                    move = last(state, actor)
                    command = Command("choose", actor, {"turn": state.turn, "move": move})
                    host.command(holder, command, f"{actor}-{state.turn}")
                elif state.phase == "gathering" and len(state.joined) == 2 and actor == "row":
                    desk = host.store.holder(table.tokens[FACILITATOR])
                    host.command(desk, Command("start", FACILITATOR), "start")
        except BaseException as error:
            wrong.append(error)

    seats = [(hosts[k], table, actor) for table in opened for k, actor in enumerate(("row", "column"))]
    threads = [threading.Thread(target=plays, args=seat) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    for table in opened:
        events = hosts[0].events(table.session)
        assert replay(walk(), replay_code(walk(), events)).same
        assert hosts[1].state(table.session).phase == OVER
    for host in hosts:
        host.store.close()


def test_a_game_goes_on_after_connections_are_lost(lost):
    """Idle ones are made again unnoticed. One that is lost within a command is reported; the command goes again."""
    url, store = lost
    host = Host(store, lambda setup: walk())
    opened = host.open_alone(setup())
    holder = store.holder(opened.tokens["row"])
    for turn in range(200):
        state = host.state(holder.session)
        if state.phase == OVER:
            break
        if "row" in state.waits:
            cut(url)
            command = Command("choose", "row", {"turn": state.turn, "move": last(state, "row")})
            host.command(holder, command, f"key-{turn}")
    assert host.state(holder.session).phase == OVER
    events = host.events(holder.session)
    assert replay(walk(), replay_code(walk(), events)).same


def test_a_connection_lost_within_a_command_leaves_nothing_of_it(lost, monkeypatch):
    url, store = lost
    session, _ = store.create(setup())
    add = store._add

    def cut_short(*arguments):
        add(*arguments)
        cut(url)

    monkeypatch.setattr(store, "_add", cut_short)
    with pytest.raises(Unreachable, match="try again"):
        store.append(session, 1, [Event("paused", FACILITATOR)], "key")
    monkeypatch.undo()
    assert store.count(session) == 1 and not store.used(session, "key")
    store.append(session, 1, [Event("paused", FACILITATOR)], "key")
    assert store.count(session) == 2


def test_a_database_that_is_gone_is_reported_and_comes_back(tmp_path):
    """SQLite that somebody else writes to for too long stands for any that does not answer."""
    import sqlite3

    from sqlalchemy import event

    path = tmp_path / "play.db"
    store = Store(f"sqlite:///{path}")
    event.listen(store.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout = 10"))
    session, _ = store.create(setup())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unreachable):
        store.append(session, 1, [Event("paused", FACILITATOR)], "key")
    assert store.count(session) == 1
    other.execute("ROLLBACK")
    other.close()
    store.append(session, 1, [Event("paused", FACILITATOR)], "key")
    assert store.count(session) == 2
    store.close()


def test_a_seat_has_one_holder_where_many_ask_at_once(url):
    host = Host(Store(url), lambda setup: walk())
    opened = host.open_class(setup(TWO))
    held: list[str] = []

    def asks():
        with suppress(Refused):
            held.append(host.join(opened.code, "row")[1])

    threads = [threading.Thread(target=asks) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == 1 and host.store.holder(held[0]).role == "row"
    host.store.close()
