"""Explore: an address is a state, numbers are the program's own, and questions are answered or refused in order."""

import csv
import io
import math
import re
import time

import pytest

from deterrence import load
from deterrence.app.explore.chosen import Chosen
from deterrence.app.explore.results import Reading
from deterrence.app.security import POLICY
from deterrence.app.setting import Setting
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import QUICK_TOLERANCE, Change, Resolver, points_for
from deterrence.stress.study import SMALL_POINTS

SCENARIO, LEVER = "standoff", "mediation"
PATIENCE = 400
"""Seconds for what takes long, on a machine that is busy."""


@pytest.fixture(scope="module")
def crisis():
    return load(SCENARIO)


@pytest.fixture(scope="module")
def moved(crisis):
    return crisis.parameters[LEVER].range[1]


def rows_of(client, query):
    return list(csv.DictReader(io.StringIO(client.get(f"/explore/data.csv?{query}").text)))


def test_the_first_page_has_results(client):
    page = client.get("/explore")
    assert page.status_code == 200
    assert "endings-title" in page.text and "<svg" in page.text


def test_settings_can_be_walked(client):
    import re

    text = client.get("/explore?scenario=standoff").text
    (walk,) = re.findall(r'href="(/walk\?[^"]*)"', text)
    assert client.get(walk.replace("&amp;", "&")).status_code == 200


def test_numbers_are_those_of_the_comparisons(client, crisis, moved):
    """The page and the program's own re-solver, each warm from the same base, agree to the last digit."""
    values = crisis.parameters.defaults
    points = points_for(crisis.game_at(values), SMALL_POINTS)
    resolver = Resolver(crisis, values, Grid(points=points, tolerance=QUICK_TOLERANCE))
    expected = {k.of: v for k, v in resolver.headlines(Change.of({LEVER: moved})).items() if k.name == "outcome"}
    found = rows_of(client, f"scenario={SCENARIO}&p.{LEVER}={moved:g}")
    shown = {r["of"]: float(r["value"]) for r in found if r["name"] == "outcome"}
    assert shown == pytest.approx(expected, abs=1e-12)
    assert sum(shown.values()) == pytest.approx(1.0, abs=1e-9)


def test_beside_is_the_crisis_as_the_file_states_it(client, moved):
    stated = {(r["name"], r["actor"], r["of"], r["given"], r["stage"]): r["value"] for r in rows_of(client, "")}
    changed = rows_of(client, f"scenario={SCENARIO}&p.{LEVER}={moved:g}")
    assert all(
        float(r["beside"]) == float(stated[r["name"], r["actor"], r["of"], r["given"], r["stage"]])
        for r in changed
        if r["name"] in ("outcome", "event")
    )


def test_an_address_reproduces_its_state(client, moved):
    query = f"scenario={SCENARIO}&p.{LEVER}={moved:g}&lock.row=restraint&quiet.row=1"
    first, second = client.get(f"/explore?{query}").text, client.get(f"/explore?{query}").text
    assert first == second
    slider = re.search(rf'id="p-{LEVER}"[^>]*value="([^"]+)"', first)
    assert float(slider.group(1)) == pytest.approx(moved)
    assert re.search(r'<option value="restraint" selected>', first)
    assert re.search(r'name="quiet.row" value="1" checked', first)


def test_the_results_name_the_one_address_of_their_state(client, crisis, moved):
    stated = crisis.parameters["precision"].value
    fields = f"scenario={SCENARIO}&p.precision={stated}&p.{LEVER}={moved}&lock.row=&lock.column="
    found = client.get(f"/explore/results?{fields}", headers={"hx-request": "true"})
    assert found.headers["hx-replace-url"] == f"/explore?scenario={SCENARIO}&p.{LEVER}={moved:g}"
    assert "<html" not in found.text


def test_addresses_go_round(crisis, moved):
    chosen = Chosen(SCENARIO, {LEVER: moved}, {}, {"row": "restraint"}, frozenset({"row"}), "scenario=standoff")
    assert Chosen.parsed(chosen.query) == chosen
    assert Chosen.parsed(chosen.query).settled(crisis, "ladder") == chosen
    assert chosen.setting(crisis) == Setting(SCENARIO, ((LEVER, moved),), ("row: restraint, unannounced",))


def test_a_lock_changes_what_happens_and_whether_it_is_announced_does_too(client):
    ends = [
        {r["of"]: round(float(r["value"]), 9) for r in rows_of(client, q) if r["name"] == "outcome"}
        for q in ("", "lock.row=restraint", "lock.row=restraint&quiet.row=1")
    ]
    assert ends[0] != ends[1] and ends[1] != ends[2] and ends[0] != ends[2]


def test_two_settings_stand_side_by_side(client, moved):
    pinned = f"scenario%3D{SCENARIO}%26p.{LEVER}%3D{moved:g}"
    here = f"scenario={SCENARIO}&against={pinned}"
    shown = {r["of"]: r for r in rows_of(client, here) if r["name"] == "outcome"}
    alone = rows_of(client, f"scenario={SCENARIO}&p.{LEVER}={moved:g}")
    there = {r["of"]: float(r["value"]) for r in alone if r["name"] == "outcome"}
    assert {k: float(r["beside"]) for k, r in shown.items()} == there
    part = client.get(f"/explore/further?{here}").text
    assert part.count('class="on-wide"') == 2


def test_the_second_part_has_the_flow(client):
    part = client.get("/explore/further").text
    assert "flow-title" in part and 'class="ribbon' in part


def test_the_error_of_the_grid_stands_beside_the_numbers(client, app, moved):
    """It is what the same setting on a coarser grid says, errors in proportion to the spacing."""
    from deterrence.stress.resolve import coarser

    query = f"scenario={SCENARIO}&p.{LEVER}={moved:g}"
    crises = app.state.services.crises
    solved = crises.solved(crises.setting(SCENARIO, {LEVER: moved}))
    points = solved.resolver.grid.points
    crisis = load(SCENARIO)
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=coarser(points), tolerance=QUICK_TOLERANCE))
    rough = resolver.headlines(Change.of({LEVER: moved}))
    found = solved.errors(("outcome",))
    fine = solved.measured(("outcome",))
    assert found.keys() == fine.keys()
    ratio = (points // 2) / (coarser(points) // 2)
    for key, error in found.items():
        assert error == pytest.approx(max(abs(fine[key] - rough[key]) / (ratio - 1), 1e-4), abs=1e-9)
    part = client.get(f"/explore/further?{query}").text
    most = math.ceil(1000 * max(found.values()) - 1e-9) / 10
    assert f"by more than {most:.1f} points" in part
    rows = re.findall(r'hx-swap-oob="true">\s*<div class="scroll".*?</table>', part, re.S)
    assert len(rows) == 3 and all("±" in row for row in rows)
    ids = set(re.findall(r'id="(numbers-[a-z_]+|exact)"', client.get(f"/explore?{query}").text))
    assert ids == {"exact", "numbers-outcome", "numbers-general_deterrence", "numbers-event"}


def test_every_quantity_says_what_it_is(client):
    from deterrence.forecasting.registry import definitions

    page = client.get("/explore").text
    assert definitions()["outcome"].words[:40] in page and definitions()["event"].words[:40] in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("scenario=nowhere", "there is no scenario"),
        ("scenario=..%2F..%2Fetc%2Fpasswd", "there is no scenario"),
        ("scenario=file-0000000000000000", "there is no scenario"),
        (f"p.{LEVER}=high", "give a number"),
        (f"p.{LEVER}=nan", "give a number"),
        ("p.nothing=1", "there is no parameter"),
        ("lock.nobody=restraint", "there is no actor"),
        ("lock.row=nothing", "doctrine"),
        ("take.row=nothing", "no policy option"),
        (f"against=p.{LEVER}%3Dx", "give a number"),
        ("&".join(f"p.x{k}=1" for k in range(1_001)), "longer than any state"),
    ],
)
def test_what_is_not_there_is_refused_with_a_remedy(client, query, says):
    found = client.get(f"/explore?{query}")
    assert found.status_code == 422 and says in found.text


def test_what_is_not_foreseen_says_nothing_of_the_inside(client, monkeypatch, caplog):
    def broken(self):
        raise RuntimeError("a secret")

    monkeypatch.setattr(Reading, "endings", broken)
    found = client.get("/explore")
    assert found.status_code == 500 and "secret" not in found.text and "Traceback" not in found.text
    assert found.headers["content-security-policy"] == POLICY
    assert "a secret" in caplog.text


def test_nothing_hostile_is_shown_as_markup(client):
    found = client.get("/explore?scenario=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in found.text and "&lt;script&gt;" in found.text


def upload(client, text, name="mine.yaml"):
    return client.post("/explore/open", files={"file": (name, text)}, follow_redirects=False)


def test_a_file_can_be_opened_and_explored(client):
    from deterrence.scenario.crisis import read

    text = read(SCENARIO).text.replace("name: standoff", "name: mine")
    found = upload(client, text)
    assert found.status_code == 303
    assert found.headers["location"].startswith("/explore?scenario=file-")
    assert client.get(found.headers["location"]).status_code == 200
    assert upload(client, text).headers["location"] == found.headers["location"]


def test_what_is_wrong_with_a_file_is_told_with_its_lines(client):
    found = upload(client, "schema: deterrence-campaign-1\nname: [", "../../a<b>.yaml")
    assert found.status_code == 422
    assert re.search(r"<code>a&lt;b&gt;\.yaml:\d+:\d+</code>", found.text)


def test_a_file_that_is_too_large_is_refused(client, app):
    most = app.state.services.settings.limits.scenario
    found = upload(client, "#" * (most + 1))
    assert found.status_code == 422 and f"{most:,}" in found.text


def test_the_changed_scenario_says_what_was_changed(client, tmp_path, moved):
    query = f"scenario={SCENARIO}&p.{LEVER}={moved:g}&lock.row=restraint&quiet.row=1"
    path = tmp_path / "changed.yaml"
    path.write_text(client.get(f"/explore/scenario.yaml?{query}").text)
    found = load(path)
    assert found.parameters[LEVER].value == moved
    assert [(k.actor, k.conduct, k.announced) for k in found.locks] == [("row", "restraint", False)]


@pytest.mark.parametrize("name", ["endings", "flow"])
def test_drawings_are_files_of_their_own(client, name):
    import xml.etree.ElementTree as ET

    found = client.get(f"/explore/figure/{name}.svg")
    assert found.headers["content-type"].startswith("image/svg+xml")
    root = ET.fromstring(found.text)
    assert root.tag.endswith("svg") and "http" not in found.text.replace("http://www.w3.org/2000/svg", "")


def wait_for(client, kind, query="", seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = client.get(f"/explore/slow/{kind}?{query}").text
        if "load delay" not in found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{kind} did not end")


def test_worlds_give_the_range_of_every_ending(client):
    client.post("/explore/slow/worlds")
    assert "40" in wait_for(client, "worlds")
    assert 'class="reach"' in client.get("/explore").text


@pytest.mark.slow
@pytest.mark.timeout(2 * PATIENCE)
def test_claims_and_what_decides(client):
    client.post("/explore/slow/claims")
    assert "<table>" in wait_for(client, "claims", seconds=PATIENCE)
    client.post("/explore/slow/ranking")
    assert client.get("/explore").status_code == 200
    assert "alert" not in wait_for(client, "ranking", seconds=PATIENCE)


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE + 60)
def test_the_report_is_written_by_a_process_of_its_own(client):
    client.post("/explore/slow/report")
    link = re.search(r"/explore/report/[\w-]+", wait_for(client, "report", seconds=PATIENCE))
    report = client.get(link.group())
    assert report.text.startswith("<!doctype html>") and "attachment" in report.headers["content-disposition"]


def test_unknown_work_is_not_found(client):
    assert client.post("/explore/slow/nothing").status_code == 404
    assert client.get("/explore/slow/report?scenario=ladder").status_code == 404
    assert client.get("/explore/report/nothing").status_code == 404
    assert client.post("/explore/cancel/nothing").status_code == 404


def test_worlds_and_claims_follow_a_slider_where_that_is_asked_for(client, app, monkeypatch):
    from deterrence.app.explore import slow

    begun = []
    monkeypatch.setattr(slow, "worlds", lambda services, job: begun.append(("worlds", job.setting)) or "none here")
    monkeypatch.setattr(slow, "claims", lambda services, job: begun.append(("claims", job.setting)) or "none here")
    asked = {"scenario": SCENARIO, f"p.{LEVER}": "0.031", "reader": "abc"}
    client.get("/explore/results", params=asked)
    assert not begun
    text = client.get("/explore/results", params={**asked, "follow": "1"}).text
    assert "slow-worlds" in text and "slow-claims" in text
    for kind in ("worlds", "claims"):
        assert "none here" in wait_for(client, kind, f"scenario={SCENARIO}&p.{LEVER}=0.031")
    setting = app.state.services.crises.setting(SCENARIO, {LEVER: 0.031})
    assert sorted(begun, key=str) == [("claims", setting), ("worlds", setting)]
    page = client.get("/explore").text
    assert 'name="follow"' in page
    assert re.search(r"about \d+ seconds after each change", page)
