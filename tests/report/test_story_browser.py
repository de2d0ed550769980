"""The report of a study in a browser: fetches nothing, says nothing, is accessible, narrow enough, and prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence.report.story import report_html
from report.studies import rich, turns

pytestmark = pytest.mark.browser

WIDTHS = [390, pytest.param(1300, marks=pytest.mark.slow)]
OTHERS = [pytest.param(*screen, marks=pytest.mark.slow) for screen in ((390, "dark"), (1300, "light"), (1300, "dark"))]
SCREENS = [(390, "light"), *OTHERS]
"""Width and scheme; all but one pair of them are slow."""
COLLIDING = """[...document.querySelectorAll('.picture svg')].flatMap(
  (svg) => {
    if (!svg.getBoundingClientRect().height) return [];
    const shown = [...svg.querySelectorAll('text:not(.edge)')];
    const texts = shown.map((t) => [t.textContent, t.getBoundingClientRect()]);
    return texts.flatMap(([one, a], k) => texts.slice(k + 1)
      .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
      .map(([other]) => `${one} / ${other}`));
  })"""
"""Texts of a picture that lie over each other: by more than a line's own leading."""
RICH = pytest.param(rich, marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=[RICH, turns], ids=lambda study: study.__name__)
def story_file(request, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("story") / "report.html"
    path.write_text(report_html(request.param()), encoding="utf-8")
    return path


def test_fetches_nothing_and_says_nothing(open_page, story_file: Path) -> None:
    page = open_page(story_file)
    assert page.requested == [story_file.as_uri()]
    assert page.said == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_of_a_picture_lies_over_another(open_page, story_file: Path, width: int) -> None:
    page = open_page(story_file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    assert page.locator(".picture svg text").count()
    assert page.evaluate(COLLIDING) == []


def test_no_sentence_is_squeezed_into_a_narrow_column(open_page, story_file: Path) -> None:
    page = open_page(story_file, width=390)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    widths = page.evaluate(
        "[...document.querySelectorAll('.stacks td, .stacks tbody th')]"
        ".filter((c) => c.textContent.length > 40).map((c) => c.getBoundingClientRect().width)"
    )
    assert widths and min(widths) > 300


def test_contents_are_not_clipped(open_page, story_file: Path) -> None:
    """The number of the last entry, with two digits, stands within the list."""
    page = open_page(story_file, width=1300)
    room = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.contents ol')).paddingLeft)")
    digits = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.contents')).fontSize)")
    assert room >= 2 * digits


def test_a_link_opens_what_is_folded(open_page, story_file: Path) -> None:
    page = open_page(story_file)
    assert not page.locator("#game table").first.is_visible()
    page.locator("a[href='#game']").first.click()
    assert page.locator("#game table").first.is_visible()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_fits_and_is_accessible(open_page, story_file: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(story_file, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = axe.run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_legends_stay_within_their_charts(open_page, story_file: Path, width: int) -> None:
    page = open_page(story_file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    page.wait_for_timeout(300)
    over = page.evaluate(
        "[...document.querySelectorAll('[data-spec]')].flatMap((c) =>"
        " [...c.querySelectorAll('.role-legend-label text')]"
        ".map((t) => t.getBoundingClientRect().right - c.getBoundingClientRect().right))"
    )
    assert over
    assert max(over) < 1


def test_prints(open_page, story_file: Path) -> None:
    page = open_page(story_file)
    page.emulate_media(media="print")
    assert page.locator("#numbers-endings td").first.bounding_box()["height"] > 0
    assert page.pdf(format="A4").startswith(b"%PDF")
