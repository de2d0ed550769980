"""Two processes of the page on one database of sessions: seats of a game at different servers, 20 players at once."""

from __future__ import annotations

import re
import threading
from contextlib import ExitStack

import httpx
import pytest

from app.play_pages import act, fields
from app.test_killed import PATIENCE, started
from databases import EACH, database
from deterrence.play.replay import replay, replay_code
from deterrence.play.session import folded
from deterrence.play.store import Store
from play_table import walk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TABLES = 10


@pytest.fixture
def client_of():
    """Makes browsers."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(
            httpx.Client(base_url=server.address, follow_redirects=True, timeout=PATIENCE)
        )


def opened(desk):
    """A session of two persons that a browser facilitates: the browser, its address, and the code."""
    answer = desk.post("/play/class", data={"scenario": "standoff", "persons": ["row", "column"]})
    return desk, answer.url.path, re.search(r'<strong class="code">([A-Z0-9]+)</strong>', answer.text)[1]


def plays(client, here, wrong):
    """A seat to the end of its game, which is looked at again and again, as a page does."""
    try:
        while "It is over" not in client.get(here).text:
            act(client, here, lambda names: names[-1])
    except BaseException as error:
        wrong.append(error)


@pytest.mark.parametrize("kind", EACH)
def test_twenty_players_at_two_servers_of_one_database(tmp_path, kind, client_of):
    folders = tmp_path / "one", tmp_path / "two"
    with (
        database(kind, tmp_path) as url,
        started(folders[0], url) as one,
        started(folders[1], url) as two,
    ):
        wrong, threads = [], []
        tables = [opened(client_of(one)) for _ in range(TABLES)]
        for desk, here, code in tables:
            for server, actor in ((one, "row"), (two, "column")):
                client = client_of(server)
                seat = client.post("/play/join", data={"code": code, "actor": actor})
                assert seat.status_code == 200, seat.text
                threads.append(threading.Thread(target=plays, args=(client, seat.url.path, wrong)))
            assert desk.post(f"{here}/start", data=fields(desk.get(here).text)).status_code == 200
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong
        store = Store(url)
        assert len(store.sessions(over=True)) == TABLES
        for session in store.sessions():
            events = store.events(session)
            assert {e.by for e in events if e.kind == "chose"} == {"row", "column"} or len(events) < 12
            assert replay(walk(), replay_code(walk(), events)).same and folded(walk(), events).position.ended
        store.close()
