"""Pages of play: the lobby, games alone to their end and their debriefs, and the stream that says when to look."""

from __future__ import annotations

import re
from dataclasses import replace

from app.play_pages import act, browser, fields, play, state_of
from deterrence.play.dump import rows


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
    assert "Answers came 0.0 points" in client.get(f"{here}/debrief").text


def test_a_debrief_says_which_way_answers_moved_and_puts_the_likeliest_ending_first(alone):
    _, client, here = alone
    text = client.get(here).text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    client.post(f"{here}/answer", data={**fields(text), "when": "before", **dict.fromkeys(names, "25")})
    play(client, here)
    text = client.get(f"{here}/debrief").text
    client.post(f"{here}/answer", data={**fields(text + 'name="turn"'), "when": "after", **dict.fromkeys(names, "95")})
    text = client.get(f"{here}/debrief").text
    assert re.search(r"Answers moved \d+\.\d points of a hundred away from the solution", text)
    table = text.split("Endings from the start, as solved</caption>")[1].split("</table>")[0]
    assert re.search(r'<th scope="row">([^<(]+)', table)[1].strip() == "It fades"


def test_the_guided_crisis_says_what_matters(pages):
    client = browser(pages[0])
    here = client.post("/play/guided").url.path
    assert "weigh costs or are bound to answer" in client.get(here).text or "Say how likely" in client.get(here).text
    assert "It is over" in play(client, here)


def test_a_seat_says_what_the_crisis_is_about(pages, alone):
    """In a fold; the guided crisis says before it what to play for."""
    app, client, here = alone
    summary = "Now and then a side may act"
    assert summary in client.get(here).text and "Your aim is" not in client.get(here).text
    guided = browser(app)
    first = guided.post("/play/guided")
    assert "Row, weighs costs: weighs what every move is worth to it." in first.text
    assert "Column, bound to answer: follows the rule “Answer in kind”" in first.text
    assert "A strike is answered by a strike" in first.text
    assert first.text.index("Your aim is") < first.text.index("<details>") < first.text.index(summary)
    assert summary in browser(app).post("/play/class", data={"scenario": "standoff", "persons": ["row"]}).text


def test_the_lobby_asks_no_wait_for_what_is_solved_soon(pages, monkeypatch):
    app, client = pages
    crises = app.state.services.crises
    size = crises.size
    for seconds, ready in ((1.0, True), (60.0, False)):
        monkeypatch.setattr(crises, "size", lambda setting, s=seconds: replace(size(setting), seconds=s))
        text = client.get("/play", params={"scenario": "standoff", "p.mediation": "0.0234"}).text
        assert ("/play/alone" in text) is ready and ("/play/prepare" in text) is not ready
    assert not crises.asked(crises.setting("standoff", {"mediation": 0.0234}))


def test_the_crisis_of_the_day_is_the_same_for_all_and_once_for_each(pages):
    app, _ = pages
    one, two = browser(app), browser(app)
    here, there = one.post("/play/daily").url.path, two.post("/play/daily").url.path
    assert here != there and here.split("/")[3] == there.split("/")[3]
    first, second = state_of(app, here), state_of(app, there)
    assert first.types == second.types and first.position.as_dict() == second.position.as_dict()
    assert one.post("/play/daily").url.path == here
    assert "the first time counts" in one.get("/play").text and "the first time counts" in one.get(here).text
    assert first.setup.seed not in one.get(here).text


def test_a_crisis_of_the_day_that_is_not_there_any_more_is_begun_again(pages):
    """As where the data folder was emptied: the browser remembers a session that nobody has."""
    client = browser(pages[0])
    client.post("/play/daily")
    kept = next(cookie for cookie in client.cookies.jar if cookie.name == "daily").value
    client.cookies.clear()
    client.cookies.set("daily", f"{kept.split('.')[0]}.{'0' * 32}.{kept.split('.')[2]}", path="/play/daily")
    answer = client.post("/play/daily")
    assert answer.status_code == 200 and "0" * 32 not in answer.url.path


def test_data_of_play_have_the_first_session_of_a_day_alone(pages):
    """Types and luck are the same in all of them, so that later ones are no draws of their own."""
    played = []
    for _ in range(2):
        client = browser(pages[0])
        here = client.post("/play/daily").url.path
        play(client, here)
        played.append(state_of(pages[0], here))
    assert played[0].setup.seed == played[1].setup.seed
    known = pages[0].state.services.play.known(played[0].setup)
    first = list(rows([(known.walk, played[0])]))
    both = list(rows([(known.walk, state) for state in played]))
    assert first and len(both) == len(first) and {row["session"] for row in both} == {1}


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
