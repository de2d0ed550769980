"""The whole server killed (SIGKILL) while a move is posted, at several moments: started again, it has the game."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from app.play_pages import act, asked, fields, moves
from databases import EACH, SQLITE, database
from deterrence.play.replay import KINDS
from deterrence.play.rules import Command, decide
from deterrence.play.session import OVER, fold, folded
from deterrence.play.setup import Event, checksum
from deterrence.play.store import Store
from play_table import walk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PATIENCE = 300.0
"""Seconds that a server may take to start and solve its first crisis, on a machine that is busy."""
MOMENTS = 4
"""Kills: the first as soon as the request is sent, the others at random within the time that an answer takes."""
SEAT = re.compile(r"/play/([0-9a-f]{32})/row")


class Server:
    """The command, as a user runs it, and a browser at it that holds the cookies of its seats over restarts."""

    def __init__(self, folder, url, port=0):
        self.database = url
        command = [sys.executable, "-m", "deterrence", "serve", "--first", "standoff", "--port", str(port)]
        command += ["--data", str(folder), "--database", self.database]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ, text=True)
        told = self.process.stdout.readline()
        self.address = told.split()[0].rstrip("/")

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait() == -signal.SIGKILL
        self.process.stdout.close()


class Client(httpx.Client):
    """A browser that follows where it is sent."""

    def __init__(self, server, cookies=None):
        super().__init__(base_url=server.address, follow_redirects=True, timeout=PATIENCE, cookies=cookies)


@contextmanager
def started(folder, url, port=0):
    server = Server(folder, url, port)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def to_a_move(client):
    """A game alone in which a move is asked for: the address of its seat, and the page."""
    while True:
        here = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"}).url.path
        while (text := client.get(here).text) and (asked(text) or moves(text)):
            if moves(text) and not asked(text):
                return here, text
            act(client, here)


def commands_of(events):
    """What was commanded, each with the number of the event before which it came."""
    state, found = None, []
    for number, event in enumerate(events):
        if event.by:
            data = dict(event.data)
            data |= {"turn": state.turn} if event.kind in ("chose", "forecast") else {}
            found.append((number, Command(KINDS[event.kind], event.by, data)))
        state = fold(walk(), state, event)
    return found


def straight(events):
    """The events that the same commands make where nothing is killed."""
    made = [events[0]]
    state = fold(walk(), None, made[0])
    for _, command in commands_of(events):
        new, state = decide(walk(), state, command)
        made += new
    return tuple(made)


def intact(server, session):
    """The events of a session, whole: the database is sound, and what there is is what the commands make."""
    store = Store(server.database)
    events = store.events(session)
    store.close()
    if server.database.startswith(SQLITE):
        with sqlite3.connect(server.database.removeprefix("sqlite:///")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
    assert checksum(events) == checksum(straight(events))
    return events


@dataclass
class Posted:
    """A move on its way when the server was killed.

    Attributes:
        here: address of the seat. page: that asked for the move. data: what was posted.
        before, after: events of the session, before it was posted and once the server was dead.
        cookies: of the browser.
    """

    here: str
    page: str
    data: dict
    before: tuple
    after: tuple
    cookies: httpx.Cookies

    @property
    def session(self):
        return SEAT.fullmatch(self.here)[1]

    @property
    def made(self):
        """Was the move made before the server died?"""
        return len(self.after) > len(self.before)


def comes_back(server, posted):
    """The same seat and position; the same post is done once; and the game goes on to its end."""
    with Client(server, posted.cookies) as client:
        page = client.get(posted.here)
        assert page.status_code == 200 and "You are Row" in page.text
        assert ("It is over" in page.text) == (folded(walk(), posted.after).phase == OVER)
        if not posted.made:
            assert moves(page.text) == moves(posted.page)
        assert client.post(f"{posted.here}/choose", data=posted.data).status_code == 200
        after = intact(server, posted.session)
        own = [e.data["move"] for e in after[len(posted.before) :] if e.kind == "chose" and e.by == "row"]
        assert own == [posted.data["move"]]
        assert after[: len(posted.after)] == posted.after and (after == posted.after) == posted.made
        while act(client, posted.here) is not None:
            pass
        assert "It is over" in client.get(posted.here).text
        assert "Every decision" in client.get(f"{posted.here}/debrief").text
        assert folded(walk(), intact(server, posted.session)).phase == OVER


def killed_in_a_move(server, share):
    """Plays until a move is asked for, posts it, and kills the server after this share of the time an answer takes."""
    with Client(server) as client:
        here, page = to_a_move(client)
        began = time.monotonic()
        client.get(here)
        took = time.monotonic() - began
        session, data = SEAT.fullmatch(here)[1], {**fields(page), "move": moves(page)[0]}
        before = intact(server, session)
        killed_while_posting(server, client, f"{here}/choose", data, share * took)
        after = intact(server, session)
        assert after[: len(before)] == before
        return Posted(here, page, data, before, after, client.cookies)


@pytest.mark.parametrize("kind", EACH)
def test_a_server_killed_while_a_move_is_posted_has_the_game_when_it_comes_back(tmp_path, kind):
    with database(kind, tmp_path) as url:
        kills(tmp_path, url)


def kills(folder, url):
    """A server killed at several moments; each that is started after it goes on with the game."""
    rng, posted, port = random.Random(1), None, 0
    for moment in range(MOMENTS + 1):
        with started(folder, url, port) as server:
            port = server.port
            if posted is not None:
                comes_back(server, posted)
            if moment < MOMENTS:
                posted = killed_in_a_move(server, 2 * rng.random() if moment else 0.0)


def killed_while_posting(server, client, address, data, wait):
    """Posts a move, and kills the server so many seconds after the request is on its way."""
    sent = threading.Event()
    request = client.build_request("POST", address, data=data)

    def trace(name, _info):
        if name == "http11.send_request_body.complete":
            sent.set()

    request.extensions = {**request.extensions, "trace": trace}

    def post():
        try:
            client.send(request)
        except httpx.TransportError:
            pass
        finally:
            sent.set()

    poster = threading.Thread(target=post)
    poster.start()
    assert sent.wait(PATIENCE)
    time.sleep(wait)
    server.kill()
    poster.join(PATIENCE)
    assert not poster.is_alive()


def test_events_are_told_apart_from_half_a_command():
    """What the test above holds to be whole is refused where the last event of a command is missing."""
    from deterrence.play.setup import FACILITATOR
    from play_table import Table, setup

    table = Table(setup()).began()
    kinds = [e.kind for e in table.events]
    assert kinds[-1] == "came" and Event("started", FACILITATOR) in table.events
    assert checksum(straight(tuple(table.events))) == checksum(tuple(table.events))
    assert checksum(straight(tuple(table.events[:-1]))) != checksum(tuple(table.events[:-1]))
