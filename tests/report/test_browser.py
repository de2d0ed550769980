"""The page in a browser: fetches nothing, draws every chart, is accessible, narrow enough, and prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence.report.page import render
from report.specimen import specimen

pytestmark = pytest.mark.browser

WIDTHS = [390, 1200]


def test_fetches_nothing_and_says_nothing(open_page, report_file: Path) -> None:
    page = open_page(report_file)
    assert page.requested == [report_file.as_uri()]
    assert page.said == []


def test_every_figure_has_its_charts(open_page, report_file: Path) -> None:
    page = open_page(report_file)
    drawn = page.evaluate(
        "[...document.querySelectorAll('figure .chart')].map((c) => c.querySelectorAll('svg path').length)"
    )
    assert len(drawn) == 9
    assert all(drawn)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_horizontal_scroll(open_page, report_file: Path, width: int) -> None:
    page = open_page(report_file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_charts_stay_within_the_page(open_page, report_file: Path, width: int) -> None:
    page = open_page(report_file, width=width)
    overhang = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-spec]')].map((c) => "
        "c.firstElementChild.getBoundingClientRect().right - c.getBoundingClientRect().right))"
    )
    assert overhang < 1


@pytest.mark.parametrize("width", WIDTHS)
def test_accessible(open_page, report_file: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(report_file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    violations = axe.run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


def test_first_tab_stop_skips_to_the_report(open_page, report_file: Path) -> None:
    page = open_page(report_file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_prints_with_the_numbers_unfolded(open_page, report_file: Path) -> None:
    page = open_page(report_file)
    page.emulate_media(media="print")
    assert page.locator("#numbers-chance td").first.bounding_box()["height"] > 0
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_without_scripts_the_numbers_are_there(open_page, report_file: Path) -> None:
    page = open_page(report_file, scripts=False)
    assert page.locator(".no-script").is_visible()
    page.locator("#fig-chance summary").click()
    assert page.locator("#numbers-chance td").first.is_visible()


def test_hostile_text_stays_text(open_page, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script></script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
    path = tmp_path / "hostile.html"
    path.write_text(render(specimen(hostile)), encoding="utf-8")
    page = open_page(path)
    assert page.locator("h1").inner_text() == hostile
    assert page.said == []
    assert page.requested == [path.as_uri()]
    assert page.locator("img").count() == 0
