"""The local page in a browser: time to a page with results, and from a slider's movement to its effect.

    make bench NAME=page
    make bench NAME=page ARGS="standoff 20"

Starts the server here, warm (the scenario solved once), opens it in headless Chromium, and prints medians over moves of
several sliders, each to a setting that nobody has solved, with the processor seconds that the server took.
"""

from __future__ import annotations

import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from deterrence.app.server import create_app
from deterrence.app.setting import Setting
from deterrence.app.settings import Settings

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAINTS = 5
FIRST = ".controls fieldset:first-of-type input[type=range]"
TO = """([id, share]) => {
  const slider = document.getElementById(id);
  slider.value = Number(slider.min) + share * (Number(slider.max) - Number(slider.min));
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def main(scenario: str = "south-asia-2025", moves: int = 12) -> None:
    """Measure a scenario's page over so many moves."""
    with tempfile.TemporaryDirectory() as data, socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(Settings(data=Path(data), first=scenario))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        server.install_signal_handlers = lambda: None
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        solved = app.state.services.crises.solved(Setting(scenario))
        solved.measured(("outcome", "general_deterrence", "event", "credibility", "enforcement", "deterrence_failure"))
        solved.flow()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            measured(browser, f"http://127.0.0.1:{listener.getsockname()[1]}/explore", moves)
            browser.close()
        server.should_exit = True
        thread.join()


def measured(browser, address: str, moves: int) -> None:
    """Print what a browser sees."""
    paints = []
    for _ in range(PAINTS):
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#endings-title")
        paints.append(time.perf_counter() - began)
        page.wait_for_selector("#flow-title")
    ids = page.evaluate(f"[...document.querySelectorAll('{FIRST}')].map((slider) => slider.id)")
    effects, further, processor = [], [], []
    for k in range(moves):
        before = page.url
        began, used = time.perf_counter(), time.process_time()
        page.evaluate(TO, [ids[k % len(ids)], 0.15 + 0.7 * k / moves])
        page.wait_for_function("(old) => location.href !== old", arg=before)
        effects.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
        page.wait_for_selector("#flow-title", timeout=120_000)
        further.append(time.perf_counter() - began)
    print(f"a page with results, warm: median {statistics.median(paints):.2f} s, most {max(paints):.2f} (n = {PAINTS})")
    print(
        f"from a slider's movement to its effect: median {statistics.median(effects):.2f} s, most {max(effects):.2f} "
        f"(n = {moves}); processor seconds {statistics.median(processor):.2f}; with flow and red lines "
        f"{statistics.median(further):.2f} s"
    )


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
