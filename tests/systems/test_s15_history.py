"""S15, short of the backcast: the histories asked for are there, coded move by move, and can be played in a scenario.

Reading, dates, ranks and the ladder have tests of their own (tests/history).
"""

from __future__ import annotations

import pytest

from deterrence.coded_crises.catalogue import folder, names
from deterrence.coded_crises.ladder import ladder
from deterrence.coded_crises.reading import HISTORY, read_history
from deterrence.scenario.campaign.public_state import CampaignBoard, Place
from deterrence.scenario.campaign.reading import read_campaign
from shipped import SAMPLES

ASKED = (
    "kargil-1999",
    "standoff-2001-02",
    "mumbai-2008",
    "uri-2016",
    "balakot-2019",
    "may-2025",
    "western-front-2021",
    "cuba-1962",
    "berlin-1961",
)
HISTORIES = {name: read_history(folder() / f"{name}.yaml") for name in ASKED}
EVERY = pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)

# Rungs of the shared ladder of histories on the ladder of the sample, and whose acts are compared there.
RUNGS = {
    "diplomatic-measures": "measures",
    "economic-measures": "measures",
    "limited-strikes": "strike",
    "facility-strikes": "bases",
}
STATES = ("india", "pakistan")


def test_no_history_asked_for_is_missing():
    assert set(ASKED) <= set(names())


@EVERY
def test_every_move_has_date_rung_source_and_confidence(history):
    assert HISTORY.check(history) == []
    for move in history.moves:
        assert move.date and move.sources and move.confidence.reason
        assert ladder().level(move.rung) is not None


@EVERY
def test_who_is_blamed_or_contradicted_is_heard(history):
    """A contested move carries two accounts at least, and not both of them by the same side."""
    for move in history.moves:
        if move.attribution == "contested":
            assert len({a.by for a in move.accounts}) >= 2, move.id
    assert len({a.by for m in history.moves for a in m.accounts}) >= 2


def test_the_understanding_of_doha_and_what_came_after_it():
    moves = HISTORIES["western-front-2021"].moves
    agreed = [m for m in moves if "doha" in f"{m.id} {m.what} {' '.join(m.sources)}".lower()]
    assert agreed
    assert any(m.date > max(a.date for a in agreed) for m in moves)


def acts(name: str) -> list[tuple[str, str]]:
    """(state, rung) of the two states' acts in order; acts of one state in a row count once, at the highest."""
    order = list(dict.fromkeys(RUNGS.values()))
    told: list[tuple[str, str]] = []
    for move in HISTORIES[name].moves:
        if move.actor in STATES and move.rung in RUNGS:
            rung = RUNGS[move.rung]
            if told and told[-1][0] == move.actor:
                told[-1] = (move.actor, max(told[-1][1], rung, key=order.index))
            else:
                told.append((move.actor, rung))
    return told


@pytest.mark.parametrize(
    ("name", "peak"),
    [
        ("standoff-2001-02", "measures"),
        ("mumbai-2008", "measures"),
        ("uri-2016", "strike"),
        ("balakot-2019", "strike"),
        ("may-2025", "bases"),
    ],
)
def test_a_crisis_after_an_attack_can_be_played_in_the_recurrent_scenario(name, peak):
    """Its acts by the two states, in turn, are open moves at the places that they lead to."""
    assert any(m.rung == "proxy-attack" for m in HISTORIES[name].moves)
    board = CampaignBoard(read_campaign(SAMPLES / "south-asia-recurrent-window.yaml"))
    told = acts(name)
    place: Place = board.start
    for state, rung in told:
        turn = board.turns[place.node]
        assert turn.actor == state
        move = next(m for m in board.open_moves(place) if m.rung == rung)
        place = board.after(place, next(o for o in board.campaign.outcomes_of(move) if o.chance == "rest"))
        assert board.public(place)["standing"] == rung
    assert max((r for _, r in told), key=list(RUNGS.values()).index) == peak
    assert {"lapse", "offer"} & {tag for m in board.open_moves(place) for tag in m.tags}
