"""The crisis of 2025 says the same of both states: exchanging their data exchanges everything."""

from __future__ import annotations

import re

import pytest

from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.solvers.grid import Grid, solve_grid
from shipped import crisis, solved

NAME = "south-asia-2025"
GRID = Grid(points=5)
SAME = 1e-7  # of a probability or a payoff: each solution is good to the solver's tolerance
MEASURED = ("outcome", "event", "challenge", "general_deterrence", "deterrence_failure", "worth", "duration", "loss")
OTHER = {"india": "pakistan", "pakistan": "india", "India": "Pakistan", "Pakistan": "India"}


def exchanged(text: str) -> str:
    return re.sub("|".join(OTHER), lambda found: OTHER[found[0]], text)


def test_whatever_is_said_of_one_state_is_said_of_the_other():
    brief = crisis(NAME).brief
    turns = (brief.turns, brief.lines, brief.doctrines)
    for section in (*turns, brief.endings, brief.events, brief.sequences, brief.bystanders):
        named = {item.name for item in section}
        assert {exchanged(name) for name in named} == named
    declared = {a.id: {a.doctrine, *brief.comparisons[a.id]} for a in brief.actors}
    assert {exchanged(d) for d in declared["india"]} == declared["pakistan"]
    for option in brief.options:
        assert set(option.takers) == {"india", "pakistan"}


def test_their_numbers_have_the_same_ranges_and_words():
    numbers = crisis(NAME).parameters
    for name, number in numbers.items():
        twin = numbers[exchanged(name)]
        for part in ("range", "unit", "role", "source", "condition", "nil", "ideal"):
            assert getattr(twin, part) == getattr(number, part), name
        assert twin.label == exchanged(number.label)
    mechanisms = crisis(NAME).brief.mechanisms
    for m in mechanisms:
        levers = set(m.levers)
        assert {exchanged(lever) for lever in levers} == levers and {exchanged(x) for x in m.shows} == set(m.shows)


@pytest.mark.slow
def test_exchanging_their_numbers_and_doctrines_exchanges_what_follows():
    about = crisis(NAME)
    here = measure(about.compile(), solved(NAME, GRID.points), MEASURED)[0]
    for actor in about.brief.actors:
        about = about.with_doctrine(actor.id, exchanged(crisis(NAME).brief.actor(OTHER[actor.id]).doctrine))
    other = about.compile({exchanged(n): v for n, v in about.parameters.defaults.items()})
    there = measure(other, solve_grid(other.game, GRID), MEASURED)[0]
    assert len(here) > 40
    for key, value in here.items():
        twin = Key(key.name, exchanged(key.actor), exchanged(key.of), exchanged(key.given), key.stage)
        assert there[twin] == pytest.approx(value, abs=SAME), key
