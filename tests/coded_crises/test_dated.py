"""Coded acts by day: dates as exact as they are known, and when watching ends."""

from __future__ import annotations

import pytest

from deterrence.coded_crises.acts import coded_acts
from deterrence.coded_crises.catalogue import folder
from deterrence.coded_crises.dated import DatedAct, dated
from deterrence.coded_crises.reading import read_history

ACTORS = {"india": "india", "pakistan": "pakistan"}
RUNGS = {"diplomatic-measures": "measures", "economic-measures": "measures", "limited-strikes": "strikes"}


def by_day(name: str, most: float):
    """A shipped history by day."""
    history = read_history(folder() / f"{name}.yaml")
    acts = coded_acts(history, ACTORS, RUNGS, ("measures", "strikes"))
    return dated(history, "as coded", acts, ACTORS.values(), most)


def test_an_act_coded_by_its_day_is_made_within_it():
    assert by_day("uri-2016", 90.0).acts[0] == DatedAct("india", "measures", 8.0, 9.0)  # 26 September, the 18th first


def test_an_act_coded_by_its_year_may_be_made_at_any_time_of_it():
    found = by_day("mumbai-2008", 400.0)  # the first day is 26 November 2008
    assert found.acts == (DatedAct("india", "measures", 36.0, 401.0),)


@pytest.mark.parametrize(
    ("name", "most", "days"), [("may-2025", 90.0, 19.0), ("balakot-2019", 90.0, 77.0), ("uri-2016", 60.0, 60.0)]
)
def test_watching_ends_with_a_ceasefire_the_coding_or_the_window(name, most, days):
    assert by_day(name, most).days == days


def test_what_came_after_watching_is_left_out():
    assert by_day("uri-2016", 9.0).acts == by_day("uri-2016", 90.0).acts[:1]
