"""Bots that follow a doctrine in a person's place: what they do, what others go on believing, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from deterrence.errors import ArgumentError
from deterrence.play.ahead import Ahead
from deterrence.play.causes import causes
from deterrence.play.debrief import debrief
from deterrence.play.doctrines import Doctrines
from deterrence.play.dump import rows
from deterrence.play.position import Walk
from deterrence.play.replay import replay, replay_code
from deterrence.play.setup import PERSON, Refused, Seat, Setup
from play_table import Table, last, setup, walk
from shipped import compiled, load, solved

PASSIVE = {"hold", "let_pass"}
"""What restraint does in the shipped standoff."""
EMPTY = (Seat("row"), Seat("column", stand_in="restraint"))


@cache
def ruled_walk():
    crisis = load("standoff")
    return Walk.over(solved("standoff"), compiled("standoff"), doctrines=Doctrines(
        compiled("standoff"), lambda lock: crisis.locked(lock).game_at(crisis.parameters.defaults)
    ))  # fmt: skip


def begun(seats=EMPTY, seed="07" * 16):
    table = Table(setup(seats, seed), ruled_walk())
    return table.do("join", "row").do("start")


def done(state, actor="column"):
    return [step.chosen[actor] for step in state.passed if actor in step.chosen]


def test_an_empty_seat_follows_its_doctrine_to_the_end():
    acted = []
    for k in range(20):
        state = begun(seed=f"{k:032x}").play(last).state
        acted += done(state)
        assert state.doctrines == {"column": "restraint"}
        assert {step.players["column"] for step in state.passed if "column" in step.chosen} <= {"ruled"}
    assert len(acted) > 20 and set(acted) <= PASSIVE


def test_a_seat_that_is_taken_does_not():
    table = Table(setup(EMPTY), ruled_walk()).began()
    assert not table.state.doctrines and not table.state.filled


def test_a_facilitator_chooses_for_a_seat_that_was_taken():
    table = Table(setup((Seat("row"), Seat("column"))), ruled_walk()).began()
    table.do("fill", actor="column", doctrine="restraint")
    assert set(done(table.play(last).state)) <= PASSIVE
    other = Table(setup(EMPTY), ruled_walk()).began().do("fill", actor="column")
    assert not other.state.doctrines  # as solved, where that is what is chosen


def test_what_a_doctrine_makes_of_moves_is_what_its_lock_makes_of_the_game():
    crisis = load("standoff")
    locked = Walk.over(solved("standoff"), crisis.compile(lock="column: restraint, unannounced"))
    for code in ("column_acts", "row_acts,strike~2,column_acts"):
        here = ruled_walk().at(code)
        expected = {m.name: m for m in locked.moves(here)["column"]}
        for move in ruled_walk().moves(here, {"column": "restraint"})["column"]:
            assert move.in_fact_by_type == pytest.approx(expected[move.name].in_fact_by_type, abs=1e-12)
            assert move.chance_by_type == expected[move.name].chance_by_type


def test_nobody_believes_otherwise_for_it():
    """The same public history leads to the same beliefs, whoever leads the seat."""
    state = begun().play(last).state
    assert walk().replay(state.position.as_dict()["steps"]).belief == state.position.belief


def test_it_is_debriefed_and_played_again_bit_for_bit():
    for k in range(6):
        table = begun(seed=f"{k:032x}").play(last)
        found = replay(ruled_walk(), replay_code(ruled_walk(), table.events))
        assert found.same and found.state.doctrines == {"column": "restraint"}
        told = debrief(Ahead(ruled_walk()), table.state)
        assert [d.player for d in told.decisions if d.actor == "column"] == ["ruled"] * len(done(table.state))
        for each in causes(ruled_walk(), table.state):
            start, end = table.state.passed[0].before, table.state.position
            assert each.expected == pytest.approx(ruled_walk().values(start)[each.actor][each.type])
            assert each.total == pytest.approx(_came_to(table.state, each, end))


def _came_to(state, each, end):
    """What the solved walk makes of the same path, a bot that plays as solved in the seat."""
    plain = replace(
        state,
        doctrines={},
        passed=tuple(
            replace(s, players={a: "filled" if p == "ruled" else p for a, p in s.players.items()}) for s in state.passed
        ),
    )
    assert end is state.position
    return next(c.total for c in causes(walk(), plain) if c.actor == each.actor)


def test_its_choices_are_no_data():
    table = begun().play(last)
    kinds = {row["kind"] for row in rows([(ruled_walk(), table.state)])}
    assert done(table.state) and kinds <= {"person"}


@pytest.mark.parametrize("doctrine", ["nothing", "in_kind-row", "x" * 5000, "restraint, announced", "restraint: x"])
def test_a_doctrine_that_cannot_be_followed_is_refused(doctrine):
    table = Table(setup((Seat("row"), Seat("column"))), ruled_walk()).began()
    with pytest.raises(Refused, match="cannot follow") as error:
        table.do("fill", actor="column", doctrine=doctrine)
    assert len(str(error.value)) < 500
    assert not table.state.filled


def test_without_a_scenario_there_are_none():
    table = Table(setup((Seat("row"), Seat("column")))).began()
    with pytest.raises(Refused, match="no scenario"):
        table.do("fill", actor="column", doctrine="restraint")


def test_a_doctrine_that_counts_more_than_public_states_do_is_refused():
    """Indices of moves would be another game's."""
    doctrines = Doctrines(compiled("standoff"), lambda lock: compiled("ladder"))
    with pytest.raises(ArgumentError, match="counts more"):
        doctrines.imposed("row", "restraint")


def test_setups_without_stand_ins_are_kept_as_they_were():
    plain = Setup("standoff", "0", (Seat("row"), Seat("column", PERSON)), "0").as_dict()
    assert all(set(seat) == {"actor", "player", "deal"} for seat in plain["seats"])
    kept = Setup("standoff", "0", EMPTY, "0")
    assert Setup.of(kept.as_dict()) == kept
