"""Coded crises as walks through the scenario that they stand beside."""

from __future__ import annotations

from functools import cache

import pytest

from deterrence.coded_crises.catalogue import histories
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.play.coded import coded_walk
from deterrence.play.position import Walk
from shipped import compiled, solved

HISTORIES = {history.name: history for history in histories()}
NAME = "south-asia-2025"


@cache
def walk():
    return Walk.over(solved(NAME, 5), compiled(NAME))


def acts(found):
    """(actor, kind) of the moves that the walk makes on a rung."""
    moves = {(row.label, s.actors[row.actor]): row for s in [compiled(NAME).structure] for row in s.moves}
    made = []
    for at, step in zip(walk().path(found.position), found.position.steps, strict=False):
        for actor, move in zip(at.movers, step.moves, strict=False):
            if moves[move, actor].rung > 0:
                made.append((actor, moves[move, actor].kind))
    return made


@pytest.mark.parametrize(
    ("name", "disputed", "expected"),
    [
        ("uri-2016", True, [("india", "measures"), ("india", "strikes")]),
        ("uri-2016", False, [("india", "measures")]),
        ("mumbai-2008", True, [("india", "measures")]),
    ],
)
def test_a_coded_crisis_is_the_path_of_its_acts(name, disputed, expected):
    found = coded_walk(walk(), HISTORIES[name], disputed=disputed)
    assert acts(found) == expected
    assert not found.position.ended
    assert sorted(found.acts) == [k for k, step in enumerate(found.position.steps) if step.moves]


def test_days_are_those_of_the_record():
    """The base was attacked on 18 September; the strikes were announced on the tenth day after."""
    found = coded_walk(walk(), HISTORIES["uri-2016"])
    days = [at.day for at in walk().path(found.position)]
    assert days[-1] == 10.0
    assert days == sorted(days)
    assert walk().at(walk().code(found.position)).as_dict() == found.position.as_dict()


def test_what_has_no_place_is_named():
    found = coded_walk(walk(), HISTORIES["standoff-2001-02"])
    told = {left.move.id for left in found.left_out} | {move.id for move in found.acts.values()}
    assert {left.why for left in found.left_out} == {"alike", "late"}
    coded, moves = compiled(NAME).brief.coded, HISTORIES["standoff-2001-02"].moves
    assert told == {move.id for move in moves if move.rung in coded.rungs and move.actor in coded.actors}


def test_other_crises_and_scenarios_are_refused():
    with pytest.raises(ArgumentError, match="not among the crises beside"):
        coded_walk(walk(), HISTORIES["cuba-1962"])
    with pytest.raises(UnsupportedGame, match="names no coded crises"):
        coded_walk(Walk.over(solved("ladder"), compiled("ladder")), HISTORIES["uri-2016"])
