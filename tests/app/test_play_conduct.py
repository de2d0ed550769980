"""Bots that follow a rule: set in the lobby, announced or not, played against to the end, reported in the debrief."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.play_pages import act, browser, fields, joined, play, served, state_of

PASSIVE = {"hold", "let_pass"}
"""What the doctrine of restraint of the shipped standoff does."""
LOCK = {"scenario": "standoff", "lock.column": "restraint"}
QUIET = {**LOCK, "quiet.column": "1"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with served(tmp_path_factory.mktemp("conduct")) as (app, client):
        for asked in (LOCK, QUIET):
            solved_in_the_lobby(app, client, asked)
        yield app, client


def solved_in_the_lobby(app, client, asked):
    """From the lobby's own form to its offer of a session, solved on request where it is not."""
    text = client.get("/play", params=asked).text
    if 'action="/play/prepare"' in text:
        answer = client.post("/play/prepare", data=hidden(text, "/play/prepare"))
        assert answer.url.params["lock.column"] == "restraint"
        tables = app.state.services.play
        from deterrence.app.explore.chosen import Chosen

        app.state.services.crises.solved(tables.chosen(Chosen.read(asked.items()))[1])
        text = client.get("/play", params=asked).text
    assert 'action="/play/alone"' in text
    return text


def hidden(text, action):
    """Hidden fields of the form of an action."""
    form = re.search(rf'<form method="post" action="{action}".*?</form>', text, re.S)[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def done(app, here, actor="column"):
    return {step.chosen[actor] for step in state_of(app, here).passed if actor in step.chosen}


def strike(names):
    return "strike" if "strike" in names else names[0]


def test_the_lobby_offers_every_doctrine_to_every_side(pages):
    text = pages[1].get("/play").text
    for actor in ("row", "column"):
        chooser = re.search(rf'<select id="lock-{actor}".*?</select>', text, re.S)[0]
        assert {"", "restraint", "in_kind"} <= set(re.findall(r'<option value="([^"]*)"', chooser))
    assert pages[1].get("/play", params={"scenario": "standoff", "lock.column": "nothing"}).status_code == 422
    assert pages[1].get("/play", params={"scenario": "standoff", "lock.nobody": "restraint"}).status_code == 422


@pytest.mark.parametrize("asked", [LOCK, QUIET])
def test_a_bot_follows_its_rule_to_the_end(pages, asked):
    """A side that strikes meets one that never does, and would not always be let off by the equilibrium."""
    app, _ = pages
    client = browser(app)
    text = client.get("/play", params=asked).text
    assert 'value="row">' in text and not re.search(r'<button name="actor" value="column"', text)
    told = re.search(r"Column follows a rule, whatever its type: Restraint. (Everybody|Nobody else) knows", text)[1]
    assert (told == "Nobody else") == ("quiet.column" in asked)
    acted = set()
    for _ in range(4):
        answer = client.post("/play/alone", data={**hidden(text, "/play/alone"), "actor": "row"})
        here = answer.url.path
        assert ("Column follows a rule" in answer.text) == ("quiet.column" not in asked)
        play(client, here, strike)
        acted |= done(app, here)
        debrief = client.get(f"{here}/debrief").text
        assert "Column followed a rule" in unescape(debrief)
        code = re.search(r'class="replay"[^>]*><code>([^<]+)</code>', debrief)[1]
        again = browser(app).post("/play/replay", data={"code": code}).text
        assert "bit for bit" in again and "not the same" not in again
    assert acted and acted <= PASSIVE


def test_an_announced_rule_is_expected_and_another_is_not(pages):
    """What the public holds likely of Column: exactly what the rule does where it is announced, else as solved."""
    app, _ = pages
    tables = app.state.services.play
    from deterrence.app.explore.chosen import Chosen

    expected = {}
    for name, asked in (("solved", {"scenario": "standoff"}), ("announced", LOCK), ("quiet", QUIET)):
        setup = tables.setup(tables.chosen(Chosen.read(asked.items()))[1], {}, forecasts=False, purpose="class")
        walk = tables.known(setup).walk
        moves = walk.moves(walk.at("column_acts"))["column"]
        expected[name] = {move.name: move.chance for move in moves}
        if name == "quiet":
            for kind in ("cautious", "bound"):
                assert sum(m.in_fact_by_type[kind] for m in moves if m.name in PASSIVE) > 0.9
    assert expected["quiet"] == pytest.approx(expected["solved"], abs=1e-6)
    assert sum(p for name, p in expected["announced"].items() if name not in PASSIVE) < 0.1
    assert expected["announced"] != pytest.approx(expected["solved"], abs=1e-3)


def test_only_the_facilitator_is_told_of_a_rule_that_is_not_announced(pages):
    app, _ = pages
    desk_client = browser(app)
    text = desk_client.get("/play", params=QUIET).text
    data = {**hidden(text, "/play/class"), "persons": ["row"]}
    answer = desk_client.post("/play/class", data=data)
    desk, code = answer.url.path, re.search(r'<strong class="code">([A-Z0-9]+)</strong>', answer.text)[1]
    assert "Column follows a rule, whatever its type: Restraint. Nobody else knows" in answer.text
    assert "Restraint" not in desk_client.get("/play/join", params={"code": code}).text
    client, here = joined(app, code, "row")
    desk_client.post(f"{desk}/start", data=fields(answer.text))
    for _ in range(400):
        page = client.get(here).text
        assert "restraint" not in page.lower() and "follows a rule" not in page
        if act(client, here, strike) is None:
            break
    assert state_of(app, here).phase == "over" and done(app, here) <= PASSIVE
    assert "Nobody else knew" in client.get(f"{here}/debrief").text


def test_nobody_leads_a_side_whose_conduct_is_locked(pages):
    client = browser(pages[0])
    answer = client.post("/play/alone", data={**LOCK, "actor": "column"})
    assert answer.status_code == 409 and "locked" in answer.text
    assert client.post("/play/class", data={**LOCK, "persons": ["row", "column"]}).status_code == 409
    assert client.post("/play/alone", data={**LOCK, "lock.column": "nothing", "actor": "row"}).status_code == 422


@pytest.mark.parametrize(
    "settings",
    [{"locks": 5}, {"locks": [[]]}, {"changes": []}, {"changes": {"precision": "x"}}, {"changes": {"precision": []}}],
)
def test_a_code_of_no_setting_is_refused(pages, settings):
    import base64
    import json
    import zlib

    from deterrence.play.setup import Seat, Setup

    setup = {**Setup("standoff", "0", (Seat("row"), Seat("column")), "0").as_dict(), "settings": settings}
    packed = zlib.compress(json.dumps({"setup": setup, "commands": [], "checksum": ""}).encode())
    code = "P1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    answer = browser(pages[0]).post("/play/replay", data={"code": code})
    assert answer.status_code == 422, answer.text
