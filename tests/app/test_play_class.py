"""What a class learned over several sessions, in its facilitator's debrief and in nobody else's."""

from __future__ import annotations

import re

import pytest

from app.play_pages import BASE, act, browser, fields, joined, served, tokens
from deterrence.app.numbers import signed
from deterrence.play.learning import gain


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with served(tmp_path_factory.mktemp("class")) as found:
        yield found


def opened(client, name, scenario="standoff"):
    data = {"scenario": scenario, "persons": ["row", "column"], "name": name}
    answer = client.post("/play/class", data=data)
    assert answer.status_code == 200, answer.text
    return answer.url.path, re.search(r'<strong class="code">([A-Z0-9]+)</strong>', answer.text)[1]


def answered(client, here, when, percent):
    text = client.get(here if when == "before" else f"{here}/debrief").text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    assert names
    data = {"key": fields(text)["key"], "when": when, **dict.fromkeys(names, str(percent))}
    assert client.post(f"{here}/answer", data=data).status_code == 200


def played(app, facilitator, name, answers):
    """A session of a class to its end; ``answers`` has, by actor, the percent before and after. The desk's address."""
    desk, code = opened(facilitator, name)
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    for actor, (before, _) in answers.items():
        answered(*seats[actor], "before", before)
    facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
    for _ in range(400):
        if not any(act(*seat) for seat in seats.values()):
            break
    for actor, (_, after) in answers.items():
        answered(*seats[actor], "after", after)
    return desk, seats


def test_gains_are_pooled_over_the_sessions_of_one_name(pages):
    app, _ = pages
    facilitator, stranger = browser(app), browser(app)
    first, _ = played(app, facilitator, "Tuesday", {"row": (80, 20), "column": (60, 20)})
    second, seats = played(app, facilitator, " tuesday ", {"row": (90, 10), "column": (20, 40)})
    played(app, facilitator, "Thursday", {"row": (0, 0), "column": (0, 0)})
    played(app, stranger, "Tuesday", {"row": (0, 0), "column": (0, 0)})
    alone, _ = played(app, facilitator, "", {"row": (0, 0), "column": (0, 0)})

    tables = app.state.services.play
    states = [tables.host.state(desk.split("/")[2]) for desk in (first, second)]
    expected = gain(tables.known(states[0].setup).questions, states)
    assert expected.n == 4 and expected.of == "players"
    for desk in (first, second):
        for path in ("debrief", "debrief.html"):
            text = facilitator.get(f"{desk}/{path}").text
            part = text.split("What the class learned")[1]
            assert expected.mean > 0 and f"came {expected.mean:.1f} points of a hundred nearer" in part
            assert "over 4 players" in part
            assert f"nearer: {signed(expected.low, 1)} to {signed(expected.high, 1)}." in part
            assert "(number: 2)" in part
    assert "What the class learned" not in facilitator.get(f"{alone}/debrief").text
    client, here = seats["row"]
    assert client.get(f"{here}/debrief").status_code == 200
    assert "What the class learned" not in client.get(f"{here}/debrief").text


def test_who_answered_once_is_not_counted_and_who_is_not_over_is_not(pages):
    app, _ = pages
    facilitator = browser(app)
    desk, _ = played(app, facilitator, "few", {})
    assert "Nobody of this class has answered" in facilitator.get(f"{desk}/debrief").text
    opened(facilitator, "few")
    played(app, facilitator, "few", {"row": (70, 30)})
    text = facilitator.get(f"{desk}/debrief").text.split("What the class learned")[1]
    assert "(number: 2)" in text and re.search(r"over \d+ questions", text)


def test_the_class_is_known_by_a_cookie_that_goes_nowhere_else(pages):
    app, _ = pages
    client = browser(app)
    data = {"scenario": "standoff", "persons": ["row"], "name": "mine"}
    answer = client.post("/play/class", data=data, follow_redirects=False)
    cookie = next(x for x in answer.headers.get_list("set-cookie") if x.startswith("class=")).lower()
    assert "path=/play/class" in cookie and "httponly" in cookie and "samesite=strict" in cookie
    token = re.match(r"class=([0-9a-f]{64});", cookie)[1]
    store = app.state.services.play.host.store
    desk = answer.headers["location"]
    assert store.classmates(desk.split("/")[2]) == (desk.split("/")[2],)
    assert token not in client.get(desk).text and BASE and tokens(client)
    forged = client.post("/play/class", data=data, headers={"cookie": "class=x"}, follow_redirects=False)
    assert forged.status_code == 303 and "class=x" not in forged.headers["set-cookie"]
