"""PRIM finds a box that was planted, and says so where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.stress.across.boxes import box
from deterrence.stress.ensemble.designs import Design

NAMES = tuple("abcdefgh")


def cube(n=1000, seed=0):
    return Design("latin", n, len(NAMES), seed).points(0, n)


def test_a_planted_box_is_found():
    x = cube()
    hit = (x[:, 1] > 0.6) & (x[:, 4] < 0.5)
    found = box(x, hit, NAMES)
    assert {b.name for b in found.bounds} == {"b", "e"}
    by_name = {b.name: b for b in found.bounds}
    assert by_name["b"].low == pytest.approx(0.6, abs=0.03) and by_name["b"].high > 0.95
    assert by_name["e"].high == pytest.approx(0.5, abs=0.03) and by_name["e"].low < 0.05
    assert found.coverage > 0.9 and found.density > 0.9
    assert all(b.found > 0.9 and b.doubt < 1e-6 for b in found.bounds)
    assert found.kept_density == pytest.approx(found.density, abs=0.1)


def test_a_planted_box_is_found_among_noise():
    rng, x = np.random.default_rng(2), cube(seed=3)
    inside = (x[:, 0] > 0.5) & (x[:, 2] > 0.5)
    hit = np.where(inside, rng.random(len(x)) < 0.8, rng.random(len(x)) < 0.1)
    found = box(x, hit, NAMES)
    assert {b.name for b in found.bounds if b.found > 0.5} == {"a", "c"}
    assert found.density > 0.65 and found.coverage > 0.5


def test_where_chance_alone_decides_the_box_does_not_keep():
    rng, x = np.random.default_rng(4), cube(400, seed=5)
    hit = rng.random(400) < 0.2
    found = box(x, hit, NAMES)
    assert found.kept_density < 0.35
    assert all(b.found < 0.8 for b in found.bounds)


def test_always_and_never_have_no_box():
    for hit in (np.zeros(50, bool), np.ones(50, bool)):
        found = box(cube(50), hit, NAMES)
        assert found.bounds == () and found.inside == 50


def test_density_never_falls_on_the_way_by_more_than_chance_and_coverage_never_rises():
    x = cube()
    found = box(x, x[:, 0] + x[:, 1] > 1.4, NAMES)
    coverage = [c for c, _ in found.passed]
    assert coverage == sorted(coverage, reverse=True) and coverage[0] == 1.0
    assert found.passed[-1][1] > 3 * found.passed[0][1]
