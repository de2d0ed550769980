"""What a player might try who facilitates too, who reads the debrief before it is time, or who keeps a clock."""

from __future__ import annotations

import pytest

from app.play_pages import act, browser, fields, joined, moves, opened_class, play, state_of, tokens
from deterrence.app.jobs import Jobs
from deterrence.app.setting import Setting
from deterrence.app.settings import Settings
from deterrence.play.doctrines import Doctrines
from deterrence.play.host import Host
from deterrence.play.rules import Command
from deterrence.play.setup import FACILITATOR, Seat
from deterrence.play.store import Holder, Store
from play.test_stand_ins import EMPTY, ruled_walk
from play_table import last, setup


@pytest.fixture
def pair_with_a_part(pages):
    """Two players, of whom one has opened the session and facilitates; begun."""
    app, _ = pages
    desk_client = browser(app)
    desk, code = opened_class(desk_client, plays="true")
    seats = {actor: joined(app, code, actor) for actor in ("row", "column")}
    desk_client.post(f"{desk}/start", data=fields(desk_client.get(desk).text))
    return app, desk_client, desk, code, seats


def test_whoever_facilitates_and_plays_has_no_hand_in_the_others_seat_turn_or_luck(pair_with_a_part):
    """Each of these would do: a seat that is freed can be joined, and its type read; a turn that is pushed on is a
    bot's; an event that is brought about may be one's own turn; a doctrine that is chosen is known."""
    app, client, desk, code, seats = pair_with_a_part
    state = state_of(app, desk)
    for command in ("release", "push", "inject", "fill"):
        for actor in ("row", "column"):
            for seen in ("row_acts", "column_acts", "settled", "fades"):
                data = {"turn": str(state.turn), "actor": actor, "seen": seen, "doctrine": "restraint"}
                assert client.post(f"{desk}/{command}", data=data).status_code == 409
    thief = browser(app)
    assert thief.post("/play/join", data={"code": code, "actor": "column"}).status_code == 409 and not tokens(thief)
    after = state_of(app, desk)
    assert after.position.as_dict() == state.position.as_dict() and not after.filled and not after.injected
    text = client.get(desk).text
    for command in ("release", "push", "inject"):
        assert f"{desk}/{command}" not in text
    assert 'name="doctrine"' not in text
    assert "You are Column" in seats["column"][0].get(seats["column"][1]).text


def test_a_lost_partner_is_replaced_by_a_bot_and_told(pair_with_a_part):
    app, client, desk, _, seats = pair_with_a_part
    data = {**fields(client.get(desk).text), "actor": "column"}
    assert client.post(f"{desk}/fill", data=data).status_code == 200
    assert state_of(app, desk).filled == {"column"} and not state_of(app, desk).doctrines
    other, there = seats["column"]
    text = other.get(there).text
    assert ("A bot leads your side" in text) == (state_of(app, desk).phase != "over") and not moves(text)


def test_before_the_crisis_a_seat_is_freed_by_whoever_plays_too(pages):
    app, _ = pages
    client = browser(app)
    desk, code = opened_class(client, plays="true")
    joined(app, code, "column")
    data = {**fields(client.get(desk).text), "actor": "column"}
    assert client.post(f"{desk}/release", data=data).status_code == 200
    joined(app, code, "column")


def test_players_are_told_what_the_facilitator_sees(pages):
    app, _ = pages
    for plays, words in (("", "sees every hidden type"), ("true", "shown nothing hidden")):
        _, code = opened_class(browser(app), **({"plays": plays} if plays else {}))
        client, here = joined(app, code, "row")
        assert words in client.get(here).text


def test_no_export_is_there_before_what_is_asked_is_answered(alone):
    _, client, here = alone
    text = client.get(here).text
    client.post(f"{here}/answer", data={**fields(text), "when": "before", "q.war": "5"})
    play(client, here)
    for path in ("debrief.html", "debrief.csv"):
        answer = client.get(f"{here}/{path}")
        assert answer.status_code == 409 and "First answer" in answer.text
    assert "Every decision" not in client.get(f"{here}/debrief").text
    client.post(f"{here}/answer", data={"when": "after", "pass": "1"})
    for path in ("debrief", "debrief.html", "debrief.csv"):
        assert client.get(f"{here}/{path}").status_code == 200


def test_answers_keep_no_texts_of_any_length(alone):
    _, client, here = alone
    data = {**fields(client.get(here).text), "when": "before", f"q.{'x' * 5000}": "5"}
    assert client.post(f"{here}/answer", data=data).status_code == 409


def counted(monkeypatch, walk):
    """Calls of what takes time when a bot moves: readings of the solution, and doctrines that are compiled."""
    calls = {"plays": 0, "move_values": 0, "compiled": 0}
    for name in ("plays", "move_values"):
        real = getattr(walk._reader, name)

        def counting(*arguments, name=name, real=real, **more):
            calls[name] += 1
            return real(*arguments, **more)

        monkeypatch.setattr(walk._reader, name, counting)
    relocked = walk.doctrines._relocked

    def compiling(lock):
        calls["compiled"] += 1
        return relocked(lock)

    monkeypatch.setattr(walk.doctrines, "_relocked", compiling)
    return calls


def test_a_bot_that_follows_a_doctrine_does_the_work_of_one_that_does_not(monkeypatch, tmp_path):
    """Nobody learns by the time that a bot takes that it follows a doctrine: not at its first move after the server was
    started again either, where the doctrine has to be compiled."""
    calls = counted(monkeypatch, ruled_walk())
    work = {}
    for kind, seats in (("solved", (Seat("row"), Seat("column"))), ("ruled", EMPTY)):
        url = f"sqlite:///{tmp_path}/{kind}.db"
        first = Host(Store(url), lambda _: ruled_walk())
        opened = first.open_class(setup(seats, seed="03" * 16))
        _, token = first.join(opened.code, "row")
        first.command(Holder(opened.session, FACILITATOR), Command("start", FACILITATOR))
        first.store.close()
        monkeypatch.setattr(ruled_walk().doctrines, "_known", {})
        again = Host(Store(url), lambda _: ruled_walk())  # started again
        holder = again.store.holder(token)
        state = again.state(holder.session)
        assert bool(state.doctrines) == (kind == "ruled") and state.filled == {"column"} and "row" in state.moving
        move = last(state, "row")
        calls |= dict.fromkeys(calls, 0)
        after = again.command(holder, Command("choose", "row", {"turn": state.turn, "move": move}))
        bots = sum("column" in step.chosen for step in after.passed[state.turn :])
        work[kind] = {**calls, "bots": bots}
        again.store.close()
    assert work["ruled"]["bots"] == work["solved"]["bots"] > 0
    assert work["ruled"] == work["solved"] and work["ruled"]["compiled"] == 0 < work["ruled"]["plays"]


def test_work_that_is_done_keeps_no_readers(tmp_path):
    """Whoever follows settings gives a name of its own choice, as many as it likes."""
    jobs = Jobs(Settings(tmp_path))
    job = jobs.begin("worlds", Setting("standoff"), 1.0, lambda job: 1, "first")
    jobs._pool.shutdown(wait=True)
    assert job.state == "done"
    for k in range(100):
        assert jobs.begin("worlds", Setting("standoff"), 1.0, lambda job: 1, f"reader {k}") is job
    assert job.readers == {"first"}
    jobs.close()


def test_a_reader_stops_nobody_elses_work(tmp_path):
    jobs = Jobs(Settings(tmp_path))
    blocked = jobs.begin("report", Setting("standoff"), 1.0, lambda job: job._wanted.wait(0) and _while_wanted(job))
    mine = jobs.begin("worlds", Setting("standoff", (("mediation", 0.03),)), 1.0, lambda job: 1, "me")
    other = jobs.begin("worlds", Setting("standoff", (("mediation", 0.04),)), 1.0, lambda job: 1, "you")
    jobs.begin("worlds", Setting("standoff"), 1.0, lambda job: 1, "me")
    assert not mine.wanted and other.wanted and blocked.wanted
    jobs.close()


def _while_wanted(job):
    import time

    while job.wanted:
        time.sleep(0.01)


def test_doctrines_of_bots_are_names_and_no_other_words(pages):
    """Of what a facilitator posts, no file is read and no rule of its own made up."""
    app, _ = pages
    client = browser(app)
    desk, _ = opened_class(client)
    for doctrine in ("/etc/passwd", "../standoff.yaml", "restraint\nrow: restraint", "restraint, announced", "\x00"):
        data = {**fields(client.get(desk).text), "actor": "column", "doctrine": doctrine}
        answer = client.post(f"{desk}/fill", data=data)
        assert answer.status_code == 409 and "root:" not in answer.text
    assert not state_of(app, desk).filled and Doctrines()._known == {}


def test_a_forged_memory_of_the_day_leads_to_no_seat(alone):
    """The cookie of the day is the browser's own word: the seat asks for its token all the same."""
    app, _, here = alone
    session, role = here.split("/")[2:4]
    import datetime

    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    thief = browser(app)
    thief.cookies.set("daily", f"{today}.{session}.{role}", path="/play/daily")
    answer = thief.post("/play/daily")
    assert answer.status_code == 409 and "not held" in answer.text and "You are" not in answer.text
    assert act(browser(app), here) is None
