"""Pages of play: the lobby, games alone to their end and their debriefs, and the stream that says when to look."""

from __future__ import annotations

import re

from app.play_pages import act, browser, fields, play, state_of


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
