"""What is kept is kept whole: transactions, repeated commands, tokens, and a process killed half way."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from databases import EACH, SQLITE, database
from deterrence.errors import ArgumentError
from deterrence.play.host import Host
from deterrence.play.rules import Command
from deterrence.play.setup import FACILITATOR, Event, Refused, checksum
from deterrence.play.store import Conflict, Holder, Repeated, Store
from play_table import ALONE, TWO, Table, last, setup, walk


@pytest.fixture(params=EACH)
def url(request, tmp_path):
    with database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def store(url):
    made = Store(url)
    yield made
    made.close()


@pytest.fixture
def host(store):
    return Host(store, lambda setup: walk())


def test_what_is_added_comes_back_in_order(store):
    session, code = store.create(setup())
    store.append(session, 1, [Event("joined", "row", {"actor": "row"}), Event("started", FACILITATOR)], "a")
    assert [event.kind for event in store.events(session)] == ["created", "joined", "started"]
    assert [event.kind for event in store.events(session, 2)] == ["started"]
    assert store.count(session) == 3 and store.find(code.lower()) == session and store.find("none") is None
    assert store.code(session) == code and store.count("none") == 0


def test_who_comes_second_is_told(store):
    session, _ = store.create(setup())
    store.append(session, 1, [Event("started", FACILITATOR)], "a")
    with pytest.raises(Conflict):
        store.append(session, 1, [Event("paused", FACILITATOR)], "b")
    with pytest.raises(Repeated):
        store.append(session, 2, [Event("paused", FACILITATOR)], "a")
    assert store.count(session) == 2


def test_half_of_a_command_is_never_kept(store):
    session, _ = store.create(setup())
    with pytest.raises(ValueError, match="Out of range float"):
        store.append(session, 1, [Event("paused"), Event("came", data={"wait": float("nan")})], None)
    assert store.count(session) == 1


def test_tokens_are_kept_hashed_and_seats_have_one_holder(store, tmp_path):
    session, _ = store.create(setup(TWO))
    token = store.give(session, "row")
    assert store.holder(token) == Holder(session, "row") and store.holder("x") is None
    with pytest.raises(Refused, match="taken"):
        store.give(session, "row")
    for path in tmp_path.iterdir():
        assert token.encode() not in path.read_bytes()
    store.release(session, "row")
    assert store.holder(token) is None
    assert store.holder(store.give(session, "row")) == Holder(session, "row")


def test_the_secret_is_made_once(store, url):
    again = Store(url)
    assert store.secret == again.secret != Store("sqlite://").secret
    again.close()


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////nowhere/at/all/play.db", "oracledb://scott:tiger@host/x"])
def test_a_wrong_url_says_what_to_do_and_no_password(url):
    with pytest.raises(ArgumentError, match=r"sqlite:///play\.db") as caught:
        Store(url)
    assert "tiger" not in str(caught.value)


def test_a_repeated_command_does_nothing(host):
    opened = host.open_alone(setup())
    holder = host.store.holder(opened.tokens["row"])
    state = host.state(holder.session)
    command = Command("choose", "row", {"turn": state.turn, "move": "hold"})
    after = host.command(holder, command, "key")
    number = host.number(holder.session)
    assert host.command(holder, command, "key").turn == after.turn
    assert host.number(holder.session) == number
    with pytest.raises(Refused, match="over"):
        host.command(holder, command, "another")


def test_two_hosts_of_one_store_see_each_other(store):
    one, two = (Host(store, lambda setup: walk()) for _ in range(2))
    opened = one.open_class(setup(TWO))
    holder = one.store.holder(opened.tokens[FACILITATOR])
    seats = {actor: store.holder(two.join(opened.code, actor)[1]) for actor in ("row", "column")}
    one.command(holder, Command("start", FACILITATOR))
    for k in range(100):
        state = (one, two)[k % 2].state(holder.session)
        if state.phase == "over":
            break
        actor = state.moving[0]
        command = Command("choose", actor, {"turn": state.turn, "move": last(state, actor)})
        (one, two)[k % 2].command(seats[actor], command, str(k))
    assert one.state(holder.session).position.as_dict() == two.state(holder.session).position.as_dict()
    assert store.sessions(over=True) == (holder.session,) and store.sessions(over=False) == ()


def test_many_at_once_choose_once(host):
    opened = host.open_alone(setup())
    holder = host.store.holder(opened.tokens["row"])
    turn, done = host.state(holder.session).turn, []

    def choose(k):
        try:
            host.command(holder, Command("choose", "row", {"turn": turn, "move": "hold"}), str(k))
            done.append(k)
        except Refused:
            pass

    threads = [threading.Thread(target=choose, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chose = [event for event in host.events(holder.session) if event.kind == "chose" and event.by == "row"]
    assert len(done) == len(chose) == 1


def test_seats_are_joined_by_code_and_released_by_the_facilitator(host):
    opened = host.open_class(setup(TWO))
    facilitator = host.store.holder(opened.tokens[FACILITATOR])
    _, token = host.join(opened.code, "row")
    with pytest.raises(Refused, match="taken"):
        host.join(opened.code, "row")
    with pytest.raises(Refused, match="no session"):
        host.join("WRONG22", "row")
    with pytest.raises(Refused, match="not a person"):
        host.join(opened.code, "nobody")
    row = host.store.holder(token)
    with pytest.raises(Refused, match="own name"):
        host.command(row, Command("choose", "column", {}))
    with pytest.raises(Refused, match="facilitator"):
        host.release(row, "column")
    host.release(facilitator, "row")
    assert host.store.holder(token) is None
    assert host.store.holder(host.join(opened.code, "row")[1]).role == "row"


def test_sessions_under_way_are_limited(store):
    host = Host(store, lambda setup: walk(), most_open=1)
    host.open_class(setup(TWO))
    with pytest.raises(Refused, match="too many"):
        host.open_alone(setup(ALONE))


@pytest.mark.parametrize("forecasts", [False, True])
def test_crises_that_are_over_before_anybody_has_a_move_are_passed_over(host, forecasts):
    """Forecasts alone are no play: a person who gives none comes to a move of its own."""
    over = 0
    for k in range(20):
        before = setup(seed=f"{k:032x}", forecasts=forecasts)
        alone = Table(before).began().play(last).state
        over += not any("row" in step.chosen for step in alone.passed)
        opened = host.open_alone(before)
        holder = host.store.holder(opened.tokens["row"])
        while not (state := host.state(holder.session)).moving:
            assert state.waits == ("row",)
            host.command(holder, Command("forecast", "row", {"turn": state.turn}))
        assert state.moving == ("row",)
    assert over


def test_a_day_has_one_crisis(host, store):
    first, again = (host.daily("standoff", "x", ("row", "column"), "2026-11-30") for _ in range(2))
    assert first == again and first.seed != host.daily("standoff", "x", ("row", "column"), "2026-12-01").seed
    mine = {host.daily("standoff", "x", ("row", "column"), f"2026-12-{d:02}").seats[0].player for d in range(1, 29)}
    assert mine == {"person", "bot"}


PLAYER = """
import sys
from deterrence.play.setup import Event
from deterrence.play.store import Conflict, Store
store, session = Store(sys.argv[1]), sys.argv[2]
k = store.count(session)
while True:
    events = [Event("chose", "row", {"of": k, "part": part}) for part in range(3)]
    store.append(session, store.count(session), events, f"{k}")
    print(k, flush=True)
    k += 1
"""


@pytest.mark.slow
def test_a_process_killed_half_way_leaves_whole_commands(store, url):
    """Commands of three events each are added as fast as can be, and the process killed at any moment."""
    session, _ = store.create(setup())
    told, rng = 0, random.Random(1)
    for _ in range(5):
        player = subprocess.Popen(
            [sys.executable, "-c", PLAYER, url, session], stdout=subprocess.PIPE, env=os.environ, text=True
        )
        player.stdout.readline()  # it has begun
        told += 1
        time.sleep(rng.random() * 0.05)
        player.send_signal(signal.SIGKILL)
        told += len(player.stdout.readlines())
        player.wait()
        player.stdout.close()
        events = store.events(session)[1:]
        assert len(events) % 3 == 0 and len(events) >= 3 * told  # nothing half, nothing lost of what was reported
        for k in range(0, len(events), 3):
            assert len({event.data["of"] for event in events[k : k + 3]}) == 1
        told = len(events) // 3
    if url.startswith(SQLITE):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
    store.append(session, store.count(session), [Event("paused", FACILITATOR)], None)


def test_a_restarted_server_has_the_same_game(url):
    host = Host(Store(url), lambda setup: walk())
    opened = host.open_alone(setup())
    holder = host.store.holder(opened.tokens["row"])
    state = host.state(holder.session)
    host.command(holder, Command("choose", "row", {"turn": state.turn, "move": "hold"}))
    before = host.state(holder.session)
    host.store.close()
    again = Host(Store(url), lambda setup: walk())
    assert again.store.holder(opened.tokens["row"]) == holder
    assert again.state(holder.session).position.as_dict() == before.position.as_dict()
    straight = Table(setup()).began().do("choose", "row", turn=state.turn, move="hold")
    assert checksum(again.events(holder.session)) == checksum(tuple(straight.events))
    again.store.close()
