"""The Walk page in a browser: a whole walk by keyboard, accessible, narrow enough, fetching nothing from elsewhere."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
import uvicorn

from deterrence.app.server import create_app
from deterrence.app.settings import Settings

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MIDDLE = "/walk?scenario=standoff&steps=row_acts,strike~2,column_acts"
ENDED = "/walk?scenario=standoff&steps=row_acts,strike"
CODED = pytest.param("/walk?scenario=south-asia-2025&history=uri-2016&go=true", marks=pytest.mark.slow)
PAGES = ["/walk", MIDDLE, ENDED, CODED]
PATIENCE = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a page that runs."""
    settings = Settings(data=tmp_path_factory.mktemp("page"), first="standoff", port=0)
    served = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    while not served.started:
        time.sleep(0.02)
    (listening,) = served.servers[0].sockets
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    served.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, server):
    """Opens an address; the page keeps what it asked for elsewhere and what it said."""
    contexts = []

    def open_page(address, width=1300, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.foreign, page.said = [], []
        page.on("request", lambda r: None if r.url.startswith(server) else page.foreign.append(r.url))
        page.on("console", lambda line: page.said.append(line.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(server + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def press_to(page, label):
    """Press Tab from where the focus is until it is on a link of this text, then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName === 'A' && document.activeElement.textContent") == label:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link '{label}' is reached")


def test_a_whole_walk_by_keyboard(opened):
    page = opened("/walk")
    struck = "strike → what Row has done: struck"
    for label in ("Row may act", struck, "Column may act", "answer in kind → war"):
        press_to(page, label)
        assert page.evaluate("document.activeElement.id") == "now"  # on from here, not from the top of the page
    assert page.locator("#now").inner_text() == "It has ended: war"
    assert page.locator(".card").count() == 4
    press_to_card = page.locator(".card-back").nth(1)
    press_to_card.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#now").inner_text() == "Row may act"
    assert page.foreign == page.said == []


def test_the_ribbon_is_scrolled_by_keyboard_and_begins_at_its_end(opened):
    page = opened(MIDDLE, width=390)
    ribbon = page.locator("#ribbon")
    at = "document.getElementById('ribbon').scrollLeft"
    end = page.evaluate(at)
    assert end > 0
    ribbon.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{at} < {end}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_accessible_and_as_wide_as_the_screen(opened, address, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for width in (390, 1300):
        page = opened(address, width, scheme)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.foreign == page.said == []
