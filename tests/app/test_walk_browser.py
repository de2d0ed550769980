"""The Walk page in a browser: a whole walk by keyboard, accessible, narrow enough, fetching nothing from elsewhere."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

MIDDLE = "/walk?scenario=standoff&steps=row_acts,strike~2,column_acts"
ENDED = "/walk?scenario=standoff&steps=row_acts,strike"
CODED = "/walk?scenario=south-asia-2025&history=uri-2016&go=true"
SCREENS = [
    pytest.param(path, width, scheme, marks=() if (width, scheme) == quick else pytest.mark.slow)
    for path, quick in (("/walk", (1300, "dark")), (MIDDLE, (390, "light")), (ENDED, None), (CODED, None))
    for width in (390, 1300)
    for scheme in ("light", "dark")
]
"""Every page at either width in either scheme; most of them are for `make test-all`."""


def press_to(page, label):
    """Press Tab from where the focus is until it is on a link of this text, then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName === 'A' && document.activeElement.textContent") == label:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link '{label}' is reached")


def test_a_whole_walk_by_keyboard(open_page, address):
    page = open_page(f"{address}/walk")
    struck = "Strike → what Row has done: struck"
    for label in ("Row may act", struck, "Column may act", "Answer in kind → war"):
        press_to(page, label)
        assert page.evaluate("document.activeElement.id") == "now"  # on from here, not from the top of the page
    assert page.locator("#now").inner_text() == "It has ended: war"
    assert page.locator(".card").count() == 4
    page.locator(".card-back").nth(1).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#now").inner_text() == "Row may act"
    assert page.foreign == page.said == []


def test_the_ribbon_is_scrolled_by_keyboard_and_begins_at_its_end(open_page, address):
    page = open_page(address + MIDDLE, width=390)
    ribbon = page.locator("#ribbon")
    at = "document.getElementById('ribbon').scrollLeft"
    end = page.evaluate(at)
    assert end > 0
    ribbon.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"end => {at} < end", arg=end)  # a bare expression would be refused by the page's policy


@pytest.mark.parametrize(("path", "width", "scheme"), SCREENS)
def test_accessible_and_as_wide_as_the_screen(open_page, address, path, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(address + path, width=width, scheme=scheme)
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.foreign == page.said == []
