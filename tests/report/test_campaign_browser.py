"""The report of a campaign in Chromium: fits, accessible, asks nothing of any network."""

from __future__ import annotations

from pathlib import Path

import pytest
from deterrence.report.campaign.story import campaign_html

from campaign.samples import study

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def campaign_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("campaign") / "report.html"
    path.write_text(campaign_html(study()), encoding="utf-8")
    return path


def test_nothing_is_asked_of_any_network(open_page, campaign_file: Path) -> None:
    page = open_page(campaign_file)
    assert page.requested == [campaign_file.as_uri()]
    assert page.said == []


@pytest.mark.parametrize("width", [390, 1300])
def test_fits_and_is_accessible(open_page, campaign_file: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(campaign_file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = axe.run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []
