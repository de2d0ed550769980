"""The page without a server: every setting a page, numbers the program's own, links that lead somewhere, no request."""

import csv
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deterrence import load
from deterrence.app.explorable.grid import grid
from deterrence.app.explorable.writing import write_explorable
from deterrence.app.texts import catalogue
from deterrence.errors import ArgumentError
from deterrence.stress.resolve import Change

SCENARIO, LEVER = "standoff", "mediation"


@pytest.fixture(scope="module")
def made():
    return grid(load(SCENARIO), {}, (LEVER,), 2)


@pytest.fixture(scope="module")
def site(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_explorable(made, folder, catalogue()["en"])
    return folder


def test_a_lever_runs_over_its_range_with_the_stated_value_among_its_values(made):
    parameter = made.crisis.parameters[LEVER]
    (lever,) = made.levers
    assert lever.values == tuple(sorted({*parameter.range, parameter.value}))
    assert lever.values[lever.stated] == parameter.value
    assert made.changes(made.stated) == {}


def test_every_link_leads_to_a_file(site, made):
    pages = list(site.glob("*.html"))
    assert len(pages) == len(made.places)
    for path in pages:
        text = path.read_text()
        for target in re.findall(r'(?:href|src)="([^"#]+)', text):
            assert (site / target).is_file(), (path.name, target)
        assert text.count('aria-current="true"') == 1
        assert "<script" not in text and "http://" not in text and "https://" not in text and " style=" not in text


def test_numbers_are_those_of_each_setting_solved(site, made):
    from deterrence.app.solved import stated

    resolver = stated(made.crisis)
    rows = list(csv.DictReader((site / "data.csv").read_text().splitlines()))
    names = {e.name[:1].upper() + e.name[1:]: e.id for e in made.crisis.brief.endings}
    for value in made.levers[0].values:
        found = resolver.headlines(Change.of({LEVER: value}))
        expected = {k.of: v for k, v in found.items() if k.name == "outcome"}
        mine = [r for r in rows if r["quantity"] == "outcome" and float(r[LEVER]) == value]
        assert len(mine) > 2
        for row in mine:
            assert float(row["value"]) == pytest.approx(expected[names[row["of"]]], abs=1e-9)


@pytest.mark.parametrize(
    ("levers", "points", "says"),
    [(("nothing",), 3, "no parameter"), (("precision", "mediation", "tremble", "row.bound"), 9, "settings")],
)
def test_what_cannot_be_is_refused(levers, points, says):
    with pytest.raises(ArgumentError, match=says):
        grid(load(SCENARIO), {}, levers, points)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [pytest.param(1300, "light", marks=pytest.mark.slow), (390, "dark")])
def test_it_opens_from_a_file_server_by_keyboard_and_asks_nothing_else(open_page, site, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet.of(site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = open_page(f"http://127.0.0.1:{server.server_port}/", width=width, scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
        found = axe.run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        before = page.locator("#content .picture").first.inner_html()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.lever') !== null")
        page.keyboard.press("Enter")
        page.wait_for_url("**at-*")
        assert page.locator("#content .picture").first.inner_html() != before
        assert page.foreign == [] and page.said == []
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing in the terminal."""

    def log_message(self, *_):
        pass

    @classmethod
    def of(cls, folder):
        return partial(cls, directory=str(folder))
