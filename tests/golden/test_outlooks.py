"""Every number of the outlook of every shipped scenario and sample, on a small grid, is what it was.

The numbers were made by the program as it was before both forms of a file became one game, one push for each quantity,
and were equal to those of today to 1e-12 (names of keys apart, which have changed). They are the same to 1e-12 with
code for a processor without vector instructions, which rounds otherwise on the way. What is counted in days or in
stakes may differ by as much of itself. ``tools/golden_outlooks.py`` writes the file again.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from shipped import SAMPLES, SHIPPED, compiled, lightly, solved

NAMES = (*SHIPPED, *SAMPLES)

FILE = Path(__file__).with_name("outlooks.json.gz")
SAME = 1e-12


@cache
def golden() -> dict:
    return json.loads(gzip.decompress(FILE.read_bytes()))


def test_every_scenario_has_its_numbers():
    assert set(golden()) == set(NAMES)


@pytest.mark.parametrize("name", lightly(NAMES))
def test_the_outlook_is_what_it_was(name):
    before = {Key(*row[:5]): row[5] for row in golden()[name]["values"]}
    now = measure(compiled(name), solved(name, golden()[name]["points"]))[0]
    assert len(before) > 100 and set(before) <= set(now)
    apart = {key: abs(now[key] - value) / max(abs(value), 1.0) for key, value in before.items()}
    moved = {key: (before[key], now[key]) for key, difference in apart.items() if difference > SAME}
    assert moved == {}
