"""What a player must not do, and must not come by."""

from __future__ import annotations

import json
import logging
import re

from app.play_pages import TYPES, act, browser, fields, joined, moves, opened_class, play, state_of, tokens
from deterrence.app.setting import Setting


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


def test_what_the_server_logs_has_nothing_hidden(pages, caplog):
    """At any level, from the opening of a game to its end."""
    app, _ = pages
    client = browser(app)
    with caplog.at_level(logging.DEBUG):
        here = client.post("/play/alone", data={"scenario": "standoff", "actor": "row"}).url.path
        everything(client, here)
        state = state_of(app, here)
        play(client, here)
    said = [record.getMessage() for record in caplog.records if record.name != "httpx"]  # the browser's own
    assert said, "nothing is logged at all: this test sees nothing"
    for hidden in (state.setup.seed, tokens(client)[here], state.types["column"], *TYPES):
        assert not any(hidden in line for line in said)


def test_whoever_facilitates_and_plays_is_shown_nothing_hidden(pages):
    """Types, sealed moves and rules that are not announced are the other side's until the end."""
    app, _ = pages
    for more in ({}, {"lock.column": "restraint", "quiet.column": "1"}):
        persons = ("row",) if more else ("row", "column")
        desk_client = browser(app)
        desk, code = opened_class(desk_client, persons, forecasts=True, plays="true", **more)
        seats = {actor: joined(app, code, actor) for actor in persons}
        text = desk_client.post(f"{desk}/start", data=fields(desk_client.get(desk).text)).text
        for _ in range(400):
            if state_of(app, desk).phase == "over":
                break
            for view in (text, desk_client.get(desk).text):
                seats_shown = view.split('id="seats-title"')[1].split("public-title")[0]
                assert "Hidden type" not in seats_shown and "Sealed move" not in seats_shown
                assert not any(kind in seats_shown for kind in TYPES) and "whatever its type" not in view
            for client, here in seats.values():
                act(client, here)
        assert "Hidden type" in desk_client.get(desk).text


def test_nobody_is_called_as_the_facilitator_is(pages):
    """Whoever led such an actor would hold the facilitator's role."""
    import pytest

    from deterrence.play.setup import FACILITATOR, Refused, Seat, Setup

    host = pages[0].state.services.play.host
    for open_ in (host.open_alone, host.open_class):
        with pytest.raises(Refused, match="id"):
            open_(Setup("standoff", "0", (Seat(FACILITATOR), Seat("column", "bot")), "0"))


def test_a_facilitator_frees_persons_seats_alone(pair):
    _, facilitator, desk, _ = pair
    for actor in ("facilitator", "nobody", ""):
        answer = facilitator.post(f"{desk}/release", data={**fields(facilitator.get(desk).text), "actor": actor})
        assert answer.status_code == 409
    assert facilitator.get(desk).status_code == 200


def test_a_code_gives_no_seat_that_is_held_or_not_a_persons(pair):
    app, facilitator, desk, _ = pair
    code = re.search(r'<strong class="code">([A-Z0-9]+)</strong>', facilitator.get(desk).text)[1]
    for actor in ("row", "column", "facilitator", "nobody"):
        thief = browser(app)
        assert thief.post("/play/join", data={"code": code, "actor": actor}).status_code == 409
        assert not tokens(thief)
