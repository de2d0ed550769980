"""A page over the smallest scenario on a clock, asked in this process; and one that a browser can open."""

from __future__ import annotations

import socket
import threading
import time

import pytest
import uvicorn
from starlette.testclient import TestClient

from app.play_pages import browser as another
from app.play_pages import fields, joined, opened_class, served
from browsers import EXPLAINED
from deterrence.app.server import create_app
from deterrence.app.settings import Settings

SCENARIO, LEVER = "standoff", "mediation"


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    return create_app(Settings(data=tmp_path_factory.mktemp("data"), first=SCENARIO))


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        app.state.services.crises.solved(app.state.services.crises.setting(SCENARIO, {}))
        yield client


@pytest.fixture(scope="session")
def address(client, app):
    """Of the same page, served to browsers; the client has it begun."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        server.install_signal_handlers = lambda: None
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def open_page(browser):
    """Opens an address; the page keeps requests to other hosts and what the console says."""
    contexts = []

    def opened(url: str, *, width: int = 1300, scheme: str = "light", scripts: bool = True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        context.add_init_script(EXPLAINED)
        page = context.new_page()
        page.foreign, page.said = [], []
        page.on("request", lambda r: None if r.url.startswith(own(url)) else page.foreign.append(r.url))
        page.on("console", lambda line: page.said.append(line.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def own(url: str) -> tuple[str, ...]:
    return "/".join(url.split("/")[:3]), "blob:", "data:"


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The app without a network, and a client of it: its first scenario is solved."""
    with served(tmp_path_factory.mktemp("play")) as found:
        yield found


@pytest.fixture
def alone(pages):
    """A game alone, just begun: the app, the browser, and the seat's address."""
    app, _ = pages
    client = another(app)
    answer = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"})
    return app, client, answer.url.path


@pytest.fixture
def pair(pages):
    """A facilitator and two players, the crisis begun."""
    app, _ = pages
    facilitator = another(app)
    desk, code = opened_class(facilitator)
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
    return app, facilitator, desk, seats
