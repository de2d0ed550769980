"""Several at a table: players, whoever facilitates, and bots in seats that stay empty."""

from __future__ import annotations

import re

import pytest

from app.play_pages import TYPES, act, asked, browser, fields, joined, moves, opened_class, state_of


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


def with_forecasts(app):
    """A session that has begun and asks for forecasts: its facilitator and desk, the seats of both, who moves first."""
    facilitator = browser(app)
    desk, code = opened_class(facilitator, forecasts=True)
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
    return facilitator, desk, seats, state_of(app, desk).moving[0]


def test_moves_are_sealed_until_forecasts_are_made(pages):
    app, _ = pages
    _, _, seats, mover = with_forecasts(app)
    (client, here), (other, there) = seats[mover], seats["column" if mover == "row" else "row"]
    text = client.get(here).text
    client.post(f"{here}/choose", data={**fields(text), "move": moves(text)[0]})
    assert "sealed" in client.get(here).text
    seen = other.get(there).text
    assert "You chose" not in seen and asked(seen) and "Nothing yet" in seen


PASSIVE = {"hold", "let_pass"}
"""What the doctrine of restraint of the shipped standoff does."""


def strike(names):
    return "strike" if "strike" in names else names[0]


def to_the_end(client, here):
    while act(client, here, strike) is not None:
        page = client.get(here).text.lower()
        assert "restraint" not in page and "follows a rule" not in page


def done(app, here, actor="column"):
    return {step.chosen[actor] for step in state_of(app, here).passed if actor in step.chosen}


def test_a_seat_that_stays_empty_follows_what_the_lobby_says(pages):
    """Several sessions, until the bot in the empty seat has moved."""
    app, _ = pages
    facilitator, acted = browser(app), set()
    assert 'name="stand.column"' in facilitator.get("/play?scenario=standoff").text
    for _ in range(20):
        desk, code = opened_class(facilitator, **{"stand.column": "restraint"})
        client, here = joined(app, code, "row")
        facilitator.post(f"{desk}/start", data=fields(facilitator.get(desk).text))
        assert "The bot that leads Column follows a rule, whatever its type: Restraint" in facilitator.get(desk).text
        to_the_end(client, here)
        acted |= done(app, here)
        if acted:
            break
    assert acted and acted <= PASSIVE
    text = client.get(f"{here}/debrief").text
    assert "From when a bot took the seat of Column it followed a rule" in text
    code = re.search(r'class="replay"[^>]*><code>([^<]+)</code>', text)[1]
    assert "bit for bit" in browser(app).post("/play/replay", data={"code": code}).text


def test_whoever_facilitates_lets_a_bot_follow_a_doctrine(pair):
    app, facilitator, desk, seats = pair
    data = {**fields(facilitator.get(desk).text), "actor": "column"}
    refused = facilitator.post(f"{desk}/fill", data={**data, "doctrine": "nothing"})
    assert refused.status_code == 409 and "cannot follow" in refused.text
    moved = len([step for step in state_of(app, desk).passed if "column" in step.chosen])
    facilitator.post(f"{desk}/fill", data={**data, "doctrine": "restraint"})
    assert state_of(app, desk).doctrines == {"column": "restraint"}
    to_the_end(*seats["row"])
    state = state_of(app, desk)
    assert {s.chosen["column"] for s in [s for s in state.passed if "column" in s.chosen][moved:]} <= PASSIVE
    other, there = seats["column"]
    assert other.post(f"{there}/choose", data={"turn": "0", "move": "hold"}).status_code == 409


def test_a_lobby_that_asks_for_no_doctrine_is_refused(pages):
    data = {"scenario": "standoff", "persons": ["row", "column"], "stand.column": "nothing"}
    assert browser(pages[0]).post("/play/class", data=data).status_code == 422


def test_play_waits_for_moves_and_for_forecasts_by_name(pages):
    app, _ = pages
    facilitator, desk, seats, mover = with_forecasts(app)
    names = {"row": "Row", "column": "Column"}
    other = "column" if mover == "row" else "row"
    text = facilitator.get(desk).text
    assert f"Waiting for a move of {names[mover]}." in text and f"Waiting for a forecast of {names[other]}." in text
    mine = seats[mover][0].get(seats[mover][1]).text
    assert "Waiting for a move" not in mine and f"Waiting for a forecast of {names[other]}." in mine


def test_who_answered_before_is_asked_again_before_the_debrief_tells(pair):
    _, facilitator, desk, seats = pair
    client, here = seats["row"]
    text = client.get(here).text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    if not names:  # Row has moved already
        return
    client.post(f"{here}/answer", data={**fields(text), "when": "before", **dict.fromkeys(names, "25")})
    for _ in range(400):
        if not any([act(*seat) for seat in seats.values()]):
            break
    first = client.get(f"{here}/debrief").text
    assert names[0] in first and "Endings from the start" not in first
    assert "Endings from the start" in facilitator.get(f"{desk}/debrief").text
    other, there = seats["column"]
    assert "Endings from the start" in other.get(f"{there}/debrief").text  # who was not asked before is not afterwards
    answer = client.post(f"{here}/answer", data={**fields(first + 'name="turn"'), "when": "after", "pass": "1"})
    assert answer.url.path == f"{here}/debrief" and "Endings from the start" in answer.text
    assert "What was learned" not in answer.text


@pytest.mark.parametrize("plays", [{}, {"plays": "true"}])
def test_whoever_facilitates_and_holds_a_seat_is_asked_first_there_too(pages, plays):
    """The debrief has the answers, by whichever of a browser's two pages it is opened."""
    app, _ = pages
    both = browser(app)
    desk, code = opened_class(both, **plays)
    here = both.post("/play/join", data={"code": code, "actor": "row"}).url.path
    other = joined(app, code, "column")
    text = both.get(here).text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    assert names
    both.post(f"{here}/answer", data={**fields(text), "when": "before", **dict.fromkeys(names, "25")})
    both.post(f"{desk}/start", data=fields(both.get(desk).text))
    for _ in range(400):
        if not any([act(both, here), act(*other)]):
            break
    assert state_of(app, desk).phase == "over"
    first = both.get(f"{desk}/debrief").text
    assert names[0] in first and f'action="{here}/answer"' in first and "Endings from the start" not in first
    for file in ("debrief.html", "debrief.csv"):
        refused = both.get(f"{desk}/{file}")
        assert refused.status_code == 409 and "First answer" in refused.text
    answers = dict.fromkeys(names, "30")
    both.post(f"{here}/answer", data={**fields(first + 'name="turn"'), "when": "after", **answers})
    for file in ("debrief", "debrief.html"):
        assert "Endings from the start" in both.get(f"{desk}/{file}").text
    assert both.get(f"{desk}/debrief.csv").status_code == 200


def test_a_seat_that_was_freed_keeps_no_facilitator_from_the_debrief(pages):
    app, _ = pages
    both = browser(app)
    desk, code = opened_class(both)
    here = both.post("/play/join", data={"code": code, "actor": "row"}).url.path
    text = both.get(here).text
    names = re.findall(r'name="(q\.[^"]+)"', text)
    both.post(f"{here}/answer", data={**fields(text), "when": "before", **dict.fromkeys(names, "25")})
    both.post(f"{desk}/release", data={**fields(both.get(desk).text), "actor": "row"})
    seats = [joined(app, code, actor) for actor in ("row", "column")]
    both.post(f"{desk}/start", data=fields(both.get(desk).text))
    for _ in range(400):
        if not any([act(*seat) for seat in seats]):
            break
    assert "Endings from the start" in both.get(f"{desk}/debrief").text


@pytest.mark.parametrize("weigh", [False, True])
def test_persons_may_lead_sides_that_weigh_costs_and_everybody_knows(pages, weigh):
    app, _ = pages
    client = browser(app)
    desk, code = opened_class(client, persons=("row",), **({"weigh": "true"} if weigh else {}))
    seat, here = joined(app, code, "row")
    assert ("Sides that persons lead weigh costs" in seat.get(here).text) is weigh
    deals = {s.actor: s.deal for s in state_of(app, desk).setup.seats}
    assert deals == {"row": "strategic" if weigh else "prior", "column": "prior"}
