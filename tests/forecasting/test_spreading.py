"""The compiled loops of the push, against NumPy."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from deterrence.forecasting.spreading import add_distances, divided, logarithms, occupied, spread, weigh


def plainly(rows, live, place, share, seen, likelihood, way, first, source, target, after):
    rows, to = rows[live], np.flatnonzero(first >= 0)
    moved = np.zeros((len(rows), after.shape[1]))
    moved[:, to] = rows[:, first[to]]
    np.add.at(moved.T, target, rows[:, source].T)
    moved *= likelihood[way][:, None]
    for z in range(place.shape[2]):
        np.add.at(after, place[seen, :, z], share[seen, :, z, None] * moved)


@pytest.mark.parametrize("seed", range(20))
def test_rows_are_spread_as_by_numpy(seed):
    rng = np.random.default_rng(seed)
    live, count, here, there, ways, outcomes, parts, more = rng.integers(1, 9, 8)
    rows = rng.random((live + 3, here))
    which = np.sort(rng.choice(live + 3, live, replace=False))
    place = rng.integers(0, count, (outcomes, live, parts)).astype(np.int32)
    share = np.where(rng.random(place.shape) < 0.2, 0.0, rng.random(place.shape))
    likelihood = np.where(rng.random((ways, live)) < 0.2, 0.0, rng.random((ways, live)))
    first = rng.integers(-1, here, there if seed % 2 else 0).astype(np.int32)
    source, target = (rng.integers(0, n, more).astype(np.int32) for n in (here, there))
    found = rng.random((count, there))  # on top of what is there
    wanted = found.copy()
    seen, way = int(rng.integers(outcomes)), int(rng.integers(ways))
    spread(rows, which, place, share, seen, likelihood, way, first, source, target, found)
    plainly(rows, which, place, share, seen, likelihood, way, first, source, target, wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-14)


def test_rows_are_weighed_as_by_numpy():
    rng = np.random.default_rng(1)
    rows, values = rng.random((9, 4)) * (rng.random((9, 1)) < 0.6), rng.random((9, 3))
    for chosen in (np.arange(4), np.array([2, 0, 2]), np.zeros(0, int)):
        np.testing.assert_allclose(weigh(rows, chosen, values), rows[:, chosen].T @ values, rtol=1e-14)


def test_logarithms_are_those_of_numpy():
    rng = np.random.default_rng(3)
    some = np.concatenate([rng.random(1000), 1 + 1e-8 * rng.normal(size=1000), 10.0 ** rng.uniform(-307, 308, 1000)])
    x, found = some.copy(), np.empty_like(some)
    logarithms(x, found)
    np.testing.assert_allclose(found, np.log(some), rtol=2e-15, atol=0)
    found = np.empty(3)
    logarithms(np.array([1.0, 0.0, 0.5]), found)
    assert found[0] == 0.0 and -1000 < found[1] < -700 and found[2] == np.log(0.5)


def test_rows_are_divided_as_by_numpy():
    rng = np.random.default_rng(4)
    rows, live, shares = rng.random((9, 4)), np.array([1, 4, 8]), rng.random((5, 3))
    np.testing.assert_allclose(divided(rows, live, shares), shares @ rows[live], rtol=1e-14)


@pytest.mark.parametrize("declared", [0, 2])
def test_distances_are_those_of_their_definition(declared):
    """Jensen–Shannon, H(mean) − mean of H, in bits; moves that are never made, and equal strategies, included."""
    rng = np.random.default_rng(2)
    strategy = rng.random((3, 4, 5)) * (rng.random((3, 4, 5)) < 0.7) + 1e-12
    strategy[1, :, 3] = strategy[declared, :, 3]
    strategy[0, 0, 1] = strategy[2, 0, 1] = 0.0
    strategy /= strategy.sum(1, keepdims=True)
    belief, mass = rng.dirichlet(np.ones(3), 5), np.array([0.1, 0.0, 0.3, 0.2, 0.4])
    mixture = np.einsum("lk,kal->al", belief, strategy)
    total, weight = np.zeros(4), np.zeros(4)
    add_distances(declared, strategy, mixture, belief, mass, total, weight)

    every = np.concatenate([strategy, mixture[None]])
    apart = entropy((strategy[declared] + every) / 2) - (entropy(strategy[declared]) + entropy(every)) / 2
    by = mass * np.concatenate([belief.T, np.ones((1, 5))])
    np.testing.assert_allclose(weight, by.sum(1), rtol=1e-14)
    np.testing.assert_allclose(total, (by * np.sqrt(np.maximum(apart, 0.0))).sum(1), atol=1e-7)  # √ of rounding
    assert total[declared] == 0.0


def entropy(table):
    return -(table * np.log2(table, out=np.zeros_like(table), where=table > 0)).sum(-2)


def test_nothing_is_carried_where_no_tag_goes_on():
    nobody, after = np.zeros(0, np.int32), np.ones((2, 3))
    place, share = np.zeros((1, 2, 1), np.int32), np.ones((1, 2, 1))
    nowhere = np.full(3, -1, np.int32)
    spread(np.ones((2, 2)), np.arange(2), place, share, 0, np.ones((1, 2)), 0, nowhere, nobody, nobody, after)
    assert (after == 1.0).all()


def test_occupied_vertices_are_those_where_any_row_has_mass():
    rows = np.array([[0.0, 0.0], [0.0, 1e-300], [0.5, 0.0], [0.0, 0.0], [1.0, 1.0]])
    assert occupied(rows).tolist() == [1, 2, 4]
    assert len(occupied(np.zeros((3, 2)))) == 0


COUNT = """
from deterrence.forecasting.spreading import occupied
import numba, numpy
occupied(numpy.ones((2, 2)))
assert not numba.config.CACHE_DIR, numba.config.CACHE_DIR
print(sum(occupied.stats.cache_hits.values()), sum(occupied.stats.cache_misses.values()))
"""


def counted(**environment: str) -> tuple[int, int]:
    """Times that the cache had a function when it was first called, and had not."""
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", COUNT], capture_output=True, text=True, check=True, env={**kept, **environment}
    )
    hits, misses = map(int, done.stdout.split())
    return hits, misses


def test_what_is_compiled_is_kept_in_the_users_cache_folder(tmp_path):
    assert counted(XDG_CACHE_HOME=str(tmp_path)) == (0, 1)
    assert list((tmp_path / "deterrence" / "numba").rglob("*.nbc"))
    assert counted(XDG_CACHE_HOME=str(tmp_path)) == (1, 0)


def test_a_cache_folder_that_cannot_be_made_does_no_harm(tmp_path):
    (tmp_path / "deterrence").write_text("in the way")
    assert counted(XDG_CACHE_HOME=str(tmp_path)) == (0, 1)
    assert counted(XDG_CACHE_HOME=str(tmp_path)) == (0, 1)
