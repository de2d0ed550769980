"""Pages of play: games to their end, and everything that a player must not come by."""

from __future__ import annotations

import json
import re

import pytest

from app.play_pages import act, asked, browser, fields, joined, moves, opened_class, play, served, tokens
from deterrence.app.setting import Setting

TYPES = ("weighs costs", "bound to answer")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with served(tmp_path_factory.mktemp("play")) as found:
        yield found


@pytest.fixture
def alone(pages):
    app, _ = pages
    client = browser(app)
    answer = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"})
    return app, client, answer.url.path


@pytest.fixture
def pair(pages):
    """A facilitator and two players, the crisis begun."""
    app, _ = pages
    facilitator = browser(app)
    desk, code = opened_class(facilitator)
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
    return app, facilitator, desk, seats


def state_of(app, here):
    return app.state.services.play.host.state(here.split("/")[2])


def test_the_lobby_says_what_there_is(pages):
    text = pages[1].get("/play").text
    for action in ("guided", "daily", "alone", "class", "join"):
        assert f'action="/play/{action}"' in text
    assert pages[1].get("/play?scenario=nowhere").status_code == 422


def test_a_game_alone_goes_to_its_end_and_is_debriefed(alone):
    app, client, here = alone
    assert "You are Row" in client.get(here).text
    assert client.get(f"{here}/debrief").status_code == 409
    text = play(client, here, lambda names: names[-1])
    assert "It is over" in text
    text = client.get(f"{here}/debrief").text
    assert "Causes apart" in text and "Every decision" in text
    asked_ = any(step.forecasts for step in state_of(app, here).passed)
    assert ("Brier score" in text) == asked_
    assert re.search(r">\d+%<", text) and not re.search(r"\d\s%", text)  # as in the reports
    table = client.get(f"{here}/debrief.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 1 + sum(len(step.chosen) for step in state_of(app, here).passed)
    file = client.get(f"{here}/debrief.html").text
    assert "<style>" in file and "<script" not in file and "href=" not in file
    code = re.search(r'class="replay"[^>]*><code>([^<]+)</code>', text)[1]
    again = browser(app).post("/play/replay", data={"code": code}).text
    assert "bit for bit" in again and "not the same" not in again


def test_questions_are_asked_before_and_after(alone):
    _, client, here = alone
    text = client.get(here).text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    assert "q.war" in names
    assert client.post(f"{here}/answer", data={**fields(text), "when": "before", names[0]: "x"}).status_code == 409
    client.post(f"{here}/answer", data={**fields(text), "when": "before", **dict.fromkeys(names, "25")})
    assert "q." not in client.get(here).text
    play(client, here)
    text = client.get(f"{here}/debrief").text
    client.post(f"{here}/answer", data={**fields(text + 'name="turn"'), "when": "after", **dict.fromkeys(names, "25")})
    assert "Answers came +0.0 points" in client.get(f"{here}/debrief").text


def test_the_guided_crisis_says_what_matters(pages):
    client = browser(pages[0])
    here = client.post("/play/guided").url.path
    assert "weigh costs or are bound to answer" in client.get(here).text or "Say how likely" in client.get(here).text
    assert "It is over" in play(client, here)


def test_the_crisis_of_the_day_is_the_same_for_all_and_once_for_each(pages):
    app, _ = pages
    one, two = browser(app), browser(app)
    here, there = one.post("/play/daily").url.path, two.post("/play/daily").url.path
    assert here != there and here.split("/")[3] == there.split("/")[3]
    first, second = state_of(app, here), state_of(app, there)
    assert first.types == second.types and first.position.as_dict() == second.position.as_dict()
    assert one.post("/play/daily").url.path == here
    assert first.setup.seed not in one.get(here).text


def test_a_rehearsal_plays_itself(pages):
    client = browser(pages[0])
    desk = client.post("/play/class", data={"scenario": "standoff"}).url.path
    client.post(f"{desk}/start", data=fields(client.get(desk).text))
    assert "It is over" in client.get(desk).text
    assert "Every decision" in client.get(f"{desk}/debrief").text


def test_two_play_and_a_third_facilitates(pair):
    app, facilitator, desk, seats = pair
    assert any(kind in facilitator.get(desk).text.split("Hidden type")[1].split("</table>")[0] for kind in TYPES)
    facilitator.post(f"{desk}/pause", data=fields(facilitator.get(desk).text))
    mover = state_of(app, desk).moving[0]
    client, here = seats[mover]
    assert "paused" in client.get(here).text
    facilitator.post(f"{desk}/resume", data=fields(facilitator.get(desk).text))
    for _ in range(400):
        if state_of(app, desk).phase == "over":
            break
        for client, here in seats.values():
            act(client, here)
    for client, here in seats.values():
        assert client.get(f"{here}/debrief").status_code == 200


def test_a_push_and_an_event_of_the_facilitators(pair):
    app, facilitator, desk, _ = pair
    before = state_of(app, desk).turn
    facilitator.post(f"{desk}/push", data=fields(facilitator.get(desk).text))
    assert state_of(app, desk).turn > before
    if state_of(app, desk).phase == "running":
        facilitator.post(f"{desk}/inject", data={**fields(facilitator.get(desk).text), "seen": "settled"})
        facilitator.post(f"{desk}/push", data=fields(facilitator.get(desk).text))
        assert state_of(app, desk).phase == "over"


def test_a_seat_that_is_freed_is_taken_by_another(pair):
    app, facilitator, desk, seats = pair
    facilitator.post(f"{desk}/release", data={**fields(facilitator.get(desk).text), "actor": "row"})
    client, here = seats["row"]
    assert client.get(here).status_code == 409
    code = re.search(r'<strong class="code">([A-Z0-9]+)</strong>', facilitator.get(desk).text)[1]
    assert 'value="row"' in browser(app).get("/play/join", params={"code": code}).text
    other, there = joined(app, code, "row")
    assert other.get(there).status_code == 200


def test_moves_are_sealed_until_forecasts_are_made(pages):
    app, _ = pages
    facilitator = browser(app)
    desk, code = opened_class(facilitator, forecasts=True)
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
    mover = state_of(app, desk).moving[0]
    (client, here), (other, there) = seats[mover], seats["column" if mover == "row" else "row"]
    text = client.get(here).text
    client.post(f"{here}/choose", data={**fields(text), "move": moves(text)[0]})
    assert "sealed" in client.get(here).text
    seen = other.get(there).text
    assert "You chose" not in seen and asked(seen) and "Nothing yet" in seen


# What a player must not do or come by


def test_a_repeated_post_does_nothing_twice(alone):
    app, client, here = alone
    while not moves(client.get(here).text):
        if act(client, here) is None:  # the crisis ended before Row had a move: another one
            here = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"}).url.path
    text = client.get(here).text
    data = {**fields(text), "move": moves(text)[0]}
    assert client.post(f"{here}/choose", data=data).status_code == 200
    number = app.state.services.play.host.number(here.split("/")[2])
    assert client.post(f"{here}/choose", data=data).status_code == 200
    assert app.state.services.play.host.number(here.split("/")[2]) == number


def test_nobody_moves_out_of_turn_or_twice(pair):
    app, _, desk, seats = pair
    mover = state_of(app, desk).moving[0]
    turn = str(state_of(app, desk).turn)
    other, there = seats["column" if mover == "row" else "row"]
    answer = other.post(f"{there}/choose", data={"turn": turn, "move": "hold"})
    assert answer.status_code == 409 and "not your turn" in answer.text
    client, here = seats[mover]
    assert client.post(f"{here}/choose", data={"turn": "0", "move": "hold"}).status_code == 409
    assert client.post(f"{here}/choose", data={"turn": turn, "move": "no_such"}).status_code == 409
    assert client.post(f"{here}/choose", data={"turn": "x", "move": "hold"}).status_code == 409
    assert client.post(f"{here}/choose", data={}).status_code == 409


def test_nobody_reaches_another_seat_or_game(pair, alone):
    app, _, desk, seats = pair
    client, here = seats["row"]
    _, there = seats["column"]
    _, stranger, elsewhere = alone
    token = tokens(client)[here]
    for address in (there, desk, elsewhere):
        for path in ("", "/part", "/events", "/debrief", "/debrief.csv", "/debrief.html"):
            assert client.get(f"{address}{path}").status_code == 409
            # the cookie carried there by hand
            assert browser(app).get(f"{address}{path}", headers={"cookie": f"seat={token}"}).status_code == 409
        for command in ("choose", "start", "push", "pause", "inject", "fill", "release"):
            answer = browser(app).post(
                f"{address}/{command}", data={"turn": "1", "move": "hold"}, headers={"cookie": f"seat={token}"}
            )
            assert answer.status_code == 409 and "not held" in answer.text
    for command in ("start", "push", "pause", "inject", "fill", "release", "undo", "reveal"):
        data = {"turn": str(state_of(app, here).turn), "actor": "column", "seen": "settled"}
        assert client.post(f"{here}/{command}", data=data).status_code == 409
    assert stranger.get(here).status_code == 409
    assert browser(app).get(here).status_code == 409


def test_tokens_are_for_no_script_and_no_other_site(pages):
    client = browser(pages[0])
    answer = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and answer.headers["location"] in cookie
    token = next(iter(tokens(client).values()))
    assert token not in answer.headers["location"] and token not in client.get(answer.headers["location"]).text
    crossing = client.post(answer.headers["location"] + "/choose", headers={"origin": "http://elsewhere.example"})
    assert crossing.status_code == 403


def everything(client, here):
    """All that a browser in a seat can be told before the end."""
    paths = ("", "/part?number=0", "/debrief", "/debrief.csv", "/debrief.html")
    pages = [client.get(f"{here}{path}") for path in paths]
    pages += [client.post(f"{here}/choose", data={"turn": "99", "move": "x"}), client.post(f"{here}/undo")]
    return "\n".join(f"{page.url}\n{json.dumps(dict(page.headers))}\n{page.text}" for page in pages)


SHAPES = re.compile(r'[0-9a-f]{24,}|content-length": "\d+"|set-cookie[^,]*')


def test_nothing_that_is_told_hangs_on_the_others_type(pages):
    """Two sessions that differ in the hidden type of the other side alone, and in nothing that has been seen, are told
    of in the same words: pages, headers, errors, exports and addresses, from the first page on."""
    app, _ = pages
    host, told = app.state.services.play.host, {}
    from dataclasses import replace

    tables = app.state.services.play
    for k in range(400):
        from deterrence.play.session import dealt
        from deterrence.play.setup import Seat

        both = {a: Seat(a) for a in ("row", "column")}
        setup = tables.setup(Setting("standoff"), both, forecasts=False, purpose="class")
        setup = replace(setup, seed=f"{k:032x}")
        types = dealt(tables.known(setup).walk, setup)
        if types["row"] != "cautious" or types["column"] in told:
            continue
        opened = host.open_class(setup)
        client, here = joined(app, opened.code, "row")
        joined(app, opened.code, "column")
        desk = browser(app)
        desk.cookies.set("seat", opened.tokens["facilitator"])
        desk.post(f"/play/{opened.session}/facilitator/start")
        state = host.state(opened.session)
        if state.moving != ("row",) or state.turn != 1:
            continue
        text = everything(client, here).replace(opened.code, "CODE")
        assert setup.seed not in text
        told[types["column"]] = SHAPES.sub("", re.sub(r"Day \d+", "Day", text)).lower()
        if len(told) == 2:
            break
    assert set(told) == {"cautious", "bound"}
    assert told["cautious"] == told["bound"]


def test_a_stream_says_when_there_is_something_new(alone):
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from deterrence.app.play.playing import _numbers
    from deterrence.app.play.seats import Place
    from deterrence.play.store import Holder

    app, client, here = alone
    session, role = here.split("/")[2:]
    place = Place(app.state.services.play, Holder(session, role))

    class Request:
        async def is_disconnected(self):
            return False

    async def first_two():
        stream = _numbers(Request(), place)
        first = await anext(stream)
        await asyncio.to_thread(act, client, here)
        second = await anext(stream)
        await stream.aclose()
        return first, second

    with ThreadPoolExecutor(1) as aside:  # a browser test may have left a loop at work in this thread
        first, second = aside.submit(asyncio.run, first_two()).result()
    assert first.startswith("data: ") and int(second[6:]) > int(first[6:])
    assert client.get(f"{here}/part", params={"number": int(second[6:])}).status_code == 204
    assert client.get(f"{here}/part", params={"number": 0}, headers={"hx-request": "true"}).text.lstrip()[:5] == "<div "
