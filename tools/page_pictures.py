"""Take the pictures of the local page that the docs show: Explore, a walk, a debrief.

    python tools/page_pictures.py

Takes Chromium at /usr/bin/chromium, and Playwright and Pillow of the development packages.
"""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COLOURS = 128  # of a picture: pages have few
GAMES, ROWS = 20, 4
WAIT = 240_000  # milliseconds: the crisis is solved first


@contextmanager
def served(first: str) -> Iterator[str]:
    """The page of a scenario, at a free port of this machine: its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "deterrence", "serve", "--port", str(port), "--data", data, "--first", first]
        process = subprocess.Popen(command)
        try:
            while process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def keep(page: Page, name: str, height: int) -> None:
    """The top of a page, as a small PNG."""
    page.set_viewport_size({"width": 1300, "height": height})
    page.evaluate("window.scrollTo(0, 0)")
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


def played(page: Page, address: str) -> None:
    """Guided crises played to their ends with the last move each time, until one was long enough to show what a debrief
    says, a cost and ways out included; its debrief opened."""
    for _ in range(GAMES):
        play(page, address)
        says = page.get_by_text("stakes short of").count() and page.get_by_role("columnheader", name="Way out").count()
        if says and page.locator("td.beliefs").count() >= ROWS:
            return
    raise SystemExit("no game was long enough: run this again")


def play(page: Page, address: str) -> None:
    """One of them."""
    page.goto(f"{address}/play")
    page.click("form[action='/play/guided'] button")
    page.wait_for_selector("#table")
    while not page.locator("a.button.main").count():
        before = page.get_attribute("#table", "data-number")
        if page.locator(".forecast").count():
            page.locator(".forecast button").first.click()
        else:
            page.locator(".moves button").last.click()
        page.wait_for_function("n => document.getElementById('table').dataset.number !== n", arg=before)
    page.click("a.button.main")
    page.wait_for_selector("h1")


def main() -> None:
    """All of them."""
    with served("south-asia-2025") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1300, "height": 900}, color_scheme="light", locale="en")
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/explore?scenario=south-asia-2025&p.danger=2")
        page.wait_for_selector("#further section")
        keep(page, "explore", 1000)
        page.goto(f"{address}/walk?scenario=south-asia-2025&history=may-2025&go=true")
        page.wait_for_selector(".ribbon")
        with page.expect_navigation():  # back to where the last act was chosen
            page.locator(".card-back").last.click()
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = false; })")
        keep(page, "walk", 1500)
        played(page, address)
        keep(page, "debrief", 1300)
        browser.close()


if __name__ == "__main__":
    main()
