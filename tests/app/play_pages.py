"""The pages of play without a network, for tests."""

from __future__ import annotations

import re
from contextlib import contextmanager

from fastapi.testclient import TestClient

from deterrence.app.server import create_app
from deterrence.app.setting import Setting
from deterrence.app.settings import Limits, Settings

BASE = "http://127.0.0.1"
LIMITS = Limits(rate=1e6, burst=1_000_000)
TYPES = ("weighs costs", "bound to answer")
KEY = re.compile(r'name="key" value="([0-9a-f]+)"')
TURN = re.compile(r'name="turn" value="(\d+)"')


@contextmanager
def served(folder, **settings):
    """The app with its first scenario solved."""
    app = create_app(Settings(folder, first="standoff", limits=LIMITS, **settings))
    with TestClient(app, base_url=BASE) as client:
        app.state.services.crises.solved(Setting("standoff"))
        yield app, client


def browser(app):
    """Another browser at the same server."""
    return TestClient(app, base_url=BASE)


def state_of(app, here):
    """Where the session of an address stands."""
    return app.state.services.play.host.state(here.split("/")[2])


def tokens(client):
    """{path: token} of the cookies that a browser holds."""
    return {cookie.path: cookie.value for cookie in client.cookies.jar if cookie.name == "seat"}


def fields(text):
    """Key and turn of the first form that has them."""
    return {"key": KEY.search(text)[1], "turn": TURN.search(text)[1] if TURN.search(text) else "0"}


def moves(text):
    """Open moves of a page."""
    return re.findall(r'<button name="move" value="([^"]+)"', text)


def asked(text):
    """Fields of the forecasts that a page asks for."""
    return re.findall(r'name="(p\.[^"]+)"', text)


def act(client, here, choose=lambda names: names[0]):
    """Do whatever a seat is asked for next; the page afterwards. None where it is asked for nothing."""
    text = client.get(here).text
    if names := asked(text):
        text = client.post(f"{here}/forecast", data={**fields(text), **dict.fromkeys(names, "10")}).text
    elif names := moves(text):
        text = client.post(f"{here}/choose", data={**fields(text), "move": choose(names)}).text
    else:
        return None
    return text


def play(client, here, choose=lambda names: names[0]):
    """A game alone, to its end; the last page."""
    for _ in range(400):
        if act(client, here, choose) is None:
            return client.get(here).text
    raise AssertionError("a game without an end")


def opened_class(client, persons=("row", "column"), forecasts=False, **more):
    """A session that a browser facilitates: the facilitator's address, and the code."""
    data = {"scenario": "standoff", "persons": list(persons), **({"forecasts": "true"} if forecasts else {}), **more}
    answer = client.post("/play/class", data=data)
    assert answer.status_code == 200, answer.text
    return answer.url.path, re.search(r'<strong class="code">([A-Z0-9]+)</strong>', answer.text)[1]


def joined(app, code, actor):
    """Another browser in a seat: it, and the seat's address."""
    client = browser(app)
    answer = client.post("/play/join", data={"code": code, "actor": actor})
    assert answer.status_code == 200, answer.text
    return client, answer.url.path
