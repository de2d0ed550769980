"""The compiled loops of the push, against NumPy."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise

import numpy as np
import pytest

from deterrence.forecasting.automata import Stack
from deterrence.forecasting.distances import add_distances, logarithms
from deterrence.forecasting.lanes import LANES, packed
from deterrence.forecasting.layout import Layout
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import asked_of, definitions, measure
from deterrence.forecasting.rows import LINE, level
from deterrence.forecasting.spreading import add_up, find_links, occupied, pass_along, take_down, wait
from deterrence.forecasting.transport import Plan
from deterrence.forecasting.turns import Turning
from shipped import compiled, solved

SAME = 1e-12


def plainly(here, mix, place, share, stride, moved, seen, likelihood, there):
    """One sight of a way of leaving a state, with NumPy: (R', R) of the rows at every vertex go where it is divided."""
    for v, row in enumerate(here):
        chance = sum(p * (1.0 if c < 0 else mix[v, c]) for c, p in likelihood)
        for z in range(place.shape[2] if stride == 0 else 2):
            if stride == 0:
                end, part = place[v, seen, z], share[v, seen, z]
            else:
                end, above = place[v, seen, 0] + z * stride, share[v, seen, 0]
                part = above if z else 1.0 - above
            there[end] += part * chance * (moved @ row)


@pytest.mark.parametrize("stride", [0, 2])
@pytest.mark.parametrize("seed", range(12))
def test_rows_are_passed_on_as_by_numpy(seed, stride):
    rng = np.random.default_rng(seed)
    vertices, here, there, joints, outcomes, ways = 7, *LANES * rng.integers(1, 7, 2), *rng.integers(1, 7, 3)
    parts = 1 if stride else 3
    rows = rng.random((vertices, here)) * (rng.random((vertices, 1)) < 0.7)
    mix = rng.random((vertices, joints)) * (rng.random((vertices, joints)) < 0.8)
    place = rng.integers(0, vertices - stride, (vertices, outcomes, parts)).astype(np.int32)
    share = rng.random(place.shape) * (rng.random(place.shape) < 0.8)
    maps = [np.where(rng.random((there, here)) < 0.3, rng.integers(-1, 2, (there, here)), 0.0) for _ in range(ways)]
    maps[0] = np.eye(there, here)
    turning = Turning()
    turn = np.array([turning.number(moved) for moved in maps])
    sights = rng.integers(1, 4, ways)
    seen = rng.integers(0, outcomes, sights.sum())
    likelihoods = [[(int(c), float(rng.random())) for c in rng.integers(-1, joints, 2)] for _ in seen]
    found = rng.random(vertices * there)  # on top of what is there
    wanted = found.reshape(vertices, there).copy()
    for moved, o, likelihood in zip(np.repeat(maps, sights, axis=0), seen, likelihoods, strict=True):
        plainly(rows, mix, place, share, stride, moved, o, likelihood, wanted)
    of, most = np.array([0]), len(seen) * vertices * max(parts, 2)
    state, way, ends = np.zeros(ways, int), np.zeros(ways, int), np.zeros(ways + 1, int)
    start, end, weight = *np.zeros((2, most), np.int32), np.zeros(most)
    find_links(
        of, of, np.array([0, ways, ways]), np.cumsum([0, *sights]), seen, 2 * np.arange(len(seen) + 1),
        np.array([c for row in likelihoods for c, _ in row]), np.array([p for row in likelihoods for _, p in row]),
        np.array([0, vertices]), np.arange(vertices), of, np.array([joints]), mix.ravel(), of, np.array([outcomes]),
        np.array([parts]), np.array([stride]), place.ravel(), share.ravel(), state, way, ends, start, end, weight,
        np.empty(vertices, int),
    )  # fmt: skip
    assert (weight[: ends[-1]] > 0).all() and not weight[ends[-1] :].any()
    for a, b in pairwise(ends):
        assert len(set(zip(start[a:b], end[a:b], strict=True))) == b - a  # what goes from one to another goes as one
    begin, wide = np.array([0, 0]), np.array([here, there])
    to, turns = np.ones(ways, int), turning.finished()
    pass_along(
        state, to, turn, ends, start, end, weight, False, rows.ravel(), begin, found, begin, wide, *turns.arrays
    )
    np.testing.assert_allclose(found.reshape(vertices, there), wanted, rtol=1e-13)


def test_sorts_of_row_have_a_lane_and_a_pack_wherever_they_are_carried():
    carried = np.random.default_rng(7).random((23, 40)) < np.linspace(0.9, 0.1, 23)[:, None]
    places, lane = packed(carried), {}
    for x, at in enumerate(places):
        sorts = np.flatnonzero(carried[:, x]).tolist()
        assert len(set(at.tolist())) == len(at) == len(sorts) and (at >= 0).all()
        assert sorts[:1] != [0] or at[0] == 0  # the push's own comes first
        for sort, place in zip(sorts, at.tolist(), strict=True):
            assert lane.setdefault(sort, place % LANES) == place % LANES
    assert max(at.max() for at in places) < len(carried) + LANES


def test_no_two_sorts_of_row_would_change_places_for_fewer_packs():
    carried = np.random.default_rng(3).random((14, 60)) < np.linspace(0.8, 0.1, 14)[:, None]
    carried[:, 0] = True  # where all are carried, places show the pack of each
    packs = packed(carried)[0] // LANES

    def many(packs: np.ndarray) -> int:
        return sum(int(carried[packs == pack].any(0).sum()) for pack in range(4))

    assert many(packs) == sum(1 + at.max() // LANES for at in packed(carried))
    for one, other in combinations(range(1, len(carried)), 2):
        exchanged = packs.copy()
        exchanged[[one, other]] = packs[[other, one]]
        assert many(exchanged) >= many(packs)


def test_rows_begin_on_a_line_of_memory():
    for length in (0, 1, 5, 1000, 200_000):
        assert len(level(length)) == length and not level(length).any()
        assert level(length).ctypes.data % LINE == 0 or not length


def test_moves_made_are_taken_down_as_by_numpy():
    rng = np.random.default_rng(4)
    rows, mix = rng.random((7, 3)), rng.random((4, 5))
    live, of, made, by_stage = np.array([1, 2, 5, 6]), np.array([0]), np.zeros(5 * 3), np.zeros(5)
    take_down(
        of, of, rows.ravel(), of, np.array([3]), np.array([0, 4]), live, of, np.array([5]), mix.ravel(), 0.5,
        np.array([0, 5]), np.arange(5), of, made, by_stage,
    )  # fmt: skip
    np.testing.assert_allclose(made.reshape(5, 3), 0.5 * mix.T @ rows[live], rtol=1e-13)
    np.testing.assert_allclose(by_stage, 0.5 * mix.T @ rows[live, 0], rtol=1e-13)


def test_what_waits_stays_and_the_rest_is_left():
    rows, after = np.arange(12.0), np.full(12, 9.0)
    wait(np.array([1]), np.array([0.0, 0.25]), rows, np.array([0, 6]), after, np.array([6, 0]), np.array([3, 3]), 2)
    np.testing.assert_array_equal(after, [*(0.75 * np.arange(6.0, 12.0)), *[9.0] * 6])
    np.testing.assert_array_equal(rows, [*np.arange(6.0), *(0.25 * np.arange(6.0, 12.0))])


def test_rows_are_added_up_as_by_numpy():
    rng = np.random.default_rng(1)
    one, other = rng.random((9, 4)), rng.random((9, 2))
    rows, total, final = np.concatenate([one.ravel(), other.ravel()]), np.zeros((9, 2)), np.zeros(6)
    add_up(
        np.array([1, 0]), rows, np.array([0, 36]), np.array([4, 2]), 9, np.array([0, 2, 4]), np.array([0, 1, 0, 0]),
        np.array([0, 3, 0, 1]), np.array([1.0, 2.0, 1.0, -1.0]), total, 0.5, np.array([0, 4]), final,
    )  # fmt: skip
    np.testing.assert_allclose(total, np.stack([one[:, 0] + other[:, 0] - other[:, 1], 2 * one[:, 3]], 1), rtol=1e-14)
    np.testing.assert_allclose(final, 0.5 * np.concatenate([one.sum(0), other.sum(0)]), rtol=1e-14)


def every(name: str) -> Stack:
    """The automata of all quantities of a scenario, made again."""
    game = compiled(name)
    wanted = [d for d in definitions().values() if not d.lacks(game)]
    return Stack(game.structure, asked_of(game, wanted).stack.automata)


@pytest.mark.parametrize(
    "name", ["two-fronts-window", "corridor-window", pytest.param("standoff", marks=pytest.mark.slow)]
)
def test_few_rows_say_what_a_row_for_every_tag_says(name):
    fewest, one_each = every(name), every(name)
    one_each.kept[Plan] = Plan.of(Layout.everywhere(one_each))
    pusher, days = Pusher(solved(name)), compiled(name).brief.days
    few, many = (pusher.passage(stack, days=days) for stack in (fewest, one_each))
    rows = Plan.of(Layout.from_start(fewest)).wide
    assert rows.max() < fewest.count / 2
    assert few.ends == pytest.approx(many.ends, abs=SAME)
    for one, other in ((few.made, many.made), (few.final, many.final), (few.mass, many.mass)):
        known = ~np.isnan(one)
        assert known.any() and one[known] == pytest.approx(other[known], abs=SAME)
    for one, other in zip(few.believed, many.believed, strict=True):
        assert np.nan_to_num(one - other) == pytest.approx(0.0, abs=SAME)


def test_an_outlook_does_not_hang_on_what_another_thread_pushes():
    game, assessment = compiled("ladder"), solved("ladder")
    alone = measure(game, assessment)
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda _: measure(game, assessment), range(6)))
    assert all(found == alone for found in together)


def test_logarithms_are_those_of_numpy():
    rng = np.random.default_rng(3)
    some = np.concatenate([rng.random(1000), 1 + 1e-8 * rng.normal(size=1000), 10.0 ** rng.uniform(-307, 308, 1000)])
    x, found = some.copy(), np.empty_like(some)
    logarithms(x, found)
    np.testing.assert_allclose(found, np.log(some), rtol=2e-15, atol=0)
    found = np.empty(3)
    logarithms(np.array([1.0, 0.0, 0.5]), found)
    assert found[0] == 0.0 and -1000 < found[1] < -700 and found[2] == np.log(0.5)


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


def test_occupied_vertices_are_those_where_any_row_has_mass():
    one, other = np.array([[0.0, 0.0], [0.0, 1e-300], [0.5, 0.0]]), np.array([[0.0], [0.0], [1.0]])
    rows, live, ends = np.concatenate([one.ravel(), other.ravel()]), np.zeros(9, int), np.zeros(4, int)
    occupied(np.array([1, 0, 1]), rows, np.array([0, 6]), np.array([2, 1]), 3, live, ends)
    assert [live[a:b].tolist() for a, b in pairwise(ends)] == [[2], [1, 2], [2]]


COUNT = """
from deterrence.forecasting.spans import carried
import numba, numpy
carried(numpy.ones((2, 2)), numpy.array([1, 0]))
assert not numba.config.CACHE_DIR, numba.config.CACHE_DIR
print(sum(carried.stats.cache_hits.values()), sum(carried.stats.cache_misses.values()))
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
