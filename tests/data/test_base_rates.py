"""Base rates: the shipped counts are what the data give, by the loader and by a second route."""

import csv
from collections import Counter
from statistics import median

import pytest
from scipy.stats import binomtest

from deterrence.data.base_rates import SOUTH_ASIA_BASE_RATES, tally
from deterrence.data.icb import load, two_sided_crises
from deterrence.data.icb_codes import Violence
from deterrence.stats import clopper_pearson

WINDOWS = {"1947-2019": None, "1998-2019": 1998}


def raw(folder, name):
    return list(csv.DictReader((folder / name).read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.parametrize("counts", SOUTH_ASIA_BASE_RATES.values(), ids=SOUTH_ASIA_BASE_RATES)
def test_every_table_covers_every_crisis(counts):
    for table in (counts.violence, counts.form, counts.settlement, counts.tension):
        assert sum(table.values()) == counts.n


def test_intervals_follow_from_k_and_n():
    counts = SOUTH_ASIA_BASE_RATES["1998-2019"]
    for k in counts.violence.values():
        exact = binomtest(k, counts.n).proportion_ci(confidence_level=0.95, method="exact")
        assert clopper_pearson(k, counts.n) == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.data
def test_icb_v15_has_the_published_size(icb_folder):
    icb = load(icb_folder)
    assert (len(icb.crises), len(icb.actors)) == (496, 1100)
    assert sum(crisis.days is None for crisis in icb.crises.values()) == 6


@pytest.mark.data
@pytest.mark.parametrize("window", WINDOWS)
def test_south_asia_base_rates_are_what_the_data_give(icb_folder, window):
    crises = two_sided_crises(icb_folder, "IND", "PAK", since=WINDOWS[window])
    assert tally(crises) == SOUTH_ASIA_BASE_RATES[window]


@pytest.mark.data
@pytest.mark.parametrize("window", WINDOWS)
def test_counting_crises_with_both_actors_gives_the_same(icb_folder, window):
    """Second route, without the loader or the dyad file: both states are crisis actors."""
    states: dict[str, set[str]] = {}
    for row in raw(icb_folder, "icb2v15.csv"):
        states.setdefault(row["crisno"], set()).add(row["actor"])
    crises = [
        row
        for row in raw(icb_folder, "icb1v15.csv")
        if {"IND", "PAK"} <= states[row["crisno"]] and int(row["yrtrig"]) >= (WINDOWS[window] or 0)
    ]
    counts = SOUTH_ASIA_BASE_RATES[window]
    viol = Counter(row["viol"] for row in crises)
    assert [viol[code] for code in "1234"] == [counts.violence[kind] for kind in Violence]
    lengths = [int(row["brexit"]) for row in crises]
    found = (len(lengths), min(lengths), median(lengths), max(lengths))
    days = counts.days
    assert days is not None and found == (days.n, days.least, days.median, days.most)
