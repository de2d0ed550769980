"""S15, short of the backcast: the histories asked for are there, coded move by move, and are paths in a scenario.

Reading, dates, ranks and the ladder have tests of their own (tests/history).
"""

from __future__ import annotations

import pytest

from deterrence.coded_crises.catalogue import folder, names
from deterrence.coded_crises.ladder import ladder
from deterrence.coded_crises.playing import DISPUTED, highest_acts, successive_acts
from deterrence.coded_crises.reading import HISTORY, read_history
from deterrence.forecasting.automata import DROPPED
from deterrence.forecasting.paths import Path, Sign, acts, follow, likeliest_path, path_chances, rises
from deterrence.forecasting.push import Pusher
from shipped import compiled, solved

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

NAME = "south-asia-2025"
STATES = ("india", "pakistan")
LEVELS = ("measures", "fire", "strikes", "facilities")
HIGH = LEVELS[2:]
KINDS = (*LEVELS, "signal", "step")
PUBLIC = ("by_india", "by_pakistan")
RUNGS = {
    "diplomatic-measures": "measures",
    "economic-measures": "measures",
    "border-fire": "fire",
    "limited-strikes": "strikes",
    "facility-strikes": "facilities",
    "nuclear-signal": "signal",
    "concession": "step",
    "withdrawal": "step",
}
"""Rungs of the shared ladder of histories as kinds of act in the scenario; words, mobilisation and talks have none."""
HIGHEST = {
    "standoff-2001-02": "measures",
    "mumbai-2008": "measures",
    "uri-2016": "strikes",
    "balakot-2019": "strikes",
    "may-2025": "facilities",
}
"""The crises between the two states that begin with an attack, and how high they went with disputed moves counted."""
ACCOUNTS = ("disputed", "undisputed")
CASES = [pytest.param(name, account, id=f"{name}-{account}") for name in HIGHEST for account in ACCOUNTS]


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


def path_of(name: str, account: str) -> Path:
    """What the two states did in turn, in the scenario's words, with the moves that somebody disputes or without."""
    return successive_acts(HISTORIES[name], STATES, RUNGS, disputed=account == "disputed")


def shape_of(name: str, account: str) -> Path:
    """The rises of either state's highest act, as the scenario's public variables show them."""
    return tuple((f"by_{who}", level) for who, level in highest_acts(path_of(name, account), LEVELS))


def strikes_of(name: str, account: str) -> Path:
    """Of these, strikes on the other's territory and above."""
    return tuple(sign for sign in shape_of(name, account) if sign[1] in HIGH)


def can_be_played(path: Path, signs: list[Sign | None]) -> bool:
    """Is there a way from the beginning on which these signs come in this order, and no other?"""
    s, table = compiled(NAME).structure, follow(path, signs).table
    leads: dict[int, list[int]] = {}
    for b, x in enumerate(s.branch_state.tolist()):
        leads.setdefault(x, []).append(b)
    queue, found = [(s.initial, 0)], {(s.initial, 0)}
    while queue:
        x, tag = queue.pop()
        for b in leads.get(x, ()):
            then = (int(s.branch_next[b]), int(table[b, tag]))
            if then[1] != DROPPED and then not in found:
                found.add(then)
                queue.append(then)
    return any(tag == len(path) for _, tag in found)


@pytest.mark.parametrize(("name", "account"), CASES)
def test_a_crisis_after_an_attack_is_a_path_in_the_scenario(name, account):
    """Its acts, in turn, and the rises of either state's highest act."""
    game, path = compiled(NAME), path_of(name, account)
    assert any(m.rung == "proxy-attack" for m in HISTORIES[name].moves)
    assert can_be_played(path, acts(game, KINDS))
    assert can_be_played(shape_of(name, account), rises(game, PUBLIC))


@pytest.mark.parametrize("name", HIGHEST)
def test_it_goes_as_high_as_it_was_coded(name):
    assert max((a for _, a in path_of(name, "disputed") if a in LEVELS), key=LEVELS.index) == HIGHEST[name]


def test_who_struck_facilities_first_in_2025_hangs_on_a_move_that_is_denied():
    """With the strikes that Pakistan denies, it is first; without, India is: neither is the order of acts."""
    for account, who in (("disputed", "pakistan"), ("undisputed", "india")):
        assert next(by for by, act in path_of("may-2025", account) if act == "facilities") == who
    assert {m.attribution for m in HISTORIES["may-2025"].moves} >= set(DISPUTED)


def test_a_path_that_has_no_way_is_not_played():
    """A state that has struck does not rise to fire afterwards."""
    game = compiled(NAME)
    assert not can_be_played((("by_india", "strikes"), ("by_india", "fire")), rises(game, PUBLIC))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_coded_crisis_is_all_but_impossible_and_none_is_likelier_than_the_likeliest():
    """The table of docs/systems/s15-history.md is printed by this (pytest -s)."""
    game = compiled(NAME)
    pusher = Pusher(solved(NAME, 5))
    cases = [(name, account) for name in HIGHEST for account in ACCOUNTS]
    followed = (
        ("strikes", rises(game, PUBLIC, HIGH), strikes_of, 1e-3),
        ("rises", rises(game, PUBLIC), shape_of, 1e-6),
        ("acts", acts(game, KINDS), path_of, 0.0),
    )
    for words, signs, path, least in followed:
        found = path_chances(game, pusher, signs, list(dict.fromkeys(path(*case) for case in cases)))
        chances = {chance.path: chance for chance in found}
        for case in cases:
            chance = chances[path(*case)]
            print(words, *case, _said(chance.path), chance.begins, chance.whole, sep=" | ")
            assert least < chance.whole <= chance.begins + 1e-12, case
        best = likeliest_path(game, pusher, signs)
        print(words, "likeliest", "", _said(best.path), best.begins, best.whole, sep=" | ")
        assert best.whole >= max(chance.whole for chance in found)


def _said(path: Path) -> str:
    return ", ".join(f"{who.removeprefix('by_').title()} {what}" for who, what in path) or "nothing"
