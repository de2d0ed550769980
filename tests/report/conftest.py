"""A Chromium that may fetch nothing but the page, and pages to open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from browsers import EXPLAINED
from deterrence.report.page import render
from report.specimen import specimen


@pytest.fixture(scope="session")
def report_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(specimen()), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser) -> Iterator[Callable]:
    """Opens a file and waits for its charts; the page keeps its requests and console lines."""
    contexts = []

    def opened(path: Path, *, width: int = 1200, scripts: bool = True, scheme: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
        )
        contexts.append(context)
        context.add_init_script(EXPLAINED)
        page = context.new_page()
        page.requested, page.said = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda line: page.said.append(line.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
        page.route("**/*", lambda route: route.continue_() if _own(route, path) else route.abort())
        page.goto(path.as_uri())
        if scripts:
            page.wait_for_function("() => [...document.querySelectorAll('[data-spec]')].every(c => c.children.length)")
        return page

    yield opened
    for context in contexts:
        context.close()


def _own(route, path: Path) -> bool:
    return route.request.url == path.as_uri()
