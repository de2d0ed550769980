"""One source for colours and drawings: the report, the local page and drawings taken away have the same rules."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from deterrence.report.bundle import text
from deterrence.report.page import render
from report.specimen import specimen

RULES = re.compile(r"([^{}]+)\{[^{}]*\}")


def selectors(css: str) -> set[str]:
    """Every selector of a sheet."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return {one.strip() for match in RULES.finditer(bare) for one in match.group(1).split(",") if one.strip()}


def test_the_report_carries_colours_and_drawings() -> None:
    page = render(specimen())
    for name in ("light", "dark", "picture"):
        assert text(f"look/{name}.css") in page


@pytest.mark.parametrize("package", ["report/templates", "app/assets"])
def test_rules_of_drawings_are_nowhere_else(package: str) -> None:
    layer, folder = package.split("/")
    shared = {s for s in selectors(text("look/picture.css")) if s.startswith((".picture", ".sign", ".legend", ".on-"))}
    assert len(shared) > 40
    for sheet in (resources.files(f"deterrence.{layer}") / folder).iterdir():
        if sheet.name.endswith(".css"):
            assert not shared & selectors(sheet.read_text(encoding="utf-8"))


def test_the_local_page_serves_the_same_sheets() -> None:
    client = pytest.importorskip("fastapi.testclient").TestClient
    from deterrence.app.server import create_app

    with client(create_app(), base_url="http://127.0.0.1:8000") as asked:
        for name in ("light", "dark", "picture"):
            assert asked.get(f"/assets/{name}.css").text.strip() == text(f"look/{name}.css")
