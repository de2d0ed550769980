"""Sessions: turns in order, moves sealed, draws from the seed alone, and nothing hidden that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.play.course import bot_move
from deterrence.play.draws import derived_seed, drawn, new_seed, uniform, waited
from deterrence.play.rules import Command, decide, may_come, open_to
from deterrence.play.session import dealt, folded
from deterrence.play.setup import BOT, PERSON, Event, Refused, Seat, Setup, checksum
from play_table import ALONE, BOTS, TWO, Table, last, setup, walk


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1, exclude_max=True))
def test_a_draw_has_a_chance(chances, u):
    if sum(chances) > 0:
        assert chances[drawn(chances, u)] > 0
    else:
        with pytest.raises(ArgumentError, match="no chance"):
            drawn(chances, u)


def test_draws_are_as_often_as_their_chances():
    chances = [0.2, 0.0, 0.5, 0.3]
    counts = [0] * 4
    for k in range(20000):
        counts[drawn(chances, uniform("seed", "test", k))] += 1
    assert counts[1] == 0
    for count, chance in zip(counts, chances, strict=True):
        assert count / 20000 == pytest.approx(chance, abs=4 * (0.25 / 20000) ** 0.5)


def test_waits_are_exponential():
    waits = [waited(0.5, uniform("seed", k)) for k in range(20000)]
    assert sum(waits) / len(waits) == pytest.approx(2, rel=0.03)
    assert sum(w > 2 for w in waits) / len(waits) == pytest.approx(0.36788, abs=0.014)


def test_seeds_cannot_be_derived_without_the_secret():
    assert derived_seed("a", "daily", "2026-11-30") == derived_seed("a", "daily", "2026-11-30")
    assert derived_seed("a", "daily", "2026-11-30") != derived_seed("b", "daily", "2026-11-30")
    assert new_seed() != new_seed()


def test_the_same_commands_make_the_same_session():
    first, again = Table(setup()).began().play(last), Table(setup()).began().play(last)
    assert checksum(tuple(first.events)) == checksum(tuple(again.events))
    other = Table(setup(seed="00" * 16)).began().play(last)
    assert checksum(tuple(first.events)) != checksum(tuple(other.events))


def test_a_session_is_its_events():
    played = Table(setup()).began().play(last)
    records = [Event.of(event.as_dict()) for event in played.events]
    found = folded(walk(), records)
    assert found.position.as_dict() == played.state.position.as_dict() and found.types == played.state.types
    assert Setup.of(played.state.setup.as_dict()) == played.state.setup


def test_bots_alone_play_to_the_end():
    played = Table(setup(BOTS)).began()
    assert played.state.phase == "over" and played.state.position.ended
    assert walk().replay(played.state.position.steps).as_dict() == played.state.position.as_dict()


def test_types_are_drawn_by_the_prior_and_strategic_where_the_seat_says_so():
    bound = {"row": 0, "column": 0}
    for k in range(2000):
        types = dealt(walk(), setup(ALONE, seed=f"{k:032x}"))
        for actor in bound:
            bound[actor] += types[actor] == "bound"
    assert bound["row"] == 0
    assert bound["column"] / 2000 == pytest.approx(walk().prior["column"]["bound"], abs=0.036)


def refused(table, kind, by, **data):
    with pytest.raises(Refused) as caught:
        decide(table.walk, table.state, Command(kind, by, data))
    return str(caught.value)


def test_out_of_turn_is_refused():
    table = Table(setup(TWO)).began()
    mover = table.state.moving[0]
    other = "column" if mover == "row" else "row"
    turn = table.state.turn
    assert "not your turn" in refused(table, "choose", other, turn=turn, move="hold")
    assert "that turn is over" in refused(table, "choose", mover, turn=turn - 1, move="hold")
    assert "not open" in refused(table, "choose", mover, turn=turn, move="let_pass")
    assert "facilitator" in refused(table, "push", mover, turn=turn)
    assert "facilitator" in refused(table, "inject", mover, seen="war")
    assert "facilitator" in refused(table, "pause", other)
    assert "no command" in refused(table, "undo", mover)


def test_nobody_plays_before_the_start_in_a_pause_or_after_the_end():
    table = Table(setup(TWO)).do("join", "row").do("join", "column")
    assert "not under way" in refused(table, "choose", "row", turn=0, move="hold")
    assert "taken" in refused(table, "join", "row")
    table.do("start").do("pause")
    mover = table.state.moving[0]
    assert "paused" in refused(table, "choose", mover, turn=table.state.turn, move="hold")
    table.do("resume").play(last)
    assert "not under way" in refused(table, "choose", mover, turn=table.state.turn, move="hold")


def test_a_push_lets_a_bot_choose_for_whoever_is_absent():
    table = Table(setup(TWO)).began()
    mover, turn = table.state.moving[0], table.state.turn
    table.do("push", turn=turn)
    assert table.state.turn > turn
    assert table.state.passed[turn].players == {mover: "filled"}
    assert mover in table.state.persons


def test_empty_seats_are_filled_at_the_start():
    table = Table(setup(TWO)).do("join", "row").do("start")
    assert table.state.persons == ("row",) and table.state.filled == {"column"}


def test_an_injected_event_comes_if_the_game_allows_it():
    table = Table(setup(TWO)).began()
    assert "no such event" in refused(table, "inject", "facilitator", seen="earthquake")
    assert {"faded", "settled"} <= set(may_come(walk(), table.state.position))
    mover = table.state.moving[0]
    table.do("inject", seen="settled").do("choose", mover, turn=table.state.turn, move="hold")
    assert table.state.position.ending == "settled" and table.state.passed[-1].injected


def test_an_injected_event_comes_too_late_where_play_ends_before():
    for seed in range(200):  # a strike that slips into war ends the crisis before a clock runs
        table = Table(setup(TWO, seed=f"{seed:032x}")).began()
        if table.state.phase == "running":
            table.do("inject", seen="settled")
            mover = table.state.moving[0]
            if "strike" in {m.name for m in open_to(walk(), table.state.position, mover, table.state.types[mover])}:
                table.do("choose", mover, turn=table.state.turn, move="strike")
                if table.state.position.ending == "war":
                    assert not table.state.passed[-1].injected
                    return
    raise AssertionError("no strike slipped into war")


def test_forecasts_are_asked_before_the_reveal():
    table = Table(setup(TWO, forecasts=True)).began()
    mover, turn = table.state.moving[0], table.state.turn
    other = "column" if mover == "row" else "row"
    assert set(table.state.waits) == {mover, other}
    table.do("choose", mover, turn=turn, move="hold")
    assert table.state.turn == turn and table.state.chosen == {mover: "hold"}  # sealed
    assert "sealed" in refused(table, "choose", mover, turn=turn, move="hold")
    names = [m.name for m in walk().moves(table.state.position)[mover]]
    assert "weight" in refused(table, "forecast", other, turn=turn, chances={mover: dict.fromkeys(names, 0)})
    assert "each mover" in refused(table, "forecast", other, turn=turn, chances={})
    table.do("forecast", other, turn=turn, chances={mover: {name: 10 * (name == "hold") + 5 for name in names}})
    assert table.state.turn > turn
    told = table.state.passed[turn].forecasts[other][mover]
    assert sum(told.values()) == pytest.approx(1) and max(told, key=told.get) == "hold"


def test_a_bound_seat_does_what_it_is_bound_to():
    position = walk().replay([{"seen": "row_acts"}, {"seen": "strike~2"}, {"seen": "column_acts"}])
    assert [m.name for m in open_to(walk(), position, "column", "bound")] == ["answer"]
    assert {m.name for m in open_to(walk(), position, "column", "cautious")} > {"answer", "let_pass"}


def test_a_bot_looks_at_every_type_whatever_its_own():
    """The work of a bot's choice does not depend on its type: the same calls, looked at as they are made."""
    import sys

    position = walk().replay([{"seen": "row_acts"}])
    moves = walk().moves(position)["row"]
    made = {}
    for kind in ("cautious", "bound"):
        calls = []
        sys.setprofile(lambda frame, what, _, calls=calls: calls.append((what, frame.f_code.co_name)))
        bot_move(moves, kind, 0.999)
        sys.setprofile(None)
        made[kind] = calls
    assert made["cautious"] == made["bound"] and len(made["bound"]) > 4


def test_answers_are_percentages_once_before_and_once_after():
    table = Table(setup()).do("join", "row")
    assert "percent" in refused(table, "answer", "row", when="before", answers={"war": 101})
    assert "asked before" in refused(table, "answer", "row", when="after", answers={"war": 10})
    table.do("answer", "row", when="before", answers={"war": 10})
    assert "already" in refused(table, "answer", "row", when="before", answers={"war": 10})
    assert table.state.answers[("row", "before")] == {"war": 10.0}


def test_a_bots_seat_is_not_joined():
    assert "not a person" in refused(Table(setup()), "join", "column")
    assert Seat("row").player == PERSON != BOT
